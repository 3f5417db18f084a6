package format

import (
	"encoding/hex"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// look is how values are written as text.
type look struct {
	digits int    // of a number with a fraction; 0: as many as it takes to read it back
	moment string // layout of a moment, before its fraction of a second
	utc    string // what stands behind it
}

// forPeople rounds to twelve digits: what a sum of many numbers has beyond them
// depends on the order in which threads added them up.
func forPeople() look { return look{12, "2006-01-02 15:04:05", ""} }

func forPrograms() look { return look{0, "2006-01-02T15:04:05", "Z"} }

// Text is the value in row i as people read it: numbers to twelve digits,
// moments as 2006-01-02 15:04:05, lists, structs and maps as JSON, texts as they
// are; null: there is none. A terminal takes Seen of it.
func Text(a arrow.Array, i int) (text string, isNull bool) {
	if null(a, i) {
		return "", true
	}
	return strings.Clone(forPeople().text(a, i)), false // the record's memory is DuckDB's, and goes with it
}

// text is the value in row i as text: lists, structs and maps as JSON. A null
// has none; ask the array.
func (l look) text(a arrow.Array, i int) string {
	switch a := resolve(a, &i).(type) {
	case *array.String:
		return strings.ToValidUTF8(a.Value(i), "\uFFFD")
	case *array.LargeString:
		return strings.ToValidUTF8(a.Value(i), "\uFFFD")
	case *array.Float16:
		return l.number(float64(a.Value(i).Float32()), 32)
	case *array.Float32:
		return l.number(float64(a.Value(i)), 32)
	case *array.Float64:
		return l.number(a.Value(i), 64)
	case *array.Decimal128:
		return a.Value(i).ToString(a.DataType().(*arrow.Decimal128Type).Scale)
	case *array.Decimal256:
		return a.Value(i).ToString(a.DataType().(*arrow.Decimal256Type).Scale)
	case *array.Binary:
		return hex.EncodeToString(a.Value(i))
	case *array.LargeBinary:
		return hex.EncodeToString(a.Value(i))
	case *array.FixedSizeBinary:
		return hex.EncodeToString(a.Value(i))
	case *array.Date32:
		return day(int64(a.Value(i)), math.MaxInt32, func() time.Time { return a.Value(i).ToTime() })
	case *array.Date64:
		return day(int64(a.Value(i)), math.MaxInt64, func() time.Time { return a.Value(i).ToTime() })
	case *array.Timestamp:
		return l.instant(a, i)
	case *array.Time32:
		return clock(a.Value(i).ToTime(a.DataType().(*arrow.Time32Type).Unit))
	case *array.Time64:
		return clock(a.Value(i).ToTime(a.DataType().(*arrow.Time64Type).Unit))
	case *array.MonthDayNanoInterval:
		return interval(a.Value(i))
	case *array.Duration:
		return (time.Duration(a.Value(i)) * a.DataType().(*arrow.DurationType).Unit.Multiplier()).String()
	case array.ListLike, *array.Struct:
		return string(l.json(nil, a, i))
	default:
		return a.ValueStr(i) // whole numbers, truth
	}
}

// resolve follows dictionaries, unions and extensions to the array that holds
// the value, and sets its row.
func resolve(a arrow.Array, i *int) arrow.Array {
	switch from := a.(type) {
	case *array.Dictionary:
		if from.IsNull(*i) {
			return from
		}
		*i = from.GetValueIndex(*i)
		return resolve(from.Dictionary(), i)
	case *array.SparseUnion:
		return resolve(from.Field(from.ChildID(*i)), i)
	case *array.DenseUnion:
		child := from.Field(from.ChildID(*i))
		*i = int(from.ValueOffset(*i))
		return resolve(child, i)
	case array.ExtensionArray:
		return resolve(from.Storage(), i)
	}
	return a
}

// null says whether row i has no value.
func null(a arrow.Array, i int) bool {
	a = resolve(a, &i)
	return a.DataType().ID() == arrow.NULL || a.IsNull(i)
}

// number is never written with an exponent below 1e21; NaN and infinity are
// words, as DuckDB has them.
func (l look) number(v float64, bits int) string {
	switch {
	case math.IsNaN(v):
		return "nan"
	case math.IsInf(v, 0):
		return strings.TrimPrefix(strings.ToLower(fmt.Sprint(v)), "+")
	}
	if l.digits > 0 {
		if short, err := strconv.ParseFloat(strconv.FormatFloat(v, 'e', l.digits-1, 64), 64); err == nil {
			v = short
		}
		if bits == 32 {
			v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'g', -1, 32), 64)
		}
		bits = 64
	}
	if size := math.Abs(v); size != 0 && (size < 1e-6 || size >= 1e21) {
		return strconv.FormatFloat(v, 'e', -1, bits)
	}
	return strconv.FormatFloat(v, 'f', -1, bits)
}

// day is a date; the ends of the scale are DuckDB's infinite ones.
func day(value, most int64, date func() time.Time) string {
	switch {
	case value == most:
		return "infinity"
	case value <= -most:
		return "-infinity"
	}
	return date().UTC().Format(time.DateOnly)
}

func (l look) instant(a *array.Timestamp, i int) string {
	kind := a.DataType().(*arrow.TimestampType)
	switch a.Value(i) {
	case math.MaxInt64:
		return "infinity"
	case -math.MaxInt64, math.MinInt64:
		return "-infinity"
	}
	at := a.Value(i).ToTime(kind.Unit).UTC()
	zone := l.utc
	if kind.TimeZone != "" && zone == "" {
		zone = "+00"
	}
	return at.Format(l.moment) + fraction(at) + zone
}

func clock(t time.Time) string { return t.Format(time.TimeOnly) + fraction(t) }

// fraction is that of a second, without zeros at its end.
func fraction(t time.Time) string {
	if t.Nanosecond() == 0 {
		return ""
	}
	return strings.TrimRight(fmt.Sprintf(".%09d", t.Nanosecond()), "0")
}

// interval is ISO 8601: P1M2DT3.5S.
func interval(v arrow.MonthDayNanoInterval) string {
	text := "P"
	if v.Months != 0 {
		text += fmt.Sprintf("%dM", v.Months)
	}
	if v.Days != 0 {
		text += fmt.Sprintf("%dD", v.Days)
	}
	if v.Nanoseconds != 0 || text == "P" {
		text += "T" + strconv.FormatFloat(float64(v.Nanoseconds)/1e9, 'f', -1, 64) + "S"
	}
	return text
}

// IsNumber says whether a column's values are numbers, which stand to the right.
func IsNumber(t arrow.DataType) bool {
	return arrow.IsInteger(t.ID()) || arrow.IsFloating(t.ID()) || arrow.IsDecimal(t.ID())
}
