package survey

import (
	"errors"
	"fmt"
	"io"

	"github.com/earshot/earshot/ingest"
)

// reader gives the items of one file.
type reader struct {
	name    string
	table   table
	mapping *mapping
	item    ingest.Item
	err     error
}

// Scan reads the next row.
func (r *reader) Scan() bool {
	if r.err != nil {
		return false
	}
	next, err := r.table.next()
	if err != nil {
		r.item, r.err = ingest.Item{}, err
		return false
	}
	r.item = r.mapping.item(next)
	return true
}

// Item is what Scan read. It stays valid.
func (r *reader) Item() ingest.Item { return r.item }

// Err tells what ended the file before its end, nil when nothing did.
func (r *reader) Err() error {
	if errors.Is(r.err, io.EOF) {
		return nil
	}
	return r.named(r.err)
}

func (r *reader) Close() error { return r.table.Close() }

// named puts the file's name before each of the errors joined in err.
func (r *reader) named(err error) error {
	if err == nil {
		return nil
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return fmt.Errorf("%s: %w", r.name, err)
	}
	var all []error
	for _, one := range joined.Unwrap() {
		all = append(all, fmt.Errorf("%s: %w", r.name, one))
	}
	return errors.Join(all...)
}
