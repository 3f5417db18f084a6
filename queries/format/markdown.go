package format

import (
	"io"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
)

// markdown writes a table of GitHub's kind, in which customers' words stay words:
// what Markdown or HTML would act on is escaped.
type markdown struct {
	to   io.Writer
	line strings.Builder
}

func newMarkdown(w io.Writer, schema *arrow.Schema) (*markdown, error) {
	m := &markdown{to: w}
	for _, name := range names(schema) {
		m.cell(inMarkdown(name))
	}
	m.line.WriteString("|\n")
	for _, f := range schema.Fields() {
		if IsNumber(f.Type) {
			m.cell("--:")
		} else {
			m.cell("---")
		}
	}
	return m, m.flush()
}

func (m *markdown) record(r arrow.Record) error {
	for i := range int(r.NumRows()) {
		for c := range int(r.NumCols()) {
			column := r.Column(c)
			switch {
			case null(column, i):
				m.cell(nullText)
			default:
				m.cell(inMarkdown(forPeople().text(column, i)))
			}
		}
		if err := m.flush(); err != nil {
			return err
		}
	}
	return nil
}

func (m *markdown) cell(text string) {
	m.line.WriteString("| ")
	m.line.WriteString(text)
	m.line.WriteByte(' ')
}

func (m *markdown) flush() error {
	m.line.WriteString("|\n")
	_, err := io.WriteString(m.to, m.line.String())
	m.line.Reset()
	return err
}

func (m *markdown) end() error { return nil }

// inMarkdown is a text in one line of Markdown. An underscore within a word
// means nothing there and stays as it is.
func inMarkdown(s string) string {
	s = strings.ReplaceAll(Seen(s), "↵", "\n")
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == '\n':
			b.WriteString("<br>")
		case strings.ContainsRune("\\`*[]<>|~$&", r), r == '_' && (i == 0 || s[i-1] == ' ' || i == len(s)-1 || s[i+1] == ' '):
			b.WriteRune('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
