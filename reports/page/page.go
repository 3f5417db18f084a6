// Package page is the frame that every HTML report stands in: one
// self-contained file that asks nothing of the network and reads well on paper,
// on a telephone, in the dark and aloud. Its one script sorts tables; without
// it nothing is missing.
package page

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"io/fs"
)

//go:embed *.tmpl
var frames embed.FS

//go:embed style.css
var style string

//go:embed sort.js
var script string

// Style is the style sheet that every report has in it, for pages that are to
// look the same.
func Style() string { return style }

// Head is what the frame says around a report.
type Head struct {
	Title     string // of the window and of bookmarks
	Workspace string
	Kind      string // what sort of report it is: Customer feedback summary
	Period    string // what it covers
	Up        string // where the masthead leads: the report above this one; empty: nowhere
}

// framed is what the frame's template sees; the report's own templates see Body.
type framed struct {
	Head
	Style  template.CSS
	Script template.JS
	Policy string
	Body   any
}

// Template is a report's page: the frame, the parts that all reports share
// (verdict, sentence, quote, how, section) and the report's own templates in files, which
// define "main" and "footer".
type Template struct{ parsed *template.Template }

// Parse reads the templates once, for any number of pages.
func Parse(files fs.FS) (Template, error) {
	t, err := template.New("page").Funcs(template.FuncMap{"sql": sqlLinks, "sqlof": func(path string, models []string) []link { return sqlLinks(path, models...) }}).ParseFS(frames, "*.tmpl")
	if err != nil {
		return Template{}, fmt.Errorf("page frame: %w", err)
	}
	if t, err = t.ParseFS(files, "*.tmpl"); err != nil {
		return Template{}, fmt.Errorf("page: %w", err)
	}
	return Template{t}, nil
}

// Render writes one page; "main" and "footer" see body.
func (t Template) Render(out io.Writer, head Head, body any) error {
	all := framed{head, template.CSS(style), template.JS(script), policy(), body}
	if err := t.parsed.ExecuteTemplate(out, "frame", all); err != nil {
		return fmt.Errorf("page: %w", err)
	}
	return nil
}

// policy allows this style sheet and this script and nothing else: no picture,
// no font, no frame, no request, whatever stands in customers' words.
func policy() string {
	return "default-src 'none'; style-src " + checksum(style) + "; script-src " + checksum(script) + "; base-uri 'none'; form-action 'none'"
}

func checksum(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// link leads to the SQL of a model.
type link struct{ Name, Href string }

// sqlLinks leads to the models named, on the page of the SQL at path.
func sqlLinks(path string, models ...string) []link {
	var all []link
	for _, m := range models {
		all = append(all, link{m, path + "#" + SQLID(m)})
	}
	return all
}

// SQLID is the id of a model on the page of the SQL.
func SQLID(model string) string { return "sql-" + model }
