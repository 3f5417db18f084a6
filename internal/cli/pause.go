package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/earshot/earshot/schedules"
)

func (a *app) pauseCommand() *cobra.Command {
	all, until := false, ""
	cmd := &cobra.Command{
		Use:   "pause JOB...",
		Short: "Let the times of jobs pass, until they are resumed",
		Long: `The times of a paused job pass, and are not made up for. What runs already goes on.
It holds at once, also for an 'earshot up' that runs.`,
		Example: "  earshot pause weekly\n  earshot pause --all --until '2026-07-06 12:00'",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.setPause(cmd.Context(), args, all, true, until)
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "all jobs")
	cmd.Flags().StringVar(&until, "until", "", "resume by itself: 2026-07-06T10:00:00Z, or 2026-07-06 12:00 in the workspace's zone")
	return cmd
}

func (a *app) resumeCommand() *cobra.Command {
	all := false
	cmd := &cobra.Command{
		Use:     "resume JOB...",
		Short:   "End the pause of jobs",
		Example: "  earshot resume weekly\n  earshot resume --all",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.setPause(cmd.Context(), args, all, false, "")
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "all jobs")
	return cmd
}

func (a *app) setPause(ctx context.Context, names []string, all, on bool, until string) error {
	if all == (len(names) > 0) {
		return usage{errors.New("name the jobs, or give --all")}
	}
	w, err := a.load()
	if err != nil {
		return err
	}
	jobs, err := w.jobs(names...)
	if err != nil {
		return err
	}
	p := schedules.Pause{On: on}
	if until != "" {
		if p.Until, err = moment(until, w.config.Zone()); err != nil {
			return err
		}
		if p.Until.Before(a.clock.Now()) {
			return usage{errors.New("--until: that has passed")}
		}
	}
	ledger := w.ledgerOf()
	var done []string
	err = ledger.Update(ctx, func(b *schedules.Book) error {
		for _, job := range jobs {
			p.Job = job.Name
			b.PutPause(p)
			done = append(done, job.Name)
		}
		return nil
	})
	if err := errors.Join(err, ledger.Close()); err != nil {
		return err
	}
	word := map[bool]string{true: "paused", false: "resumed"}[on]
	return a.print(map[string][]string{word: done}, func(w io.Writer) { fmt.Fprintf(w, "%s %s\n", word, strings.Join(done, ", ")) })
}
