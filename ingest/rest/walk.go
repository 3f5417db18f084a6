package rest

import (
	"context"
	"fmt"
	"hash/maphash"
	"iter"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/ingest/mapping"
)

// stream is one list with what its records mean.
type stream struct {
	system  *system
	list    *list
	cursor  *cursor // nil: everything is read each time
	details []detail
	mapping *mapping.Mapping
	zone    *time.Location
}

// walk goes from page to page of a stream, in one pull.
type walk struct {
	*stream
	ctx    context.Context
	from   ingest.From
	since  point // as asked for
	bound  point // where the last pull ended, less the overlap
	newest point
	at     spot
	turned int // pages of a walk that goes down
	pages  api.Pages
	seed   maphash.Seed
	before uint64 // hash of the records of the page before
}

func (s *stream) pull(ctx context.Context, from ingest.From) iter.Seq2[ingest.Page, error] {
	return func(yield func(ingest.Page, error) bool) {
		w := &walk{stream: s, ctx: ctx, from: from, at: s.list.first(), seed: maphash.MakeSeed()}
		if s.cursor != nil {
			w.bound = s.cursor.begin(from)
			w.since = w.bound
		}
		for {
			page, more, err := w.step()
			if err != nil {
				yield(ingest.Page{}, err)
				return
			}
			if !yield(page, nil) || !more {
				return
			}
		}
	}
}

// step asks for one page.
func (w *walk) step() (ingest.Page, bool, error) {
	v := w.values()
	if err := w.pages.Go(v.named["since"] + " " + w.at.String()); err != nil {
		return ingest.Page{}, false, err
	}
	answer, body, header, err := w.system.page(w.list, w.at, v)
	if err != nil {
		return ingest.Page{}, false, err
	}
	records, err := w.list.pick(w.ctx, body, header)
	if err != nil {
		return ingest.Page{}, false, err
	}
	if err := w.repeated(records); err != nil {
		return ingest.Page{}, false, err
	}
	lowest, highest, err := w.points(records)
	if err != nil {
		return ingest.Page{}, false, err
	}
	next, more, err := w.list.following(w.ctx, w.at, answer, body, header, records)
	if err != nil {
		return ingest.Page{}, false, err
	}
	next, more = w.down(next, more, lowest, highest)
	page := ingest.Page{Items: make([]ingest.Item, 0, len(records))}
	for _, record := range records {
		item, err := w.item(record)
		if err != nil {
			return ingest.Page{}, false, err
		}
		page.Items = append(page.Items, item)
	}
	page.Position = w.position(more)
	w.turn(next, highest)
	return page, more, nil
}

// down ends a walk from the newest change to older ones where the last pull
// began. What was touched meanwhile stands before the first page then, so a walk
// of several pages is followed by one of what is newer.
func (w *walk) down(next spot, more bool, lowest, highest point) (spot, bool) {
	if highest.after(w.newest) {
		w.newest = highest
	}
	if w.cursor == nil || w.cursor.Order != "descending" {
		return next, more
	}
	w.turned++
	if reached := lowest.some && w.bound.after(lowest); more && !reached {
		return next, true
	}
	if w.turned == 1 {
		return next, false
	}
	w.bound, w.turned = w.newest.back(w.cursor.unit), 0
	return w.list.first(), true
}

// position is that of a page: in a list that is not sorted with the oldest
// change first, only the last page has one.
func (w *walk) position(more bool) string {
	if w.cursor == nil || more && w.cursor.Order != "ascending" {
		return ""
	}
	return w.cursor.position(w.newest, w.from)
}

// turn goes to the next page. What is touched while a sorted list is being read
// moves to its end and shifts the rest: so the next page is asked for as the
// first one of what changed since the last record seen, or a unit before, since
// an API may mean "later than". Only where that asks the same the walk turns
// pages.
func (w *walk) turn(next spot, highest point) {
	w.at = next
	if w.cursor == nil || w.cursor.Order != "ascending" || !w.list.uses("since") {
		return
	}
	since := highest.back(w.cursor.unit)
	if since.after(w.since) && w.cursor.text(since, w.zone) != w.cursor.text(w.since, w.zone) {
		w.since, w.at = since, w.list.first()
	}
}

// values are what the requests of this page may hold, but for the list's own.
func (w *walk) values() values {
	v := values{ctx: w.ctx, named: map[string]string{}, number: map[string]bool{"page": true, "offset": true, "limit": true}}
	if w.cursor == nil {
		return v
	}
	v.named["since"] = w.cursor.text(w.since, w.zone)
	if v.named["since"] == "" {
		v.named["since"] = w.cursor.Start
	}
	if w.cursor.clock != nil {
		v.named["now"] = w.cursor.text(point{w.from.Now.UnixMicro(), true}, w.zone)
	}
	switch w.cursor.Format {
	case "integer", "unix", "unix_ms":
		v.number["since"], v.number["now"] = true, true
	}
	return v
}

// points are the lowest and the highest cursor of a page. A record without one
// is mapped all the same; a page of them is a mistake in the settings.
func (w *walk) points(records []any) (lowest, highest point, err error) {
	if w.cursor == nil {
		return lowest, highest, nil
	}
	for _, record := range records {
		values, failed := w.cursor.field.Values(w.ctx, record, record)
		if failed == nil && len(values) != 1 {
			failed = fmt.Errorf("gives %d values: one is needed", len(values))
		}
		var p point
		if failed == nil {
			p, failed = w.cursor.read(values[0])
		}
		if failed != nil {
			err = failed
			continue
		}
		if !lowest.some || lowest.after(p) {
			lowest = p
		}
		if p.after(highest) {
			highest = p
		}
	}
	if err != nil && !highest.some {
		return lowest, highest, fmt.Errorf("cursor.field: no record of a page has it: it %w", err)
	}
	return lowest, highest, nil
}
