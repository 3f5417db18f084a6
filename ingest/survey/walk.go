package survey

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
)

// walk goes through a list of answers that is sorted by the time of change, the
// oldest first. What changes meanwhile moves to the list's end and shifts the
// rest, so that the next page is not the second one any more: it is asked for as
// the first page of what has changed since the last answer seen. Only where a
// whole page shares one moment the walk turns pages.
type walk struct {
	open    func(context.Context) (*script, turn, error) // asks for the form
	overlap time.Duration                                // how far behind its cursor a pull begins again
	back    time.Duration                                // how far before the last answer the next page begins
}

// turn asks for one page: since is a whole second and inclusive, zero for
// everything; next is what the page before of the same since named.
type turn func(ctx context.Context, since time.Time, next string) (leaf, error)

// leaf is one page of answers.
type leaf struct {
	answers []answer
	next    string // what to turn to; empty: this is the last one
	ends    error  // why no page after it can be had for now
}

// mark is the position of a walk.
type mark struct {
	Changed time.Time `json:"changed"` // of the newest answer seen
}

func (m mark) String() string { return position(m) }

// position encodes what a stream keeps.
func position(of any) string {
	encoded, err := json.Marshal(of) // texts, numbers and times always encode
	if err != nil {
		panic(err)
	}
	return string(encoded)
}

// begin is the time from which on changes are asked for; zero: everything.
func (w walk) begin(from ingest.From) time.Time {
	var m mark
	if from.Position == "" || json.Unmarshal([]byte(from.Position), &m) != nil || m.Changed.IsZero() {
		return from.Since
	}
	return m.Changed.Add(-w.overlap).Truncate(time.Second)
}

func (w walk) pull(ctx context.Context, from ingest.From) iter.Seq2[ingest.Page, error] {
	return func(yield func(ingest.Page, error) bool) {
		if err := w.each(ctx, from, func(p ingest.Page) bool { return yield(p, nil) }); err != nil {
			yield(ingest.Page{}, err)
		}
	}
}

// each hands page after page to yield until that is false.
func (w walk) each(ctx context.Context, from ingest.From, yield func(ingest.Page) bool) error {
	script, turn, err := w.open(ctx)
	if err != nil {
		return err
	}
	seen := newSeen(w.begin(from))
	var pages api.Pages
	for next := ""; ; {
		if err := pages.Go(seen.since.String() + " " + next); err != nil {
			return err
		}
		leaf, err := turn(ctx, seen.since, next)
		if err != nil {
			return err
		}
		page, last, err := w.fresh(script, leaf, seen, next != "")
		if err != nil {
			return err
		}
		if !last.IsZero() {
			page.Position = mark{from.Past(last)}.String()
		}
		if !yield(page) || leaf.next == "" {
			return nil
		}
		if leaf.ends != nil {
			return leaf.ends
		}
		next = leaf.next
		if seen.move(last.Truncate(time.Second).Add(-w.back)) {
			next = ""
		}
	}
}

// fresh makes items of the answers that no page before has given, and tells the
// moment of the last one.
func (w walk) fresh(script *script, s leaf, seen *seen, turned bool) (page ingest.Page, last time.Time, err error) {
	for _, a := range s.answers {
		if a.changed.After(last) {
			last = a.changed
		}
		if !seen.add(a) {
			continue
		}
		item, err := script.item(a)
		if err != nil {
			return page, last, err
		}
		page.Items = append(page.Items, item)
	}
	if turned && len(s.answers) > 0 && len(page.Items) == 0 {
		return page, last, seen.again(len(s.answers))
	}
	seen.stale = 0
	return page, last, nil
}

// seen are the answers of a walk that may come again.
type seen struct {
	since time.Time
	all   map[change]bool
	stale int // how many came again since the last one that had not
}

type change struct {
	id string
	at time.Time
}

func newSeen(since time.Time) *seen { return &seen{since: since, all: map[change]bool{}} }

// add notes an answer; false: it is known.
func (s *seen) add(a answer) bool {
	key := change{a.id, a.changed.UTC()}
	known := s.all[key]
	s.all[key] = true
	return !known
}

// move begins anew at since, if that is later, and forgets what lies before.
func (s *seen) move(since time.Time) bool {
	if !since.After(s.since) {
		return false
	}
	s.since, s.stale = since, 0
	for c := range s.all {
		if c.at.Before(since) {
			delete(s.all, c)
		}
	}
	return true
}

var errCircle = errors.New("gives the same answers again and again: nothing after them can be read")

// again counts n answers that are all known. There cannot be more of them in a
// row than are known.
func (s *seen) again(n int) error {
	if s.stale += n; s.stale > len(s.all) {
		return errCircle
	}
	return nil
}
