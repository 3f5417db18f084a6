package queries

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/earshot/earshot/queries/reader"
)

// Question is one saved question.
type Question struct {
	Name     string   `json:"name"`    // the file's, without .sql
	File     string   `json:"file"`    // as people call it: queries/mine.sql
	Own      bool     `json:"own"`     // of the workspace; else built in
	Title    string   `json:"title"`   // the question
	Answers  string   `json:"answers"` // what the answer holds, in sentences; paragraphs are lines
	Params   []Param  `json:"params,omitempty"`
	Chart    *Chart   `json:"chart,omitempty"` // nil: a table says it best
	SQL      string   `json:"sql"`             // the whole file, so that lines are the file's
	Problems Problems `json:"problems,omitempty"`
}

// Parse reads a question's file. What is wrong with it is in Problems.
func Parse(file, text string) Question {
	name := strings.TrimSuffix(path.Base(file), ".sql")
	h := &header{file: file, question: Question{Name: name, File: file, SQL: text}}
	h.read(strings.TrimPrefix(strings.ReplaceAll(text, "\r\n", "\n"), "\ufeff"))
	return h.question
}

// Find is the question of that name.
func Find(list []Question, name string) (Question, error) {
	var names []string
	for _, q := range list {
		if q.Name == name {
			return q, nil
		}
		names = append(names, q.Name)
	}
	return Question{}, fmt.Errorf("no question is named %q%s", name, meant(name, names))
}

// Values are the parameters' values in the order of the header: those given by
// name, else the defaults, as the types say. One that the question does not
// take, or that is of another type, is an error.
func (q Question) Values(given map[string]string) ([]Value, error) {
	if len(q.Problems) > 0 {
		return nil, q.Problems
	}
	var names []string
	for _, p := range q.Params {
		names = append(names, p.Name)
	}
	for name := range given {
		if !slices.Contains(names, name) {
			return nil, fmt.Errorf("query %s: it has no parameter %q%s", q.Name, name, meant(name, names))
		}
	}
	var all []Value
	for _, p := range q.Params {
		text, ok := given[p.Name]
		if !ok {
			text = p.Default
		}
		value, err := p.Value(text)
		if err != nil {
			return nil, fmt.Errorf("query %s: %w", q.Name, err)
		}
		all = append(all, Value{p.Name, value})
	}
	return all, nil
}

// Value is a parameter's value, bound where the SQL says $name.
type Value struct {
	Name  string
	Value any // string, int64, float64, time.Time (midnight UTC) or nil
}

// Query is the question as the pool takes it, with the values of Values.
func (q Question) Query(given map[string]string) (reader.Query, error) {
	values, err := q.Values(given)
	asked := reader.Query{SQL: q.SQL}
	for _, v := range values {
		asked.Params = append(asked.Params, reader.Param{Name: v.Name, Value: v.Value})
	}
	return asked, err
}

// Statement is the SQL below the header.
func (q Question) Statement() string {
	lines := strings.SplitAfter(q.SQL, "\n")
	for i, line := range lines {
		if !strings.HasPrefix(strings.TrimPrefix(line, "\ufeff"), "--") {
			return strings.TrimRight(strings.Join(lines[i:], ""), "\n") + "\n"
		}
	}
	return ""
}
