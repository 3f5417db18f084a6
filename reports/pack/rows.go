package pack

import (
	"context"
	"strings"
	"time"

	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/reports/report"
	"github.com/earshot/earshot/reports/sheet"
)

// mostRows is how many rows of one query are read: a pack is made to be talked
// about.
const mostRows = 5000

// rows is what a query gave, with the places of its columns by their names.
type rows struct {
	names []string
	dates []bool
	at    map[string]int
	all   [][]any
}

func readRows(ctx context.Context, db *warehouse.DB, query string) (rows, error) {
	found, err := db.Query(ctx, query+"limit ?", mostRows)
	if err != nil {
		return rows{}, err
	}
	defer found.Close()
	types, err := found.ColumnTypes()
	if err != nil {
		return rows{}, err
	}
	answer := rows{at: map[string]int{}}
	for i, t := range types {
		answer.names, answer.dates, answer.at[t.Name()] = append(answer.names, t.Name()), append(answer.dates, t.DatabaseTypeName() == "DATE"), i
	}
	for found.Next() {
		row, places := make([]any, len(types)), make([]any, len(types))
		for i := range row {
			places[i] = &row[i]
		}
		if err := found.Scan(places...); err != nil {
			return rows{}, err
		}
		for i := range row {
			if v, ok := row[i].(float64); ok {
				row[i] = sheet.Round(v)
			}
		}
		answer.all = append(answer.all, row)
	}
	return answer, found.Err()
}

// csv writes all rows as a file.
func (f rows) csv(out *report.Output) (int64, error) {
	w, err := sheet.NewWriter(out, f.names)
	if err != nil {
		return 0, err
	}
	for _, row := range f.all {
		if err := w.Write(row, f.dates); err != nil {
			return 0, err
		}
	}
	return w.Rows(), nil
}

func (f rows) value(row []any, name string) any {
	if i, there := f.at[name]; there {
		return row[i]
	}
	return nil
}

// text is "" where there is no such column, or nothing in it.
func (f rows) text(row []any, name string) string {
	text, _ := f.value(row, name).(string)
	return text
}

func (f rows) number(row []any, name string) *float64 {
	var number float64
	switch v := f.value(row, name).(type) {
	case float64:
		number = v
	case int64:
		number = float64(v)
	case int32:
		number = float64(v)
	default:
		return nil
	}
	return &number
}

func (f rows) day(row []any, name string) (time.Time, bool) {
	at, ok := f.value(row, name).(time.Time)
	return at, ok
}

// lines are the sentences of a text, a line each.
func lines(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == '\n' })
}
