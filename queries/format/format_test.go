package format

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
	"github.com/clipperhouse/displaywidth"
	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const huge = "123456789012345678901234567890"

// nasty are texts that a format can stumble over.
func nasty() []string {
	return []string{
		"plain", "", "NULL", `he said "no", twice`, "two\r\nlines", "=1+1", "@SUM(A1)", "-5", "\x1b[31mred\x1b[0m \x07\u009b2J",
		"東京タワー 👩‍👩‍👧 é", "a|b*c*_d_ <b>x</b> [l](http://x) `c` \\", "turned \u202eback", " edge ", "zero\u200bwidth\u2028line",
	}
}

// sample has a column of each type, a row for each nasty text and, last, a row
// of nulls.
func sample(t testing.TB) array.RecordReader {
	t.Helper()
	list := arrow.ListOf(arrow.BinaryTypes.String)
	pair := arrow.StructOf(arrow.Field{Name: "n", Type: arrow.PrimitiveTypes.Int32, Nullable: true}, arrow.Field{Name: "s", Type: arrow.BinaryTypes.String, Nullable: true})
	fields := []arrow.Field{
		{Name: "words", Type: arrow.BinaryTypes.String}, {Name: "n", Type: arrow.PrimitiveTypes.Int64}, {Name: "part", Type: arrow.PrimitiveTypes.Float64},
		{Name: "huge", Type: &arrow.Decimal128Type{Precision: 38, Scale: 0}}, {Name: "price", Type: &arrow.Decimal128Type{Precision: 10, Scale: 2}},
		{Name: "yes", Type: arrow.FixedWidthTypes.Boolean}, {Name: "day", Type: arrow.FixedWidthTypes.Date32},
		{Name: "at", Type: &arrow.TimestampType{Unit: arrow.Microsecond}}, {Name: "clock", Type: arrow.FixedWidthTypes.Time64us},
		{Name: "list", Type: list}, {Name: "pair", Type: pair}, {Name: "map", Type: arrow.MapOf(arrow.BinaryTypes.String, arrow.PrimitiveTypes.Int32)},
		{Name: "span", Type: arrow.FixedWidthTypes.MonthDayNanoInterval}, {Name: "kind", Type: &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Uint8, ValueType: arrow.BinaryTypes.String}},
		{Name: "bytes", Type: arrow.BinaryTypes.Binary}, {Name: "n", Type: arrow.PrimitiveTypes.Int32},
	}
	for i := range fields {
		fields[i].Nullable = true
	}
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(fields, nil))
	defer b.Release()
	amount, err := decimal128.FromString(huge, 38, 0)
	if err != nil {
		t.Fatal(err)
	}
	parts := []float64{0.1 + 0.2, math.NaN(), math.Inf(-1), 1e-9, 1.5e300, -0.5}
	for i, words := range nasty() {
		b.Field(0).(*array.StringBuilder).Append(words)
		b.Field(1).(*array.Int64Builder).Append(int64(i) * 1_000_000_007_000_003)
		b.Field(2).(*array.Float64Builder).Append(parts[i%len(parts)])
		b.Field(3).(*array.Decimal128Builder).Append(amount)
		b.Field(4).(*array.Decimal128Builder).Append(decimal128.FromI64(int64(i) * -1250))
		b.Field(5).(*array.BooleanBuilder).Append(i%2 == 0)
		b.Field(6).(*array.Date32Builder).Append(arrow.Date32(20640 + i))
		b.Field(7).(*array.TimestampBuilder).Append(arrow.Timestamp(1783288800000000 + int64(i)*500_000))
		b.Field(8).(*array.Time64Builder).Append(arrow.Time64(int64(i) * 3_723_000_001))
		l := b.Field(9).(*array.ListBuilder)
		l.Append(true)
		for _, w := range []string{words, "x"}[:i%3%2+1] {
			l.ValueBuilder().(*array.StringBuilder).Append(w)
		}
		l.ValueBuilder().AppendNull()
		s := b.Field(10).(*array.StructBuilder)
		s.Append(true)
		s.FieldBuilder(0).(*array.Int32Builder).Append(int32(i))
		s.FieldBuilder(1).(*array.StringBuilder).Append(words)
		m := b.Field(11).(*array.MapBuilder)
		m.Append(true)
		m.KeyBuilder().(*array.StringBuilder).Append(words)
		m.ItemBuilder().(*array.Int32Builder).Append(int32(i))
		b.Field(12).(*array.MonthDayNanoIntervalBuilder).Append(arrow.MonthDayNanoInterval{Months: int32(i % 3), Days: int32(i % 2), Nanoseconds: int64(i) * 1_500_000_000})
		if err := b.Field(13).(*array.BinaryDictionaryBuilder).AppendString([]string{"up", "down"}[i%2]); err != nil {
			t.Fatal(err)
		}
		b.Field(14).(*array.BinaryBuilder).Append([]byte{byte(i), 0xff})
		b.Field(15).(*array.Int32Builder).Append(int32(-i))
	}
	for _, f := range b.Fields() {
		f.AppendNull()
	}
	record := b.NewRecord()
	half := record.NumRows() / 2 // records come in slices: offsets must not be lost
	reader, err := array.NewRecordReader(record.Schema(), []arrow.Record{record.NewSlice(0, half), record.NewSlice(half, record.NumRows())})
	if err != nil {
		t.Fatal(err)
	}
	return reader
}

