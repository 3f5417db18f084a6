package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/earshot/earshot/internal/config"
	"github.com/earshot/earshot/schedules"
)

func (a *app) backfillCommand() *cobra.Command {
	from, to, again := "", "", false
	cmd := &cobra.Command{
		Use:   "backfill JOB --from DAY --to DAY",
		Short: "Run a job for times that passed",
		Long: `Runs the job for each of its times from the one day to the other, both included,
that has no good run, the oldest first. Figures and reports are those of that
time; they are not mailed, and nobody counts as invited by them. When the job publishes, it runs once more for now behind them, so that
what is published is of today. Interrupted and called again, it goes on.`,
		Example: "  earshot backfill nightly --from 2026-06-01 --to 2026-06-30",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.backfill(cmd.Context(), args[0], from, to, again)
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "the first day, such as 2026-06-01")
	cmd.Flags().StringVar(&to, "to", "", "the last day")
	cmd.Flags().BoolVar(&again, "again", false, "also those times that have a good run")
	_ = errors.Join(cmd.MarkFlagRequired("from"), cmd.MarkFlagRequired("to")) // the flags are there
	return cmd
}

func (a *app) backfill(ctx context.Context, name, from, to string, again bool) error {
	w, err := a.load()
	if err != nil {
		return err
	}
	jobs, err := w.jobs(name)
	if err != nil {
		return err
	}
	s, err := w.schedule(name)
	if err != nil {
		return err
	}
	times, err := timesBetween(jobs[0].Times, from, to, a.clock.Now().In(w.zoneOf(s)))
	if err != nil {
		return err
	}
	ledger := w.ledgerOf()
	defer ledger.Close()
	if !again {
		err := ledger.Read(func(b *schedules.Book) {
			times = slices.DeleteFunc(times, func(at time.Time) bool {
				row, ok := b.Row(schedules.RowID(name, at))
				return ok && row.State.Good()
			})
		})
		if err != nil {
			return err
		}
	}
	if len(times) == 0 {
		return a.print(map[string]int{"runs": 0}, func(w io.Writer) { fmt.Fprintln(w, "every time has a good run") })
	}
	return a.backfillTimes(ctx, w, ledger, s, times, again)
}

// timesBetween are a job's times on the days from and to, and between, up to now,
// by the clock of now's zone.
func timesBetween(times schedules.Times, from, to string, now time.Time) (list []time.Time, err error) {
	zone := now.Location()
	first, err1 := time.ParseInLocation(time.DateOnly, from, zone)
	last, err2 := time.ParseInLocation(time.DateOnly, to, zone)
	switch {
	case err1 != nil || err2 != nil:
		return nil, usage{hinted{fmt.Errorf("--from %q --to %q: no days", from, to), "write 2026-06-01"}}
	case last.Before(first):
		return nil, usage{fmt.Errorf("--to %s is before --from %s", to, from)}
	}
	end := last.AddDate(0, 0, 1)
	if now.Before(end) {
		end = now
	}
	for at := times.Next(first.Add(-time.Second)); !at.IsZero() && at.Before(end); at = times.Next(at) {
		list = append(list, at)
	}
	return list, nil
}

// backfillTimes runs the job for each time and, when it publishes, for now.
func (a *app) backfillTimes(ctx context.Context, w *workspace, ledger *schedules.Ledger, s config.Schedule, times []time.Time, again bool) error {
	var problems []error
	part := false
	run := func(row schedules.Row) {
		if ctx.Err() != nil {
			return
		}
		fmt.Fprintf(a.stderr, "%s\n", schedules.RowID(row.Job, row.For))
		one := *a // what a run listens to ends with it
		err := one.attempt(ctx, w, ledger, s, row, again)
		var some undone
		if errors.As(err, &some) {
			part = true
		} else if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", schedules.RowID(row.Job, row.For), err))
		}
	}
	for _, at := range times {
		run(schedules.Row{Job: s.Name, For: at, Trigger: schedules.Backfill})
	}
	if slices.Contains(s.Run, "publish") {
		run(schedules.Row{Job: s.Name, For: a.clock.Now().UTC().Truncate(time.Millisecond), Trigger: schedules.ByHand})
	}
	if err := errors.Join(append(problems, ctx.Err())...); err != nil || !part {
		return err
	}
	return undone("some run")
}
