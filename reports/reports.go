// Package reports writes what people read: pages, tables as files and, when
// asked for, PDF.
//
// It reads the published DuckDB file alone and writes one dated folder a run
// day, data/reports/2026-07-06, with each report's page and files and a
// manifest of their rows and checksums; data/reports/latest leads to the newest
// one and data/reports/index.html to all. A folder is written aside and swapped in whole. A second run for the
// same run id gives the same bytes; a run that was killed leaves nothing that
// the next one does not clear away. From the folders of before the words are taken
// out of feedback that is no longer there: see forget. The caller holds the
// workspace's lock.
package reports

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/reports/own"
	"github.com/earshot/earshot/reports/pack"
	"github.com/earshot/earshot/reports/pdf"
	"github.com/earshot/earshot/reports/report"
	"github.com/earshot/earshot/reports/summary"
)

// Run is what a report is made for.
type Run = report.Run

// FindBrowser gives the path of a Chromium that can print reports: the one that
// chosen names, or the first of the usual ones.
func FindBrowser(chosen string) (string, error) { return pdf.Find(chosen) }

// Report is one report that was made.
type Report struct {
	Name      string        `json:"name"`
	Run       string        `json:"run"`
	AsOf      string        `json:"as_of"` // RFC 3339, UTC
	Workspace string        `json:"workspace"`
	Version   string        `json:"version,omitempty"`
	Headline  string        `json:"headline,omitempty"` // its finding in one line
	Files     []report.File `json:"files"`
	Erased    []string      `json:"erased,omitempty"` // feedback whose words were taken out since
	Folder    string        `json:"-"`                // the dated folder that holds the files
}

// definitions lists the reports in the order in which they are made.
func definitions() []report.Definition {
	queries := append(summary.Queries(), pack.Queries()...)
	list := []report.Definition{summary.Definition(queries)}
	for _, p := range pack.All() {
		list = append(list, p.Definition(queries))
	}
	return list
}

// Own reads the workspace's own reports in the folder dir, "" for none. Those
// whose file has mistakes are there with them.
func Own(dir string) ([]own.Report, error) { return own.Load(dir, Names()) }

// Names lists the built-in reports.
func Names() []string { return names(definitions()) }

// Write makes the named reports (none: all) from the published file db into
// dir/<run date> and leads dir/latest to the newest date. A report that fails
// leaves its last files of that date in place and does not stop the others:
// the error tells of it beside the reports that were made. An unknown name is
// an error before anything is written.
func Write(ctx context.Context, db *warehouse.DB, dir string, run Run, names []string) ([]Report, error) {
	return write(ctx, db, dir, run, names, append(definitions(), run.Own...))
}

func write(ctx context.Context, db *warehouse.DB, dir string, run Run, wanted []string, known []report.Definition) ([]Report, error) {
	chosen, err := choose(wanted, known)
	if err != nil {
		return nil, err
	}
	facts, err := report.ReadFacts(ctx, db)
	if err != nil {
		return nil, fmt.Errorf("reports: %w", err)
	}
	run = run.Fill(facts)
	archive, err := openArchive(dir, facts.Date)
	if err != nil {
		return nil, fmt.Errorf("reports: %w", err)
	}
	var made []Report
	var failed error
	for _, d := range chosen {
		folder, err := archive.add(func(folder *report.Folder) error { return d.Write(ctx, db, run, facts, folder) })
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("report %s: %w", d.Name, err))
			continue
		}
		made = append(made, Report{
			Name: d.Name, Run: run.ID, AsOf: run.AsOf.UTC().Format("2006-01-02T15:04:05Z"),
			Workspace: run.Workspace, Version: run.Version, Headline: folder.Headline, Files: folder.Files(), Folder: archive.final,
		})
	}
	if len(made) == 0 {
		return nil, errors.Join(failed, archive.discard())
	}
	if err := archive.commit(made); err != nil {
		return nil, errors.Join(failed, fmt.Errorf("reports: %w", err))
	}
	if err := forget(ctx, db, dir, archive.date); err != nil {
		failed = errors.Join(failed, fmt.Errorf("reports: erased words in folders of before: %w", err))
	}
	return made, failed
}

func choose(wanted []string, known []report.Definition) ([]report.Definition, error) {
	for _, name := range wanted {
		if !slices.Contains(names(known), name) {
			return nil, fmt.Errorf("report %q: not known; there are: %s", name, strings.Join(names(known), ", "))
		}
	}
	if len(wanted) == 0 {
		return known, nil
	}
	return slices.DeleteFunc(slices.Clone(known), func(d report.Definition) bool {
		return !slices.Contains(wanted, d.Name)
	}), nil
}

func names(list []report.Definition) []string {
	var all []string
	for _, d := range list {
		all = append(all, d.Name)
	}
	return all
}
