// Package queries answers saved questions: SELECTs with a header, built in or
// in the workspace's queries/ folder, asked of the published file.
//
// It reads the published file and writes nothing. The file is opened so that
// nothing but reading it is possible.
package queries

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"sort"
	"strings"

	"github.com/earshot/earshot/internal/warehouse"
)

//go:embed *.sql
var builtin embed.FS

// Question is one saved question.
type Question struct {
	Name   string
	Title  string // the first line of its header: what it answers
	Params []Param
	SQL    string
}

// Param is a value that a question takes, written $name in its SQL.
type Param struct {
	Name    string
	Default string
	Meaning string
}

// Answer is a table of text; a null is "".
type Answer struct {
	Columns []string   `json:"columns"`
	Rows    [][]string `json:"rows"`
}

// Load lists the questions by name. Those of the folder own ("" for none) add
// to the built-in ones or replace those of the same name.
func Load(own string) ([]Question, error) {
	byName := map[string]Question{}
	if err := read(builtin, byName); err != nil {
		return nil, err
	}
	if own != "" {
		if err := read(os.DirFS(own), byName); err != nil {
			return nil, fmt.Errorf("queries: %w", err)
		}
	}
	var list []Question
	for _, q := range byName {
		list = append(list, q)
	}
	sort.Slice(list, func(i, k int) bool { return list[i].Name < list[k].Name })
	return list, nil
}

func read(from fs.FS, into map[string]Question) error {
	names, err := fs.Glob(from, "*.sql")
	if err != nil {
		return err
	}
	for _, name := range names {
		text, err := fs.ReadFile(from, name)
		if err != nil {
			return err
		}
		q, err := parse(strings.TrimSuffix(path.Base(name), ".sql"), string(text))
		if err != nil {
			return err
		}
		into[q.Name] = q
	}
	return nil
}

// parse reads the header: "-- What it answers?", then a line
// "-- param: name = default: meaning" for each parameter.
func parse(name, text string) (Question, error) {
	q := Question{Name: name, SQL: text}
	for n, line := range strings.Split(text, "\n") {
		comment, found := strings.CutPrefix(line, "-- ")
		if !found {
			break
		}
		if n == 0 {
			q.Title = comment
		}
		if declared, found := strings.CutPrefix(comment, "param: "); found {
			head, meaning, _ := strings.Cut(declared, ": ")
			param, value, _ := strings.Cut(head, "=")
			q.Params = append(q.Params, Param{strings.TrimSpace(param), strings.TrimSpace(value), meaning})
		}
	}
	if q.Title == "" {
		return q, fmt.Errorf(`query %s: the first line must say what it answers: "-- ..."`, name)
	}
	return q, nil
}

// Ask runs the question on the published file with the given parameters; those
// not given take their default. An unknown one is an error.
func Ask(ctx context.Context, db *warehouse.DB, q Question, given map[string]string) (Answer, error) {
	var args []any
	known := map[string]bool{}
	for _, p := range q.Params {
		value := p.Default
		if v, ok := given[p.Name]; ok {
			value = v
		}
		known[p.Name] = true
		args = append(args, sql.Named(p.Name, value))
	}
	for name := range given {
		if !known[name] {
			return Answer{}, fmt.Errorf("query %s: it has no parameter %q", q.Name, name)
		}
	}
	rows, err := db.Query(ctx, q.SQL, args...)
	if err != nil {
		return Answer{}, fmt.Errorf("query %s: %w", q.Name, err)
	}
	answer, err := collect(rows)
	return answer, errors.Join(err, rows.Close())
}

func collect(rows *sql.Rows) (Answer, error) {
	columns, err := rows.Columns()
	if err != nil {
		return Answer{}, err
	}
	answer := Answer{Columns: columns}
	for rows.Next() {
		cells := make([]sql.NullString, len(columns))
		into := make([]any, len(columns))
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := rows.Scan(into...); err != nil {
			return answer, err
		}
		row := make([]string, len(columns))
		for i, cell := range cells {
			row[i] = cell.String
		}
		answer.Rows = append(answer.Rows, row)
	}
	return answer, rows.Err()
}
