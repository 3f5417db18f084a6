package web

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"unicode"

	"github.com/earshot/earshot/internal/durable"
	"github.com/earshot/earshot/queries"
	"github.com/earshot/earshot/queries/access"
	"github.com/earshot/earshot/queries/reader"
)

var questionName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,59}$`)

// saving is the form that saves a question, and why that did not go.
type saving struct {
	Name, Title string
	Replace     bool
	Problem     *askProblem
}

// saveQuestion saves what an editor asked. What cannot be saved comes back with
// what is wrong, in the editor: nothing that he wrote is lost.
func (s *Server) saveQuestion(w http.ResponseWriter, r *http.Request, v visit) error {
	name := strings.TrimSpace(r.PostForm.Get("name"))
	err := s.save(r, v, name)
	if err == nil {
		http.Redirect(w, r, "/questions/"+url.PathEscape(name)+"?saved", http.StatusSeeOther)
		return nil
	}
	why, err := s.explain(err)
	if err != nil {
		return err
	}
	form := saving{Name: name, Title: r.PostForm.Get("title"), Replace: r.PostForm.Get("replace") == "yes", Problem: why}
	return s.askForm(w, r, v, http.StatusUnprocessableEntity, askBody{SQL: r.PostForm.Get("sql"), View: viewOf(r.PostForm.Get), Save: form})
}

// save writes the question to queries/, once it is clear that it can be asked.
func (s *Server) save(r *http.Request, v visit, name string) error {
	if !questionName.MatchString(name) {
		return notSaved("A question's name is of small letters, digits and _, and begins with a letter: who_left.")
	}
	text, mistake := questionFile(r.PostForm.Get("title"), r.PostForm.Get("sql"), viewOf(r.PostForm.Get))
	if mistake != "" {
		return notSaved(mistake)
	}
	parsed := queries.Parse(name+".sql", text)
	if len(parsed.Problems) > 0 {
		return notSaved(parsed.Problems[0].Text)
	}
	values, err := parsed.Values(nil)
	if err != nil {
		return notSaved(err.Error())
	}
	nothing := func(reader.Answer) error { return nil }
	if err := s.Pool.Ask(r.Context(), v.User.Name, reader.Query{SQL: text, Params: params(values), Rows: 1}, nothing); err != nil {
		return err
	}
	_, err = s.audited(v, access.Event{Action: "save", Target: name, SQL: text}, func() error {
		return keepQuestion(s.Questions, name, text, r.PostForm.Get("replace") == "yes", s.builtIn(name))
	})
	if errors.Is(err, fs.ErrExist) {
		return notSaved("A question has the name " + name + " already. Take another name, or tick that yours takes its place.")
	}
	return err
}

// notSaved is why a question is not, in words for whoever wrote it.
type notSaved string

func (n notSaved) Error() string { return string(n) }

// builtIn says that a question of that name comes with earshot.
func (s *Server) builtIn(name string) bool {
	list, err := queries.Load("")
	if err != nil {
		return false
	}
	_, err = queries.Find(list, name)
	return err == nil
}

// questionFile is the file of a question: its title, its chart, and the rest as
// it was written.
func questionFile(title, sql string, v view) (text, mistake string) {
	sql = strings.TrimSpace(strings.ReplaceAll(sql, "\r\n", "\n"))
	title = strings.Join(strings.Fields(title), " ")
	if sql == "" {
		return "", "There is no question in the editor."
	}
	first, rest, _ := strings.Cut(sql, "\n")
	headed := strings.HasPrefix(first, "--") && !strings.HasPrefix(first, "-- param:") && !strings.HasPrefix(first, "-- chart:")
	switch {
	case title == "" && !headed:
		return "", "Say in a sentence what it answers."
	case title == "":
		title = strings.TrimSpace(strings.TrimLeft(first, "-"))
	case !headed:
		rest = sql
	}
	if headed && title != "" {
		sql = rest
	} else {
		sql = strings.TrimPrefix(rest, "\n")
	}
	head := "-- " + title + "\n"
	if v.Kind != "table" && v.X != "" && v.Y != "" && !strings.Contains(sql, "-- chart:") {
		if strings.ContainsFunc(v.X+v.Y+v.By, unicode.IsSpace) {
			return "", "A chart is saved of columns that have names without blanks: write sum(n) as people, or show it as a table."
		}
		head += fmt.Sprintf("-- chart: %s x=%s y=%s", v.Kind, v.X, v.Y)
		if v.By != "" {
			head += " by=" + v.By
		}
		head += "\n"
	}
	return head + sql + "\n", ""
}

// keepQuestion writes the file whole, in place of another only where that is
// wanted.
func keepQuestion(folder, name, text string, replace, taken bool) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("queries: %w", err)
	}
	path := filepath.Join(folder, name+".sql")
	if replace {
		return durable.Replace(path, []byte(text), 0o644)
	}
	if taken {
		return fs.ErrExist
	}
	return durable.Create(path, []byte(text), 0o644)
}
