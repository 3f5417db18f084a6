package format

import (
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/apache/arrow/go/v17/arrow"
)

// values writes CSV by RFC 4180: UTF-8, lines that end with CRLF. Null and what
// is no number are empty cells, the empty text is "".
type values struct {
	to    io.Writer
	texts []bool // the columns whose cells a spreadsheet could take for a formula
	line  []byte
}

func newCSV(w io.Writer, schema *arrow.Schema) (*values, error) {
	c := &values{to: w}
	for i, name := range names(schema) {
		c.texts = append(c.texts, !IsNumber(schema.Field(i).Type))
		c.separate(i)
		c.cell(Harmless(name))
	}
	return c, c.flush()
}

func (c *values) record(r arrow.Record) error {
	for i := range int(r.NumRows()) {
		for k := range int(r.NumCols()) {
			c.separate(k)
			column := r.Column(k)
			if null(column, i) {
				continue
			}
			text := forPrograms().text(column, i)
			switch {
			case c.texts[k]:
				c.cell(Harmless(text))
			case text != "nan" && !strings.HasSuffix(text, "inf"):
				c.cell(text)
			}
		}
		if err := c.flush(); err != nil {
			return err
		}
	}
	return nil
}

func (c *values) separate(i int) {
	if i > 0 {
		c.line = append(c.line, ',')
	}
}

func (c *values) cell(s string) {
	if s != "" && !strings.ContainsAny(s, ",\"\r\n") && s == strings.TrimSpace(s) {
		c.line = append(c.line, s...)
		return
	}
	c.line = append(c.line, '"')
	c.line = append(c.line, strings.ReplaceAll(s, `"`, `""`)...)
	c.line = append(c.line, '"')
}

func (c *values) flush() error {
	c.line = append(c.line, '\r', '\n')
	_, err := c.to.Write(c.line)
	c.line = c.line[:0]
	return err
}

func (c *values) end() error { return nil }

// Harmless puts an apostrophe before a text that a spreadsheet would take for a
// formula: one that begins with = + - @, a tab or a line end, or with one of the
// wide signs that some take for those. A number stays as it is.
func Harmless(s string) string {
	first, _ := utf8.DecodeRuneInString(s)
	if s == "" || !strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) || isPlain(s) {
		return s
	}
	return "'" + s
}

// isPlain accepts -5, +3.2 and -1e6, and no other form of a number.
func isPlain(s string) bool {
	if strings.ContainsAny(s, "xXpP_iInN") {
		return false
	}
	_, err := strconv.ParseFloat(s, 64)
	return err == nil
}
