package ingest

import (
	"encoding/binary"
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// landed is one record with what the landing adds to it.
type landed[T any] struct {
	rec       *T
	source    string
	stream    string
	id        int64
	personKey string
	segments  string // as JSON
	zone      *time.Location
	keys      []string // Person: the person key of each address
	digest    *[]byte  // what the content hash is taken of: each column adds its value
}

func (r landed[T]) note(s string) { *r.digest = append(append(*r.digest, s...), 0) }

// column is one column of a landing table: how its value is read off a record.
type column[T any] struct {
	name   string
	kind   arrow.DataType
	append func(array.Builder, landed[T])
}

// text is a column of text; empty is null.
func text[T any](name string, get func(landed[T]) string) column[T] {
	return column[T]{name, arrow.BinaryTypes.String, func(b array.Builder, r landed[T]) {
		s := cleanText(get(r))
		r.note(s)
		if s != "" {
			b.(*array.StringBuilder).Append(s)
		} else {
			b.AppendNull()
		}
	}}
}

// key is a column of text that is never null.
func key[T any](name string, get func(landed[T]) string) column[T] {
	return column[T]{name, arrow.BinaryTypes.String, func(b array.Builder, r landed[T]) {
		s := cleanText(get(r))
		r.note(s)
		b.(*array.StringBuilder).Append(s)
	}}
}

// stream is the file that a record stands in. It is no part of the content: the
// same record from two files is one.
func stream[T any]() column[T] {
	return column[T]{"stream", arrow.BinaryTypes.String, func(b array.Builder, r landed[T]) {
		b.(*array.StringBuilder).Append(cleanText(r.stream))
	}}
}

func number[T any](name string, get func(landed[T]) int64) column[T] {
	return column[T]{name, arrow.PrimitiveTypes.Int64, func(b array.Builder, r landed[T]) {
		v := get(r)
		*r.digest = binary.AppendVarint(*r.digest, v)
		b.(*array.Int64Builder).Append(v)
	}}
}

func decimal[T any](name string, get func(landed[T]) float64) column[T] {
	return column[T]{name, arrow.PrimitiveTypes.Float64, func(b array.Builder, r landed[T]) {
		v := get(r)
		*r.digest = binary.LittleEndian.AppendUint64(*r.digest, math.Float64bits(v))
		b.(*array.Float64Builder).Append(v)
	}}
}

func optionalDecimal[T any](name string, get func(landed[T]) *float64) column[T] {
	return column[T]{name, arrow.PrimitiveTypes.Float64, func(b array.Builder, r landed[T]) {
		if v := get(r); v != nil {
			*r.digest = binary.LittleEndian.AppendUint64(*r.digest, math.Float64bits(*v))
			b.(*array.Float64Builder).Append(*v)
		} else {
			b.AppendNull()
		}
	}}
}

func flag[T any](name string, get func(landed[T]) bool) column[T] {
	return column[T]{name, arrow.FixedWidthTypes.Boolean, func(b array.Builder, r landed[T]) {
		v := get(r)
		*r.digest = strconv.AppendBool(*r.digest, v)
		b.(*array.BooleanBuilder).Append(v)
	}}
}

// instant is a UTC time; zero is null.
func instant[T any](name string, get func(landed[T]) time.Time) column[T] {
	return column[T]{name, &arrow.TimestampType{Unit: arrow.Microsecond}, func(b array.Builder, r landed[T]) {
		if t := get(r); !t.IsZero() {
			*r.digest = binary.AppendVarint(*r.digest, t.UnixMicro())
			b.(*array.TimestampBuilder).Append(arrow.Timestamp(t.UnixMicro()))
		} else {
			b.AppendNull()
		}
	}}
}

// day is the local date of a time in the workspace's zone; zero is null.
func day[T any](name string, get func(landed[T]) time.Time) column[T] {
	return column[T]{name, arrow.FixedWidthTypes.Date32, func(b array.Builder, r landed[T]) {
		t := get(r)
		if t.IsZero() {
			b.AppendNull()
			return
		}
		y, m, d := t.In(r.zone).Date()
		*r.digest = binary.AppendVarint(*r.digest, int64(y*10000+int(m)*100+d))
		b.(*array.Date32Builder).Append(arrow.Date32FromTime(time.Date(y, m, d, 0, 0, 0, 0, time.UTC)))
	}}
}

func texts[T any](name string, get func(landed[T]) []string) column[T] {
	return column[T]{name, arrow.ListOf(arrow.BinaryTypes.String), func(b array.Builder, r landed[T]) {
		list := b.(*array.ListBuilder)
		list.Append(true)
		for _, s := range get(r) {
			s = cleanText(s)
			r.note(s)
			list.ValueBuilder().(*array.StringBuilder).Append(s)
		}
	}}
}

// object is a JSON object of names to values; none is null.
func object[T any](name string, get func(landed[T]) map[string]string) column[T] {
	return text(name, func(r landed[T]) string { return encodeObject(get(r)) })
}

// encodeObject writes a JSON object with its names sorted; "" for none.
func encodeObject(m map[string]string) string {
	if len(m) == 0 {
		return ""
	}
	encoded := []byte{'{'}
	for i, name := range slices.Sorted(maps.Keys(m)) {
		if i > 0 {
			encoded = append(encoded, ',')
		}
		encoded = append(appendString(encoded, name), ':')
		encoded = appendString(encoded, m[name])
	}
	return string(append(encoded, '}'))
}

// appendString adds a JSON string. Most are plain, and every row has some.
func appendString(to []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			encoded, err := json.Marshal(s)
			if err != nil { // a string always encodes
				panic(err)
			}
			return append(to, encoded...)
		}
	}
	return append(append(append(to, '"'), s...), '"')
}

// origin gives the columns that feedback and ratings share.
func origin[T any](idName string, get func(*T) *Origin) []column[T] {
	of := func(r landed[T]) *Origin { return get(r.rec) }
	return []column[T]{
		number(idName, func(r landed[T]) int64 { return r.id }),
		key("source", func(r landed[T]) string { return r.source }),
		stream[T](),
		key("channel", func(r landed[T]) string { return string(of(r).Channel) }),
		key("native_id", func(r landed[T]) string { return of(r).NativeID }),
		text("thread_id", func(r landed[T]) string { return of(r).ThreadID }),
		text("parent_id", func(r landed[T]) string { return of(r).ParentID }),
		text("response_id", func(r landed[T]) string { return of(r).ResponseID }),
		text("person_key", func(r landed[T]) string { return r.personKey }),
		text("author_id", func(r landed[T]) string { return of(r).Author.ID }),
		text("author_name", func(r landed[T]) string { return of(r).Author.Name }),
		text("author_email", func(r landed[T]) string { return of(r).Author.Email }),
		text("account", func(r landed[T]) string { return of(r).Account }),
		instant("occurred_at", func(r landed[T]) time.Time { return of(r).OccurredAt }),
		day("occurred_on", func(r landed[T]) time.Time { return of(r).OccurredAt }),
		text("language", func(r landed[T]) string { return of(r).Language }),
		text("url", func(r landed[T]) string { return of(r).URL }),
		text("segments", func(r landed[T]) string { return r.segments }),
		text("payload", func(r landed[T]) string { return of(r).Payload }),
	}
}
