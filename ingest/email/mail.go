package email

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/mail"
	"strings"
	"time"

	"github.com/jhillyerd/enmime/v2"

	"github.com/earshot/earshot/ingest"
)

// message is one mail, read.
type message struct {
	header
	root      *enmime.Part
	words     words
	author    mail.Address
	form      bool // written by a person through a form or a no-reply address
	title     string
	answered  bool // it is an answer, by its subject or its references
	forwarded bool // the subject says that it is a forward
}

// parse reads the bytes of a mail. Structure that cannot be read leaves the
// headers and the body as plain text; only what has no headers is no mail.
func (f *format) parse(raw []byte) (message, error) {
	root, err := parseParts(raw)
	if err != nil && !errors.Is(err, errTooMuch) || err == nil && !(header{fields: root.Header}).isMail() {
		raw = repairHeaders(raw)
		if root, err = parseParts(raw); err != nil && !errors.Is(err, errTooMuch) {
			root, err = plainPart(raw), nil
		}
	}
	if err != nil {
		return message{}, err
	}
	m := message{header: header{fields: root.Header, label: charsetOf(contentParams(root))}, root: root}
	if !m.isMail() {
		return message{}, errNoHeaders
	}
	m.words.collect(root, f.html)
	m.author, m.form = f.authorOf(m.header)
	m.title, m.answered, m.forwarded = title(m.text("Subject"))
	m.answered = m.answered || m.has("In-Reply-To") || m.has("References")
	return m, nil
}

var (
	errNoHeaders = errors.New("no mail: expected headers such as From: and Date: at its start")
	errTooMuch   = errors.New("no mail that a person wrote: more headers or parts than can be read")
)

// isMail tells whether any of the headers is one that mails have.
func (h header) isMail() bool {
	for _, name := range []string{"From", "To", "Subject", "Date", "Received", "Message-Id", "Return-Path", "Reply-To", "Sender", "Delivered-To"} {
		if h.has(name) {
			return true
		}
	}
	return false
}

// repairHeaders makes headers of what looks like some: a space before the first
// name or before a colon goes, and so does a line that is no header at all.
func repairHeaders(raw []byte) []byte {
	raw = bytes.TrimLeft(raw, " \t\r\n")
	split := headerEnd(raw)
	out := make([]byte, 0, len(raw))
	for each := range bytes.Lines(raw[:split]) {
		name, value, found := bytes.Cut(each, []byte(":"))
		switch {
		case len(bytes.TrimSpace(each)) == 0, each[0] == ' ', each[0] == '\t':
			out = append(out, each...)
		case found && startsHeader(each):
			out = append(append(append(out, bytes.TrimRight(name, " \t")...), ':'), value...)
		}
	}
	return append(out, raw[split:]...)
}

// plainPart takes a mail for headers and text.
func plainPart(raw []byte) *enmime.Part {
	root := enmime.NewPart("text/plain")
	split := headerEnd(raw)
	fields, err := enmime.ReadHeader(bufio.NewReader(bytes.NewReader(raw[:split])), ignored{})
	if err == nil {
		root.Header = fields
	}
	root.Content = raw[split:]
	return root
}

// ignored takes the MIME library's complaints about headers.
type ignored struct{}

func (ignored) AddError(string, string, ...any)   {}
func (ignored) AddWarning(string, string, ...any) {}

// authorOf is who wrote a mail: From, or Reply-To when From is an address that
// nobody writes from or when our own site sent a visitor's words to us.
func (f *format) authorOf(h header) (author mail.Address, form bool) {
	from := firstAddress(h, "From", "Sender")
	reply := firstAddress(h, "Reply-To")
	if reply.Address == "" || f.own.owns(reply.Address) || isRobot(reply.Address) {
		return from, false
	}
	if isRobot(from.Address) || f.own.owns(from.Address) && f.allOwn(h) {
		return reply, true
	}
	return from, false
}

// allOwn tells a mail from our side to our side only.
func (f *format) allOwn(h header) bool {
	to := append(h.addresses("To"), h.addresses("Cc")...)
	for _, a := range to {
		if !f.own.owns(a.Address) {
			return false
		}
	}
	return len(to) > 0
}

func firstAddress(h header, names ...string) mail.Address {
	for _, name := range names {
		if list := h.addresses(name); len(list) > 0 {
			return list[0]
		}
	}
	return mail.Address{}
}

// skip is the reason not to store a mail, empty for a customer's.
func (f *format) skip(m message, flags string) string {
	switch {
	case isBounce(m.header, m.root, m.words):
		return skipBounce
	case isAutoReply(m.header, m.words, m.form):
		return skipAutoReply
	case f.settings.SkipLists && isList(m.header):
		return skipList
	case m.words.calendar:
		return skipCalendar
	case !m.form && f.own.owns(m.author.Address):
		return skipOwn
	case strings.Contains(flags, "D"):
		return skipDraft
	}
	return ""
}

// body is what the author newly wrote, and what was forwarded. Mails that are
// attached are read where the mail is a forward or says nothing itself.
func (f *format) body(m message, depth int) string {
	text := strings.Join(m.words.plain, "\n\n")
	read := reading{dropQuotes: f.settings.DropQuotes, depth: maxForwards}
	body := read.visible(splitLines(text))
	if m.forwarded || body == "" && !m.answered { // who answers nothing quotes nothing
		body = read.forward(text)
	}
	if depth == 0 || body != "" && !m.forwarded {
		return body
	}
	for _, raw := range m.words.embedded[:min(len(m.words.embedded), maxEmbedded)] {
		inner, err := f.parse(raw)
		if err != nil {
			continue
		}
		body = strings.TrimSpace(body + "\n\n" + f.body(inner, depth-1))
	}
	return body
}

// origin gives the identity of a mail. NativeID is its Message-ID, else a hash
// of its bytes; ThreadID the first of References, else of In-Reply-To, else
// the mail's own id.
func (m message) origin(raw []byte, at time.Time) ingest.Origin {
	o := ingest.Origin{
		Channel:    ingest.Email,
		Author:     ingest.Author{Name: m.author.Name, Email: m.author.Address},
		OccurredAt: at,
		Language:   language(m.raw("Content-Language")),
		URL:        link(m.raw("Archived-At")),
		Payload:    string(raw),
	}
	if o.NativeID = messageID(m.decode(m.raw("Message-Id"))); o.NativeID == "" {
		sum := sha256.Sum256(raw)
		o.NativeID = "sha256:" + hex.EncodeToString(sum[:16])
	}
	references := messageIDs(m.decode(m.raw("References")))
	parents := messageIDs(m.decode(m.raw("In-Reply-To")))
	switch {
	case len(parents) > 0:
		o.ParentID = parents[0]
	case len(references) > 0:
		o.ParentID = references[len(references)-1]
	}
	switch {
	case len(references) > 0:
		o.ThreadID = references[0]
	case len(parents) > 0:
		o.ThreadID = parents[0]
	default:
		o.ThreadID = o.NativeID
	}
	return o
}

// language reads "de-AT, en" as "de"; anything else than two letters is none.
func language(v string) string {
	tag, _, _ := strings.Cut(v, ",")
	tag, _, _ = strings.Cut(strings.TrimSpace(tag), "-")
	tag = strings.ToLower(tag)
	if len(tag) != 2 || tag[0] < 'a' || tag[0] > 'z' || tag[1] < 'a' || tag[1] > 'z' {
		return ""
	}
	return tag
}

func link(v string) string {
	v = strings.Trim(v, "<> ")
	if strings.HasPrefix(v, "https://") || strings.HasPrefix(v, "http://") {
		return v
	}
	return ""
}
