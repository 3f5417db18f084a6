package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"os"

	"github.com/earshot/earshot/queries"
)

// questionsBody lists the saved questions.
type questionsBody struct{ Own, BuiltIn []queries.Question }

// questionBody is a saved question as a form, with its answer.
type questionBody struct {
	Question queries.Question
	Fields   []field
	Answer   *answer
	Saved    bool
}

// field is a parameter as an input.
type field struct {
	queries.Param
	Value   string
	Options []option // where the values are known
}

// option is a value and what people call it.
type option struct{ Value, Label string }

// Input is the type of the field's input.
func (f field) Input() string {
	switch f.Type {
	case "date":
		return "date"
	case "integer", "number":
		return "number"
	}
	return "text"
}

// Step lets a browser take fractions where they are allowed.
func (f field) Step() string {
	if f.Type == "number" {
		return "any"
	}
	return ""
}

func (s *Server) questions() ([]queries.Question, error) {
	own := s.Questions
	if info, err := os.Stat(own); err != nil || !info.IsDir() {
		own = ""
	}
	return queries.Load(own)
}

func (s *Server) saved(name string) (queries.Question, error) {
	list, err := s.questions()
	if err != nil {
		return queries.Question{}, err
	}
	found, err := queries.Find(list, name)
	if err != nil {
		return found, problem{http.StatusNotFound, "There is no such question", "The list of questions has those there are."}
	}
	return found, nil
}

func (s *Server) questionsPage(w http.ResponseWriter, r *http.Request, v visit) error {
	list, err := s.questions()
	if err != nil {
		return err
	}
	body := questionsBody{}
	for _, q := range list {
		if q.Own {
			body.Own = append(body.Own, q)
		} else {
			body.BuiltIn = append(body.BuiltIn, q)
		}
	}
	return s.render(w, r, v, http.StatusOK, "questions", frame{Title: "Questions", Here: "questions", Body: body})
}

// questionPage is the form with the answer for the values in the address, so
// that the address is the link to share.
func (s *Server) questionPage(w http.ResponseWriter, r *http.Request, v visit) error {
	saved, err := s.saved(r.PathValue("name"))
	if err != nil {
		return err
	}
	body := questionBody{Question: saved, Saved: r.URL.Query().Has("saved")}
	if body.Fields, err = s.fields(r.Context(), v, saved, r.URL.Query()); err != nil {
		return err
	}
	q, err := filled(saved, r.URL.Query())
	if err == nil {
		body.Answer, err = s.answer(r.Context(), v, q)
	}
	if err != nil {
		var unknown problem
		if errors.As(err, &unknown) {
			body.Answer = &answer{Problem: &askProblem{Text: unknown.Text}}
		} else if body.Answer, err = s.refusal(err); err != nil {
			return err
		}
	}
	body.Answer.Question, body.Answer.Given = saved.Name, q.Given
	return s.render(w, r, v, http.StatusOK, "question", frame{Title: saved.Title, Here: "questions", Body: body})
}

// filled is a saved question with the values that a form gives; those it leaves
// out have their defaults.
func filled(saved queries.Question, form url.Values) (question, error) {
	q := question{Name: saved.Name, SQL: saved.SQL, Given: map[string]string{}, View: chartOf(saved)}
	for _, p := range saved.Params {
		if form.Has("p." + p.Name) {
			q.Given[p.Name] = form.Get("p." + p.Name)
		}
	}
	if len(saved.Problems) > 0 {
		return q, saved.Problems
	}
	values, err := saved.Values(q.Given)
	if err != nil {
		return q, problem{http.StatusUnprocessableEntity, "A value does not fit", err.Error()}
	}
	q.Values = values
	return q, nil
}

// fields are the question's parameters, with what they can be where that is
// known. Lists that cannot be read leave a field to be typed in.
func (s *Server) fields(ctx context.Context, v visit, saved queries.Question, form url.Values) ([]field, error) {
	var all []field
	for _, p := range saved.Params {
		f := field{Param: p, Value: p.Default}
		if form.Has("p." + p.Name) {
			f.Value = form.Get("p." + p.Name)
		}
		for _, choice := range p.Choices {
			f.Options = append(f.Options, option{choice, choice})
		}
		if list := p.OptionsSQL(); list != "" {
			options, err := s.options(ctx, v, list)
			if err != nil {
				return nil, err
			}
			f.Options = options
		}
		f.known()
		all = append(all, f)
	}
	return all, nil
}

// known adds nothing, where the default is nothing, and the value itself, where
// it is not in the list any more.
func (f *field) known() {
	if len(f.Options) == 0 {
		return
	}
	if f.Default == "" {
		f.Options = append([]option{{"", "any"}}, f.Options...)
	}
	for _, o := range f.Options {
		if o.Value == f.Value {
			return
		}
	}
	f.Options = append(f.Options, option{f.Value, f.Value})
}
