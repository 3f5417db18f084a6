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
	var asPDF bool
	var browser string
	cmd := &cobra.Command{
		Use:   "report [NAME...]",
		Short: "Write the reports from the published file",
		Long: `Writes the reports (all, or those named) to data/reports/<day>: pages, and tables
as CSV, Parquet and XLSX. It reads the published file alone. With --pdf a
Chromium that is installed prints each report as PDF as well.`,
		Example: "  earshot report\n  earshot report summary --json\n  earshot report --pdf",
		RunE: func(cmd *cobra.Command, args []string) error {
			if a.asOf != "" {
				return usage{hinted{errors.New("report: it is of the day that was published; --as-of does not change it"),
					"run `earshot transform --as-of " + a.asOf + "` and `earshot publish` first"}}
			}
			w, err := a.load()
			if err != nil {
				return err
			}
			printer := ""
			if asPDF || browser != "" {
				if printer, err = reports.FindBrowser(browser); err != nil {
					return hinted{fmt.Errorf("report: %w", err), "install Chromium (Debian: apt install chromium), or name one with --browser; without --pdf none is needed"}
				}
			}
			lock, err := w.tryLock("report")
			if err != nil {
				return err
			}
			written, err := a.report(cmd.Context(), w, printer, args)
			if err := errors.Join(err, lock.Unlock()); err != nil {
				return err
			}
			return a.print(written, func(out io.Writer) { printReports(out, written) })
		},
	}
	cmd.Flags().BoolVar(&asPDF, "pdf", false, "print as PDF too, with an installed Chromium")
	cmd.Flags().StringVar(&browser, "browser", "", "the Chromium that prints; the first of the usual ones if not named")
	return cmd
}

func printReports(w io.Writer, written []reports.Report) {
	for _, r := range written {
		pages, tables := 0, 0
		for _, f := range r.Files {
			switch {
			case f.Path == r.Name+".html", strings.HasSuffix(f.Path, ".pdf"):
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
func (a *app) report(ctx context.Context, w *workspace, printer string, names []string) (written []reports.Report, err error) {
	err = a.progress("report").during(func() (err error) {
		written, err = w.report(ctx, printer, names)
		return err
	})
	return written, err
}

// report writes the named reports for the run whose marts are published; printer
// is the browser that prints them, empty: none.
func (w *workspace) report(ctx context.Context, printer string, names []string) ([]reports.Report, error) {
	db, err := warehouse.OpenPublished(ctx, filepath.Join(w.published(), warehouse.Published), w.limits())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, hinted{fmt.Errorf("report: nothing is published yet"), "run `earshot run nightly` first"}
	}
	if err != nil {
		return nil, err
	}
	run := reports.Run{Version: version(), Workspace: w.config.Report.Title, Browser: printer, Quotes: w.config.Report.Quotes}
	err = db.Row(ctx, "select run_id, as_of from run_facts", nil, &run.ID, &run.AsOf)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("published file: %w", err), db.Close())
	}
	run.AsOf = run.AsOf.In(w.config.Zone()).Truncate(time.Second)
	written, err := reports.Write(ctx, db, w.reports(), run, names)
	return written, errors.Join(err, db.Close())
}
