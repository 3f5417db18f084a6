package own

import (
	"context"
	"database/sql"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/reports/figure"
	"github.com/earshot/earshot/reports/mart"
)

const (
	mostRows  = 5000        // of one query, in the page and its file together
	mostShown = 500         // rows of a table on the page
	patience  = time.Minute // for one query
)

// result is what a query gave.
type result struct {
	query
	rows [][]any
	all  int64 // rows there are, of which rows has the first
}

// run asks the query. What fails only now (a text that is no number) is a problem.
func (r *reader) run(ctx context.Context, db *warehouse.DB, q query) (result, error) {
	timed, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	answer := result{query: q}
	err := mart.Each(timed, db, q.limited(mostRows+1), q.args, func(found *sql.Rows) error {
		row, places := make([]any, len(q.columns)), make([]any, len(q.columns))
		for i := range row {
			places[i] = &row[i]
		}
		if err := found.Scan(places...); err != nil {
			return err
		}
		for i := range row {
			row[i] = simple(row[i])
		}
		answer.rows = append(answer.rows, row)
		return nil
	})
	answer.all = int64(len(answer.rows))
	if err == nil && answer.all > mostRows {
		answer.rows = answer.rows[:mostRows]
		err = db.Row(timed, "select count(*) from ("+q.text+"\n)", q.args, &answer.all)
	}
	if err != nil && ctx.Err() == nil {
		if timed.Err() != nil {
			r.wrong(q.block.first, "the query takes more than a minute: ask for less, or build a model of it in transform/models")
			return answer, nil
		}
		r.refused(ctx, q.block, err)
		return answer, nil
	}
	return answer, ctx.Err()
}

// simple turns the database's values into text, whole numbers, numbers, truth,
// times and nil. Sums differ in their last digits with the order of summing:
// twelve digits are kept.
func simple(value any) any {
	switch v := value.(type) {
	case float64:
		return rounded(v)
	case float32:
		return rounded(float64(v))
	case int8:
		return int64(v)
	case int16:
		return int64(v)
	case int32:
		return int64(v)
	case uint8:
		return int64(v)
	case uint16:
		return int64(v)
	case uint32:
		return int64(v)
	case uint64:
		return simple(new(big.Int).SetUint64(v))
	case *big.Int:
		if v.IsInt64() {
			return v.Int64()
		}
		f, _ := new(big.Float).SetInt(v).Float64()
		return rounded(f)
	case string:
		return strings.ToValidUTF8(v, "\ufffd")
	}
	return value
}

func rounded(v float64) any {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	text := strconv.FormatFloat(v, 'g', 12, 64)
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return nil
	}
	return v + 0 // no negative zero
}

// number is a cell's number; nil: it has none.
func number(value any) *float64 {
	switch v := value.(type) {
	case float64:
		return &v
	case int64:
		f := float64(v)
		return &f
	}
	return nil
}

// number is the number of the column that a setting names in a row; nil where
// there is no such setting.
func (a result) number(row []any, setting string) *float64 {
	if at := a.place(a.block.settings[setting]); at >= 0 {
		return number(row[at])
	}
	return nil
}

// cell is the value of the column that a setting names.
func (a result) cell(row []any, setting string) any {
	if at := a.place(a.block.settings[setting]); at >= 0 {
		return row[at]
	}
	return nil
}

// shown writes a cell as people read it.
func shown(value any, unit string, date bool) string {
	switch v := value.(type) {
	case nil:
		return figure.None
	case string:
		return v
	case bool:
		if v {
			return "yes"
		}
		return "no"
	case time.Time:
		if date {
			return figure.Day(v)
		}
		return v.UTC().Format("2006-01-02 15:04")
	}
	return written(number(value), unit)
}

// written writes a number: whole as it is, others with two decimals, or as the
// unit asks for.
func written(v *float64, unit string) string {
	switch {
	case v == nil:
		return figure.None
	case unit == "percent":
		return figure.Share.Value(v)
	case unit == "points":
		return figure.Points.Value(v)
	case unit == "mean":
		return figure.Mean.Value(v)
	case unit == "count", *v == math.Trunc(*v) && math.Abs(*v) < 1e15:
		return figure.Count.Value(v)
	case math.Abs(*v) >= 1000:
		return figure.Points.Value(v)
	}
	return figure.Mean.Value(v)
}
