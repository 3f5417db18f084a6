package post

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/earshot/earshot/internal/warehouse"
)

// Stop has an address get no more mail, and says whether it got any before. A
// reason that is there stays.
func Stop(ctx context.Context, db *warehouse.DB, address, reason string, now time.Time) (changed bool, err error) {
	there, err := offReason(ctx, db, address)
	if err != nil || there != "" {
		return false, err
	}
	err = db.Exec(ctx, "insert into ops.mail_off (address, reason, since) values (?, ?, ?)", key(address), reason, now.UTC())
	if err != nil {
		return false, fmt.Errorf("outbox: %w", err)
	}
	return true, nil
}

// Resume has an address get mail again, and what failed last to it is tried
// again. It says whether there was anything to resume.
func Resume(ctx context.Context, db *warehouse.DB, address string, now time.Time) (changed bool, err error) {
	reason, err := offReason(ctx, db, address)
	if err != nil {
		return false, err
	}
	var failed int64
	err = db.Tx(ctx, func() error {
		if err := db.Exec(ctx, "delete from ops.mail_off where address = ?", key(address)); err != nil {
			return err
		}
		const last = `state = 'failed' and body is not null and lower(recipient) = ? and period = (select max(period) from ops.outbox where lower(recipient) = ?)`
		if err := db.Row(ctx, "select count(*) from ops.outbox where "+last, []any{key(address), key(address)}, &failed); err != nil {
			return err
		}
		return db.Exec(ctx, "update ops.outbox set state = 'waiting', attempts = 0, next_at = ?, settled_at = null, answer = null where "+last, now.UTC(), key(address), key(address))
	})
	if err != nil {
		return false, fmt.Errorf("outbox: %w", err)
	}
	return reason != "" || failed > 0, nil
}

// offReason is why an address gets no mail; "": it does.
func offReason(ctx context.Context, db *warehouse.DB, address string) (string, error) {
	var reason string
	err := db.Row(ctx, "select reason from ops.mail_off where address = ?", []any{key(address)}, &reason)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("outbox: %w", err)
	}
	return reason, nil
}

// OffRow is an address that gets no mail.
type OffRow struct {
	Address string    `json:"address"`
	Reason  string    `json:"reason"`
	Since   time.Time `json:"since"`
}

// Off lists the addresses that get no mail.
func Off(ctx context.Context, db *warehouse.DB) ([]OffRow, error) {
	found, err := db.Query(ctx, "select address, reason, since from ops.mail_off order by address")
	if err != nil {
		return nil, fmt.Errorf("outbox: %w", err)
	}
	defer found.Close()
	var all []OffRow
	for found.Next() {
		var r OffRow
		if err := found.Scan(&r.Address, &r.Reason, &r.Since); err != nil {
			return nil, fmt.Errorf("outbox: %w", err)
		}
		all = append(all, r)
	}
	return all, found.Err()
}
