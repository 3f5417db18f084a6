package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
)

// sampled is how many items of each file check reads.
const sampled = 200

func (a *app) checkCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: "Check the configuration and try the sources, writing nothing",
		Long: `Reads earshot.yaml, themes.yaml, labels.csv and customers.csv and tells every
mistake at once, with its line. Then it reads the first records of each source's
files and says what would become of them. It writes nothing.`,
		Example: "  earshot check\n  earshot -w feedback check --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			w, err := a.load()
			if err != nil {
				return err
			}
			outcome, err := w.try(cmd.Context())
			if err != nil {
				return err
			}
			if err := a.print(outcome, outcome.people); err != nil {
				return err
			}
			return outcome.err(a)
		},
	}
}

// trial is what check found in the sources.
type trial struct {
	Sources []ingest.Trial `json:"sources"`
}

func (w *workspace) try(ctx context.Context) (trial, error) {
	hosts := api.NewHosts(nil)
	defer hosts.Close()
	list, err := w.sources(nil, hosts)
	if err != nil {
		return trial{}, err
	}
	var outcome trial
	for _, source := range list {
		if err := ctx.Err(); err != nil {
			return outcome, err
		}
		outcome.Sources = append(outcome.Sources, ingest.Try(w.root, source, sampled))
	}
	return outcome, nil
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
		if s.Files == 0 {
			fmt.Fprintf(w, "%s: no file matches yet\n", s.Source)
		}
		for _, reason := range s.Reasons {
			fmt.Fprintf(w, "%s: %s\n", s.Source, reason)
		}
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
	return errors.Join(problems...)
}
