package cli

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/earshot/earshot/schedules"
)

func (a *app) runsCommand() *cobra.Command {
	job, state, limit := "", "", 0
	cmd := &cobra.Command{
		Use:     "runs",
		Short:   "List the runs of jobs, the newest first",
		Example: "  earshot runs\n  earshot runs --job nightly --state failed --json\n  earshot runs show nightly@2026-07-06T03:00:00Z",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			rows, err := a.rows(func(r schedules.Row) bool {
				return (job == "" || r.Job == job) && (state == "" || string(r.State) == state)
			})
			if err != nil {
				return err
			}
			rows = rows[:min(len(rows), max(limit, 0))]
			return a.print(rows, func(w io.Writer) { printRows(w, rows) })
		},
	}
	cmd.Flags().StringVar(&job, "job", "", "only those of this job")
	cmd.Flags().StringVar(&state, "state", "", "only those that are waiting, running, done, part, failed, killed, skipped, missed or blocked")
	cmd.Flags().IntVar(&limit, "limit", 30, "at most so many")
	cmd.AddCommand(&cobra.Command{
		Use:     "show RUN",
		Short:   "Show one run: what it was for, how it went, what it printed last",
		Example: "  earshot runs show nightly@2026-07-06T03:00:00Z",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			rows, err := a.rows(func(r schedules.Row) bool { return r.ID == args[0] })
			if err != nil {
				return err
			}
			if len(rows) == 0 {
				return hinted{fmt.Errorf("no run is named %q", args[0]), "`earshot runs` lists them"}
			}
			return a.print(rows[0], func(w io.Writer) { a.printRow(w, rows[0]) })
		},
	})
	return cmd
}

// rows are the runs of which wanted is true, the newest first.
func (a *app) rows(wanted func(schedules.Row) bool) (rows []schedules.Row, err error) {
	w, err := a.load()
	if err != nil {
		return nil, err
	}
	ledger := w.ledgerOf()
	rows = []schedules.Row{} // none is a list, too
	err = ledger.Read(func(b *schedules.Book) { rows = append(rows, b.Rows("")...) })
	rows = slices.DeleteFunc(rows, func(r schedules.Row) bool { return !wanted(r) })
	slices.Reverse(rows)
	return rows, errors.Join(err, ledger.Close())
}

func printRows(w io.Writer, rows []schedules.Row) {
	if len(rows) == 0 {
		fmt.Fprintln(w, "no runs")
		return
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "run\tstate\tattempts\tstarted\ttook\tstored\t")
	for _, r := range rows {
		started, took := "", ""
		if !r.Started.IsZero() {
			started = r.Started.Format("2006-01-02 15:04:05Z")
		}
		if d := r.Took(); d > 0 {
			took = d.Round(time.Millisecond).String()
		}
		id := r.ID
		if r.Count > 1 {
			id += fmt.Sprintf(" and %d more", r.Count-1)
		}
		fmt.Fprintf(table, "%s\t%s\t%d\t%s\t%s\t%d\t%s\n", id, r.State, r.Attempt, started, took, r.Rows, r.Message)
	}
	table.Flush()
}

func (a *app) printRow(w io.Writer, r schedules.Row) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(table, "%s\t%s\n", name, value)
		}
	}
	at := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.Format("2006-01-02 15:04:05 UTC")
	}
	line("run", r.ID)
	line("state", string(r.State))
	line("asked for by", string(r.Trigger))
	line("for", at(r.For))
	line("through", at(r.Through))
	line("not before", at(r.NotBefore))
	line("attempts", fmt.Sprintf("%d, of which %d were killed and %d called off", r.Attempt, r.Broken, r.Halted))
	line("started", at(r.Started))
	line("finished", at(r.Finished))
	line("stored", fmt.Sprintf("%d records", r.Rows))
	line("message", r.Message)
	line("silent", strings.Join(r.Stale, ", "))
	w2 := &workspace{root: a.workspace}
	if path := w2.logPath(r); exists(path) {
		line("log", path)
	}
	table.Flush()
	if r.Excerpt != "" {
		fmt.Fprintf(w, "\n%s", r.Excerpt)
	}
}
