package mail

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/earshot/earshot/reports"
)

// TestNumbersOfTheTables: the people, rates and q of the mail are those of the
// CSV files beside the full report.
func TestNumbersOfTheTables(t *testing.T) {
	db := published(t, cases()["full"]...)
	made, err := reports.Write(context.Background(), db, t.TempDir(), aRun(), []string{"summary"})
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(filepath.Join(made[0].Folder, "csv", "movers.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil || len(rows) < 5 {
		t.Fatal(len(rows), err)
	}
	column := func(name string) int {
		at := slices.Index(rows[0], name)
		if at < 0 {
			t.Fatalf("no column %s in %v", name, rows[0])
		}
		return at
	}
	moved := (teller{speak("en"), loaded(t, db)}).moved()
	if len(moved) != 2 {
		t.Fatalf("%d themes moved", len(moved))
	}
	for _, m := range moved {
		found := false
		for _, row := range rows[1:] {
			if row[column("theme_id")] != m.theme {
				continue
			}
			found = true
			got := []string{row[column("people_now")], row[column("exposure_now")], row[column("people_base")], row[column("exposure_base")]}
			if want := []string{fmt.Sprint(m.people), fmt.Sprint(m.exposure), fmt.Sprint(m.people0), fmt.Sprint(m.exposure0)}; !slices.Equal(got, want) {
				t.Errorf("%s: %v in the table, %v in the mail", m.theme, got, want)
			}
			if ratio := fmt.Sprintf("%.1f", *m.ratio); row[column("rate_ratio")] != "" && !strings.HasPrefix(row[column("rate_ratio")], ratio[:2]) {
				t.Errorf("%s: rate ratio %s in the table, %s in the mail", m.theme, row[column("rate_ratio")], ratio)
			}
		}
		if !found {
			t.Errorf("%s is not in the table", m.theme)
		}
	}
}

// TestDegrades: too large, a mail drops quotations, then rows, and says so in
// both parts; what cannot be made small enough is an error.
func TestDegrades(t *testing.T) {
	db := published(t, cases()["full"]...)
	d := loaded(t, db)
	whole, err := d.Compose(edition())
	if err != nil {
		t.Fatal(err)
	}
	smaller, err := d.compose(edition(), limits{aim: len(whole.HTML) - 1, most: 100_000})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(quotations(smaller.Text)); n != 2 || !strings.Contains(smaller.Text, "1 more in the full report.") || !strings.Contains(smaller.HTML, "1 more in the full report.") {
		t.Errorf("%d quotations", n)
	}
	check(t, smaller, db)
	least, err := d.compose(edition(), limits{aim: 1, most: 100_000})
	if err != nil {
		t.Fatal(err)
	}
	if len(quotations(least.Text)) != 0 || !strings.Contains(least.Text, "3 more in the full report.") || len(least.HTML) >= len(smaller.HTML) {
		t.Error(least.Text)
	}
	check(t, least, db)
	if _, err := d.compose(edition(), limits{aim: 1, most: 1000}); err == nil || !strings.Contains(err.Error(), "fewer themes") {
		t.Error(err)
	}
}

// TestWeek: without a complete week the mail is of the one before the run's day,
// so that the first real one is no earlier.
func TestWeek(t *testing.T) {
	var d Data
	for day, want := range map[int]string{5: "2026-06-22", 6: "2026-06-29", 8: "2026-06-29", 12: "2026-06-29", 13: "2026-07-06"} {
		d.facts.Date = time.Date(2026, 7, day, 0, 0, 0, 0, time.UTC)
		if got := d.Week().Format(time.DateOnly); got != want {
			t.Errorf("%d July: %s, want %s", day, got, want)
		}
	}
}

// TestManyMove: seven themes rise; the mail has five and counts the rest.
func TestManyMove(t *testing.T) {
	db := published(t, cases()["full"]...)
	d := loaded(t, db)
	d.movers = nil
	for i := range 7 {
		ratio, low, high, q := 3.0-float64(i)/10, 1.5, 6.0, 0.001*float64(i+1)
		d.movers = append(d.movers, mover{theme: fmt.Sprint("t", i), name: fmt.Sprint("Theme ", string(rune('A'+i))), people: 30, people0: 40, exposure: 100, exposure0: 400,
			ratio: &ratio, low: &low, high: &high, q: &q, direction: "up", judgement: "real change"})
	}
	m, err := d.Compose(edition())
	if err != nil {
		t.Fatal(err)
	}
	check(t, m, db)
	rows := regexp.MustCompile(`(?m)^▲ Theme .*$`).FindAllString(m.Text, -1)
	if len(rows) != 5 || !strings.Contains(m.Text, "\n2 more in the full report.\n") || !strings.Contains(m.Subject, "Theme A 3.0×, 6 more themes moved") {
		t.Errorf("%s\n%s", m.Subject, strings.Join(rows, "\n"))
	}
}

// TestSubjectsVary: of nine weeks no two have the same subject.
func TestSubjectsVary(t *testing.T) {
	seen := map[string]string{}
	for _, name := range []string{"full", "quiet", "stale", "first", "wordsonly", "empty", "nothing", "one", "promoters"} {
		text, err := os.ReadFile(filepath.Join("testdata", "golden", name+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		subject, _, _ := strings.Cut(string(text), "\n")
		if other, twice := seen[subject]; twice {
			t.Errorf("%s and %s: %s", name, other, subject)
		}
		if seen[subject] = name; len([]rune(subject)) > 110 {
			t.Errorf("%s: %s", name, subject)
		}
	}
}

// TestLanguages: every word is there in each language, with the same verbs.
func TestLanguages(t *testing.T) {
	verbs := regexp.MustCompile(`%[a-z%]`)
	base := reflect.ValueOf(english())
	for _, w := range languages() {
		other := reflect.ValueOf(w)
		for i := range base.NumField() {
			name := base.Type().Field(i).Name
			switch field := base.Field(i); field.Kind() {
			case reflect.String:
				if other.Field(i).String() == "" {
					t.Errorf("%s: %s is empty", w.Code, name)
				}
				want, got := verbs.FindAllString(field.String(), -1), verbs.FindAllString(other.Field(i).String(), -1)
				if name != "Caption" && !slices.Equal(want, got) {
					t.Errorf("%s: %s has the verbs %v, want %v", w.Code, name, got, want)
				}
			case reflect.Map:
				for _, key := range field.MapKeys() {
					if !other.Field(i).MapIndex(key).IsValid() {
						t.Errorf("%s: %s has no %s", w.Code, name, key)
					}
				}
			}
		}
	}
	if got := speak("de").figure("+1,240.5 to 3% points"); got != "+1.240,5 bis 3\u00a0% Punkte" {
		t.Errorf("%q", got)
	}
	if speak("xx").Code != "en" || !slices.Equal(Languages(), []string{"en", "de"}) {
		t.Error(Languages())
	}
}
