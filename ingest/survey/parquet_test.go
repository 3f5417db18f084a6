package survey

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
	"github.com/earshot/earshot/ingest"
	"github.com/google/go-cmp/cmp"
)

// writeParquet writes a file of n rows with every kind of column.
func writeParquet(t testing.TB, n int) []byte {
	t.Helper()
	person := arrow.StructOf(arrow.Field{Name: "email", Type: arrow.BinaryTypes.String, Nullable: true},
		arrow.Field{Name: "vip", Type: arrow.FixedWidthTypes.Boolean, Nullable: true})
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "id", Type: arrow.PrimitiveTypes.Int64},
		{Name: "when", Type: &arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: "UTC"}},
		{Name: "local", Type: &arrow.TimestampType{Unit: arrow.Millisecond}},
		{Name: "day", Type: arrow.FixedWidthTypes.Date32, Nullable: true},
		{Name: "score", Type: arrow.PrimitiveTypes.Float64, Nullable: true},
		{Name: "words", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "person", Type: person, Nullable: true},
		{Name: "tags", Type: arrow.ListOf(arrow.BinaryTypes.String), Nullable: true},
	}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	for i := range n {
		when := time.Date(2025, 7, 1, 9, 30, 0, 0, time.UTC).Add(time.Duration(i) * time.Minute)
		b.Field(0).(*array.Int64Builder).Append(int64(i))
		b.Field(1).(*array.TimestampBuilder).Append(arrow.Timestamp(when.UnixMicro()))
		b.Field(2).(*array.TimestampBuilder).Append(arrow.Timestamp(when.UnixMilli()))
		b.Field(3).(*array.Date32Builder).Append(arrow.Date32FromTime(when))
		tags := b.Field(7).(*array.ListBuilder)
		nested := b.Field(6).(*array.StructBuilder)
		if i%3 == 2 {
			b.Field(4).AppendNull()
			b.Field(5).(*array.StringBuilder).Append("only words")
			nested.AppendNull()
			tags.AppendNull()
			continue
		}
		b.Field(4).(*array.Float64Builder).Append(float64(i % 11))
		b.Field(5).AppendNull()
		nested.Append(true)
		nested.FieldBuilder(0).(*array.StringBuilder).Append("ann@example.com")
		nested.FieldBuilder(1).(*array.BooleanBuilder).Append(i%2 == 0)
		tags.Append(true)
		tags.ValueBuilder().(*array.StringBuilder).AppendValues([]string{"a", "b"}, nil)
	}
	record := b.NewRecord()
	defer record.Release()
	var out bytes.Buffer
	w, err := pqarrow.NewFileWriter(schema, &out, parquet.NewWriterProperties(parquet.WithCompression(compress.Codecs.Zstd),
		parquet.WithMaxRowGroupLength(1000)), pqarrow.DefaultWriterProps())
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(record); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func columnar(time string) Settings {
	return Settings{
		ID: Column{Name: "id"}, Time: Time{Column: time, Zone: "Europe/Berlin"}, Respondent: Respondent{Email: Column{Name: "person.email"}},
		Ratings: []Rating{{Column: "score", Metric: ingest.NPS}}, Comments: []Comment{{Column: "words"}},
		Segments: map[string]Column{"vip": {Name: "person.vip"}}, Labels: []Column{{Name: "tags"}},
	}
}

func TestParquet(t *testing.T) {
	path := writeFile(t, "answers.parquet", writeParquet(t, 3))
	var out strings.Builder
	show(t, &out, columnar("when"), path)
	want := `- survey 0 at 2025-07-01T09:30:00Z email "ann@example.com" map[vip:true]
  nps 0 of 0..10  [score] id 0/nps/score
    | {"id":"0","when":"2025-07-01T09:30:00Z","local":"2025-07-01 09:30:00","day":"2025-07-01","score":"0","person.email":"ann@example.com","person.vip":"true","tags":"a; b"}
- survey 1 at 2025-07-01T09:31:00Z email "ann@example.com" map[vip:false]
  nps 1 of 0..10  [score] id 1/nps/score
    | {"id":"1","when":"2025-07-01T09:31:00Z","local":"2025-07-01 09:31:00","day":"2025-07-01","score":"1","person.email":"ann@example.com","person.vip":"false","tags":"a; b"}
- survey 2 at 2025-07-01T09:32:00Z
  words "only words" [words] id 2/words
    | {"id":"2","when":"2025-07-01T09:32:00Z","local":"2025-07-01 09:32:00","day":"2025-07-01","words":"only words"}
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	for column, when := range map[string]string{"local": "2025-07-01T09:30:00+02:00", "day": "2025-07-01T00:00:00+02:00"} {
		if got := readFile(t, columnar(column), path)[0].Ratings[0].OccurredAt.Format(time.RFC3339); got != when {
			t.Errorf("%s is read as %s, want %s", column, got, when)
		}
	}
}

// TestParquetBatches reads over the borders of batches and row groups.
func TestParquetBatches(t *testing.T) {
	items := readFile(t, columnar("when"), writeFile(t, "answers.parquet", writeParquet(t, 5000)))
	for i, item := range items {
		if id := append(item.Ratings, make([]ingest.Rating, 1)...)[0].ResponseID; i%3 != 2 && id != fmt.Sprint(i) {
			t.Fatalf("row %d is %q", i, id)
		}
	}
	if len(items) != 5000 {
		t.Errorf("%d rows", len(items))
	}
}

// TestParquetDamaged cuts a file off and changes bytes of it: an error or what
// is still right, never a panic.
func TestParquetDamaged(t *testing.T) {
	whole := writeParquet(t, 50)
	for cut := 1; cut < len(whole); cut += 97 {
		_, _, err := readAnyway(t, columnar("when"), writeFile(t, "cut.parquet", whole[:cut]))
		if err == nil || !strings.Contains(err.Error(), "cut.parquet: the file is cut off or no Parquet") {
			t.Fatalf("cut off after %d bytes: %v", cut, err)
		}
	}
	failed := 0
	for at := 4; at < len(whole); at += 13 {
		damaged := bytes.Clone(whole)
		damaged[at] ^= 0xff
		if _, _, err := readAnyway(t, columnar("when"), writeFile(t, "damaged.parquet", damaged)); err != nil {
			failed++
		}
	}
	if failed == 0 {
		t.Error("no change of a byte is noticed")
	}
}
