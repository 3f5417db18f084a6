package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/earshot/earshot/internal/config"
	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/reports"
	"github.com/earshot/earshot/reports/own"
	"github.com/earshot/earshot/reports/report"
)

// ownReports are the workspace's own reports, with the parameters given for
// those that are named.
func (w *workspace) ownReports(names, params []string) ([]report.Definition, error) {
	list, err := reports.Own(w.own("reports"))
	if err != nil {
		return nil, err
	}
	given, err := givenTo(list, names, params)
	if err != nil {
		return nil, err
	}
	return definitions(list, given), nil
}

func definitions(list []own.Report, given map[string]string) (all []report.Definition) {
	for _, r := range list {
		all = append(all, r.Definition(given))
	}
	return all
}

// givenTo reads name=value for the named reports. One that none of them takes,
// or a value that is of another type, is an error of usage.
func givenTo(list []own.Report, names, params []string) (map[string]string, error) {
	given := map[string]string{}
	for _, param := range params {
		key, value, found := strings.Cut(param, "=")
		if !found {
			return nil, usage{hinted{fmt.Errorf("--param %s: no value", param), "write --param name=value"}}
		}
		taken := false
		for _, r := range list {
			if !slices.Contains(names, r.Name) || !r.Takes(key) {
				continue
			}
			taken = true
			if err := r.Value(key, value); err != nil {
				return nil, usage{fmt.Errorf("report %s: %w", r.Name, err)}
			}
		}
		if !taken {
			return nil, usage{hinted{fmt.Errorf("--param %s: no report that is named takes it", key), "name the report, as in `earshot report NAME --param name=value`; `earshot report --list` shows what each takes"}}
		}
		given[key] = value
	}
	return given, nil
}

// scheduleReports adds a job for each report that has a schedule of its own. One
// of the same name in earshot.yaml is in its place. That the reports of all jobs
// are there is checked.
func (w *workspace) scheduleReports() error {
	list, err := reports.Own(w.own("reports"))
	if err != nil {
		return err
	}
	known := reports.Names()
	for _, r := range list {
		known = append(known, r.Name)
	}
	for _, s := range w.config.Schedules {
		for _, name := range s.Reports {
			if !slices.Contains(known, name) {
				return config.Problems{{File: s.File, Line: s.Line, Column: 1, Message: fmt.Sprintf("schedule %q writes %q, which is no report", s.Name, name), Hint: "`earshot report --list` shows what there is: " + strings.Join(known, ", ")}}
			}
		}
	}
	for _, r := range list {
		s := config.ReportSchedule(r.Name, r.Schedule, r.File)
		_, wrong := config.ParseCron(r.Schedule, w.config.Zone())
		taken := slices.ContainsFunc(w.config.Schedules, func(other config.Schedule) bool { return other.Name == s.Name })
		if r.Schedule != "" && wrong == nil && !taken { // check tells what is wrong
			w.config.Schedules = append(w.config.Schedules, s)
		}
	}
	return nil
}

// unscheduled are the reports that a job writes which names none: those with a
// schedule of their own have a job of their own.
func unscheduled(list []own.Report) []string {
	names := reports.Names()
	for _, r := range list {
		if r.Schedule == "" {
			names = append(names, r.Name)
		}
	}
	return names
}

// listed is one report as `report --list` shows it.
type listed struct {
	own.Report
	BuiltIn bool `json:"built_in"`
}

func (a *app) listReports(w *workspace) error {
	list, err := reports.Own(w.own("reports"))
	if err != nil {
		return err
	}
	var all []listed
	for _, name := range reports.Names() {
		all = append(all, listed{own.Report{Name: name}, true})
	}
	for _, r := range list {
		all = append(all, listed{Report: r})
	}
	return a.print(all, func(out io.Writer) {
		for _, r := range all {
			r.people(out)
		}
	})
}

func (r listed) people(w io.Writer) {
	if r.BuiltIn {
		fmt.Fprintf(w, "%s\n    built in\n", r.Name)
		return
	}
	fmt.Fprintf(w, "%s\n    %s (%s)\n", r.Name, r.Title, r.File)
	for _, p := range r.Parameters {
		fmt.Fprintf(w, "    --param %s=%s  %s%s\n", p.Name, p.Default, strings.TrimSpace(p.Type+" "+strings.Join(p.Choices, "|")), after("  ", p.Meaning))
	}
	if r.Schedule != "" {
		fmt.Fprintf(w, "    schedule %s\n", r.Schedule)
	}
	for _, p := range r.Problems {
		fmt.Fprintf(w, "    %v\n", p)
	}
}

func after(space, text string) string {
	if text == "" {
		return ""
	}
	return space + text
}

// reportTrial is what check found in one own report.
type reportTrial struct {
	Name     string       `json:"name"`
	Tried    bool         `json:"tried"` // its queries, against the published file
	Problems own.Problems `json:"problems,omitempty"`
}

func (t reportTrial) said() string {
	switch {
	case len(t.Problems) > 0:
		return "has mistakes"
	case !t.Tried:
		return "can be read; its queries are tried once something is published"
	}
	return "can be made"
}

// tryReports reads the workspace's own reports and tries their queries where
// there is a published file.
func (w *workspace) tryReports(ctx context.Context) (all []reportTrial, err error) {
	list, err := reports.Own(w.own("reports"))
	if err != nil || len(list) == 0 {
		return nil, err
	}
	var db *warehouse.DB
	if path := filepath.Join(w.published(), warehouse.Published); exists(path) {
		if db, err = warehouse.OpenPublished(ctx, path, w.limits()); err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, db.Close()) }()
	}
	for _, r := range list {
		trial := reportTrial{Name: r.Name, Problems: r.Problems, Tried: db != nil}
		if db != nil {
			if trial.Problems, err = r.Check(ctx, db); err != nil {
				return nil, err
			}
		}
		all = append(all, trial)
	}
	return all, nil
}
