package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
)

// intakeOptions are the flags of ingest.
type intakeOptions struct {
	since string
	full  bool
	dry   bool
}

func (a *app) ingestCommand() *cobra.Command {
	var o intakeOptions
	cmd := &cobra.Command{
		Use:   "ingest [SOURCE...]",
		Short: "Read what is new or changed in the sources",
		Long: `Reads the sources (all, or those named), lands their records in data/landed and
brings them into the warehouse. Unchanged files are left alone; of a live source
what has changed since the last run is pulled.`,
		Example: "  earshot ingest\n  earshot ingest nps-survey support-mail\n  earshot ingest github --since 2026-01-01\n  earshot ingest github --dry-run",
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.full && o.since != "" {
				return usage{errors.New("--full and --since exclude each other")}
			}
			run := a.within
			if o.dry {
				run = a.beside
			}
			return run(cmd.Context(), "ingest", func(s *session) error {
				outcome, err := s.ingest(cmd.Context(), args, o)
				if err != nil {
					return err
				}
				return outcome.report(a)
			})
		},
	}
	cmd.Flags().StringVar(&o.since, "since", "", "live sources: pull what has changed since this day, such as 2026-01-31, whatever was pulled before")
	cmd.Flags().BoolVar(&o.full, "full", false, "read everything anew, and mark as deleted what a live source no longer has")
	cmd.Flags().BoolVar(&o.dry, "dry-run", false, "read and count, store nothing")
	return cmd
}

// intake is what an ingest run gave.
type intake struct {
	Run     string   `json:"run"`
	Dry     bool     `json:"dry_run,omitempty"`
	Sources []source `json:"sources"`
}

// source is what became of one source: Read = Stored + Rejected + Skipped.
type source struct {
	Name     string `json:"name"`
	Files    int    `json:"files"` // or streams of a live source, with something new
	Read     int64  `json:"read"`
	Stored   int64  `json:"stored"`
	Rejected int64  `json:"rejected"`
	Skipped  int64  `json:"skipped"`
	Error    string `json:"error,omitempty"`
}

func (s *session) ingest(ctx context.Context, names []string, o intakeOptions) (intake, error) {
	outcome := intake{Run: s.id, Dry: o.dry}
	hosts := api.NewHosts(s.app.logger())
	defer hosts.Close()
	list, err := s.sources(names, hosts)
	if err != nil {
		return outcome, err
	}
	landing, err := s.landing(o)
	if err != nil {
		return outcome, err
	}
	bar := s.app.progress("ingest")
	defer bar.finish()
	landing.Progress = func(total int64) { bar.of(int(total), -1) }
	results, err := landing.Run(ctx, list)
	for _, r := range results {
		outcome.add(r)
	}
	return outcome, err
}

// landing is where this run's records go.
func (s *session) landing(o intakeOptions) (ingest.Landing, error) {
	l := ingest.Landing{DB: s.db, Root: s.root, Folder: s.landed(), RunID: s.id, Now: s.started, Zone: s.config.Zone(),
		Log: s.app.logger(), Full: o.full, Dry: o.dry}
	var err error
	if o.since != "" {
		if l.Since, err = time.ParseInLocation(time.DateOnly, o.since, s.config.Zone()); err != nil {
			return l, usage{hinted{fmt.Errorf("--since: %q is no date", o.since), "write 2026-01-31"}}
		}
	}
	l.Key = make(ingest.PersonKey, 32) // of a dry run nothing is kept
	if !o.dry {
		l.Key, err = ingest.LoadPersonKey(s.path("data", "person.key"))
	}
	return l, err
}

func (o *intake) add(r ingest.Result) {
	one := source{r.Source, r.Files, r.Counts.Read, r.Counts.Stored, r.Counts.Rejected, r.Counts.Skipped, ""}
	if r.Err == nil && r.Counts.Rejected > 0 && r.Counts.Stored == 0 {
		r.Err = fmt.Errorf("none of %d records could be read: `earshot status` says why", r.Counts.Rejected)
	}
	if r.Err != nil {
		one.Error = r.Err.Error()
	}
	o.Sources = append(o.Sources, one)
}

// err is undone, with what the ledger keeps of it, when a source failed.
func (o intake) err() error {
	var list []string
	for _, s := range o.Sources {
		if s.Error != "" {
			list = append(list, s.Name+": "+s.Error)
		}
	}
	if len(list) == 0 {
		return nil
	}
	return undone(strings.Join(list, "; "))
}

// report prints the outcome; it is undone when a source failed.
func (o intake) report(a *app) error {
	if err := a.print(o, o.people); err != nil {
		return err
	}
	o.tell(a)
	return o.err()
}

// tell names the sources that failed.
func (o intake) tell(a *app) {
	for _, s := range o.Sources {
		if s.Error != "" {
			fmt.Fprintf(a.stderr, "earshot: source %s: %s\n", s.Name, s.Error)
		}
	}
}

func (o intake) people(w io.Writer) {
	if o.Dry {
		fmt.Fprintln(w, "a dry run: nothing was stored")
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "source\tfiles/streams\tread\tstored\trejected\tcounted out\t")
	for _, s := range o.Sources {
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t%d\t\n", s.Name, s.Files, s.Read, s.Stored, s.Rejected, s.Skipped)
	}
	table.Flush()
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
