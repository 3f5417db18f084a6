package transform

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"sort"
	"strings"
)

//go:embed models/*.sql checks/*.sql prelude/*.sql
var builtin embed.FS

// Build says how a model becomes a table.
type Build string

const (
	View  Build = "view"
	Table Build = "table"
	// Incremental models have a feedback_id or a rating_id in their key, and each
	// of their rows is made of that record alone: only what is new, edited,
	// deleted or relabelled is built anew. Of a model that looks at several together
	// ("-- together: person_key") all that have the same value in that column are,
	// before the change or after it.
	Incremental Build = "incremental"
	// Periods models have period_kind and period_start in their key, and each of
	// their rows is made of records of that period alone (occurred_on): only the
	// periods with a day on which something changed are built anew, and of a model
	// that compares ("-- compares: the period before, the year before") those that
	// are held against them.
	Periods Build = "periods"
)

// Model is one SELECT and what its header says of it.
type Model struct {
	Name     string
	SQL      string            // the whole file
	Comment  string            // one row per what
	Key      []string          // columns that are never null and together unique
	Build    Build             // default view
	Compares bool              // of periods: a row is also made of the period before and the year before
	Together string            // of incremental: the column whose equals a row is made of; "": of its record alone
	Columns  map[string]string // column to meaning
	Order    string            // columns that its rows are published in the order of; "": as they come
	Inputs   []string          // tables it reads: models, landing.x, lookup.x; sorted
	Own      bool              // it is the workspace's
}

// Mart tells whether people read the model: it is published and documented.
func (m Model) Mart() bool {
	return !strings.HasPrefix(m.Name, "stg_") && !strings.HasPrefix(m.Name, "int_")
}

// Check is a SELECT of offending rows.
type Check struct {
	Name    string
	SQL     string
	Comment string
}

// files reads the .sql files of a kind (models, checks, prelude): the built-in
// ones, with those of the workspace's own folder added or put in their place.
func files(kind, own string) (map[string]string, error) {
	texts := map[string]string{}
	if err := readSQL(builtin, kind, texts); err != nil {
		return nil, err
	}
	if own == "" {
		return texts, nil
	}
	err := readSQL(os.DirFS(own), kind, texts)
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return texts, err
}

func readSQL(from fs.FS, folder string, into map[string]string) error {
	list, err := fs.ReadDir(from, folder)
	if err != nil {
		return err
	}
	for _, item := range list {
		if path.Ext(item.Name()) != ".sql" {
			continue
		}
		content, err := fs.ReadFile(from, path.Join(folder, item.Name()))
		if err != nil {
			return err
		}
		into[strings.TrimSuffix(item.Name(), ".sql")] = string(content)
	}
	return nil
}

// loadModels reads and parses all models, sorted by name.
func loadModels(own string) ([]Model, error) {
	texts, err := files("models", own)
	if err != nil {
		return nil, fmt.Errorf("models: %w", err)
	}
	ours, err := files("models", "")
	if err != nil {
		return nil, fmt.Errorf("models: %w", err)
	}
	var models []Model
	var problems []error
	for name, text := range texts {
		m, err := parseModel(name, text)
		m.Own = text != ours[name]
		models, problems = append(models, m), append(problems, err)
	}
	sort.Slice(models, func(i, k int) bool { return models[i].Name < models[k].Name })
	return models, errors.Join(problems...)
}

// parseModel reads the header: comment lines above the SELECT.
func parseModel(name, text string) (Model, error) {
	m := Model{Name: name, SQL: text, Build: View, Columns: map[string]string{}}
	for n, line := range strings.Split(text, "\n") {
		comment, found := strings.CutPrefix(line, "--")
		if !found {
			break
		}
		comment = strings.TrimSpace(comment)
		label, value, _ := strings.Cut(comment, ": ")
		switch {
		case n == 0:
			m.Comment = comment
		case label == "key":
			m.Key = splitList(value)
		case label == "build":
			m.Build = Build(value)
		case label == "order":
			m.Order = value
		case label == "compares":
			m.Compares = true
		case label == "together":
			m.Together = value
		case label == "column":
			column, meaning, _ := strings.Cut(value, ": ")
			m.Columns[column] = meaning
		}
	}
	return m, m.validate()
}

func (m Model) validate() error {
	problem := func(what string) error { return fmt.Errorf("model %s: %s", m.Name, what) }
	switch {
	case !strings.HasPrefix(m.Comment, "One row"):
		return problem(`the first line must be "-- One row per <grain>."`)
	case len(m.Key) == 0:
		return problem(`the header lacks "-- key: <columns>"`)
	case m.Build != View && m.Build != Table && m.Build != Incremental && m.Build != Periods:
		return problem(fmt.Sprintf("build: %q is not view, table, incremental or periods", m.Build))
	case m.Build == Incremental && m.record() == "":
		return problem("an incremental model needs feedback_id or rating_id in its key")
	case m.Build == Periods && !(slices.Contains(m.Key, "period_kind") && slices.Contains(m.Key, "period_start")):
		return problem("a model by periods needs period_kind and period_start in its key")
	case m.Compares && m.Build != Periods:
		return problem("compares: only a model by periods does")
	case m.Together != "" && m.Build != Incremental:
		return problem("together: only an incremental model needs it")
	}
	return nil
}

// record is the column of the key that names the record a row is made of, or "".
func (m Model) record() string {
	for _, id := range []string{"feedback_id", "rating_id"} {
		if slices.Contains(m.Key, id) {
			return id
		}
	}
	return ""
}

func loadChecks(own string) ([]Check, error) {
	texts, err := files("checks", own)
	if err != nil {
		return nil, fmt.Errorf("checks: %w", err)
	}
	var checks []Check
	for name, text := range texts {
		first, _, _ := strings.Cut(text, "\n")
		checks = append(checks, Check{name, text, strings.TrimSpace(strings.TrimPrefix(first, "--"))})
	}
	sort.Slice(checks, func(i, k int) bool { return checks[i].Name < checks[k].Name })
	return checks, nil
}

// loadPrelude joins the macro files; they may use each other's macros.
func loadPrelude(own string) (string, error) {
	texts, err := files("prelude", own)
	if err != nil {
		return "", fmt.Errorf("prelude: %w", err)
	}
	names := make([]string, 0, len(texts))
	for name := range texts {
		names = append(names, name)
	}
	sort.Strings(names)
	var all strings.Builder
	for _, name := range names {
		all.WriteString(texts[name] + "\n")
	}
	return all.String(), nil
}

func splitList(s string) []string {
	list := strings.Split(s, ",")
	for i := range list {
		list[i] = strings.TrimSpace(list[i])
	}
	return list
}
