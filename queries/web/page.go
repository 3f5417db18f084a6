package web

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/earshot/earshot/queries/access"
)

//go:embed *.tmpl
var templates embed.FS

// frame is what every page's template sees; Body is the page's own.
type frame struct {
	Title     string
	Workspace string
	Here      string // the part of the page that the masthead marks
	User      access.User
	CSRF      string
	Nonce     string
	Scripts   []string
	Said      string // what was just done
	Body      any
}

func parsePages() (*template.Template, error) {
	return template.New("web").Funcs(template.FuncMap{
		"count": count, "when": when, "day": day, "path": url.PathEscape, "query": url.QueryEscape,
		"part": func(a *answer, csrf string, edits bool) part { return part{a, csrf, edits} },
	}).ParseFS(templates, "*.tmpl")
}

// render writes a page in its frame. A template that fails is found before the
// first byte goes out.
func (s *Server) render(w http.ResponseWriter, r *http.Request, v visit, status int, name string, f frame) error {
	f.Workspace, f.User, f.CSRF, f.Nonce = s.Workspace, v.User, v.CSRF, nonceOf(r)
	return s.write(w, status, "frame-"+name, f)
}

func (s *Server) write(w http.ResponseWriter, status int, template string, data any) error {
	var page bytes.Buffer
	if err := s.pages.ExecuteTemplate(&page, template, data); err != nil {
		return fmt.Errorf("web: %w", err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = page.WriteTo(w) // a browser that went away needs no answer
	return nil
}

// problem is an error for the visitor: what is wrong and what to do.
type problem struct {
	status      int
	Title, Text string
}

func (p problem) Error() string { return p.Title }

// fail answers with what went wrong. Of what is not the visitor's doing the page
// says nothing more; the log does.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, v visit, err error) {
	var said problem
	var often busy
	switch {
	case errors.Is(err, errSignIn) && r.Method == http.MethodGet:
		http.Redirect(w, r, "/signin?next="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
		return
	case errors.Is(err, errSignIn):
		said = problem{http.StatusUnauthorized, "You are signed out", "Sign in and do it again; what you wrote is in the editor's history."}
	case errors.As(err, &often):
		w.Header().Set("Retry-After", fmt.Sprint(max(1, int(often.wait/time.Second))))
		said = problem{http.StatusTooManyRequests, "That was too often", "Wait some seconds and do it again."}
	case !errors.As(err, &said):
		s.Log.Error("web", "path", r.URL.Path, "error", err)
		said = problem{http.StatusInternalServerError, "That went wrong", "The server's log says why."}
	}
	if wantsPart(r) {
		err = s.write(w, said.status, "problem", said)
	} else {
		err = s.render(w, r, v, said.status, "problem", frame{Title: said.Title, Body: said})
	}
	if err != nil {
		s.Log.Error("web", "path", r.URL.Path, "error", err)
	}
}

// wantsPart says that the page's script asks, which puts the answer into the
// page that is there.
func wantsPart(r *http.Request) bool { return r.Header.Get("X-Earshot-Part") == "1" }

// local is where to go on after signing in: a path of this server, else its
// home. What a browser could read as another host is none.
func local(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || u.User != nil || !strings.HasPrefix(next, "/") ||
		strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") || strings.HasPrefix(path.Clean(u.Path), "/signin") || strings.HasPrefix(u.Path, "//") {
		return "/"
	}
	return next
}

//go:embed assets
var assetFiles embed.FS

// asset is a file that is the same for everybody.
type asset struct {
	name string
	text []byte
}

func loadAssets(style []byte) (map[string]asset, error) {
	all := map[string]asset{"base.css": {"base.css", style}}
	err := fs.WalkDir(assetFiles, "assets", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := assetFiles.ReadFile(name)
		all[path.Base(name)] = asset{path.Base(name), text}
		return err
	})
	return all, err
}

func (s *Server) asset(w http.ResponseWriter, r *http.Request, _ visit) error {
	file, found := s.assets[r.PathValue("name")]
	if !found {
		return problem{http.StatusNotFound, "There is no such file", ""}
	}
	w.Header().Set("Cache-Control", "no-cache") // asks again, and is told that it is the same
	w.Header().Set("ETag", `"`+access.Digest(file.text)[:32]+`"`)
	http.ServeContent(w, r, file.name, time.Time{}, bytes.NewReader(file.text))
	return nil
}

// count is "1 row", "2 rows".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func when(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2 January 2006, 15:04 UTC")
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("2 January 2006")
}

// clip cuts a text for people at so many characters.
func clip(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return strings.TrimSpace(string([]rune(text)[:most])) + " …"
}
