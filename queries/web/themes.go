package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/earshot/earshot/queries/access"
	"github.com/earshot/earshot/queries/reader"
)

// themesBody lists the themes.
type themesBody struct {
	Themes  []map[string]string
	Problem *askProblem
}

// themeBody is a theme's examples, or what is not about it.
type themeBody struct {
	Theme    map[string]string
	View     string // newest, unsure or others
	Words    string
	Examples []example
	Waiting  int // corrections of the theme that the next run applies
	Problem  *askProblem
	Done     string
}

// example is a piece of feedback, with what shows the theme marked.
type example struct {
	ID, Date, Channel, Segment, Title string
	Before, Marked, After             string
	Score                             string
	ByLabel                           bool
	Given                             *correction // what somebody said since the publication
}

func (s *Server) themesPage(w http.ResponseWriter, r *http.Request, v visit) error {
	body := themesBody{}
	t, err := s.own(r.Context(), v, "themes.sql", nil)
	if err == nil {
		body.Themes = t.records()
	} else if body.Problem, err = s.explain(err); err != nil {
		return err
	}
	return s.render(w, r, v, http.StatusOK, "themes", frame{Title: "Themes", Here: "themes", Body: body})
}

func (s *Server) themePage(w http.ResponseWriter, r *http.Request, v visit) error {
	theme, err := s.theme(r, v)
	if err != nil {
		return err
	}
	body := themeBody{Theme: theme, View: r.FormValue("view"), Words: clip(r.FormValue("words"), 100), Done: r.FormValue("done")}
	statement, given := "examples.sql", map[string]any{"theme": theme["theme_id"], "words": body.Words, "unsure": body.View == "unsure"}
	switch body.View {
	case "others":
		statement = "others.sql"
		delete(given, "unsure")
	case "unsure":
	default:
		body.View = "newest"
	}
	event := access.Event{Action: "look", Target: "theme " + theme["theme_id"], Params: map[string]string{"view": body.View, "words": body.Words}}
	_, err = s.audited(v, event, func() error {
		t, err := s.own(r.Context(), v, statement, given)
		if err == nil {
			err = s.examples(&body, t)
		}
		return err
	})
	if err != nil {
		if body.Problem, err = s.explain(err); err != nil {
			return err
		}
	}
	return s.render(w, r, v, http.StatusOK, "theme", frame{Title: theme["name"], Here: "themes", Body: body})
}

func (s *Server) theme(r *http.Request, v visit) (map[string]string, error) {
	t, err := s.own(r.Context(), v, "themes.sql", nil)
	if err != nil {
		return nil, s.said(err)
	}
	for _, theme := range t.records() {
		if theme["theme_id"] == r.PathValue("id") {
			return theme, nil
		}
	}
	return nil, problem{http.StatusNotFound, "There is no such theme", "It may be new: themes are known here once a run has published them."}
}

// examples fills in the rows, and what was said of them since the publication.
func (s *Server) examples(body *themeBody, t *table) error {
	is, err := s.Pool.Published()
	if err != nil {
		return err
	}
	waiting, err := s.files.since(body.Theme["theme_id"], is.When)
	if err != nil {
		return err
	}
	body.Waiting = len(waiting)
	for _, row := range t.records() {
		e := example{
			ID: row["feedback_id"], Date: row["occurred_on"], Channel: row["channel"], Segment: row["segment"],
			Title: row["title"], ByLabel: row["origin"] == "label", Score: row["score"],
		}
		from, _ := strconv.Atoi(row["evidence_start"])
		to, _ := strconv.Atoi(row["evidence_end"])
		e.Before, e.Marked, e.After = excerpt(row["text"], from, to)
		if strings.HasPrefix(row["text"], e.Title) {
			e.Title = "" // the text begins with it
		}
		if given, there := waiting[row["source"]+"\x00"+row["native_id"]]; there {
			e.Given = &given
		}
		body.Examples = append(body.Examples, e)
	}
	return nil
}

const around = 300 // characters shown on each side of the evidence

// excerpt cuts a text around the characters from..to, counted from 1; 0: around
// its beginning.
func excerpt(text string, from, to int) (before, marked, after string) {
	all := []rune(text)
	if from < 1 || to < from || to > len(all) {
		return "", "", clip(text, 2*around)
	}
	start, end := max(0, from-1-around), min(len(all), to+around)
	before, marked, after = string(all[start:from-1]), string(all[from-1:to]), string(all[to:end])
	if start > 0 {
		before = "… " + before
	}
	if end < len(all) {
		after += " …"
	}
	return before, marked, after
}

// correct enters that a piece of feedback is, or is not, about the theme. What
// the feedback is called in its source comes from the published file, never from
// the form.
func (s *Server) correct(w http.ResponseWriter, r *http.Request, v visit) error {
	theme, err := s.theme(r, v)
	if err != nil {
		return err
	}
	id, err := strconv.ParseInt(r.PostForm.Get("feedback"), 10, 64)
	value := r.PostForm.Get("value")
	if err != nil || value != "yes" && value != "no" {
		return problem{http.StatusBadRequest, "The correction says nothing", "Load the page anew and choose again."}
	}
	known, err := s.Themes()
	if err != nil {
		return err
	}
	c := correction{Theme: theme["theme_id"], Has: value == "yes", By: v.User.Name}
	if !c.inThemes(known) {
		return problem{http.StatusConflict, "The theme is not in themes.yaml any more", "The next run publishes the themes as they are now."}
	}
	if c.Source, c.NativeID, err = s.feedback(r, v, id); err != nil {
		return err
	}
	event := access.Event{Action: "correct", Target: c.Theme + " " + strconv.FormatInt(id, 10) + " " + value}
	if _, err := s.audited(v, event, func() error { return s.files.add(r.Context(), c) }); err != nil {
		return err
	}
	back := url.Values{"view": {r.PostForm.Get("view")}, "words": {r.PostForm.Get("words")}, "done": {value}}
	http.Redirect(w, r, "/themes/"+url.PathEscape(c.Theme)+"?"+back.Encode()+"#f"+strconv.FormatInt(id, 10), http.StatusSeeOther)
	return nil
}

func (s *Server) feedback(r *http.Request, v visit, id int64) (source, native string, err error) {
	var t *table
	query := reader.Query{SQL: "select source, native_id from feedback where feedback_id = $id", Params: []reader.Param{{Name: "id", Value: id}}, Rows: 1}
	err = s.Pool.Ask(r.Context(), v.User.Name, query, func(from reader.Answer) (err error) {
		t, err = readTable(from)
		return err
	})
	if err != nil {
		return "", "", s.said(err)
	}
	if len(t.Rows) == 0 {
		return "", "", problem{http.StatusNotFound, "There is no such feedback", "A run may have published others meanwhile: load the page anew."}
	}
	return t.Rows[0][0].Text, t.Rows[0][1].Text, nil
}

// correction is a row of labels.csv.
type correction struct {
	Source, NativeID, Theme string
	Has                     bool
	By                      string
	At                      time.Time
}

func (c correction) inThemes(known []string) bool {
	for _, id := range known {
		if id == c.Theme {
			return true
		}
	}
	return false
}

// Value is the row's word for it.
func (c correction) Value() string {
	if c.Has {
		return "yes"
	}
	return "no"
}
