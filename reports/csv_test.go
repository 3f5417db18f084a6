package reports

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/earshot/earshot/reports/sheet"
)

func readCSV(t *testing.T, path string) [][]string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return rows
}

// One person and five difficult answers: the files are small enough to read.
func TestGoldenCSV(t *testing.T) {
	dir := t.TempDir()
	made, err := Write(context.Background(), published(t, "cases/nothing.sql", "cases/one.sql", "difficult.sql"), dir, aRun(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range made[0].Files {
		if strings.HasSuffix(file.Path, ".csv") {
			golden(t, filepath.Join(made[0].Folder, file.Path), file.Path)
		}
	}
	manifest, err := os.ReadFile(filepath.Join(made[0].Folder, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	// What is compressed may be other bytes with another compiler.
	compare(t, regexp.MustCompile(`(\.(xlsx|parquet)",\s+"rows": \d+,\s+"bytes": )\d+(,\s+"sha256": )"\w+"`).ReplaceAll(manifest, []byte(`${1}0${3}""`)), "manifest.json")
}

func TestCSVIsHarmlessAndWhole(t *testing.T) {
	dir := t.TempDir()
	db := published(t, cases()["full"]...)
	made, err := Write(context.Background(), db, dir, aRun(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range made[0].Files {
		if !strings.HasSuffix(file.Path, ".csv") {
			continue
		}
		table := strings.TrimSuffix(filepath.Base(file.Path), ".csv")
		rows := readCSV(t, filepath.Join(made[0].Folder, file.Path))
		if int64(len(rows)-1) != file.Rows {
			t.Errorf("%s: %d rows, the manifest says %d", table, len(rows)-1, file.Rows)
		}
		for _, row := range rows {
			for _, cell := range row {
				if cell != sheet.Harmless(cell) {
					t.Errorf("%s: a cell begins with %q", table, cell[:1])
				}
			}
		}
		if table == "dictionary" {
			continue
		}
		var n int64
		if err := db.Row(context.Background(), "select count(*) from "+table, nil, &n); err != nil {
			t.Fatal(err)
		}
		if n != file.Rows {
			t.Errorf("%s: %d rows of %d", table, file.Rows, n)
		}
	}
}

// More rows than a page holds, many of them of one moment, come out once each
// and in order.
func TestPagesMeet(t *testing.T) {
	dir := t.TempDir()
	made, err := Write(context.Background(), published(t, "cases/nothing.sql", "cases/many.sql"), dir, aRun(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for table, keys := range map[string][]int{"feedback": {13, 0}, "feedback_themes": {13, 0, 1}, "rejects": {0, 2, 3}} {
		rows := readCSV(t, filepath.Join(made[0].Folder, "csv", table+".csv"))[1:]
		if len(rows) != 25_000 {
			t.Errorf("%s: %d rows", table, len(rows))
		}
		last := ""
		for _, row := range rows {
			key := ""
			for _, k := range keys {
				key += fmt.Sprintf("%30s|", row[k])
			}
			if key <= last {
				t.Fatalf("%s: %s after %s", table, key, last)
			}
			last = key
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	db := published(b, "cases/nothing.sql", "cases/many.sql")
	for b.Loop() {
		if _, err := Write(context.Background(), db, b.TempDir(), aRun(), nil); err != nil {
			b.Fatal(err)
		}
	}
}
