package web

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"

	"github.com/earshot/earshot/queries/format"
	"github.com/earshot/earshot/queries/reader"
)

// answer is what a page shows of a question's.
type answer struct {
	Question string
	SQL      string
	Given    map[string]string
	Table    *table
	Run      string
	Cut      bool
	Millis   int64
	View     view
	Chart    *chart
	NoChart  string // why there is none where one was asked for
	Problem  *askProblem
}

// part is an answer as its template sees it.
type part struct {
	*answer
	CSRF  string
	Edits bool
}

func partOf(a *answer, v visit) part { return part{a, v.CSRF, v.User.Edits()} }

// table is an answer as text, in order.
type table struct {
	Label   string // of its place on the page
	Columns []column
	Rows    [][]cell
	Cut     bool // there were more rows, or longer ones, than a page takes
}

const (
	shownBytes = 4 << 20 // of an answer on the page
	shownCell  = 5000    // characters of a value there
)

// column is one of them; a number stands to the right.
type column struct {
	Name   string
	Number bool
	Date   bool
	Long   bool // some of its values are sentences
}

// Class is how its cells look.
func (c column) Class() string {
	switch {
	case c.Number:
		return "number"
	case c.Date:
		return "date"
	case c.Long:
		return "long"
	}
	return ""
}

// cell is a value as people read it.
type cell struct {
	Text string
	Null bool
}

// Number is the cell's value; NaN where it is none.
func (c cell) Number() float64 {
	v, err := strconv.ParseFloat(c.Text, 64)
	if err != nil || c.Null {
		return math.NaN()
	}
	return v
}

// Time is the cell's day or moment.
func (c cell) Time() (time.Time, bool) {
	for _, layout := range []string{time.DateOnly, time.DateTime, "2006-01-02 15:04:05-07"} {
		if t, err := time.Parse(layout, c.Text); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

func readTable(from reader.Answer) (*table, error) {
	t := &table{Label: "Answer"}
	for _, field := range from.Schema.Fields() {
		id := field.Type.ID()
		t.Columns = append(t.Columns, column{Name: field.Name, Number: format.IsNumber(field.Type), Date: id == arrow.DATE32 || id == arrow.TIMESTAMP})
	}
	size := 0
	for from.Records.Next() && !t.Cut {
		record := from.Records.Record()
		for i := range int(record.NumRows()) {
			if size > shownBytes {
				t.Cut = true
				break
			}
			row := make([]cell, record.NumCols())
			for k := range row {
				row[k].Text, row[k].Null = format.Text(record.Column(k), i)
				row[k].Text = clip(row[k].Text, shownCell)
				size += len(row[k].Text)
				t.Columns[k].Long = t.Columns[k].Long || len(row[k].Text) > 60
			}
			t.Rows = append(t.Rows, row)
		}
	}
	return t, from.Records.Err()
}

// index is the place of the column of that name; -1: there is none.
func (t *table) index(name string) int {
	return slices.IndexFunc(t.Columns, func(c column) bool { return c.Name == name })
}

// records are the rows by the names of their columns.
func (t *table) records() []map[string]string {
	all := make([]map[string]string, len(t.Rows))
	for i, row := range t.Rows {
		all[i] = map[string]string{}
		for k, c := range row {
			all[i][t.Columns[k].Name] = c.Text
		}
	}
	return all
}

// draw makes the chart that is asked for, of the columns named or, where they
// are not, of those that fit best: along a date or the first name, the first
// number.
func (a *answer) draw() {
	if a.View.Kind == "table" {
		return
	}
	a.View.complete(a.Table)
	a.Chart, a.NoChart = newChart(a.Table, a.View)
}

func (v *view) complete(t *table) {
	if t.index(v.X) < 0 {
		v.X = first(t, func(c column) bool { return c.Date }, func(c column) bool { return !c.Number }, func(column) bool { return true })
	}
	if i := t.index(v.Y); i < 0 || !t.Columns[i].Number {
		v.Y = first(t, func(c column) bool { return c.Number && c.Name != v.X && !strings.HasSuffix(c.Name, "_id") }, func(c column) bool { return c.Number && c.Name != v.X })
	}
	for _, name := range []*string{&v.By, &v.Low, &v.High} {
		if t.index(*name) < 0 {
			*name = ""
		}
	}
}

// first is the name of the first column that fits the first wish that any fits.
func first(t *table, wishes ...func(column) bool) string {
	for _, fits := range wishes {
		if i := slices.IndexFunc(t.Columns, fits); i >= 0 {
			return t.Columns[i].Name
		}
	}
	return ""
}
