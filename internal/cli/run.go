package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"time"

	"github.com/spf13/cobra"

	"github.com/earshot/earshot/internal/config"
	"github.com/earshot/earshot/schedules"
)

// runOptions are the flags of run.
type runOptions struct {
	due    bool   // all that is due by the schedules
	at     string // the time that the run is for
	again  bool
	byTime bool // started by up or --due, for a time that waits in the ledger
}

func (a *app) runCommand() *cobra.Command {
	var o runOptions
	cmd := &cobra.Command{
		Use:   "run JOB | --due",
		Short: "Run a job once: nightly ingests, transforms, publishes and reports",
		Long: `Runs the steps of a job, now. Each schedule in earshot.yaml is a job; nightly, the
whole way, is one in every workspace. When a source or one of the workspace's own
reports fails, the others go on, and so do the later steps; the exit code is
then 3.

With --due it runs what the schedules have due and nobody has run, with their
time zones, retries, catch-up and dependencies, and ends: for cron, a systemd
timer or a Kubernetes CronJob that calls every few minutes, in place of
'earshot up'. The first call only notes that the schedules count from now.`,
		Example: "  earshot run nightly\n  earshot --workspace /srv/feedback run nightly --json\n  earshot run --due\n  earshot run weekly --for '2026-07-06 07:00'",
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case o.due && (o.at != "" || o.again || len(args) > 0):
				return usage{errors.New("--due is for all jobs, and takes neither --for nor --again")}
			case o.due:
				return a.runDue(cmd.Context())
			case len(args) != 1:
				return usage{hinted{errors.New("name one job, or give --due"), "see `earshot run --help`; `earshot schedule list` shows the jobs"}}
			}
			return a.runOne(cmd.Context(), args[0], o)
		},
	}
	cmd.Flags().BoolVar(&o.due, "due", false, "run what is due by the schedules")
	cmd.Flags().StringVar(&o.at, "for", "", "the time that the run, and its figures, are for, as in the ledger: 2026-07-06T03:00:00Z, or 2026-07-06 05:00 in the job's zone")
	cmd.Flags().BoolVar(&o.again, "again", false, "with --for: also when it is done already")
	cmd.Flags().BoolVar(&o.byTime, "by-time", false, "")
	_ = cmd.Flags().MarkHidden("by-time") // the flag is there
	return cmd
}

func (a *app) runOne(ctx context.Context, name string, o runOptions) error {
	w, err := a.load()
	if err != nil {
		return err
	}
	s, err := w.schedule(name)
	if err != nil {
		return err
	}
	row := schedules.Row{Job: name, For: a.clock.Now().UTC().Truncate(time.Millisecond), Trigger: schedules.ByHand}
	if o.at != "" {
		row.Trigger = schedules.Backfill
		if row.For, err = moment(o.at, w.zoneOf(s)); err != nil {
			return err
		}
	}
	if o.byTime {
		signal.Ignore(os.Interrupt) // of the terminal: up says when to end
		row.Trigger = schedules.ByTime
		a.patience = 24 * time.Hour // the job's time-out is shorter
	}
	ledger := w.ledgerOf()
	defer ledger.Close()
	return a.attempt(ctx, w, ledger, s, row, o.again)
}

// moment reads a time as the ledger writes it, or as a clock in zone shows it.
func moment(text string, zone *time.Location) (time.Time, error) {
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at.UTC(), nil
	}
	for _, layout := range []string{"2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02T15:04", time.DateOnly} {
		if at, err := time.ParseInLocation(layout, text, zone); err == nil {
			return at.UTC(), nil
		}
	}
	return time.Time{}, usage{hinted{fmt.Errorf("%q is no time", text), "write 2026-07-06T03:00:00Z, or 2026-07-06 05:00 in the job's zone"}}
}

// attempt runs a job once under the ledger, and pings when it was good.
func (a *app) attempt(ctx context.Context, w *workspace, ledger *schedules.Ledger, s config.Schedule, row schedules.Row, again bool) error {
	job, err := w.jobOf(s)
	if err != nil {
		return err
	}
	var result error
	past := row.Trigger == schedules.Backfill // what is in the ledger keeps what first asked for it
	row, err = ledger.Attempt(ctx, a.clock, job, row, again, func(ctx context.Context, row schedules.Row) (state schedules.State, outcome schedules.Outcome) {
		why, err := w.nothingToDo(job, row)
		switch {
		case err != nil:
			state, outcome, result = schedules.Failed, schedules.Outcome{Message: err.Error(), Exit: exitFailed}, err
		case why != "":
			state, outcome, result = a.pass(why)
		default:
			state, outcome, result = a.steps(ctx, w, s, row, past)
		}
		return state, outcome
	})
	switch {
	case errors.Is(err, schedules.ErrRunning):
		return hinted{err, "wait for it to end; `earshot runs` shows how it goes"}
	case errors.Is(err, schedules.ErrDone):
		return hinted{err, "give --again to do it once more"}
	case err != nil:
		return errors.Join(result, err)
	case row.State.Good():
		notifier := schedules.Notifier{Client: client()}
		if err := notifier.Ping(ctx, s.Ping); err != nil { // the run is no worse for it
			a.logger().Warn("the run is good, but nobody was told", "run", row.ID, "error", err)
		}
	case result == nil || row.Message != result.Error(): // it panicked, hung, or was called off
		result = errors.Join(result, fmt.Errorf("%s: %s", row.ID, row.Message))
	}
	return result
}
