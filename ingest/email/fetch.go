package email

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"github.com/earshot/earshot/ingest"
)

// fetched is what a server told of one mail.
type fetched struct {
	uid     imap.UID
	size    int64
	flags   []imap.Flag
	arrived time.Time
	text    letter
	here    bool // text was fetched
}

func (m fetched) has(flag imap.Flag) bool {
	return slices.ContainsFunc(m.flags, func(f imap.Flag) bool { return strings.EqualFold(string(f), string(flag)) })
}

// outlines asks for sizes and flags, so that no mail is fetched that is too
// large or thrown away. ENVELOPE and BODYSTRUCTURE, in which servers and clients
// disagree about broken mails, are not asked for.
func (s *session) outlines(uids []imap.UID) ([]fetched, error) {
	mails := make([]fetched, 0, len(uids))
	options := &imap.FetchOptions{UID: true, Flags: true, RFC822Size: true, InternalDate: true}
	err := s.fetch(imap.UIDSetNum(uids...), 0, options, func(one fetched) { mails = append(mails, one) })
	slices.SortFunc(mails, func(a, b fetched) int { return cmp.Compare(a.uid, b.uid) })
	return mails, err
}

// items fetches the texts of mails and reads them.
func (s *session) items(mails []fetched) ([]ingest.Item, error) {
	var wanted []imap.UID
	size := int64(0)
	for _, m := range mails {
		if s.verdict(m) == nil {
			wanted, size = append(wanted, m.uid), size+m.size
		}
	}
	texts, err := s.texts(wanted, size)
	if err != nil {
		return nil, err
	}
	items := make([]ingest.Item, len(mails))
	for i, m := range mails {
		if item := s.verdict(m); item != nil {
			items[i] = *item
			continue
		}
		items[i] = s.item(m, texts[m.uid])
	}
	return items, nil
}

// verdict is what becomes of a mail that need not be fetched, nil for others.
func (s *session) verdict(m fetched) *ingest.Item {
	switch limit := s.format.limit; {
	case m.size > limit:
		return &ingest.Item{Rejects: []ingest.Reject{{Reason: fmt.Sprintf("mail of %d bytes (UID %d) is larger than max_size of %d MB: not fetched", m.size, m.uid, limit>>20)}}}
	case m.has(imap.FlagDeleted):
		return &ingest.Item{Skip: skipDeleted}
	case m.has(imap.FlagDraft):
		return &ingest.Item{Skip: skipDraft}
	}
	return nil
}

// item reads one mail. Several in one account under one Message-ID are taken for
// the same mail: which of them came first would depend on the runs.
func (s *session) item(m, text fetched) ingest.Item {
	switch {
	case text.text.flaw != "" && text.text.size == 0:
		return ingest.Item{Rejects: []ingest.Reject{{Reason: fmt.Sprintf("%s (UID %d)", text.text.flaw, m.uid)}}}
	case !text.here:
		return ingest.Item{Skip: skipGone}
	}
	if !m.arrived.IsZero() {
		text.text.from = "From - " + m.arrived.In(s.format.zone).Format(time.ANSIC)
	}
	text.text.line = 0
	return (&reader{format: s.format, flags: m.letters()}).read(text.text)
}

// texts fetches the bytes of mails. Where the server refuses the lot, which some
// do for a single mail that they cannot read themselves, each is asked for alone.
func (s *session) texts(uids []imap.UID, size int64) (map[imap.UID]fetched, error) {
	texts := make(map[imap.UID]fetched, len(uids))
	if len(uids) == 0 {
		return texts, nil
	}
	// PEEK leaves mails unread.
	options := &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{{Peek: true}}}
	err := s.fetch(imap.UIDSetNum(uids...), size, options, func(one fetched) { texts[one.uid] = one })
	var said answer
	if err == nil || !errors.As(err, &said) || said.kind != imap.StatusResponseTypeNo {
		return texts, err
	}
	for _, uid := range uids {
		if texts[uid].here {
			continue
		}
		err := s.fetch(imap.UIDSetNum(uid), size, options, func(one fetched) { texts[one.uid] = one })
		switch {
		case err == nil:
		case errors.As(err, &said) && said.kind == imap.StatusResponseTypeNo && said.code != imap.ResponseCodeUnavailable:
			texts[uid] = fetched{uid: uid, text: letter{flaw: "mail that the server has and does not give"}}
		default:
			return nil, err
		}
	}
	return texts, nil
}

// fetch asks for mails and hands them over one by one.
func (s *session) fetch(uids imap.UIDSet, size int64, options *imap.FetchOptions, take func(fetched)) error {
	var got []fetched
	most := mostTime + time.Duration(size/leastSpeed)*time.Second
	err := s.do(most, func() error {
		command := s.client.Fetch(uids, options)
		for data := command.Next(); data != nil; data = command.Next() {
			one, err := s.mail(data)
			if err != nil {
				// Not command.Close(): it would read the broken text once more,
				// which by now the library's own goroutine does too.
				s.wire.Close()
				return err
			}
			got = append(got, one)
		}
		return command.Close()
	})
	var said answer
	if err != nil && !errors.As(err, &said) {
		return err // and its goroutine may still be at work on got
	}
	for _, one := range got {
		if uids.Contains(one.uid) {
			take(one)
		}
	}
	return err
}

// mail reads one answer to a FETCH. Its text is read in any case, up to the
// limit: the library can go on only behind it.
func (s *session) mail(data *imapclient.FetchMessageData) (m fetched, err error) {
	for item := data.Next(); item != nil; item = data.Next() {
		switch item := item.(type) {
		case imapclient.FetchItemDataUID:
			m.uid = item.UID
		case imapclient.FetchItemDataFlags:
			m.flags = item.Flags
		case imapclient.FetchItemDataRFC822Size:
			m.size = item.Size
		case imapclient.FetchItemDataInternalDate:
			m.arrived = item.Time
		case imapclient.FetchItemDataBodySection:
			if item.Literal == nil || m.here {
				continue
			}
			if m.text, err = s.text(item.Literal); err != nil {
				return m, err
			}
			m.here = true
		}
	}
	return m, nil
}

// text reads the bytes of a mail. One that is cut short is an error, not a mail.
func (s *session) text(literal imap.LiteralReader) (l letter, err error) {
	limit := s.format.limit
	raw := make([]byte, min(literal.Size(), limit+1))
	if _, err := io.ReadFull(literal, raw); err != nil {
		return l, fmt.Errorf("a mail that ends before its end: %w", err)
	}
	l.keep(raw, limit)
	return l, nil
}
