// Package page is the frame that every HTML report stands in: one
// self-contained file that asks nothing of the network, runs no script and
// reads well on paper, on a telephone, in the dark and aloud.
package page

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"io/fs"
)

//go:embed frame.tmpl
var frame string

//go:embed style.css
var style string

// Head is what the frame says around a report.
type Head struct {
	Title     string // of the window and of bookmarks
	Workspace string
	Kind      string // what sort of report it is: Customer feedback summary
	Period    string // what it covers
}

// framed is what the frame's template sees; the report's own templates see Body.
type framed struct {
	Head
	Style  template.CSS
	Policy string
	Body   any
}

// Render writes the page. The templates in files define "main" and "footer",
// which see body.
func Render(out io.Writer, head Head, files fs.FS, body any) error {
	t, err := template.New("frame").Parse(frame)
	if err != nil {
		return fmt.Errorf("page frame: %w", err)
	}
	if t, err = t.ParseFS(files, "*.tmpl"); err != nil {
		return fmt.Errorf("page: %w", err)
	}
	if err := t.ExecuteTemplate(out, "frame", framed{head, template.CSS(style), policy(), body}); err != nil {
		return fmt.Errorf("page: %w", err)
	}
	return nil
}

// policy allows this style sheet and nothing else: no script, no picture, no
// font, no frame, no request, whatever stands in customers' words.
func policy() string {
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
}
