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
	"github.com/earshot/earshot/reports/report"
)

type reportOptions struct {
	pdf, list bool
	browser   string
	params    []string // name=value
}

func (a *app) reportCommand() *cobra.Command {
	var o reportOptions
	cmd := &cobra.Command{
		Use:   "report [NAME...]",
		Short: "Write the reports from the published file",
		Long: `Writes the reports (all, or those named) to data/reports/<day>: pages, and tables
as CSV, Parquet and XLSX. It reads the published file alone. With --pdf a
Chromium that is installed prints each report as PDF as well. The workspace's own
reports stand in its reports folder; one with a mistake stops no other, and the
exit code is then 3.`,
		Example: "  earshot report\n  earshot report --list\n  earshot report summary --json\n  earshot report login-weekly --param theme=search\n  earshot report --pdf",
		RunE: func(cmd *cobra.Command, args []string) error {
			if a.asOf != "" {
				return usage{hinted{errors.New("report: it is of the day that was published; --as-of does not change it"),
					"run `earshot transform --as-of " + a.asOf + "` and `earshot publish` first"}}
			}
			w, err := a.load()
			if err != nil {
				return err
			}
			if o.list {
				return a.listReports(w)
			}
			return a.writeReports(cmd.Context(), w, args, o)
		},
	}
	cmd.Flags().BoolVar(&o.pdf, "pdf", false, "print as PDF too, with an installed Chromium")
	cmd.Flags().StringVar(&o.browser, "browser", "", "the Chromium that prints; the first of the usual ones if not named")
	cmd.Flags().BoolVar(&o.list, "list", false, "list the reports, their parameters and schedules, and write nothing")
	cmd.Flags().StringArrayVar(&o.params, "param", nil, "a parameter of the workspace's own reports that are named, name=value; may be repeated")
	return cmd
}

func (a *app) writeReports(ctx context.Context, w *workspace, names []string, o reportOptions) error {
	own, err := w.ownReports(names, o.params)
	if err != nil {
		return err
	}
	printer := ""
	if o.pdf || o.browser != "" {
		if printer, err = reports.FindBrowser(o.browser); err != nil {
			return hinted{fmt.Errorf("report: %w", err), "install Chromium (Debian: apt install chromium), or name one with --browser; without --pdf none is needed"}
		}
	}
	lock, err := w.tryLock("report")
	if err != nil {
		return err
	}
	written, failed := a.report(ctx, w, printer, names, own)
	if err := errors.Join(a.inPart(written, failed), lock.Unlock()); err != nil {
		return err
	}
	if err := a.print(written, func(out io.Writer) { printReports(out, written) }); err != nil {
		return err
	}
	if failed != nil {
		return undone("some report")
	}
	return nil
}

// inPart tells at once of the reports that failed where others were written,
// which is no error then; the exit code tells of it.
func (a *app) inPart(written []reports.Report, err error) error {
	if err == nil || len(written) == 0 {
		return err
	}
	a.printError(hinted{err, "the other reports were written; mend the file, then `earshot check` and `earshot report`"})
	return nil
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
func (a *app) report(ctx context.Context, w *workspace, printer string, names []string, own []report.Definition) (written []reports.Report, err error) {
	err = a.progress("report").during(func() (err error) {
		written, err = w.report(ctx, printer, names, own)
		return err
	})
	return written, err
}

// report writes the named reports for the run whose marts are published; printer
// is the browser that prints them, empty: none.
func (w *workspace) report(ctx context.Context, printer string, names []string, own []report.Definition) ([]reports.Report, error) {
	db, err := warehouse.OpenPublished(ctx, filepath.Join(w.published(), warehouse.Published), w.limits())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, hinted{fmt.Errorf("report: nothing is published yet"), "run `earshot run nightly` first"}
	}
	if err != nil {
		return nil, err
	}
	run := reports.Run{Version: version(), Workspace: w.config.Report.Title, Browser: printer, Quotes: w.config.Report.Quotes, Own: own}
	err = db.Row(ctx, "select run_id, as_of from run_facts", nil, &run.ID, &run.AsOf)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("published file: %w", err), db.Close())
	}
	run.AsOf = run.AsOf.In(w.config.Zone()).Truncate(time.Second)
	written, err := reports.Write(ctx, db, w.reports(), run, names)
	return written, errors.Join(err, db.Close())
}
