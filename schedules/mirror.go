package schedules

import (
	"context"
	"fmt"
	"time"

	"github.com/earshot/earshot/internal/warehouse"
)

// Mirror brings what changed in the ledger since the last time into
// ops.job_runs, in one transaction. A warehouse made anew gets all of it. What
// the ledger has forgotten stays.
func Mirror(ctx context.Context, db *warehouse.DB, l *Ledger) error {
	var seen int64
	if err := db.Row(ctx, "select coalesce(max(seq), 0) from ops.job_runs", nil, &seen); err != nil {
		return fmt.Errorf("ops.job_runs: %w", err)
	}
	var changed []Row
	err := l.Read(func(b *Book) {
		if b.seq < seen { // another ledger: begin anew
			seen = 0
		}
		for _, row := range b.Rows("") {
			if row.Seq > seen {
				changed = append(changed, row)
			}
		}
	})
	if err != nil || len(changed) == 0 {
		return err
	}
	return db.Tx(ctx, func() error {
		for _, row := range changed {
			if err := mirror(ctx, db, row); err != nil {
				return fmt.Errorf("ops.job_runs: %w", err)
			}
		}
		return nil
	})
}

func mirror(ctx context.Context, db *warehouse.DB, r Row) error {
	if err := db.Exec(ctx, "delete from ops.job_runs where job_run = ?", r.ID); err != nil {
		return err
	}
	return db.Exec(ctx, `insert into ops.job_runs (job_run, seq, job, due_at, through, times, state, trigger, attempt, started_at, finished_at, stored, exit_code, message)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, ''))`,
		r.ID, r.Seq, r.Job, r.For.UTC(), moment(r.Through), max(r.Count, 1), string(r.State), string(r.Trigger), r.Attempt, moment(r.Started), moment(r.Finished), r.Rows, r.Exit, r.Message)
}

// moment is null for the zero time.
func moment(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC()
}
