package tracker

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
)

// overlap is how far behind its cursor a pull begins again: what a system had
// not yet shown by the last one, its copies lagging behind, comes with this.
const overlap = 2 * time.Minute

// live is a tracker that is pulled: its streams, known when it is configured.
type live []ingest.Stream

// Streams lists them.
func (l live) Streams(context.Context) ([]ingest.Stream, error) { return slices.Clone(l), nil }

// newJudge makes a judge of one tracker's records.
func newJudge(r Roles, zone *time.Location, d dialect) (*judge, error) {
	var err error
	r.Check(func(path, message, hint string) {
		if err == nil {
			err = fmt.Errorf("%s: %s; %s", path, message, hint)
		}
	})
	if name := r.withDefaults().unknown(); name != "" && err == nil {
		err = fmt.Errorf("%s: not one of its choices", name)
	}
	return &judge{rules: newRules(r.withDefaults(), zone), only: "auto", all: []dialect{d}, seen: map[string]bool{}}, err
}

// items judges records as an API gave them.
func (j *judge) items(records []json.RawMessage) []ingest.Item {
	items := make([]ingest.Item, 0, len(records))
	for _, raw := range records {
		var o members
		if json.Unmarshal(raw, &o) != nil {
			o = nil
		}
		items = append(items, j.item(unit{raw: raw}, o))
	}
	return items
}

// mark is the position of a stream that is read in the order of change.
type mark struct {
	Changed time.Time `json:"changed"` // of the newest record seen
}

// begin is the time from which on changes are asked for; zero: everything.
func begin(from ingest.From) time.Time {
	var m mark
	if from.Position == "" || json.Unmarshal([]byte(from.Position), &m) != nil || m.Changed.IsZero() {
		return from.Since
	}
	return m.Changed.Add(-overlap)
}

func (m mark) String() string {
	encoded, err := json.Marshal(m) // a time always encodes
	if err != nil {
		panic(err)
	}
	return string(encoded)
}

// change is what a walk in the order of change must know of a record.
type change struct {
	id      string
	changed time.Time
}

// seek walks a list that is sorted by the time of change, the oldest first. What
// is touched meanwhile moves to the list's end and shifts the rest, so that the
// next page is not the second one any more: it is asked for as the first page of
// what has changed since the last record seen. Only where a whole page shares
// one moment the walk turns pages.
type seek struct {
	judge  *judge
	change func(json.RawMessage) (change, error)
	// page asks for one page: since is inclusive, zero for everything; next is
	// what an earlier answer of the same since named, empty for the first page.
	page func(ctx context.Context, since time.Time, next string) (records []json.RawMessage, following string, err error)
	// items, if not nil, asks for what belongs to one record, such as its notes,
	// and gives the items of both. The position passes the record only then.
	items func(ctx context.Context, record json.RawMessage) ([]ingest.Item, error)
}

func (s seek) pull(ctx context.Context, from ingest.From) iter.Seq2[ingest.Page, error] {
	return func(yield func(ingest.Page, error) bool) {
		since, next := begin(from), ""
		var pages api.Pages
		seen := map[change]bool{} // the records of the moment at which the last page ended
		for {
			err := pages.Go(since.String() + " " + next)
			if err != nil {
				yield(ingest.Page{}, err)
				return
			}
			records, following, err := s.page(ctx, since, next)
			if err != nil {
				yield(ingest.Page{}, err)
				return
			}
			fresh, last, err := s.fresh(records, seen)
			if err != nil {
				yield(ingest.Page{}, err)
				return
			}
			if !s.give(ctx, from, fresh, last, yield) || following == "" {
				return
			}
			if last.After(since) {
				since, next = last, ""
			} else {
				next = following
			}
		}
	}
}

// give yields what a page of the list holds: at once, or record by record where
// each has to be asked for more, so that an interruption costs one of them and
// not a hundred.
func (s seek) give(ctx context.Context, from ingest.From, fresh []json.RawMessage, last time.Time, yield func(ingest.Page, error) bool) bool {
	page := ingest.Page{}
	if !last.IsZero() {
		page.Position = mark{from.Past(last)}.String()
	}
	if s.items == nil {
		page.More = func() []ingest.Item { return s.judge.items(fresh) }
		return yield(page, nil)
	}
	slices.SortStableFunc(fresh, func(a, b json.RawMessage) int { return s.changed(a).Compare(s.changed(b)) })
	for _, record := range fresh {
		items, err := s.items(ctx, record)
		if err != nil {
			yield(ingest.Page{}, err)
			return false
		}
		one := ingest.Page{Items: items}
		if at := s.changed(record); !at.IsZero() {
			one.Position = mark{from.Past(at)}.String()
		}
		if !yield(one, nil) {
			return false
		}
	}
	return yield(page, nil)
}

// changed is when a record that could be read before was changed.
func (s seek) changed(record json.RawMessage) time.Time {
	c, _ := s.change(record)
	return c.changed
}

// fresh leaves out the records that the page before gave already, and tells the
// moment of the last one. seen becomes those of that moment.
func (s seek) fresh(records []json.RawMessage, seen map[change]bool) (fresh []json.RawMessage, last time.Time, err error) {
	changes := make([]change, len(records))
	for i, raw := range records {
		if changes[i], err = s.change(raw); err != nil {
			return nil, last, err
		}
		if !seen[changes[i]] {
			fresh = append(fresh, raw)
		}
		if changes[i].changed.After(last) {
			last = changes[i].changed
		}
	}
	for c := range seen {
		if !c.changed.Equal(last) {
			delete(seen, c)
		}
	}
	for _, c := range changes {
		if c.changed.Equal(last) {
			seen[c] = true
		}
	}
	return fresh, last, nil
}
