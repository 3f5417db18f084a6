package email

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/emersion/go-imap/v2"

	"github.com/earshot/earshot/ingest/api"
)

// rawMost is the most of a mail that Raw gives: what reports of deliveries say
// stands at the beginning, and the mail that they return is ours.
const rawMost = 5 << 20

// Raw gives the mails of the first mailbox as they came, unread as before, from
// the position on; without one those that came since a day. take gets a page of
// them, each with its bytes, and the position behind it: an error of take ends
// the reading. A mail that is too large, or that the server does not give, comes
// as a line that names it.
func (s IMAP) Raw(ctx context.Context, hosts *api.Hosts, position string, since time.Time, take func(mails [][]byte, position string) error) error {
	live, err := s.Live(hosts, time.UTC)
	if err != nil {
		return err
	}
	a := live.(*account)
	a.format.limit = rawMost
	name := inbox
	if len(s.Mailboxes) > 0 {
		name = s.Mailboxes[0]
	}
	session, err := a.connect(ctx)
	if err != nil {
		return err
	}
	defer session.close()
	box, err := session.examine(name)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	w := walk{session: session}
	if position == "" || json.Unmarshal([]byte(position), &w.at) != nil || w.at.Validity != box.UIDValidity {
		w.at = place{Validity: box.UIDValidity} // made anew: all numbers are other ones
	} else {
		since = time.Time{}
	}
	return w.allRaw(since, box, take)
}

// allRaw hands over what is above the walk's place, page by page.
func (w *walk) allRaw(since time.Time, box *imap.SelectData, take func(mails [][]byte, position string) error) error {
	for {
		uids, err := w.above(w.at.UID, since, box.NumMessages)
		if err != nil || len(uids) == 0 {
			return err
		}
		uids = uids[:min(len(uids), pageMails)]
		mails, err := w.outlines(uids)
		if err != nil {
			return err
		}
		for len(mails) > 0 {
			n := pageful(mails)
			page, err := w.raw(mails[:n], box.UIDValidity)
			if err != nil {
				return err
			}
			w.at.UID = mails[n-1].uid
			if err := take(page, w.at.String()); err != nil {
				return err
			}
			mails = mails[n:]
		}
		w.at.UID = uids[len(uids)-1] // past mails that are gone
	}
}

// raw fetches the texts of mails, but of those that were thrown away.
func (w *walk) raw(mails []fetched, validity uint32) ([][]byte, error) {
	var wanted []imap.UID
	var size int64
	for _, m := range mails {
		if w.verdict(m) == nil {
			wanted, size = append(wanted, m.uid), size+m.size
		}
	}
	texts, err := w.texts(wanted, size)
	if err != nil {
		return nil, err
	}
	var page [][]byte
	for _, m := range mails {
		text := texts[m.uid].text.raw
		if verdict := w.verdict(m); verdict != nil && verdict.Skip != "" {
			continue
		}
		if len(text) == 0 {
			text = fmt.Appendf(nil, "UID %d of %d", m.uid, validity)
		}
		page = append(page, text)
	}
	return page, nil
}

// RawFile hands over the mails of a file, an mbox or one mail, as they are. Of
// one that is too large it gives the beginning.
func RawFile(path string, take func(mail []byte) error) (err error) {
	f := newFormat(Settings{}, time.UTC)
	f.limit = rawMost
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	isMbox, err := f.isMbox(file, path)
	if err != nil {
		return err
	}
	r := &reader{format: f, file: file}
	if isMbox {
		r.box = newMbox(file, f.limit)
	}
	for !r.done {
		l, ok := r.letter()
		if !ok {
			break
		}
		if err := take(l.raw); err != nil {
			return err
		}
	}
	return r.err
}
