package flight

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/earshot/earshot/queries/reader"
)

// value is the first of a column, as a parameter takes it.
func value(column arrow.Array) (any, error) {
	if column.DataType().ID() == arrow.NULL || column.IsNull(0) { // a column of that type does not say so itself
		return nil, nil
	}
	switch c := column.(type) {
	case *array.Boolean:
		return c.Value(0), nil
	case *array.Int8:
		return int64(c.Value(0)), nil
	case *array.Int16:
		return int64(c.Value(0)), nil
	case *array.Int32:
		return int64(c.Value(0)), nil
	case *array.Int64:
		return c.Value(0), nil
	case *array.Uint8:
		return int64(c.Value(0)), nil
	case *array.Uint16:
		return int64(c.Value(0)), nil
	case *array.Uint32:
		return int64(c.Value(0)), nil
	case *array.Uint64:
		if v := c.Value(0); v <= math.MaxInt64 {
			return int64(v), nil
		}
		return column.ValueStr(0), nil
	case *array.Float16:
		return float64(c.Value(0).Float32()), nil
	case *array.Float32:
		return float64(c.Value(0)), nil
	case *array.Float64:
		return c.Value(0), nil
	case *array.Decimal128:
		return c.Value(0).ToString(c.DataType().(*arrow.Decimal128Type).Scale), nil
	case *array.Decimal256:
		return c.Value(0).ToString(c.DataType().(*arrow.Decimal256Type).Scale), nil
	case *array.Dictionary:
		return value(array.NewSlice(c.Dictionary(), int64(c.GetValueIndex(0)), int64(c.GetValueIndex(0))+1))
	case *array.DenseUnion:
		return value(array.NewSlice(c.Field(c.ChildID(0)), int64(c.ValueOffset(0)), int64(c.ValueOffset(0))+1))
	case array.ExtensionArray:
		return value(c.Storage())
	}
	if v := timeValue(column); v != nil {
		return v, nil
	}
	return textValue(column)
}

// timeValue is a moment, or as text a time of the day or a span; nil: none of them.
func timeValue(column arrow.Array) any {
	switch c := column.(type) {
	case *array.Date32:
		return c.Value(0).ToTime()
	case *array.Date64:
		return c.Value(0).ToTime()
	case *array.Timestamp:
		return c.Value(0).ToTime(c.DataType().(*arrow.TimestampType).Unit)
	case *array.Time32:
		return c.Value(0).ToTime(c.DataType().(*arrow.Time32Type).Unit).Format(timeOfDay)
	case *array.Time64:
		return c.Value(0).ToTime(c.DataType().(*arrow.Time64Type).Unit).Format(timeOfDay)
	case *array.Duration:
		return span(0, 0, int64(time.Duration(c.Value(0))*c.DataType().(*arrow.DurationType).Unit.Multiplier()))
	case *array.MonthInterval:
		return span(int32(c.Value(0)), 0, 0)
	case *array.DayTimeInterval:
		return span(0, c.Value(0).Days, int64(c.Value(0).Milliseconds)*int64(time.Millisecond))
	case *array.MonthDayNanoInterval:
		return span(c.Value(0).Months, c.Value(0).Days, c.Value(0).Nanoseconds)
	}
	return nil
}

// span is a length of time as DuckDB reads an INTERVAL.
func span(months, days int32, nanoseconds int64) string {
	return fmt.Sprintf("%d months %d days %d microseconds", months, days, nanoseconds/int64(time.Microsecond))
}

// textValue is a copy: what a record holds goes with it.
func textValue(column arrow.Array) (any, error) {
	switch c := column.(type) {
	case *array.Binary:
		return bytes.Clone(c.Value(0)), nil
	case *array.LargeBinary:
		return bytes.Clone(c.Value(0)), nil
	case *array.FixedSizeBinary:
		return bytes.Clone(c.Value(0)), nil
	case *array.BinaryView:
		return bytes.Clone(c.Value(0)), nil
	case *array.String, *array.LargeString, *array.StringView:
		return strings.Clone(column.ValueStr(0)), nil
	}
	return nil, fmt.Errorf("a value of type %s cannot be bound", column.DataType())
}

const (
	timeOfDay = "15:04:05.999999"
	moment    = "2006-01-02 15:04:05.999999"
)

// fitted is a value as DuckDB takes it at its place. It casts by itself between
// numbers, but compares no date with a text, and neither with a number.
func fitted(kind string, v any) (any, error) {
	text, isText := v.(string)
	switch {
	case kind == reader.TakesText && v != nil && !isText:
		return written(v), nil
	case !isText:
		return v, nil
	case kind == reader.TakesInteger, kind == reader.TakesNumber:
		return numeral(kind, text)
	case kind == reader.TakesBoolean:
		is, err := strconv.ParseBool(strings.TrimSpace(text))
		if err != nil {
			return nil, errors.New("true or false is wanted here")
		}
		return is, nil
	case kind == reader.TakesDate, kind == reader.TakesTimestamp:
		return when(text)
	case kind == reader.TakesBytes:
		return []byte(text), nil
	}
	return v, nil
}

func numeral(kind, text string) (any, error) {
	text = strings.TrimSpace(text)
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && kind == reader.TakesInteger {
		return n, nil
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return nil, errors.New("a number is wanted here")
	}
	return n, nil
}

func when(text string) (any, error) {
	for _, layout := range []string{time.DateOnly, moment, "2006-01-02T15:04:05.999999", time.RFC3339Nano} {
		if at, err := time.Parse(layout, strings.TrimSpace(text)); err == nil {
			return at, nil
		}
	}
	return nil, errors.New("a date such as 2026-01-31 or a time such as 2026-01-31 09:30:00 is wanted here")
}

// written is a value as text; a moment at midnight is a date.
func written(v any) any {
	switch is := v.(type) {
	case time.Time:
		if is.Equal(is.Truncate(24 * time.Hour)) {
			return is.UTC().Format(time.DateOnly)
		}
		return is.UTC().Format(moment)
	case []byte:
		return string(is)
	}
	return fmt.Sprint(v)
}
