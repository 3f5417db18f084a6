package web

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"

	"github.com/earshot/earshot/queries"
	"github.com/earshot/earshot/queries/access"
	"github.com/earshot/earshot/queries/reader"
)

//go:embed *.sql
var statements embed.FS

const shownRows = 1000 // of an answer on the page; a download has them all

// question is what somebody asks: a statement of his own, or a saved question
// with values.
type question struct {
	Name   string // of a saved one
	SQL    string
	Values []queries.Value
	Given  map[string]string
	View   view
}

// view is how the answer is shown: as a table, or as a chart of some columns.
type view struct{ Kind, X, Y, By, Low, High string }

func viewOf(get func(string) string) view {
	v := view{Kind: get("view"), X: get("x"), Y: get("y"), By: get("by")}
	if v.Kind != "line" && v.Kind != "bar" {
		v.Kind = "table"
	}
	return v
}

// chartOf is how a saved question wants to be shown.
func chartOf(saved queries.Question) view {
	c := saved.Chart
	if c == nil {
		return view{Kind: "table"}
	}
	return view{Kind: c.Kind, X: c.X, Y: c.Y, By: c.By, Low: c.Low, High: c.High}
}

// askBody is the editor's page.
type askBody struct {
	SQL    string
	View   view
	Answer *answer
	Save   saving
}

func (s *Server) askPage(w http.ResponseWriter, r *http.Request, v visit) error {
	body := askBody{SQL: r.FormValue("sql"), View: viewOf(r.FormValue)}
	if name := r.FormValue("question"); name != "" && body.SQL == "" {
		saved, err := s.saved(name)
		if err != nil {
			return err
		}
		body.SQL, body.View = saved.SQL, chartOf(saved)
	}
	return s.askForm(w, r, v, http.StatusOK, body)
}

func (s *Server) askForm(w http.ResponseWriter, r *http.Request, v visit, status int, body askBody) error {
	return s.render(w, r, v, status, "ask", frame{Title: "Ask", Here: "ask", Scripts: []string{"ask.js"}, Body: body})
}

// ask answers the editor: with the answer alone where the script asks, else with
// the whole page.
func (s *Server) ask(w http.ResponseWriter, r *http.Request, v visit) error {
	q, err := typed(r.PostForm.Get("sql"))
	q.View = viewOf(r.PostForm.Get)
	var a *answer
	if err == nil {
		a, err = s.answer(r.Context(), v, q)
	}
	if err != nil {
		if a, err = s.refusal(err); err != nil {
			return err
		}
		a.View = q.View
	}
	a.SQL = q.SQL
	if wantsPart(r) {
		return s.write(w, http.StatusOK, "answer", partOf(a, v))
	}
	return s.askForm(w, r, v, http.StatusOK, askBody{SQL: q.SQL, View: a.View, Answer: a})
}

// typed is what somebody wrote in the editor. A header as saved questions have
// it gives its parameters their defaults.
func typed(sql string) (question, error) {
	q := question{SQL: sql, Given: map[string]string{}}
	if !strings.Contains(sql, "-- param:") {
		return q, nil
	}
	parsed := queries.Parse("question.sql", sql)
	values, err := parsed.Values(nil)
	q.Values = values
	return q, err
}

// answer asks for at most as many rows as a page shows, once the question is
// written down.
func (s *Server) answer(ctx context.Context, v visit, q question) (*answer, error) {
	a := &answer{View: q.View, Question: q.Name, SQL: q.SQL, Given: q.Given}
	var err error
	a.Millis, err = s.asked(ctx, v, "ask", "", q, shownRows, func(from reader.Answer) error {
		t, err := readTable(from)
		a.Table, a.Run, a.Cut = t, from.Run, t.Cut || from.Cut()
		return err
	})
	if err == nil {
		a.draw()
	}
	return a, err
}

