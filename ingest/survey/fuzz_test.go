package survey

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/google/go-cmp/cmp"
)

func rowsOf(text, delimiter string, width int) *rows {
	return &rows{width: width, split: splitter{delimiter: []byte(delimiter)},
		lines: lines{in: bufio.NewReaderSize(strings.NewReader(text), 16), eol: lineEnd([]byte(text)), limit: maxRow}}
}

// FuzzRows: whatever the text, rows come in the order of their lines, none is
// wider than the header, and the end is reached.
func FuzzRows(f *testing.F) {
	f.Add("a,b\n1,2\n", ",", 2)
	f.Add("\"a\"b,c\n\"open,1\n2,3\n\"x\ny\",4\n", ",", 2)
	f.Add("a;\"b\"\"c\" ;\r\"\r", ";", 3)
	f.Add("1\"\"\n\"", "§", 1)
	f.Fuzz(func(t *testing.T, text, delimiter string, width int) {
		if delimiter == "" || strings.ContainsAny(delimiter, "\"\r\n") || width < 1 || width > 1000 {
			t.Skip()
		}
		r := rowsOf(text, delimiter, width)
		last := int64(0)
		for {
			row, err := r.next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if row.line <= last || row.line > int64(strings.Count(text, string(r.eol)))+1 {
				t.Fatalf("line %d after line %d", row.line, last)
			}
			if last = row.line; len(row.cells) > width || (row.fault == "") == (len(row.cells) == 0) {
				t.Fatalf("%d cells, fault %q, raw %q", len(row.cells), row.fault, row.raw)
			}
		}
	})
}

// FuzzWellFormed: what encoding/csv writes is read as encoding/csv reads it.
func FuzzWellFormed(f *testing.F) {
	f.Add("a|b|c|d", 2)
	f.Add("a \"quoted\" word|two\nlines|,|\r\n|\"", 1)
	f.Add("||\n|\r|x", 3)
	f.Fuzz(func(t *testing.T, text string, width int) {
		cells := strings.Split(strings.ReplaceAll(text, "\x00", "0"), "|")
		if width < 1 || len(cells) < width {
			t.Skip()
		}
		var file strings.Builder
		w := csv.NewWriter(&file)
		for len(cells) >= width {
			if err := w.Write(cells[:width]); err != nil {
				t.Fatal(err)
			}
			cells = cells[width:]
		}
		w.Flush()
		want, err := csv.NewReader(strings.NewReader(file.String())).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		r := rowsOf(file.String(), ",", width)
		for _, record := range want {
			row, err := r.next()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(record, row.cells); diff != "" {
				t.Fatalf("-want +got\n%s", diff)
			}
		}
		if row, err := r.next(); !errors.Is(err, io.EOF) {
			t.Fatalf("one more row: %+v, %v", row, err)
		}
	})
}

// FuzzFile opens any bytes as any kind of text file.
func FuzzFile(f *testing.F) {
	for _, name := range []string{"in.csv", "in.tsv", "in.json", "in.jsonl", "in.csv.gz"} {
		f.Add(name, []byte("id,when,score,words\n1,2025-01-01,9,x\n"))
		f.Add(name, []byte(`[{"id": 1, "when": "2025-01-01", "score": 9, "words": "x"}]`))
		f.Add(name, []byte("\xff\xfei\x00d\x00\n\x00"))
	}
	s := Settings{ID: Column{Name: "id", Optional: true}, Time: Time{Column: "when", Fixed: "2025-01-01", Optional: true},
		Ratings: []Rating{{Column: "score", Metric: ingest.NPS, Optional: true}}, Comments: []Comment{{Column: "*", Optional: true}}}
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		if kind := kindOf(name); kind == "" || kind == "xlsx" || kind == "parquet" || strings.ContainsAny(name, "/\x00") || len(name) > 100 {
			t.Skip()
		}
		readAnyway(t, s, writeFile(t, name, data))
	})
}

var slashes = regexp.MustCompile(`^\d{1,2}/\d{1,2}/\d{2,4}\b`)

// FuzzTime: a time that is read is one of answers and reads back as itself,
// and 03/04/2025 is never guessed.
func FuzzTime(f *testing.F) {
	for _, cell := range []string{"2025-07-01", "03/04/2025", "2025-07-01T09:05:06.789Z", "24.12.2025 18:00", "Feb 3, 2025 3:04 p.m.", "45839.39", "1751353506"} {
		f.Add(cell, "")
		f.Add(cell, "dd/mm/yyyy h:mm:ss am/pm")
		f.Add(cell, "unix_ms")
	}
	f.Add("0", "\xa3")
	f.Fuzz(func(t *testing.T, cell, format string) {
		c, err := newClock(Time{Column: "when", Format: format}, time.UTC)
		if err != nil {
			t.Skip()
		}
		got, err := c.read(cell)
		if err != nil {
			return
		}
		if got.Before(earliest) || got.After(latest) {
			t.Fatalf("%q is %v", cell, got)
		}
		if auto := format == "" || format == "auto"; auto && slashes.MatchString(strings.TrimSpace(cell)) {
			t.Fatalf("%q was guessed to be %v", cell, got)
		}
		plain, err := newClock(Time{Column: "when"}, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := plain.read(got.Format(time.RFC3339Nano)); err != nil || !again.Equal(got) {
			t.Fatalf("%v reads back as %v, %v", got, again, err)
		}
	})
}

var plainNumber = regexp.MustCompile(`^[+-]?[0-9]{1,15}(\.[0-9]+)?$`)

// FuzzNumber: plain numbers are what strconv says, and others have a value.
func FuzzNumber(f *testing.F) {
	for _, cell := range []string{"9", "9,0", "10 - Extremely likely", "Not at all likely - 0", "9/10", "5 stars", "3 or 4", "-1", "1e1", "٣", "9,", "+"} {
		f.Add(cell, 10.0)
	}
	f.Fuzz(func(t *testing.T, cell string, top float64) {
		got, ok := number(cell, top)
		if ok && (math.IsNaN(got) || math.IsInf(got, 0)) {
			t.Fatalf("%q is %v", cell, got)
		}
		if plainNumber.MatchString(cell) {
			if want, err := strconv.ParseFloat(cell, 64); err != nil || !ok || got != want {
				t.Fatalf("%q is %v, %v, want %v", cell, got, ok, want)
			}
		}
		if !strings.ContainsAny(cell, "0123456789") && ok {
			t.Fatalf("%q is %v", cell, got)
		}
	})
}

// FuzzPayload: the payload is JSON that holds the cell.
func FuzzPayload(f *testing.F) {
	f.Add("plain", "two\nlines \"quoted\" \\ \x00 \xff é \u2028\x1f")
	f.Fuzz(func(t *testing.T, name, cell string) {
		p := newPayload(heading([][]string{{name, "other"}}))
		var got map[string]string
		if err := json.Unmarshal([]byte(p.of([]string{"x", cell})), &got); err != nil {
			t.Fatal(err)
		}
		want := string([]rune(strings.ReplaceAll(cell, "\x00", "")))
		if strings.TrimSpace(cell) == "" {
			want = ""
		}
		if !strings.HasPrefix(strings.ToLower(squeeze(name)), "other") && got["other"] != want {
			t.Fatalf("got %q, want %q", got["other"], want)
		}
	})
}
