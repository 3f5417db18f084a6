package cli

import (
	"cmp"
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/earshot/earshot/reports"
)

func (a *app) runCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "run nightly",
		Short: "Ingest, transform, publish and report, in this order",
		Long: `Runs the whole way. When a source or one of the workspace's own reports fails,
the others go on, and so do the later stages; the exit code is then 3.`,
		Example:   "  earshot run nightly\n  earshot --workspace /srv/feedback run nightly --json",
		ValidArgs: []string{"nightly"},
		Args:      cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.nightly(cmd.Context())
		},
	}
}

// night is what a nightly run gave.
type night struct {
	Intake    intake           `json:"ingest"`
	Built     built            `json:"transform"`
	Published string           `json:"published"`
	Reports   []reports.Report `json:"reports"`
}

func (n night) people(w io.Writer) {
	n.Intake.people(w)
	fmt.Fprintln(w)
	n.Built.people(w)
	fmt.Fprintf(w, "published       %s\n", n.Published)
	printReports(w, n.Reports)
}

func (a *app) nightly(ctx context.Context) error {
	var n night
	return a.within(ctx, "run nightly", func(s *session) (err error) {
		if n.Intake, err = s.ingest(ctx, nil, intakeOptions{}); err != nil {
			return err
		}
		n.Intake.tell(a) // at once: a later stage may end the run
		if n.Built, err = s.transform(ctx, false); err != nil {
			return err
		}
		if n.Published, err = s.publish(ctx); err != nil {
			return err
		}
		own, err := s.ownReports(nil, nil)
		if err != nil {
			return err
		}
		var failed error
		n.Reports, failed = a.report(ctx, s.workspace, "", nil, own)
		if err := a.inPart(n.Reports, failed); err != nil {
			return err
		}
		if err := a.print(n, n.people); err != nil {
			return err
		}
		if failed != nil && s.unread == "" {
			s.unread = "some report"
		}
		return cmp.Or(n.Intake.err(), part(failed))
	})
}
