package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/internal/warehouse"
)

// sampled is how many items of each file check reads.
const sampled = 200

func (a *app) checkCommand() *cobra.Command {
	var online bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Check the configuration and try the sources, writing nothing",
		Long: `Reads earshot.yaml, themes.yaml, the tables that people keep (labels.csv, claims.csv,
links.csv, promises.csv, contacts.csv, customers.csv) and the workspace's own reports
and questions and tells every mistake at once, with its line; where something is
published, their SQL is tried, and items that links, promises and contacts name are
looked for. Then it reads
the first records of each source's files and says what would become of them. With
--online it also asks each live source for the first page that the next run would
fetch. It writes nothing.`,
		Example: "  earshot check\n  earshot check --online\n  earshot -w feedback check --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			w, err := a.load()
			if err != nil {
				return err
			}
			outcome, err := w.try(cmd.Context(), a.logger(), online)
			if err != nil {
				return err
			}
			if outcome.Reports, err = w.tryReports(cmd.Context()); err != nil {
				return err
			}
			if outcome.Questions, err = w.tryQuestions(cmd.Context()); err != nil {
				return err
			}
			if outcome.Waiting, err = w.unknownItems(cmd.Context()); err != nil {
				return err
			}
			if outcome.Sprints, err = w.unknownSprints(a.clock.Now()); err != nil {
				return err
			}
			if err := a.print(outcome, outcome.people); err != nil {
				return err
			}
			return outcome.err(a)
		},
	}
	cmd.Flags().BoolVar(&online, "online", false, "also ask the live sources, reading only")
	return cmd
}

// trial is what check found in the sources.
type trial struct {
	Sources []ingest.Trial `json:"sources"`
	Untried []string       `json:"untried,omitempty"` // live sources, without --online
	Reports []reportTrial  `json:"reports,omitempty"` // the workspace's own

	Questions []questionTrial `json:"questions,omitempty"` // the workspace's own
	Waiting   []string        `json:"waiting,omitempty"`   // rows of links.csv, promises.csv and contacts.csv whose item is not in the plan
	Sprints   []string        `json:"sprints,omitempty"`   // schedules that go by the sprints and know of none to come
}

func (w *workspace) try(ctx context.Context, log *slog.Logger, online bool) (trial, error) {
	hosts := api.NewHosts(log)
	defer hosts.Close()
	list, err := w.sources(nil, hosts)
	if err != nil {
		return trial{}, err
	}
	var outcome trial
	for _, source := range list {
		switch {
		case ctx.Err() != nil:
			return outcome, ctx.Err()
		case source.Live == nil:
			outcome.Sources = append(outcome.Sources, ingest.Try(w.root, source, sampled))
		case !online:
			outcome.Untried = append(outcome.Untried, source.Name)
		default:
			cursors, err := w.cursors(ctx, source.Name)
			if err != nil {
				return outcome, err
			}
			outcome.Sources = append(outcome.Sources, ingest.TryLive(ctx, source, cursors, time.Now()))
		}
	}
	return outcome, nil
}

// cursors are those of a source, none where nothing was ingested yet. While a
// run holds the warehouse it says so.
func (w *workspace) cursors(ctx context.Context, source string) (cursors map[string]string, err error) {
	if !exists(w.database()) {
		return nil, nil
	}
	lock, err := w.tryLock("check")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	db, err := warehouse.Open(ctx, w.database(), w.limits())
	if err != nil {
		return nil, err
	}
	cursors, err = db.Cursors(ctx, source)
	return cursors, errors.Join(err, db.Close())
}

func (t trial) people(w io.Writer) {
	fmt.Fprintln(w, "the configuration can be read")
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "source\tfiles\ttried\tstored\trejected\tcounted out\t")
	for _, s := range t.Sources {
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t%d\t\n", s.Source, s.Files, s.Counts.Read, s.Counts.Stored, s.Counts.Rejected, s.Counts.Skipped)
	}
	table.Flush()
	for _, s := range t.Sources {
		for _, stream := range s.Streams {
			fmt.Fprintf(w, "%s: %s: %s\n", s.Source, stream.Stream, found(stream))
		}
		if s.Files == 0 && s.Streams == nil && s.Err == nil {
			fmt.Fprintf(w, "%s: no file matches yet\n", s.Source)
		}
		if s.Repeated > 0 {
			fmt.Fprintf(w, "%s: %d of %d records have the id of one before them and would replace it: does `id` name the right column?\n",
				s.Source, s.Repeated, s.Counts.Stored)
		}
		for _, reason := range s.Reasons {
			fmt.Fprintf(w, "%s: %s\n", s.Source, reason)
		}
	}
	if len(t.Untried) > 0 {
		fmt.Fprintf(w, "not tried: %s (check --online does)\n", strings.Join(t.Untried, ", "))
	}
	for _, r := range t.Reports {
		fmt.Fprintf(w, "report %s: %s\n", r.Name, r.said())
	}
	for _, q := range t.Questions {
		fmt.Fprintf(w, "question %s: %s\n", q.Name, q.said())
	}
	for _, told := range append(t.Waiting, t.Sprints...) {
		fmt.Fprintln(w, told)
	}
}

func (t trial) err(a *app) error {
	var problems []error
	for _, s := range t.Sources {
		if s.Err == nil && s.Counts.Rejected > 0 && s.Counts.Stored == 0 {
			s.Err = fmt.Errorf("none of the %d records tried could be read", s.Counts.Rejected)
		}
		if s.Err != nil {
			problems = append(problems, fmt.Errorf("source %s: %w", s.Source, s.Err))
		}
	}
	for _, r := range t.Reports {
		if len(r.Problems) > 0 {
			problems = append(problems, fmt.Errorf("report %s: %w", r.Name, r.Problems))
		}
	}
	for _, q := range t.Questions {
		if len(q.Problems) > 0 {
			problems = append(problems, fmt.Errorf("question %s: %w", q.Name, q.Problems))
		}
	}
	return errors.Join(problems...)
}

// found says what the next run would fetch of a stream.
func found(s ingest.StreamTrial) string {
	switch {
	case s.Error != "":
		return "cannot be read"
	case s.Counts.Read == 0:
		return "nothing new"
	case s.More:
		return fmt.Sprintf("%d records and more to fetch", s.Counts.Read)
	}
	return fmt.Sprintf("%d records to fetch", s.Counts.Read)
}
