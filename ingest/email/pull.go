package email

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"

	"github.com/earshot/earshot/ingest"
)

// place is the position in a mailbox.
type place struct {
	Validity uint32   `json:"uidvalidity"`      // of what the UIDs are numbers of
	UID      imap.UID `json:"uid"`              // the last one read; UIDs grow
	ModSeq   uint64   `json:"modseq,omitempty"` // up to which changes of flags are known; 0: the server does not count them
}

func (p place) String() string {
	encoded, err := json.Marshal(p) // numbers always encode
	if err != nil {
		panic(err)
	}
	return string(encoded)
}

// pull reads the mails above the last UID, in their order, and then those of
// before that were answered since.
func (m mailbox) pull(ctx context.Context, from ingest.From) iter.Seq2[ingest.Page, error] {
	return func(yield func(ingest.Page, error) bool) {
		if m.missing {
			yield(ingest.Page{}, fmt.Errorf("no mailbox matches the pattern; set mailboxes to what the account has"))
			return
		}
		s, err := m.connect(ctx)
		if err != nil {
			yield(ingest.Page{}, err)
			return
		}
		defer s.close()
		w := walk{session: s, yield: yield}
		if err := w.mailbox(m.name, from); err != nil && !w.done {
			yield(ingest.Page{}, err)
		}
	}
}

// walk is one pull of one mailbox.
type walk struct {
	*session
	yield func(ingest.Page, error) bool
	done  bool // nobody wants more
	at    place
}

func (w *walk) mailbox(name string, from ingest.From) error {
	box, err := w.examine(name)
	if err != nil {
		return err
	}
	if from.Position == "" || json.Unmarshal([]byte(from.Position), &w.at) != nil || w.at.Validity != box.UIDValidity {
		// The first time, or the mailbox was made anew and all numbers are other
		// ones: what is known comes again under its Message-ID.
		w.at = place{Validity: box.UIDValidity, ModSeq: box.HighestModSeq}
	} else {
		from.Since = time.Time{}
	}
	known := w.at
	if err := w.fresh(from.Since, box.NumMessages); err != nil || w.done {
		return err
	}
	if known.ModSeq > 0 && box.HighestModSeq > known.ModSeq {
		if err := w.answered(known); err != nil || w.done {
			return err
		}
	}
	w.at.ModSeq = box.HighestModSeq
	if position := w.at.String(); position != from.Position {
		w.yield(ingest.Page{Position: position}, nil)
	}
	return nil
}

// examine opens the mailbox read-only, which EXAMINE is and SELECT is not: with
// SELECT mails would not be recent any more.
func (s *session) examine(name string) (box *imap.SelectData, err error) {
	counts := s.client.Caps().Has(imap.CapCondStore)
	err = s.do(mostTime, func() (err error) {
		box, err = s.client.Select(name, &imap.SelectOptions{ReadOnly: true, CondStore: counts}).Wait()
		return err
	})
	return box, err
}

// fresh reads what has come since, until there is nothing more: a server may
// name some thousand mails at most at a time.
func (w *walk) fresh(since time.Time, mails uint32) error {
	for {
		uids, err := w.above(w.at.UID, since, mails)
		if err != nil || len(uids) == 0 {
			return err
		}
		if err := w.pages(uids, true); err != nil || w.done {
			return err
		}
	}
}

// above asks for the UIDs above the last one, in order. The newest mail matches
// last+1:* even when its UID is last or below: RFC 3501 reads n:* as *:n then.
func (w *walk) above(last imap.UID, since time.Time, mails uint32) ([]imap.UID, error) {
	if last == math.MaxUint32 {
		return nil, nil
	}
	criteria := &imap.SearchCriteria{UID: []imap.UIDSet{{{Start: last + 1, Stop: 0}}}}
	if !since.IsZero() {
		criteria.Since = since.AddDate(0, 0, -1) // the server's days may begin elsewhere
	}
	var found *imap.SearchData
	err := w.do(mostTime, func() (err error) {
		found, err = w.client.UIDSearch(criteria, nil).Wait()
		return err
	})
	if err != nil {
		return nil, err
	}
	uids, err := named(found.All, last, uint64(mails))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", w.address(), err)
	}
	return uids, nil
}

// named lists the UIDs above last that a search found, in order, each once. A
// range may name four thousand million with a few bytes, so no more are taken
// than a mailbox of so many mails can hold, with some that came meanwhile.
func named(found imap.NumSet, last imap.UID, mails uint64) ([]imap.UID, error) {
	ranges, _ := found.(imap.UIDSet)
	most := 2*mails + 10_000
	var uids []imap.UID
	for _, r := range ranges {
		if r.Start == 0 || r.Stop == 0 {
			return nil, errors.New("the server answers a search with 0 or *, which no mail has as its number")
		}
		first := max(uint64(r.Start), uint64(last)+1)
		if uint64(r.Stop) >= first && uint64(len(uids))+uint64(r.Stop)-first >= most {
			return nil, fmt.Errorf("the server finds more mails than the %d that it says the mailbox holds", mails)
		}
		for uid := first; uid <= uint64(r.Stop); uid++ {
			uids = append(uids, imap.UID(uid))
		}
	}
	slices.Sort(uids)
	return slices.Compact(uids), nil
}

// answered reads the mails again that were answered since. Of all changes of
// flags this is the one that a record tells of, by its State; without CONDSTORE
// the next time that everything is read tells it.
func (w *walk) answered(known place) error {
	if known.UID == 0 {
		return nil
	}
	options := &imap.FetchOptions{UID: true, Flags: true, ChangedSince: known.ModSeq}
	var uids []imap.UID
	err := w.fetch(imap.UIDSet{{Start: 1, Stop: known.UID}}, 0, options, func(one fetched) {
		if one.has(imap.FlagAnswered) {
			uids = append(uids, one.uid)
		}
	})
	if err != nil {
		return err
	}
	slices.Sort(uids)
	return w.pages(uids, false)
}

// A page holds this much, unless a single mail is larger.
const (
	pageMails = 250
	pageBytes = 4 << 20
)

// pages reads the mails with these UIDs and hands them over page by page;
// moving says that the position goes along.
func (w *walk) pages(uids []imap.UID, moving bool) error {
	for some := range slices.Chunk(uids, 2*pageMails) {
		mails, err := w.outlines(some)
		if err != nil {
			return err
		}
		for len(mails) > 0 && !w.done {
			n := pageful(mails)
			items, err := w.items(mails[:n])
			if err != nil {
				return err
			}
			if moving {
				w.at.UID = mails[n-1].uid
			}
			w.done = !w.yield(ingest.Page{Items: items, Position: w.at.String()}, nil)
			mails = mails[n:]
		}
		if w.done {
			return nil
		}
		if moving { // past mails that are gone
			w.at.UID = some[len(some)-1]
		}
	}
	return nil
}

// pageful is how many of the mails make a page.
func pageful(mails []fetched) int {
	n, size := 0, int64(0)
	for n < len(mails) && n < pageMails && (n == 0 || size+mails[n].size <= pageBytes) {
		size += mails[n].size
		n++
	}
	return n
}

// letters gives the flags of a mail as a Maildir writes them.
func (m fetched) letters() string {
	var b strings.Builder
	for _, known := range []struct {
		flag   imap.Flag
		letter byte
	}{{imap.FlagAnswered, 'R'}, {imap.FlagDraft, 'D'}} {
		if m.has(known.flag) {
			b.WriteByte(known.letter)
		}
	}
	return b.String()
}
