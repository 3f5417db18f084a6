package post

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/earshot/earshot/internal/warehouse"
)

// BouncePlaces is how far each place was read.
func BouncePlaces(ctx context.Context, db *warehouse.DB) (map[string]string, error) {
	type row struct{ place, position string }
	rows, err := list(ctx, db, "select place, position from ops.bounce_places", func(r *row) []any { return []any{&r.place, &r.position} })
	all := map[string]string{}
	for _, r := range rows {
		all[r.place] = r.position
	}
	return all, err
}

// FirstSent is when the first mail was sent, zero while there is none: nothing
// that came in before reports of ours.
func FirstSent(ctx context.Context, db *warehouse.DB) (time.Time, error) {
	var first sql.NullTime
	if err := db.Row(ctx, "select min(entered_at) from ops.outbox where channel = 'smtp' and state in ('sent', 'claimed')", nil, &first); err != nil {
		return time.Time{}, fmt.Errorf("bounces: %w", err)
	}
	return first.Time, nil
}

// BounceCount is how many reports had a verdict, and when the last was read.
type BounceCount struct {
	Verdict string    `json:"verdict"`
	N       int64     `json:"n"`
	Last    time.Time `json:"last"`
}

// BounceCounts counts what was reported, by verdict.
func BounceCounts(ctx context.Context, db *warehouse.DB) ([]BounceCount, error) {
	return list(ctx, db, "select verdict, count(*), max(read_at) from ops.bounces group by verdict order by verdict", func(c *BounceCount) []any {
		return []any{&c.Verdict, &c.N, &c.Last}
	})
}

// BounceRows lists the newest reports that are of a recipient of ours, at most
// limit of them.
func BounceRows(ctx context.Context, db *warehouse.DB, limit int) ([]Bounce, error) {
	return list(ctx, db, "select verdict, recipient, coalesce(reason, ''), read_at from ops.bounces where recipient is not null order by read_at desc, recipient, verdict limit ?",
		func(b *Bounce) []any { return []any{&b.Verdict, &b.Recipient, &b.Reason, &b.At} }, limit)
}

// Newest lists each recipient's newest letter.
func Newest(ctx context.Context, db *warehouse.DB) ([]Row, error) {
	return rows(ctx, db, "where period = (select max(o.period) from ops.outbox o where o.recipient = outbox.recipient)", 10_000)
}

// Unsent lists the letters that failed for good, and those that came back from
// an address that gets no more since.
func Unsent(ctx context.Context, db *warehouse.DB, limit int) ([]Row, error) {
	return rows(ctx, db, `where state = 'failed' or state = 'sent' and starts_with(coalesce(answer, ''), 'came back') and lower(recipient) in (select address from ops.mail_off)`, limit)
}

func list[T any](ctx context.Context, db *warehouse.DB, query string, fields func(*T) []any, args ...any) ([]T, error) {
	found, err := db.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("bounces: %w", err)
	}
	defer found.Close()
	var all []T
	for found.Next() {
		var row T
		if err := found.Scan(fields(&row)...); err != nil {
			return nil, fmt.Errorf("bounces: %w", err)
		}
		all = append(all, row)
	}
	return all, found.Err()
}
