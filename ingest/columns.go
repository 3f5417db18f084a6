package ingest

import (
	"math"
	"math/bits"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/cespare/xxhash/v2"
)

// column is one column of a landing table: its values, how they are read off
// records, and what they add to the hashes of the records' contents.
type column[T any] struct {
	name  string
	cells cells
	fill  func(records []landed[T], sums []uint64)
}

// seed sets a column's values apart from the same ones of other columns.
func seed(name string) uint64 { return xxhash.Sum64String(name) | 1 }

func mix(hash, seed uint64) uint64 {
	high, low := bits.Mul64(hash^seed, seed)
	return high ^ low
}

// text is a column of text; empty is null.
func text[T any](name string, get func(*landed[T]) string) column[T] {
	return textual(name, &words{}, get)
}

// key is a column of text that is never null.
func key[T any](name string, get func(*landed[T]) string) column[T] {
	return textual(name, &words{filled: true}, get)
}

func textual[T any](name string, to *words, get func(*landed[T]) string) column[T] {
	seed := seed(name)
	return column[T]{name, to, func(records []landed[T], sums []uint64) {
		for i := range records {
			s := cleanText(get(&records[i]))
			if s != "" {
				sums[i] += mix(xxhash.Sum64String(s), seed)
			}
			to.add(s)
		}
	}}
}

// stream is the file that a record stands in. It is no part of the content: the
// same record from two files is one.
func stream[T any]() column[T] {
	to := &words{filled: true}
	return column[T]{"stream", to, func(records []landed[T], _ []uint64) {
		for i := range records {
			to.add(cleanText(records[i].stream))
		}
	}}
}

func number[T any](name string, get func(*landed[T]) int64) column[T] {
	to, seed := &numbers[int64]{kind: arrow.PrimitiveTypes.Int64}, seed(name)
	return column[T]{name, to, func(records []landed[T], sums []uint64) {
		for i := range records {
			v := get(&records[i])
			sums[i] += mix(uint64(v), seed)
			to.add(v)
		}
	}}
}

func decimal[T any](name string, get func(*landed[T]) float64) column[T] {
	return optionalDecimal(name, func(r *landed[T]) (float64, bool) { return get(r), true })
}

// optionalDecimal is a column whose values may be missing.
func optionalDecimal[T any](name string, get func(*landed[T]) (float64, bool)) column[T] {
	to, seed := &numbers[float64]{kind: arrow.PrimitiveTypes.Float64}, seed(name)
	return column[T]{name, to, func(records []landed[T], sums []uint64) {
		for i := range records {
			if v, ok := get(&records[i]); ok {
				sums[i] += mix(math.Float64bits(v), seed)
				to.add(v)
			} else {
				to.addNull()
			}
		}
	}}
}

func flag[T any](name string, get func(*landed[T]) bool) column[T] {
	to, seed := &flags{}, seed(name)
	return column[T]{name, to, func(records []landed[T], sums []uint64) {
		for i := range records {
			v := get(&records[i])
			if v {
				sums[i] += mix(1, seed)
			}
			to.add(v)
		}
	}}
}

// instant is a UTC time; zero is null.
func instant[T any](name string, get func(*landed[T]) time.Time) column[T] {
	to, seed := &numbers[int64]{kind: &arrow.TimestampType{Unit: arrow.Microsecond}}, seed(name)
	return column[T]{name, to, func(records []landed[T], sums []uint64) {
		for i := range records {
			t := get(&records[i])
			if t.IsZero() {
				to.addNull()
				continue
			}
			sums[i] += mix(uint64(t.UnixMicro()), seed)
			to.add(t.UnixMicro())
		}
	}}
}

// day is the local date of a time in the workspace's zone; zero is null.
func day[T any](name string, get func(*landed[T]) time.Time) column[T] {
	to, seed := &numbers[int32]{kind: arrow.FixedWidthTypes.Date32}, seed(name)
	return column[T]{name, to, func(records []landed[T], sums []uint64) {
		for i := range records {
			t := get(&records[i])
			if t.IsZero() {
				to.addNull()
				continue
			}
			y, m, d := t.In(records[i].zone).Date()
			date := arrow.Date32FromTime(time.Date(y, m, d, 0, 0, 0, 0, time.UTC))
			sums[i] += mix(uint64(date), seed)
			to.add(int32(date))
		}
	}}
}

func texts[T any](name string, get func(*landed[T]) []string) column[T] {
	to, seed := newLists(), seed(name)
	return column[T]{name, to, func(records []landed[T], sums []uint64) {
		for i := range records {
			to.Append(true)
			for place, s := range get(&records[i]) {
				s = cleanText(s)
				sums[i] += mix(xxhash.Sum64String(s)+uint64(place), seed)
				to.ValueBuilder().(*array.StringBuilder).Append(s)
			}
		}
	}}
}

// object is a JSON object of names to values; none is null.
func object[T any](name string, get func(*landed[T]) map[string]string) column[T] {
	var all objects
	return text(name, func(r *landed[T]) string { return all.encode(get(r)) })
}

// origin gives the columns that feedback and ratings share.
func origin[T any](idName string, get func(*T) *Origin) []column[T] {
	of := func(r *landed[T]) *Origin { return get(r.rec) }
	return []column[T]{
		number(idName, func(r *landed[T]) int64 { return r.id }),
		key("source", func(r *landed[T]) string { return r.source }),
		stream[T](),
		key("channel", func(r *landed[T]) string { return string(of(r).Channel) }),
		key("native_id", func(r *landed[T]) string { return of(r).NativeID }),
		text("thread_id", func(r *landed[T]) string { return of(r).ThreadID }),
		text("parent_id", func(r *landed[T]) string { return of(r).ParentID }),
		text("response_id", func(r *landed[T]) string { return of(r).ResponseID }),
		text("person_key", func(r *landed[T]) string { return r.personKey }),
		text("author_id", func(r *landed[T]) string { return of(r).Author.ID }),
		text("author_name", func(r *landed[T]) string { return of(r).Author.Name }),
		text("author_email", func(r *landed[T]) string { return of(r).Author.Email }),
		text("account", func(r *landed[T]) string { return of(r).Account }),
		instant("occurred_at", func(r *landed[T]) time.Time { return of(r).OccurredAt }),
		day("occurred_on", func(r *landed[T]) time.Time { return of(r).OccurredAt }),
		text("language", func(r *landed[T]) string { return of(r).Language }),
		text("url", func(r *landed[T]) string { return of(r).URL }),
		text("segments", func(r *landed[T]) string { return r.segments }),
		text("payload", func(r *landed[T]) string { return of(r).Payload }),
	}
}
