package schedules

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/earshot/earshot/internal/warehouse"
)

// NewRunID names a run by its start and four random digits: unique, and in the
// order of time when sorted.
func NewRunID(start time.Time) string {
	random := make([]byte, 2)
	rand.Read(random) // never fails, says its documentation
	return start.UTC().Format("20060102T150405Z") + "-" + hex.EncodeToString(random)
}

// Begin enters a run of the warehouse in ops.runs. It is called by the one that
// holds the workspace's lock, so whatever else says running was killed.
func Begin(ctx context.Context, db *warehouse.DB, id, command string, start time.Time) error {
	if err := db.Exec(ctx, "update ops.runs set state = ? where state = ?", string(Killed), string(Running)); err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	err := db.Exec(ctx, "insert into ops.runs (run_id, command, started_at, state) values (?, ?, ?, ?)", id, command, start.UTC(), string(Running))
	if err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	return nil
}

// For notes the moment that the run's figures are for.
func For(ctx context.Context, db *warehouse.DB, id string, asOf time.Time) error {
	if err := db.Exec(ctx, "update ops.runs set as_of = ? where run_id = ?", asOf.UTC(), id); err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	return nil
}

// End enters how the run ended. message says why it failed; it holds none of
// the customers' words.
func End(ctx context.Context, db *warehouse.DB, id string, state State, message string, end time.Time) error {
	err := db.Exec(ctx, "update ops.runs set state = ?, message = nullif(?, ''), finished_at = ? where run_id = ?", string(state), message, end.UTC(), id)
	if err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	return nil
}
