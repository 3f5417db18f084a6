package database

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"time"
)

// connection is one to a database, in a transaction that only reads.
type connection interface {
	// run begins a query; after is :cursor, not used where the query has none.
	run(ctx context.Context, q *query, c *cursor, after point) (rows, error)
	close()
}

// rows are what a query gives, one after another; no more of them is held than
// a page.
type rows interface {
	columns() []string
	// next reads a row: its columns' texts, nil for null, and their values. Both
	// are good until the next call. false: the end, or err says what went wrong.
	next() (texts []*string, values []any, ok bool)
	err() error
	close()
}

// dial opens a connection whose statements take no longer than timeout.
func dial(ctx context.Context, a address, timeout time.Duration) (connection, error) {
	if a.system == "mysql" {
		return dialMySQL(ctx, a, timeout)
	}
	return dialPostgres(ctx, a, timeout)
}

// numeric is a number as it is written, or text for one such as NaN.
func numeric(text string) any {
	if json.Valid([]byte(text)) {
		return json.Number(text)
	}
	return text
}

// document is a value of a JSON column.
func document(text string) any {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil {
		return text
	}
	return value
}

// payload is a row as a JSON object, its columns in their order.
func payload(names []string, values []any) string {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	add := func(value any) {
		_ = encoder.Encode(value)     // what came out of texts and JSON encodes
		b.Truncate(max(0, b.Len()-1)) // without the line feed
	}
	b.WriteByte('{')
	for i, name := range names {
		if values[i] == nil {
			continue
		}
		if b.Len() > 1 {
			b.WriteByte(',')
		}
		add(name)
		b.WriteByte(':')
		add(values[i])
	}
	b.WriteByte('}')
	return b.String()
}
