package transform_test

import (
	"bufio"
	"context"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/earshot/earshot/internal/warehouse"
)

// openPrelude opens a database in memory with all macros, for a run on the day
// given (2006-01-02).
func openPrelude(t *testing.T, day string) *warehouse.DB {
	t.Helper()
	ctx := context.Background()
	db, err := warehouse.Open(ctx, "", warehouse.Limits{Memory: "1GB", Threads: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.Exec(ctx, "set variable run_date = cast('"+day+"' as date)"); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("prelude/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files { // Glob sorts, and so does the runner
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Exec(ctx, string(text)); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
	}
	return db
}

// TestStatistics runs each line "expression = value" of testdata/statistics in
// DuckDB. A number must agree to the last digit that the line gives.
func TestStatistics(t *testing.T) {
	db := openPrelude(t, "2025-01-08")
	files, err := filepath.Glob("testdata/statistics/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files, %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) { runLines(t, db, file) })
	}
}

func runLines(t *testing.T, db *warehouse.DB, file string) {
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	scanner := bufio.NewScanner(f)
	for n := 1; scanner.Scan(); n++ {
		line := scanner.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		at := strings.LastIndex(line, " = ")
		if at < 0 {
			t.Fatalf("%s:%d: want expression = value", file, n)
		}
		expression, want := line[:at], line[at+len(" = "):]
		var got *string
		if err := db.Row(context.Background(), "select cast(("+expression+") as varchar)", nil, &got); err != nil {
			t.Fatalf("%s:%d: %v", file, n, err)
		}
		if !agrees(got, want) {
			t.Errorf("%s:%d: %s = %s, want %s", file, n, expression, text(got), want)
		}
	}
	if err := scanner.Err(); err != nil {
		t.Fatal(err)
	}
}

// agrees compares to half a unit of want's last digit: 0.05 with 0.0512.
func agrees(got *string, want string) bool {
	if got == nil || want == "null" {
		return text(got) == want
	}
	w, err := strconv.ParseFloat(want, 64)
	if err != nil {
		return *got == want
	}
	g, err := strconv.ParseFloat(*got, 64)
	mantissa, exponent, _ := strings.Cut(want, "e")
	_, decimals, _ := strings.Cut(mantissa, ".")
	power, _ := strconv.Atoi(exponent)
	// the last binary digits of want and got are no difference
	slack := 0.500001*math.Pow10(power-len(decimals)) + 4e-16*math.Abs(w)
	return err == nil && math.Abs(g-w) <= slack
}

func text(s *string) string {
	if s == nil {
		return "null"
	}
	return *s
}

func TestAgrees(t *testing.T) {
	for _, c := range []struct {
		got, want string
		ok        bool
	}{
		{"0.0512", "0.05", true}, {"0.0551", "0.05", false}, {"1.27e-12", "1.3e-12", true}, {"1.2e-12", "1.3e-12", false},
		{"real change", "real change", true}, {"1", "null", false}, {"1.4", "1", true}, {"x", "1", false},
	} {
		if agrees(&c.got, c.want) != c.ok {
			t.Errorf("%s and %s: agree %v, want %v", c.got, c.want, !c.ok, c.ok)
		}
	}
}
