package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/earshot/earshot/internal/warehouse"
)

// bench measures ingest and transform of the given number of survey answers.
func bench(ctx context.Context, binary, dir string, rows int) error {
	space := filepath.Join(dir, "workspace")
	if err := makeWorkspace(space, settings, 40, 12, rows); err != nil {
		return err
	}
	answers := filepath.Join(space, "inbox", "answers.csv")
	info, err := os.Stat(answers)
	if err != nil {
		return err
	}
	fmt.Printf("%d survey answers, %.0f MB of CSV, 40 themes of 12 phrases\n\n", rows, float64(info.Size())/1e6)
	yardstick, err := readAlone(ctx, filepath.Join(dir, "alone.duckdb"), answers)
	if err != nil {
		return err
	}
	ingest, err := earshotIn(ctx, binary, space, fmt.Sprintf("earshot ingest, %d rows", rows), "ingest")
	if err != nil {
		return err
	}
	print("DuckDB alone: create table as select * from read_csv", yardstick, 0, "")
	atMost("ingest / DuckDB alone", ingest.wall.Seconds()/yardstick.Seconds(), 8)
	atMost("peak memory of ingest, GB", float64(ingest.memory)/1e9, 1)
	if err := benchTransform(ctx, binary, space, rows); err != nil {
		return err
	}
	if _, err := earshotIn(ctx, binary, space, "earshot publish", "publish"); err != nil {
		return err
	}
	report, err := earshotIn(ctx, binary, space, "earshot report", "report")
	if err != nil {
		return err
	}
	atMost("all reports, s", report.wall.Seconds(), 5)
	return nil
}

// benchTransform holds bringing everything up to date with a hundredth more rows
// against building everything.
func benchTransform(ctx context.Context, binary, space string, rows int) error {
	full, err := earshotIn(ctx, binary, space, "earshot transform, everything", "transform")
	if err != nil {
		return err
	}
	more := max(1, rows/100)
	if err := newCorpus(2).survey(filepath.Join(space, "inbox", "more.csv"), rows, more, end, 3); err != nil {
		return err
	}
	if _, err := earshotIn(ctx, binary, space, fmt.Sprintf("earshot ingest, %d new rows", more), "ingest"); err != nil {
		return err
	}
	part, err := earshotIn(ctx, binary, space, fmt.Sprintf("earshot transform, %d new rows", more), "transform")
	if err != nil {
		return err
	}
	atMost("incremental / full transform", part.wall.Seconds()/full.wall.Seconds(), 0.1)
	return nil
}

// earshotIn runs a command in the workspace and prints what it took.
func earshotIn(ctx context.Context, binary, space, what string, args ...string) (run, error) {
	r, err := start(ctx, binary, append([]string{"-w", space}, args...)...)
	if err == nil {
		print(what, r.wall, r.memory, "")
	}
	return r, err
}

var end = time.Date(2026, 7, 5, 23, 0, 0, 0, time.UTC)

const settings = `name: Bench
timezone: Europe/Berlin
as_of: "2026-07-06"
sources:
  - name: answers
    kind: survey
    files: inbox/*.csv
    id: Response ID
    respondent: {email: E-mail, account: Company}
    time: {column: Submitted, format: "yyyy-mm-dd hh:mm:ss"}
    ratings:
      - {column: Recommend, metric: nps}
      - {column: Satisfied, metric: csat}
    comments: [Why]
    segments: {plan: Plan, region: Region}
    language: Language
`

// makeWorkspace writes a workspace with survey answers of three years.
func makeWorkspace(space, settings string, themes, phrases, rows int) error {
	if err := os.MkdirAll(filepath.Join(space, "inbox"), 0o755); err != nil {
		return err
	}
	c := newCorpus(1)
	return errors.Join(
		os.WriteFile(filepath.Join(space, "earshot.yaml"), []byte(settings), 0o644),
		c.themes(filepath.Join(space, "themes.yaml"), themes, phrases),
		c.survey(filepath.Join(space, "inbox", "answers.csv"), 0, rows, end, 3*365))
}

// readAlone is how long DuckDB takes, with its own settings, to make a table of
// the file, closed and on disk.
func readAlone(ctx context.Context, database, answers string) (time.Duration, error) {
	db, err := warehouse.Open(ctx, database, warehouse.Limits{})
	if err != nil {
		return 0, err
	}
	if err := db.Exec(ctx, "set preserve_insertion_order = true"); err != nil { // as it comes
		return 0, errors.Join(err, db.Close())
	}
	began := time.Now()
	err = db.Exec(ctx, "create table answers as select * from read_csv('"+answers+"')")
	return time.Since(began), errors.Join(err, db.Close())
}

func print(what string, wall time.Duration, memory int64, more string) {
	line := fmt.Sprintf("%-55s %8.2f s", what, wall.Seconds())
	if memory > 0 {
		line += fmt.Sprintf(" %7.0f MB at peak", float64(memory)/1e6)
	}
	fmt.Println(line, " ", more)
}

func atMost(what string, value, most float64) {
	bar(what, value, value <= most, fmt.Sprintf("at most %g", most))
}
