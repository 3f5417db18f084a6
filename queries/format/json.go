package format

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// json adds the value in row i. Numbers of any size are numbers, with all their
// digits; what is no number (NaN, infinity) is null. A map is an object with its
// keys as text.
func (l look) json(to []byte, a arrow.Array, i int) []byte {
	if null(a, i) {
		return append(to, "null"...)
	}
	switch a := resolve(a, &i).(type) {
	case *array.Map:
		return l.pairs(to, a, i)
	case array.ListLike:
		start, end := a.ValueOffsets(i)
		to = append(to, '[')
		for k := start; k < end; k++ {
			if k > start {
				to = append(to, ',')
			}
			to = l.json(to, a.ListValues(), int(k))
		}
		return append(to, ']')
	case *array.Struct:
		to = append(to, '{')
		for f := range a.NumField() {
			if f > 0 {
				to = append(to, ',')
			}
			to = quoted(to, a.DataType().(*arrow.StructType).Field(f).Name)
			to = l.json(append(to, ':'), a.Field(f), i)
		}
		return append(to, '}')
	case *array.Float16:
		return l.finite(to, float64(a.Value(i).Float32()), 32)
	case *array.Float32:
		return l.finite(to, float64(a.Value(i)), 32)
	case *array.Float64:
		return l.finite(to, a.Value(i), 64)
	case *array.Boolean:
		return strconv.AppendBool(to, a.Value(i))
	default:
		if IsNumber(a.DataType()) {
			return append(to, l.text(a, i)...)
		}
		return quoted(to, l.text(a, i))
	}
}

func (l look) finite(to []byte, v float64, bits int) []byte {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return append(to, "null"...)
	}
	return append(to, l.number(v, bits)...)
}

func (l look) pairs(to []byte, a *array.Map, i int) []byte {
	start, end := a.ValueOffsets(i)
	to = append(to, '{')
	for k := start; k < end; k++ {
		if k > start {
			to = append(to, ',')
		}
		to = quoted(to, l.text(a.Keys(), int(k)))
		to = l.json(append(to, ':'), a.Items(), int(k))
	}
	return append(to, '}')
}

// quoted adds a text as a JSON string. What a terminal or a page would act on
// is escaped: control characters of both sorts, line separators, marks that turn
// the direction of writing.
func quoted(to []byte, s string) []byte {
	to = append(to, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			to = append(to, '\\', byte(r))
		case r == '\n':
			to = append(to, '\\', 'n')
		case r == '\r':
			to = append(to, '\\', 'r')
		case r == '\t':
			to = append(to, '\\', 't')
		case unseen(r):
			to = fmt.Appendf(to, "\\u%04x", r)
		default:
			to = utf8.AppendRune(to, r)
		}
	}
	return append(to, '"')
}

// objects writes each row as an object, in an array or a line for each.
type objects struct {
	to    io.Writer
	names []string
	array bool
	any   bool
	line  []byte
}

func (o *objects) record(r arrow.Record) error {
	for i := range int(r.NumRows()) {
		o.line = append(o.line[:0], o.before()...)
		o.line = append(o.line, '{')
		for c, name := range o.names {
			if c > 0 {
				o.line = append(o.line, ',')
			}
			o.line = append(quoted(o.line, name), ':')
			o.line = forPrograms().json(o.line, r.Column(c), i)
		}
		o.line = append(o.line, '}')
		if !o.array {
			o.line = append(o.line, '\n')
		}
		if _, err := o.to.Write(o.line); err != nil {
			return err
		}
	}
	return nil
}

// before is what stands before a row.
func (o *objects) before() string {
	first := !o.any
	o.any = true
	switch {
	case !o.array:
		return ""
	case first:
		return "[\n"
	}
	return ",\n"
}

func (o *objects) end() error {
	text := ""
	switch {
	case o.array && o.any:
		text = "\n]\n"
	case o.array:
		text = "[]\n"
	}
	_, err := io.WriteString(o.to, text)
	return err
}
