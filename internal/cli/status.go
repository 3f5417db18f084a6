package cli

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/earshot/earshot/internal/config"
	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/reports/post"
)

func (a *app) statusCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "status",
		Short: "Show the last runs, what came from each source, and what could not be read",
		Long: `Shows the last runs, the rows of each source and how fresh they are, and the
rejects. While a run is going on it says so and shows what was last published.`,
		Example: "  earshot status\n  earshot status --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			w, err := a.load()
			if err != nil {
				return err
			}
			now, err := w.status(cmd.Context())
			if err != nil {
				return err
			}
			now.addSilent(w.config.Sources)
			return a.print(now, now.people)
		},
	}
}

// status is how a workspace stands.
type status struct {
	Busy    string         `json:"busy,omitempty"` // who is writing right now
	Runs    []runStatus    `json:"runs"`
	Sources []sourceStatus `json:"sources"`
	Rejects []rejectStatus `json:"rejects"`
	Unsent  []post.Row     `json:"unsent,omitempty"` // mails that failed for good
	Due     []dueStatus    `json:"due"`
}

type runStatus struct {
	ID      string    `json:"run"`
	Command string    `json:"command"`
	Started time.Time `json:"started"`
	State   string    `json:"state"`
	Message string    `json:"message,omitempty"`
}

type sourceStatus struct {
	Source   string `json:"source"`
	Newest   string `json:"newest"` // local date
	Feedback int64  `json:"feedback"`
	Ratings  int64  `json:"ratings"`
	Read     int64  `json:"read"`
	Stored   int64  `json:"stored"`
	Rejected int64  `json:"rejected"`
	Skipped  int64  `json:"skipped"`
}

type rejectStatus struct {
	Source string `json:"source"`
	File   string `json:"file"` // or stream
	Line   int64  `json:"line"` // of the first one
	Reason string `json:"reason"`
	Count  int64  `json:"count"`
}