func written(t testing.TB, kind Kind, width int) []byte {
	t.Helper()
	var out bytes.Buffer
	rows, err := write(&out, kind, sample(t), width)
	if err != nil {
		t.Fatalf("%s: %v", kind, err)
	}
	if rows != int64(len(nasty())+1) {
		t.Errorf("%s: %d rows", kind, rows)
	}
	return out.Bytes()
}

func TestGoldens(t *testing.T) {
	for _, c := range []struct {
		name  string
		kind  Kind
		width int
	}{{"table", Table, 0}, {"narrow", Table, 80}, {"lines", Lines, 0}, {"csv", CSV, 0}, {"json", JSON, 0}, {"jsonl", JSONL, 0}, {"markdown", Markdown, 0}} {
		got := written(t, c.kind, c.width)
		path := filepath.Join("testdata", c.name+".golden")
		if *update {
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// TestNothingActsOnATerminal holds that no text format but CSV writes a control
// character, and that CSV does not through Terminal, in pieces of any length.
func TestNothingActsOnATerminal(t *testing.T) {
	acts := func(text []byte) bool {
		return strings.ContainsFunc(string(text), func(r rune) bool { return unseen(r) && r != '\n' })
	}
	for _, kind := range []Kind{Table, Lines, JSON, JSONL, Markdown} {
		if acts(written(t, kind, 0)) {
			t.Errorf("%s lets a control character pass", kind)
		}
	}
	raw := written(t, CSV, 0)
	if !acts(raw) {
		t.Fatal("the sample has no control character: nothing is tested")
	}
	for size := 1; size < 7; size++ {
		var out bytes.Buffer
		w := Terminal(&out)
		for piece := raw; len(piece) > 0; piece = piece[min(size, len(piece)):] {
			if n, err := w.Write(piece[:min(size, len(piece))]); err != nil || n != min(size, len(piece)) {
				t.Fatal(n, err)
			}
		}
		if acts(out.Bytes()) || !strings.Contains(out.String(), "東京タワー 👩") {
			t.Errorf("pieces of %d: %q", size, out.String())
		}
	}
}

func TestATableFits(t *testing.T) {
	for width := 20; width < 200; width += 7 {
		for i, line := range strings.Split(string(written(t, Table, width)), "\n") {
			if w := displaywidth.String(line); w > width && !strings.Contains(line, "to the right: ") {
				t.Errorf("width %d, line %d: %d wide: %s", width, i, w, line)
			}
		}
	}
	wide := strings.Split(strings.TrimSpace(string(written(t, Table, 0))), "\n")
	for _, line := range wide[2:] {
		if strings.Count(line, "│") != strings.Count(wide[0], "│") {
			t.Errorf("columns are missing in %q", line)
		}
	}
}

// TestProgramsReadItBack reads CSV and JSON by other hands than those that wrote.
func TestProgramsReadItBack(t *testing.T) {
	rows, err := csv.NewReader(bytes.NewReader(written(t, CSV, 0))).ReadAll()
	if err != nil || len(rows) != len(nasty())+2 {
		t.Fatal(len(rows), err)
	}
	var objects []map[string]any
	if err := json.Unmarshal(written(t, JSON, 0), &objects); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(written(t, JSONL, 0))), "\n")
	for i, words := range nasty() {
		inCSV := strings.TrimPrefix(rows[i+1][0], "'")
		if inCSV != strings.ReplaceAll(words, "\r\n", "\n") { // the reader makes one of the two
			t.Errorf("CSV: %q became %q", words, inCSV)
		}
		if objects[i]["words"] != words || objects[i]["pair"].(map[string]any)["s"] != words {
			t.Errorf("JSON: %q became %q", words, objects[i]["words"])
		}
		if !strings.Contains(lines[i], `"huge":`+huge) {
			t.Errorf("JSONL: digits are lost: %s", lines[i])
		}
	}
	last := objects[len(objects)-1]
	if v, there := last["words"]; v != nil || !there || objects[1]["words"] != "" || last["n_2"] != nil {
		t.Errorf("null and the empty text: %v, %v", last, objects[1])
	}
}

func TestParquetAndArrowKeepTypes(t *testing.T) {
	f, err := file.NewParquetReader(bytes.NewReader(written(t, Parquet, 0)))
	if err != nil {
		t.Fatal(err)
	}
	reader, err := pqarrow.NewFileReader(f, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := reader.ReadTable(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	types := func(schema *arrow.Schema) (all []string) {
		for _, f := range schema.Fields() {
			all = append(all, f.Name+" "+f.Type.ID().String())
		}
		return all
	}
	want := strings.Split("words STRING,n INT64,part FLOAT64,huge DECIMAL128,price DECIMAL128,yes BOOL,day DATE32,at TIMESTAMP,clock TIME64,list LIST,pair STRUCT,map MAP,span STRING,kind STRING,bytes BINARY,n_2 INT32", ",")
	if diff := cmp.Diff(want, types(whole.Schema())); diff != "" {
		t.Error(diff)
	}
	if whole.NumRows() != int64(len(nasty())+1) {
		t.Errorf("%d rows", whole.NumRows())
	}
	arrows, err := ipc.NewFileReader(bytes.NewReader(written(t, Arrow, 0)))
	if err != nil {
		t.Fatal(err)
	}
	want[12], want[13] = "span INTERVAL_MONTH_DAY_NANO", "kind DICTIONARY"
	if diff := cmp.Diff(want, types(arrows.Schema())); diff != "" {
		t.Error(diff)
	}
	for i := range arrows.NumRecords() {
		if _, err := arrows.Record(i); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAWorkbook(t *testing.T) {
	content := written(t, XLSX, 0)
	if _, err := zip.NewReader(bytes.NewReader(content), int64(len(content))); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	for cell, want := range map[string]string{
		"A1": "words", "P1": "n_2", "A2": "plain", "A7": "'=1+1", "A8": "'@SUM(A1)", "A9": "-5", "D2": huge, "E3": "-12.5",
		"F2": "TRUE", "G2": "2026-07-06", "H3": "2026-07-05 22:00:00", "J2": `["plain",null]`, "C3": "", "C4": "", "A16": "",
	} {
		if got, err := f.GetCellValue("answer", cell); err != nil || got != want {
			t.Errorf("%s: %q, %v, want %q", cell, got, err, want)
		}
	}
	if kind, err := f.GetCellType("answer", "D2"); err != nil || kind == excelize.CellTypeNumber {
		t.Errorf("a number of 30 digits is %v, %v: a spreadsheet would round it", kind, err)
	}
	if formula, err := f.GetCellFormula("answer", "A7"); formula != "" || err != nil {
		t.Errorf("a formula: %s, %v", formula, err)
	}
}

// TestNoRows holds that an answer without rows has its columns.
func TestNoRows(t *testing.T) {
	for _, kind := range Kinds() {
		schema := arrow.NewSchema([]arrow.Field{{Name: "a", Type: arrow.PrimitiveTypes.Int64}, {Name: "a", Type: arrow.BinaryTypes.String}}, nil)
		reader, err := array.NewRecordReader(schema, nil)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if _, err := write(&out, kind, reader, 40); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
		if kind == JSON && out.String() != "[]\n" || kind == CSV && out.String() != "a,a\r\n" {
			t.Errorf("%s: %q", kind, out.String())
		}
	}
}

// broken fails after some bytes, as a full disk does.
type broken struct{ left int }

func (b *broken) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}

func TestAFullDiskIsTold(t *testing.T) {
	for _, kind := range Kinds() {
		if _, err := write(&broken{100}, kind, sample(t), 0); err == nil {
			t.Errorf("%s: no error", kind)
		}
	}
}

func TestNames(t *testing.T) {
	for given, want := range map[string]Kind{"CSV": CSV, "md": Markdown, "ndjson": JSONL, "Parquet": Parquet} {
		if got, err := Named(given); got != want || err != nil {
			t.Errorf("%s: %s, %v", given, got, err)
		}
	}
	if _, err := Named("pdf"); err == nil || !strings.Contains(err.Error(), "table, lines, csv") {
		t.Errorf("an unknown format: %v", err)
	}
	schema := arrow.NewSchema([]arrow.Field{{Name: "a", Type: arrow.Null}, {Name: "a", Type: arrow.Null}, {Name: "a_2", Type: arrow.Null}, {Name: "a", Type: arrow.Null}}, nil)
	if diff := cmp.Diff([]string{"a", "a_3", "a_2", "a_4"}, unlike(schema)); diff != "" {
		t.Error(diff)
	}
}

// FuzzText holds for any bytes: JSON and CSV are read back, nothing acts on a
// terminal, and a spreadsheet finds no formula.
func FuzzText(f *testing.F) {
	for _, s := range nasty() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		b := array.NewStringBuilder(memory.DefaultAllocator)
		defer b.Release()
		b.Append(s)
		column := b.NewArray()
		defer column.Release()
		schema := arrow.NewSchema([]arrow.Field{{Name: "s", Type: arrow.BinaryTypes.String, Nullable: true}}, nil)
		clean := strings.ToValidUTF8(s, "\uFFFD")
		outputs := map[Kind]string{}
		for _, kind := range []Kind{Table, CSV, JSON, Markdown} {
			record := array.NewRecord(schema, []arrow.Array{column}, 1)
			reader, err := array.NewRecordReader(schema, []arrow.Record{record})
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			if _, err := write(&out, kind, reader, 30); err != nil {
				t.Fatal(err)
			}
			outputs[kind] = out.String()
		}
		var read []struct{ S string }
		if err := json.Unmarshal([]byte(outputs[JSON]), &read); err != nil || len([]rune(read[0].S)) < len([]rune(clean)) && read[0].S != clean {
			t.Errorf("JSON: %q became %v, %v", clean, read, err)
		}
		cells, err := csv.NewReader(strings.NewReader(outputs[CSV])).ReadAll()
		if err != nil || len(cells) != 2 {
			t.Fatalf("CSV: %q: %v, %v", clean, cells, err)
		}
		if cell := cells[1][0]; cell != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", []rune(cell)[0]) && !isPlain(cell) {
			t.Errorf("a formula: %q", cell)
		}
		for _, kind := range []Kind{Table, Markdown, JSON} {
			if strings.ContainsFunc(outputs[kind], func(r rune) bool { return unseen(r) && r != '\n' }) {
				t.Errorf("%s: %q", kind, outputs[kind])
			}
		}
		if lines := strings.Count(outputs[Table], "\n"); lines != 3 {
			t.Errorf("a row of %d lines: %q", lines-2, outputs[Table])
		}
		if lines := strings.Count(outputs[Markdown], "\n"); lines != 3 {
			t.Errorf("Markdown of %d lines: %q", lines, fmt.Sprint(outputs[Markdown]))
		}
	})
}
