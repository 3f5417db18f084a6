package database

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"iter"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/mapping"
)

// pageRows is how many rows are held at a time.
const pageRows = 1000

// walk reads a query's rows in one pull.
type walk struct {
	*source
	ctx     context.Context
	from    ingest.From
	yield   func(ingest.Page, error) bool
	mapping *mapping.Mapping
	names   []string
	key     int   // the cursor's column
	last    point // the last row's cursor
	any     bool  // a row was read
	page    ingest.Page
	seed    maphash.Seed
	ties    map[uint64]bool // rows whose cursor is last
}

// errStopped ends a walk that nobody wants more of.
var errStopped = errors.New("stopped")

func (s *source) pull(ctx context.Context, from ingest.From) iter.Seq2[ingest.Page, error] {
	return func(yield func(ingest.Page, error) bool) {
		w := &walk{source: s, ctx: ctx, from: from, yield: yield, seed: maphash.MakeSeed(), ties: map[uint64]bool{}}
		if err := w.all(); err != nil && !errors.Is(err, errStopped) {
			yield(ingest.Page{}, err)
		}
	}
}

// all runs the query, again and again where it has a limit, until it gives fewer
// rows.
func (w *walk) all() error {
	conn, err := dial(w.ctx, w.address, w.timeout)
	if err != nil {
		return w.fault(err)
	}
	defer conn.close()
	var after point
	if w.cursor != nil {
		after = w.cursor.begin(w.from)
	}
	for {
		n, err := w.round(conn, after)
		if err != nil {
			return err
		}
		if w.query.limit == 0 || n < w.query.limit {
			return nil
		}
		if w.last.text == after.text {
			return fmt.Errorf("query: all of the %d rows that limit allows have the same %s: raise the limit", n, w.cursor.Column)
		}
		after = w.last
	}
}

// round runs the query once and tells how many rows came.
func (w *walk) round(conn connection, after point) (n int, err error) {
	found, err := conn.run(w.ctx, w.query, w.cursor, after)
	if err != nil {
		return 0, w.fault(err)
	}
	defer found.close()
	for {
		texts, values, ok := found.next()
		if !ok {
			break
		}
		if err := w.bind(found.columns()); err != nil {
			return n, err
		}
		n++
		if err := w.row(texts, values); err != nil {
			return n, err
		}
		if len(w.page.Items) == pageRows {
			if err := w.turn(); err != nil {
				return n, err
			}
		}
	}
	if err := found.err(); err != nil {
		return n, errors.Join(w.turn(), w.fault(err)) // what came is kept
	}
	return n, errors.Join(w.bind(found.columns()), w.turn())
}

// bind makes the mapping once the columns are known.
func (w *walk) bind(names []string) (err error) {
	if w.mapping != nil {
		return nil
	}
	w.names = names
	if w.mapping, err = mapping.New(w.record, "", "", language(names), w.zone); err != nil {
		return err
	}
	if w.cursor != nil {
		key, err := language(names)(w.cursor.Column)
		if err != nil {
			return fmt.Errorf("cursor.column: %w", err)
		}
		w.key = int(key.(column))
	}
	return nil
}

// row takes one row in, unless it was read as one of the last rows before.
func (w *walk) row(texts []*string, values []any) error {
	if w.cursor != nil {
		fresh, reject, err := w.follow(texts)
		switch {
		case err != nil:
			return err
		case reject != "":
			w.page.Items = append(w.page.Items, ingest.Item{Rejects: []ingest.Reject{{Reason: reject, Payload: payload(w.names, values)}}})
			return nil
		case !fresh:
			return nil
		}
	}
	item, err := w.mapping.Item(w.ctx, values, payload(w.names, values))
	if err != nil {
		return err
	}
	w.page.Items = append(w.page.Items, item)
	return nil
}

// follow moves the cursor to a row. reject says what is wrong with its value.
func (w *walk) follow(texts []*string) (fresh bool, reject string, err error) {
	text := texts[w.key]
	if text == nil {
		return false, "cursor.column: is null: such a row would never be read again; leave it out of the query, or use coalesce", nil
	}
	p, err := w.cursor.read(*text)
	if err != nil {
		return false, "cursor.column: " + err.Error(), nil
	}
	if w.any && p.before(w.last, w.cursor.Type) {
		return false, "", fmt.Errorf("query: a row comes behind one with a later %s: order by the column itself, the oldest first", w.cursor.Column)
	}
	if !w.any || p.text != w.last.text {
		clear(w.ties)
	}
	w.last, w.any = p, true
	if w.query.limit == 0 {
		return true, "", nil
	}
	sum := w.sum(texts)
	if w.ties[sum] {
		return false, "", nil
	}
	w.ties[sum] = true
	return true, "", nil
}

// sum is the hash of a row.
func (w *walk) sum(texts []*string) uint64 {
	var hash maphash.Hash
	hash.SetSeed(w.seed)
	for _, text := range texts {
		if text != nil {
			hash.WriteString(*text)
			hash.WriteByte(1)
		}
		hash.WriteByte(0)
	}
	return hash.Sum64()
}

// turn hands over the page.
func (w *walk) turn() error {
	if len(w.page.Items) == 0 {
		return nil
	}
	page := w.page
	w.page = ingest.Page{}
	if w.cursor != nil && w.any {
		page.Position = w.cursor.position(w.last, w.from)
	}
	if !w.yield(page, nil) {
		return errStopped
	}
	return w.ctx.Err()
}