// status reads the warehouse or, while a run holds it, the published file.
func (w *workspace) status(ctx context.Context) (now status, err error) {
	lock, locked := w.tryLock("status")
	if errors.Is(locked, warehouse.ErrLocked) {
		now.Busy = locked.Error()
		return now, errors.Join(w.readPublished(ctx, &now), w.due(&now))
	}
	if locked != nil {
		return now, locked
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	if !exists(w.database()) {
		return now, w.due(&now)
	}
	db, err := warehouse.Open(ctx, w.database(), w.limits())
	if err != nil {
		return now, err
	}
	now.Unsent, err = unsent(ctx, db)
	return now, errors.Join(err, now.read(ctx, db, warehouseStatus), db.Close(), w.due(&now))
}

func (w *workspace) readPublished(ctx context.Context, now *status) error {
	path := filepath.Join(w.published(), warehouse.Published)
	if !exists(path) {
		return nil
	}
	db, err := warehouse.OpenPublished(ctx, path, w.limits())
	if err != nil {
		return err
	}
	return errors.Join(now.read(ctx, db, publishedStatus), db.Close())
}

// addSilent lists the configured sources that nothing has come from yet.
func (now *status) addSilent(sources []config.Source) {
	for _, source := range sources {
		if !slices.ContainsFunc(now.Sources, func(s sourceStatus) bool { return s.Source == source.Name }) {
			now.Sources = append(now.Sources, sourceStatus{Source: source.Name})
		}
	}
}

// statusQueries are the same three questions to the warehouse and to the
// published file.
type statusQueries struct{ runs, sources, rejects string }

var warehouseStatus = statusQueries{
	runs: "select run_id, command, started_at, state, coalesce(message, '') from ops.runs order by started_at desc, run_id desc limit 10",
	sources: `with rows as (
			select source, occurred_on, 1 as feedback, 0 as ratings from landing.feedback where not deleted
			union all
			select source, occurred_on, 0, 1 from landing.ratings where not deleted
		), said as (
			select source, max(occurred_on) as newest, sum(feedback) as feedback, sum(ratings) as ratings from rows group by source
		), landed as (
			select source, sum(read) as read, sum(stored) as stored, sum(rejected) as rejected, sum(skipped) as skipped
			from ops.batches group by source
		)
		select l.source, coalesce(cast(s.newest as varchar), ''), cast(coalesce(s.feedback, 0) as bigint), cast(coalesce(s.ratings, 0) as bigint),
			cast(l.read as bigint), cast(l.stored as bigint), cast(l.rejected as bigint), cast(l.skipped as bigint)
		from landed l left join said s on s.source = l.source order by l.source`,
	rejects: "select source, file, min(line), reason, count(*) from landing.rejects group by source, file, reason order by 1, 2, 3 limit 20",
}

var publishedStatus = statusQueries{
	runs: "select run_id, command, started_at, state, '' from runs order by started_at desc, run_id desc limit 10",
	sources: `select source, coalesce(cast(last_on as varchar), ''), feedback, ratings, read, stored, rejected, skipped
		from source_freshness order by source`,
	rejects: "select source, file, min(line), reason, count(*) from rejects group by source, file, reason order by 1, 2, 3 limit 20",
}

func (now *status) read(ctx context.Context, db *warehouse.DB, q statusQueries) error {
	return errors.Join(
		eachRow(ctx, db, q.runs, func(scan func(...any) error) error {
			var r runStatus
			defer func() { now.Runs = append(now.Runs, r) }()
			return scan(&r.ID, &r.Command, &r.Started, &r.State, &r.Message)
		}),
		eachRow(ctx, db, q.sources, func(scan func(...any) error) error {
			var s sourceStatus
			defer func() { now.Sources = append(now.Sources, s) }()
			return scan(&s.Source, &s.Newest, &s.Feedback, &s.Ratings, &s.Read, &s.Stored, &s.Rejected, &s.Skipped)
		}),
		eachRow(ctx, db, q.rejects, func(scan func(...any) error) error {
			var r rejectStatus
			var line sql.NullInt64
			defer func() { r.Line = line.Int64; now.Rejects = append(now.Rejects, r) }()
			return scan(&r.Source, &r.File, &line, &r.Reason, &r.Count)
		}))
}

func eachRow(ctx context.Context, db *warehouse.DB, query string, row func(scan func(...any) error) error) error {
	found, err := db.Query(ctx, query)
	if err != nil {
		return err
	}
	defer found.Close()
	for found.Next() {
		if err := row(found.Scan); err != nil {
			return err
		}
	}
	return found.Err()
}

func (now status) people(w io.Writer) {
	if now.Busy != "" {
		fmt.Fprintf(w, "%s\nwhat follows was published before it\n\n", now.Busy)
	}
	if len(now.Runs) == 0 {
		fmt.Fprintln(w, "nothing has run yet: earshot run nightly")
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range now.Runs {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", r.Started.Local().Format("2006-01-02 15:04:05"), r.Command, r.State, r.Message)
	}
	table.Flush()
	if len(now.Sources) > 0 {
		fmt.Fprintln(w)
		now.peopleSources(w)
	}
	if len(now.Rejects) > 0 {
		fmt.Fprintln(w, "\nnot readable, kept in landing.rejects:")
	}
	for _, r := range now.Rejects {
		fmt.Fprintf(w, "  %s:%d: %s%s\n", r.File, r.Line, r.Reason, andMore(r.Count-1))
	}
	for _, m := range now.Unsent {
		fmt.Fprintf(w, "\nnot mailed: week of %s to %s: %s\n", m.Period, m.Recipient, m.Answer)
	}
	for _, d := range now.Due {
		fmt.Fprintf(w, "\n%s is due %s\n", d.Job, d.Next.Format("Monday 2006-01-02 15:04 MST"))
	}
}

func andMore(n int64) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(" (and %d more)", n)
}

func (now status) peopleSources(w io.Writer) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "source\tnewest\tfeedback\tratings\tread\tstored\trejected\tcounted out\t")
	for _, s := range now.Sources {
		fmt.Fprintf(table, "%s\t%s\t%d\t%d\t%d\t%d\t%d\t%d\t\n", s.Source, s.Newest, s.Feedback, s.Ratings, s.Read, s.Stored, s.Rejected, s.Skipped)
	}
	table.Flush()
}
