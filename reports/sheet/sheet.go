// Package sheet writes tables as files: CSV, Parquet and one workbook. The CSV
// files are such that a spreadsheet can open them safely: RFC 4180
// (CRLF, UTF-8 without a byte order mark), columns and rows in a fixed order,
// rows streamed a page at a time so that memory is bounded, and no cell that a
// spreadsheet would run as a formula.
package sheet

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
)

// Writer writes rows of cells.
type Writer struct {
	to   io.Writer
	line []byte
	rows int64
}

// NewWriter begins a file with its header.
func NewWriter(to io.Writer, columns []string) (*Writer, error) {
	w := &Writer{to: to}
	for i, column := range columns {
		w.separate(i)
		w.text(column)
	}
	return w, w.end()
}

// Rows is the number of rows written, the header not counted.
func (w *Writer) Rows() int64 { return w.rows }

// Write writes one row. Null is an empty cell, a time at midnight UTC of a date
// column is a date, other times are RFC 3339.
func (w *Writer) Write(row []any, dates []bool) error {
	for i, value := range row {
		w.separate(i)
		if err := w.value(value, dates[i]); err != nil {
			return err
		}
	}
	w.rows++
	return w.end()
}

func (w *Writer) separate(i int) {
	if i > 0 {
		w.line = append(w.line, ',')
	}
}

func (w *Writer) end() error {
	w.line = append(w.line, '\r', '\n')
	_, err := w.to.Write(w.line)
	w.line = w.line[:0]
	return err
}

func (w *Writer) value(value any, date bool) error {
	switch v := value.(type) {
	case nil:
	case string:
		w.text(v)
	case bool:
		w.line = strconv.AppendBool(w.line, v)
	case int32:
		w.line = strconv.AppendInt(w.line, int64(v), 10)
	case int64:
		w.line = strconv.AppendInt(w.line, v, 10)
	case float64:
		w.number(v)
	case time.Time:
		w.time(v, date)
	default:
		return fmt.Errorf("csv: a value of type %T: cast it in the query", value)
	}
	return nil
}

// number leaves what is no number empty: a spreadsheet has no infinity.
func (w *Writer) number(v float64) {
	if !math.IsNaN(v) && !math.IsInf(v, 0) {
		w.line = strconv.AppendFloat(w.line, v, 'f', -1, 64)
	}
}

func (w *Writer) time(t time.Time, date bool) {
	if date {
		w.line = t.AppendFormat(w.line, "2006-01-02")
		return
	}
	w.line = t.UTC().AppendFormat(w.line, "2006-01-02T15:04:05Z")
}

// text writes a string cell, harmless and quoted where it must be.
func (w *Writer) text(s string) {
	s = Harmless(s)
	if !strings.ContainsAny(s, ",\"\r\n") && s == strings.TrimSpace(s) {
		w.line = append(w.line, s...)
		return
	}
	w.line = append(w.line, '"')
	w.line = append(w.line, strings.ReplaceAll(s, `"`, `""`)...)
	w.line = append(w.line, '"')
}

// Harmless puts an apostrophe before a text that a spreadsheet would take for a
// formula: one that begins with = + - @, a tab or a line end. A number stays as
// it is.
func Harmless(s string) string {
	if s == "" || !strings.ContainsRune("=+-@\t\r\n", rune(s[0])) || isNumber(s) {
		return s
	}
	return "'" + s
}

// isNumber accepts -5, +3.2 and -1e6, not the hexadecimal, infinite and
// underscored forms that ParseFloat knows besides.
func isNumber(s string) bool {
	if strings.ContainsAny(s, "xXpP_iInN") {
		return false
	}
	_, err := strconv.ParseFloat(s, 64)
	return err == nil
}
