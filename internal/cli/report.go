package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/reports"
)

func (a *app) reportCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "report [NAME...]",
		Short: "Write the reports from the published file",
		Long: `Writes the reports (all, or those named) as HTML and CSV to data/reports/<day>.
It reads the published file alone.`,
		Example: "  earshot report\n  earshot report summary --json",
		RunE: func(cmd *cobra.Command, args []string) error {
			if a.asOf != "" {
				return usage{hinted{errors.New("report: it is of the day that was published; --as-of does not change it"),
					"run `earshot transform --as-of " + a.asOf + "` and `earshot publish` first"}}
			}
			w, err := a.load()
			if err != nil {
				return err
			}
			lock, err := w.tryLock("report")
			if err != nil {
				return err
			}
			written, err := a.report(cmd.Context(), w, args)
			if err := errors.Join(err, lock.Unlock()); err != nil {
				return err
			}
			return a.print(written, func(out io.Writer) { printReports(out, written) })
		},
	}
}

func printReports(w io.Writer, written []reports.Report) {
	for _, r := range written {
		pages, tables := 0, 0
		for _, f := range r.Files {
			switch {
			case f.Path == r.Name+".html":
				fmt.Fprintf(w, "%-15s %s\n", r.Name, filepath.Join(r.Folder, f.Path))
			case strings.HasSuffix(f.Path, ".html"):
				pages++
			default:
				tables++
			}
		}
		fmt.Fprintf(w, "%-15s %d more pages and %d tables in %s\n", "", pages, tables, r.Folder)
	}
}

// report writes the named reports and shows that it does.
func (a *app) report(ctx context.Context, w *workspace, names []string) (written []reports.Report, err error) {
	err = a.progress("report").during(func() (err error) {
		written, err = w.report(ctx, names)
		return err
	})
	return written, err
}

// report writes the named reports for the run whose marts are published.
func (w *workspace) report(ctx context.Context, names []string) ([]reports.Report, error) {
	db, err := warehouse.OpenPublished(ctx, filepath.Join(w.published(), warehouse.Published), w.limits())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, hinted{fmt.Errorf("report: nothing is published yet"), "run `earshot run nightly` first"}
	}
	if err != nil {
		return nil, err
	}
	run := reports.Run{Version: version(), Workspace: w.config.Report.Title, Quotes: w.config.Report.Quotes}
	err = db.Row(ctx, "select run_id, as_of from run_facts", nil, &run.ID, &run.AsOf)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("published file: %w", err), db.Close())
	}
	run.AsOf = run.AsOf.In(w.config.Zone()).Truncate(time.Second)
	written, err := reports.Write(ctx, db, w.reports(), run, names)
	return written, errors.Join(err, db.Close())
}
