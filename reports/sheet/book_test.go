package sheet

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

var bookColumns = []column{{"text", textKind}, {"n", wholeKind}, {"share", numberKind}, {"yes", truthKind}, {"day", dateKind}, {"at", momentKind}}

func aBook(t *testing.T, rows ...[]any) []byte {
	t.Helper()
	b, err := newBook()
	if err != nil {
		t.Fatal(err)
	}
	table, err := b.table("things", bookColumns)
	if err != nil {
		t.Fatal(err)
	}
	empty, err := b.table("a_table_with_a_name_that_is_too_long_for_a_sheet", bookColumns[:1])
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if err := table.write(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := table.close(int64(len(rows))); err != nil {
		t.Fatal(err)
	}
	if err := empty.close(0); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := b.save(&out, [][2]string{{"Run", "=1+1"}}, map[place]meaning{{"things", ""}: {text: "One row per thing."}}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestBook(t *testing.T) {
	at := time.Date(2026, 7, 5, 21, 30, 0, 0, time.UTC)
	rows := [][]any{
		{"plain", int64(3), 0.5, true, time.Date(2026, 7, 5, 0, 0, 0, 0, time.UTC), at},
		{"=cmd|'/C calc'!A0", nil, math.Inf(1), nil, nil, nil},
		{strings.Repeat("ü😀", 20_000), int64(-1), -2.25, false, nil, nil},
	}
	written := aBook(t, rows...)
	file, err := excelize.OpenReader(bytes.NewReader(written))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if diff := cmp.Diff([]string{"About", "things", "a_table_with_a_name_that_is_too"}, file.GetSheetList()); diff != "" {
		t.Error(diff)
	}
	got, err := file.GetRows("things")
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"text", "n", "share", "yes", "day", "at"}, {"plain", "3", "0.50", "TRUE", "2026-07-05", "2026-07-05 21:30:00"}, {"'=cmd|'/C calc'!A0"}}
	if diff := cmp.Diff(want, got[:3]); diff != "" {
		t.Error(diff)
	}
	if long := got[3][0]; !strings.HasSuffix(long, cutNote) || len([]rune(long)) > cellLimit {
		t.Errorf("a long text of %d characters ends with %q", len([]rune(long)), long[max(0, len(long)-10):])
	}
	for _, cell := range []string{"A2", "A3", "A4"} {
		if formula, err := file.GetCellFormula("things", cell); err != nil || formula != "" {
			t.Errorf("%s has the formula %q, %v", cell, formula, err)
		}
	}
	panes, err := file.GetPanes("things")
	if err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("panes %+v, %v", panes, err)
	}
	tables, err := file.GetTables("things")
	if err != nil || len(tables) != 1 || tables[0].Range != "A1:F4" {
		t.Errorf("tables %+v, %v", tables, err)
	}
	about, err := file.GetRows("About")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]string{{"Run", "'=1+1"}, nil, {"sheet", "rows here", "rows in all", "meaning"}, {"things", "3", "3", "One row per thing."}}, about[:4]); diff != "" {
		t.Error(diff)
	}
	for range 5 { // the library keeps its sheets in a map
		if !bytes.Equal(written, aBook(t, rows...)) {
			t.Fatal("the same rows gave other bytes")
		}
	}
}

// Of a long table the last rows are there, and the first sheet says so.
func TestBookKeepsTheLastRows(t *testing.T) {
	var rows [][]any
	for i := range 2*bookRows + 7 {
		rows = append(rows, []any{fmt.Sprint(i), nil, nil, nil, nil, nil})
	}
	file, err := excelize.OpenReader(bytes.NewReader(aBook(t, rows...)))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	got, err := file.GetRows("things")
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != bookRows+1 || got[1][0] != fmt.Sprint(bookRows+7) || got[bookRows][0] != fmt.Sprint(2*bookRows+6) {
		t.Errorf("%d rows, from %s to %s", len(got)-1, got[1][0], got[len(got)-1][0])
	}
	if all, err := file.GetCellValue("About", "C4"); err != nil || all != fmt.Sprint(2*bookRows+7) {
		t.Errorf("rows in all: %s, %v", all, err)
	}
}

func FuzzCut(f *testing.F) {
	f.Add("a", 5)
	f.Add("😀", 20_000)
	f.Add("\xff\xfe", 40_000)
	f.Fuzz(func(t *testing.T, piece string, times int) {
		text := strings.Repeat(piece, max(0, min(times, 200_000/max(1, len(piece)))))
		got := cut(text)
		if units := len([]rune(got)); units > cellLimit {
			t.Errorf("%d characters", units)
		}
		if got != text && !strings.HasSuffix(got, cutNote) {
			t.Error("cut without saying so")
		}
	})
}
