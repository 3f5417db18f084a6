package cli

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/earshot/earshot/internal/config"
	"github.com/earshot/earshot/schedules"
)

func (a *app) scheduleCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "schedule",
		Short:   "Show what runs when",
		Example: "  earshot schedule list\n  earshot schedule explain nightly",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(&cobra.Command{
		Use:     "list",
		Short:   "List the jobs, their next five times and how they last ended",
		Example: "  earshot schedule list\n  earshot schedule list --json",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			list, err := a.timetable()
			if err != nil {
				return err
			}
			return a.print(list, func(w io.Writer) { printTimetable(w, list) })
		},
	}, &cobra.Command{
		Use:     "explain JOB",
		Short:   "Say in words when a job runs, and what happens when it cannot",
		Example: "  earshot schedule explain nightly",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			list, err := a.timetable(args[0])
			if err != nil {
				return err
			}
			return a.print(list[0], list[0].explain)
		},
	})
	return cmd
}

// plan is one job in the timetable.
type plan struct {
	Job     string         `json:"job"`
	Cron    string         `json:"cron"`
	Zone    string         `json:"zone"`
	Sprint  string         `json:"sprint,omitempty"` // the day of each sprint on which it has something to do
	Board   string         `json:"board,omitempty"`
	Steps   []string       `json:"steps"`
	Next    []time.Time    `json:"next"`
	Last    *schedules.Row `json:"last,omitempty"`
	Waiting *schedules.Row `json:"waiting,omitempty"`
	Paused  bool           `json:"paused"`

	until  time.Time // of the pause
	config config.Schedule
}

const nextTimes = 5

// timetable is of all jobs, or of those named.
func (a *app) timetable(names ...string) ([]plan, error) {
	w, err := a.load()
	if err != nil {
		return nil, err
	}
	jobs, err := w.jobs(names...)
	if err != nil {
		return nil, err
	}
	ledger := w.ledgerOf()
	defer ledger.Close()
	var list []plan
	err = ledger.Read(func(b *schedules.Book) {
		for _, job := range jobs {
			s, _ := w.schedule(job.Name) // it is one of them
			p := plan{Job: job.Name, Cron: s.Cron, Zone: w.zoneOf(s).String(), Sprint: s.Sprint, Board: s.Board, Steps: s.Run, config: s}
			for at := job.Next(a.clock.Now()); len(p.Next) < nextTimes && !at.IsZero(); at = job.Next(at) {
				p.Next = append(p.Next, at.In(w.zoneOf(s)))
			}
			if row, ok := b.Newest(job.Name, func(r schedules.Row) bool { return r.State.Ended() }); ok {
				p.Last = &row
			}
			if row, ok := b.Newest(job.Name, func(r schedules.Row) bool { return !r.State.Ended() }); ok {
				p.Waiting = &row
			}
			pause, paused := b.Paused(job.Name, a.clock.Now())
			p.Paused, p.until = paused, pause.Until
			list = append(list, p)
		}
	})
	return list, err
}

const shownTime = "Mon 2006-01-02 15:04 MST"

func printTimetable(w io.Writer, list []plan) {
	for i, p := range list {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "%s: %s in %s%s: %s\n", p.Job, p.Cron, p.Zone, after(", ", p.onSprints()), strings.Join(p.Steps, ", "))
		p.people(w)
	}
}

func (p plan) people(w io.Writer) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for i, at := range p.Next {
		label := ""
		if i == 0 {
			label = "next"
		}
		fmt.Fprintf(table, "  %s\t%s\n", label, at.Format(shownTime))
	}
	if p.Sprint != "" && len(p.Next) < nextTimes {
		label := "then"
		if len(p.Next) == 0 {
			label = "next"
		}
		fmt.Fprintf(table, "  %s\tno further sprint is known yet\n", label)
	}
	switch {
	case p.Paused && !p.until.IsZero():
		fmt.Fprintf(table, "  paused\tuntil %s\n", p.until.Format(shownTime))
	case p.Paused:
		fmt.Fprintf(table, "  paused\tuntil `earshot resume %s`\n", p.Job)
	}
	if p.Waiting != nil {
		fmt.Fprintf(table, "  %s\t%s %s\n", p.Waiting.State, p.Waiting.ID, p.Waiting.Message)
	}
	if p.Last != nil {
		fmt.Fprintf(table, "  last\t%s %s %s\n", p.Last.ID, p.Last.State, p.Last.Message)
	} else {
		fmt.Fprintf(table, "  last\tit has not run yet\n")
	}
	table.Flush()
}

// onSprints says on which day of which sprints the job has something to do; ""
// when on all days.
func (p plan) onSprints() string {
	switch {
	case p.Sprint == "":
		return ""
	case p.Board == "":
		return p.Sprint + " of each sprint"
	}
	return p.Sprint + " of each sprint of " + p.Board
}

// explain says all of a schedule in words.
func (p plan) explain(w io.Writer) {
	s := p.config
	fmt.Fprintf(w, "%s runs %s at %q by the clock of %s (%s:%d).\n", p.Job, strings.Join(p.Steps, ", "), p.Cron, p.Zone, s.File, s.Line)
	if !strings.HasPrefix(p.Cron, "@every") {
		fmt.Fprintln(w, "When the clock is put forward, a time that is skipped runs at once; when it is put back, a time that comes twice runs the first time.")
	}
	if on := p.onSprints(); on != "" {
		fmt.Fprintf(w, "It has something to do on one day alone: %s, as published last. Where its cron line has no time on that day, the nearest on which it has one counts: %s. At all other times it ends at once, well.\n", on, nearest(s))
	}
	if s.Jitter > 0 {
		fmt.Fprintf(w, "It begins up to %s later.\n", s.Jitter)
	}
	if len(s.After) > 0 {
		fmt.Fprintf(w, "It waits up to %s for a good run of %s, and is blocked when there is none.\n", s.Wait, strings.Join(s.After, " and of "))
	}
	fmt.Fprintf(w, "An attempt may take %s. After a failure it is tried %d more times, first %s later, then after longer and longer waits.\n", s.Timeout, s.Retries, s.Backoff)
	fmt.Fprintln(w, map[string]string{
		"skip":   "A time that comes while it still runs passes.",
		"queue":  "A time that comes while it still runs waits its turn.",
		"latest": "Of the times that come while it still runs, the last waits and the others pass.",
	}[s.Overlap])
	fmt.Fprintln(w, map[string]string{
		"none":   "Times that pass while nothing runs here are missed.",
		"latest": "Of the times that pass while nothing runs here, the last is made up for.",
		"all":    fmt.Sprintf("Times that pass while nothing runs here are made up for: those of the last %s, %d at most.", days(s.WindowSpan()), s.CatchUpCap),
	}[s.CatchUp])
	fmt.Fprintf(w, "An alert tells when it has not ended %s after its time, and when it failed.\n", s.Late)
	p.people(w)
}

// nearest says to which side a day moves on which there is no time.
func nearest(s config.Schedule) string {
	if days, atEnd, _ := s.SprintDay(); days < 0 || days == 0 && atEnd {
		return "before it"
	}
	return "after it"
}

func days(span time.Duration) string {
	if span%(24*time.Hour) == 0 {
		return fmt.Sprintf("%d days", span/(24*time.Hour))
	}
	return span.String()
}