// asked asks the pool, and writes the question down. took is in ms.
func (s *Server) asked(ctx context.Context, v visit, action, target string, q question, rows int64, read func(reader.Answer) error) (took int64, err error) {
	event := access.Event{Action: action, Target: target, Question: q.Name, Params: q.Given}
	if q.Name == "" {
		event.SQL = q.SQL
	}
	return s.audited(v, event, func() error {
		return s.Pool.Ask(ctx, v.User.Name, reader.Query{SQL: q.SQL, Params: params(q.Values), Rows: rows}, read)
	})
}

func params(values []queries.Value) []reader.Param {
	var all []reader.Param
	for _, value := range values {
		all = append(all, reader.Param{Name: value.Name, Value: value.Value})
	}
	return all
}

// own asks one of the page's own statements.
func (s *Server) own(ctx context.Context, v visit, file string, given map[string]any) (*table, error) {
	text, err := statements.ReadFile(file)
	if err != nil {
		return nil, err
	}
	query := reader.Query{SQL: string(text), Rows: shownRows}
	for name := range maps.Keys(given) {
		query.Params = append(query.Params, reader.Param{Name: name, Value: given[name]})
	}
	var t *table
	err = s.Pool.Ask(ctx, v.User.Name, query, func(from reader.Answer) (err error) {
		t, err = readTable(from)
		return err
	})
	return t, err
}

// askProblem is why there is no answer, and where in the question.
type askProblem struct {
	Text, Hint   string
	Line, Column int // from 1; 0: nowhere
}

// explain turns what a question met into words; what it cannot is returned.
func (s *Server) explain(err error) (*askProblem, error) {
	var refused *reader.Refused
	var failed *reader.Failed
	var mistakes queries.Problems
	var unsaved notSaved
	switch {
	case errors.As(err, &unsaved):
		return &askProblem{Text: string(unsaved)}, nil
	case errors.As(err, &refused):
		return &askProblem{refused.Reason, "", refused.Line, refused.Column}, nil
	case errors.As(err, &failed):
		return &askProblem{failed.Message, "", failed.Line, failed.Column}, nil
	case errors.As(err, &mistakes):
		return &askProblem{mistakes[0].Text, "", mistakes[0].Line, 1}, nil
	case errors.Is(err, reader.ErrUnpublished):
		return &askProblem{Text: "Nothing is published yet.", Hint: "Run earshot run nightly first."}, nil
	case errors.Is(err, reader.ErrTimeout), errors.Is(err, reader.ErrMemory), errors.Is(err, reader.ErrBusy), errors.Is(err, reader.ErrQuota), errors.Is(err, reader.ErrCrashed):
		return &askProblem{Text: "Sorry: " + err.Error() + "."}, nil
	case errors.Is(err, reader.ErrClosed):
		return nil, problem{http.StatusServiceUnavailable, "The page is closing", "Try again in a moment."}
	case errors.Is(err, context.Canceled):
		return nil, problem{499, "The question was called off", ""}
	}
	return nil, err
}

func (s *Server) refusal(err error) (*answer, error) {
	said, err := s.explain(err)
	return &answer{Problem: said, View: view{Kind: "table"}}, err
}

// tablesForEditor is what the editor completes.
func (s *Server) tablesForEditor(w http.ResponseWriter, r *http.Request, _ visit) error {
	tables, err := s.tables(r.Context())
	if err != nil {
		return err
	}
	type column struct {
		Name    string `json:"name"`
		Type    string `json:"type"`
		Meaning string `json:"meaning"`
	}
	type one struct {
		Name    string   `json:"name"`
		Meaning string   `json:"meaning"`
		Columns []column `json:"columns"`
	}
	list := []one{}
	for _, t := range tables {
		known := one{Name: t.Name, Meaning: t.Comment}
		for _, c := range t.Columns {
			known.Columns = append(known.Columns, column{c.Name, strings.ToLower(c.Type), c.Comment})
		}
		list = append(list, known)
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(list); err != nil {
		return fmt.Errorf("web: %w", err)
	}
	return nil
}
