package survey

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

func answers() Settings {
	return Settings{
		ID: Column{Name: "id"}, Time: Time{Column: "when", Zone: "Europe/Berlin", Format: "dd.mm.yyyy"},
		Ratings: []Rating{{Column: "score", Metric: ingest.NPS}}, Comments: []Comment{{Column: "words"}},
	}
}

func writeBook(t *testing.T, sheets map[string][][]any, change func(*excelize.File)) string {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	for name, rows := range sheets {
		if _, err := book.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			if err := book.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	if change != nil {
		change(book)
	}
	path := filepath.Join(t.TempDir(), "answers.xlsx")
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestSpreadsheet(t *testing.T) {
	when := time.Date(2025, 7, 1, 9, 30, 15, 0, time.UTC)
	path := writeBook(t, map[string][][]any{
		"Answers": {
			{nil}, // above the header
			{"ID", "When", "Score", "Words"},
			{12345678901, when, 9, "from a date cell"},
			{"b", "02.07.2025", 8.0, "from text"},
			{"c", "2025-07-03", "10 - Extremely likely", "ISO\ntwo lines"},
			{},
			{"d", when, "eleven", "kept"},
			{"e", "never", 5, "no time"},
			{"f", when, 5, "x", nil, "beside the table"},
			{"g", when},
		},
	}, func(book *excelize.File) {
		if err := book.SetSheetVisible("Sheet1", false); err != nil { // the first one is not what people see
			t.Log(err)
		}
		book.SetActiveSheet(1)
		if err := book.SetSheetVisible("Sheet1", false); err != nil {
			t.Fatal(err)
		}
	})
	var out strings.Builder
	show(t, &out, answers(), path)
	want := `- survey 12345678901 at 2025-07-01T09:30:15+02:00
  nps 9 of 0..10  [Score] id 12345678901/nps/score
  words "from a date cell" [Words] id 12345678901/words
    | {"ID":"12345678901","When":"45839.396006944444","Score":"9","Words":"from a date cell"}
- survey b at 2025-07-02T00:00:00+02:00
  nps 8 of 0..10  [Score] id b/nps/score
  words "from text" [Words] id b/words
    | {"ID":"b","When":"02.07.2025","Score":"8","Words":"from text"}
- survey c at 2025-07-03T00:00:00+02:00
  nps 10 of 0..10  [Score] id c/nps/score
  words "ISO\ntwo lines" [Words] id c/words
    | {"ID":"c","When":"2025-07-03","Score":"10 - Extremely likely","Words":"ISO\ntwo lines"}
- skip: empty row
- survey d at 2025-07-01T09:30:15+02:00
  words "kept" [Words] id d/words
    | {"ID":"d","When":"45839.396006944444","Score":"eleven","Words":"kept"}
- reject line 7: nps "Score": "eleven" is no score: give it one in words, or add it to no_answer
    | {"Score":"eleven"}
- reject line 8: time: the cell is not written as time.format "dd.mm.yyyy" says
    | {"ID":"e","When":"never","Score":"5","Words":"no time"}
- reject line 9: 6 cells under a header of 4: cells that hold the delimiter belong into quotes
    | f	45839.396006944444	5	x		beside the table
- skip: no answer
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestSheets(t *testing.T) {
	path := writeBook(t, map[string][][]any{
		"Old":     {{"id", "when", "score", "words"}, {"o", "2025-01-01", 1, "old"}},
		"Current": {{"id", "when", "score", "words"}, {"n", "2025-01-01", 9, "new"}},
	}, func(book *excelize.File) {
		date1904 := true
		if err := book.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &date1904}); err != nil {
			t.Fatal(err)
		}
		if err := book.SetCellFloat("Current", "B2", 44377.5, -1, 64); err != nil {
			t.Fatal(err)
		}
	})
	s := answers()
	s.Sheet = " current"
	items := readFile(t, s, path)
	if diff := cmp.Diff([]string{"new"}, bodies(items)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if got := items[0].Feedback[0].OccurredAt.Format(time.RFC3339); got != "2025-07-01T12:00:00+02:00" {
		t.Errorf("a date of the 1904 calendar is %s", got)
	}
	s.Sheet = "None"
	if _, _, err := readAnyway(t, s, path); err == nil || !strings.Contains(err.Error(), `answers.xlsx: sheet: there is no "None"`) {
		t.Errorf("error %v", err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for cut := 0; cut < len(whole); cut += 211 {
		if _, _, err := readAnyway(t, answers(), writeFile(t, "cut.xlsx", whole[:cut])); err == nil {
			t.Errorf("a file cut off after %d bytes is no error", cut)
		}
	}
}
