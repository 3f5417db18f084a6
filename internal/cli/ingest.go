package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
)

func (a *app) ingestCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "ingest [SOURCE...]",
		Short: "Read what is new or changed in the sources",
		Long: `Reads the files of the sources (all, or those named), lands their records in
data/landed and brings them into the warehouse. Unchanged files are left alone.`,
		Example: "  earshot ingest\n  earshot ingest nps-survey support-mail",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.within(cmd.Context(), "ingest", func(s *session) error {
				outcome, err := s.ingest(cmd.Context(), args)
				if err != nil {
					return err
				}
				return outcome.report(a)
			})
		},
	}
}

// intake is what an ingest run gave.
type intake struct {
	Run     string   `json:"run"`
	Sources []source `json:"sources"`
	failed  bool
}

// source is what became of one source: Read = Stored + Rejected + Skipped.
type source struct {
	Name     string `json:"name"`
	Files    int    `json:"files"`
	Read     int64  `json:"read"`
	Stored   int64  `json:"stored"`
	Rejected int64  `json:"rejected"`
	Skipped  int64  `json:"skipped"`
	Error    string `json:"error,omitempty"`
}

func (s *session) ingest(ctx context.Context, names []string) (intake, error) {
	outcome := intake{Run: s.id}
	hosts := api.NewHosts(s.app.logger())
	defer hosts.Close()
	list, err := s.sources(names, hosts)
	if err != nil {
		return outcome, err
	}
	key, err := ingest.LoadPersonKey(s.path("data", "person.key"))
	if err != nil {
		return outcome, err
	}
	bar := s.app.progress("ingest")
	defer bar.finish()
	landing := ingest.Landing{
		DB: s.db, Root: s.root, Folder: s.landed(), RunID: s.id, Now: s.started, Zone: s.config.Zone(), Key: key, Log: s.app.logger(),
		Progress: func(_ string, items int64) { bar.of(int(items), -1) },
	}
	results, err := landing.Run(ctx, list)
	for _, r := range results {
		one := source{r.Source, r.Files, r.Counts.Read, r.Counts.Stored, r.Counts.Rejected, r.Counts.Skipped, ""}
		if r.Err == nil && r.Counts.Rejected > 0 && r.Counts.Stored == 0 {
			r.Err = fmt.Errorf("none of %d records could be read: `earshot status` says why", r.Counts.Rejected)
		}
		if r.Err != nil {
			one.Error, outcome.failed = r.Err.Error(), true
			s.unread = strings.TrimPrefix(s.unread+"; "+r.Source+": "+one.Error, "; ")
		}
		outcome.Sources = append(outcome.Sources, one)
	}
	return outcome, err
}

// report prints the outcome; it is errPart when a source failed.
func (o intake) report(a *app) error {
	if err := a.print(o, o.people); err != nil {
		return err
	}
	return o.err(a)
}

func (o intake) err(a *app) error {
	if !o.failed {
		return nil
	}
	for _, s := range o.Sources {
		if s.Error != "" {
			fmt.Fprintf(a.stderr, "earshot: source %s: %s\n", s.Name, s.Error)
		}
	}
	return errPart
}

func (o intake) people(w io.Writer) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "source\tfiles\tread\tstored\trejected\tcounted out\t")
	for _, s := range o.Sources {
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t%d\t\n", s.Name, s.Files, s.Read, s.Stored, s.Rejected, s.Skipped)
	}
	table.Flush()
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
