package tracker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
)

// spans walks a list that can be asked for by the time of change but comes in
// another order, so that whatever is created, deleted or touched meanwhile shifts
// its pages and lets records fall through between two of them. It asks for spans
// of time small enough that one answer holds all of a span: there are no pages
// then. They come one after another, the oldest first, and what is touched
// meanwhile moves into a later one. Times are to the second. Only where more than
// an answer holds was changed within one second pages are turned.
type spans struct {
	judge  *judge
	change func(json.RawMessage) (change, error)
	newest bool // the list begins with what is new, more or less
	// page asks for one page, from 1, of what changed from since to until, both
	// included and zero for no bound, and tells how many records all pages hold.
	page func(ctx context.Context, since, until time.Time, page int) (records []json.RawMessage, total int, err error)
}

// spansMark is the position of a walk by spans. What the bounds are was costly to
// find out: a walk that is interrupted goes on with them.
type spansMark struct {
	mark
	Bounds []time.Time `json:"bounds,omitempty"` // where the spans to come end, the next one last
}

func (m spansMark) String() string {
	encoded, err := json.Marshal(m) // times always encode
	if err != nil {
		panic(err)
	}
	return string(encoded)
}

func (s spans) pull(ctx context.Context, from ingest.From) iter.Seq2[ingest.Page, error] {
	return func(yield func(ingest.Page, error) bool) {
		since := begin(from).Truncate(time.Second)
		var m spansMark
		if json.Unmarshal([]byte(from.Position), &m) != nil {
			m = spansMark{}
		}
		var guard api.Pages
		for {
			until := time.Time{} // the last span is open: it ends now, whatever time it is there
			if n := len(m.Bounds); n > 0 {
				until = m.Bounds[n-1]
			}
			err := guard.Go(since.String() + until.String())
			var span span
			if err == nil {
				span, err = s.span(ctx, since, until)
			}
			if err != nil {
				yield(ingest.Page{}, err)
				return
			}
			page := ingest.Page{}
			switch {
			case !span.bound.IsZero():
				m.Bounds = append(m.Bounds, span.bound)
			case until.IsZero():
				if span.last.After(m.Changed) {
					m.Changed = from.Past(span.last)
				}
				page.Items = s.judge.items(span.records)
			default:
				m.Changed, m.Bounds = from.Past(until), m.Bounds[:len(m.Bounds)-1]
				since = until.Add(time.Second)
				page.Items = s.judge.items(span.records)
			}
			if !m.Changed.IsZero() || len(m.Bounds) > 0 {
				page.Position = m.String()
			}
			if !yield(page, nil) || span.bound.IsZero() && until.IsZero() {
				return
			}
		}
	}
}

// span is what was changed in a span of time, or where to part it.
type span struct {
	records []json.RawMessage
	last    time.Time // of the newest change
	bound   time.Time // not zero: there are too many, those up to here come first
}

func (s spans) span(ctx context.Context, since, until time.Time) (span, error) {
	records, total, err := s.page(ctx, since, until, 1)
	if err != nil {
		return span{}, err
	}
	times, err := s.times(records, since, until)
	if err != nil {
		return span{}, err
	}
	switch {
	case len(records) >= total && len(records) == 0:
		return span{}, nil
	case len(records) >= total:
		return span{records: records, last: times[len(times)-1]}, nil
	case len(records) == 0:
		return span{}, fmt.Errorf("an empty page where there are %d records", total)
	case since.Equal(until) && !until.IsZero():
		records, err = s.second(ctx, since, records, total)
		return span{records: records, last: since}, err
	}
	return span{bound: s.part(times, since, until)}, nil
}

// part is where to part a span of which an answer gave some of the records: so
// that one of the parts is likely to fit into an answer, with room for what was
// created out of the order of change.
func (s spans) part(times []time.Time, since, until time.Time) time.Time {
	first, last := times[0], times[len(times)-1]
	bound := times[len(times)*3/4]
	if s.newest {
		bound = times[len(times)/4]
	}
	if bound.Equal(last) {
		bound = first
	}
	if bound.Equal(last) || bound.Equal(until) { // what was given is of one second
		bound = bound.Add(-time.Second)
	}
	if bound.Before(since) {
		bound = since
	}
	return bound
}

// times are when the records were changed, in order. One from outside of the span
// means that the system does not do what it is asked.
func (s spans) times(records []json.RawMessage, since, until time.Time) ([]time.Time, error) {
	times := make([]time.Time, len(records))
	for i, raw := range records {
		c, err := s.change(raw)
		if err != nil {
			return nil, err
		}
		times[i] = c.changed.Truncate(time.Second)
		if times[i].Before(since) || !until.IsZero() && times[i].After(until) {
			return nil, errors.New("the answer holds records from outside of the time that was asked for")
		}
	}
	slices.SortFunc(times, time.Time.Compare)
	return times, nil
}

// maxTurns is how often a list is read again that changed while it was read.
const maxTurns = 5

// second turns the pages of what was changed within one second. Nothing is added
// to that any more; what is touched or deleted leaves it and shifts the rest, so
// that it is read again until no page says so.
func (s spans) second(ctx context.Context, at time.Time, first []json.RawMessage, total int) ([]json.RawMessage, error) {
	for range maxTurns {
		all, seen := first, map[string]bool{}
		steady := true
		for n := 2; len(all) < total && steady; n++ {
			records, now, err := s.page(ctx, at, at, n)
			if err != nil {
				return nil, err
			}
			all, steady = append(all[:len(all):len(all)], records...), now == total && len(records) > 0
		}
		for _, raw := range all {
			c, err := s.change(raw)
			if err != nil {
				return nil, err
			}
			seen[c.id] = true
		}
		if steady && len(seen) == total {
			return all, nil
		}
		var err error
		if first, total, err = s.page(ctx, at, at, 1); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("the list of what was changed at %s changes whenever it is read: try again later", at.UTC().Format(time.RFC3339))
}
