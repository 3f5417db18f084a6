package email

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
)

// read makes one mail an item. The libraries that take mails and HTML apart are
// not ours: should one panic, the mail is a reject and the reading goes on.
func (r *reader) read(l letter) (item ingest.Item) {
	defer func() {
		if problem := recover(); problem != nil {
			item = reject(l, fmt.Sprintf("mail cannot be taken apart: %T", problem))
		}
	}()
	l.splitFromLine()
	switch {
	case l.flaw != "":
		return reject(l, l.flaw)
	case l.size == 0:
		return reject(l, "empty: expected a mail or a mailbox")
	case len(bytes.Trim(l.raw, "\x00 \t\r\n")) == 0:
		return reject(l, "no mail: nothing but zeros or white space")
	}
	m, err := r.format.parse(l.raw)
	if err != nil {
		return reject(l, err.Error())
	}
	if reason := r.format.skip(m, r.flags); reason != "" {
		return ingest.Item{Skip: reason}
	}
	at, ok := occurred(m.header, l.from, r.format.zone)
	if !ok {
		return reject(l, "no date: none of Date, Received, Delivery-Date and the line before the mail can be read")
	}
	return r.feedback(l, m, at)
}

// feedback stores a customer's mail unless it says nothing new.
func (r *reader) feedback(l letter, m message, at time.Time) ingest.Item {
	body := r.format.body(m, maxEmbedded)
	if body == "" && len(m.words.plain) == 0 && isCut(m.root) {
		return reject(l, "mail is cut off: its text is missing")
	}
	if body == "" && (m.answered || m.title == "") {
		return ingest.Item{Skip: skipNoText}
	}
	f := ingest.Feedback{
		Origin: m.origin(l.raw, at),
		Title:  m.title,
		Body:   body,
		Labels: labels(m.header),
	}
	if strings.Contains(r.flags, "R") {
		f.State = "answered"
	}
	content := strings.Join([]string{f.Author.Email, at.UTC().Format(time.RFC3339), m.raw("Subject"), strings.Join(m.words.plain, "\x00")}, "\x00")
	switch r.twins.see(f.NativeID, content) {
	case sameMail:
		return ingest.Item{Skip: skipTwice}
	case otherMail:
		sum := sha256.Sum256([]byte(content))
		f.NativeID += "#" + hex.EncodeToString(sum[:6])
	}
	return ingest.Item{Feedback: []ingest.Feedback{f}}
}

// splitFromLine takes a From_ line off a single mail that was saved with one.
func (l *letter) splitFromLine() {
	begin := bytes.TrimLeft(l.raw, "\r\n")
	if l.from != "" || !bytes.HasPrefix(begin, []byte("From ")) && !isQuotedFrom(begin) {
		return
	}
	first, rest, found := bytes.Cut(begin, []byte("\n"))
	if found {
		l.from, l.raw = fromLine(bytes.TrimLeft(first, ">")), rest
	}
}

func reject(l letter, reason string) ingest.Item {
	payload := string(l.raw[:min(len(l.raw), headKept)])
	return ingest.Item{Rejects: []ingest.Reject{{Line: l.line, Reason: reason, Payload: payload}}}
}

// labels gathers what a mail program filed a mail under. Gmail's marks for
// where a mail lies and whether it was opened are none.
func labels(h header) []string {
	var out []string
	seen := map[string]bool{}
	for _, name := range []string{"X-Gmail-Labels", "Keywords", "X-Keywords"} {
		for _, v := range h.fields.Values(name) {
			for label := range strings.SplitSeq(h.decode(v), ",") {
				label = strings.Trim(strings.TrimSpace(label), "\"")
				switch label {
				case "", "Inbox", "Unread", "Opened", "Archived":
					continue
				}
				if !seen[label] {
					seen[label] = true
					out = append(out, label)
				}
			}
		}
	}
	return out
}
