package transform

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestManyRows builds of a table with so many rows that what reads it is joined as
// written, and holds that the setting for it does not stay.
func TestManyRows(t *testing.T) {
	db := open(t)
	rate(t, db, 1, 1, "2026-05-04", "ada", 9)
	exec(t, db, `insert into landing.ratings by name
		select r.* replace (i as rating_id, cast(i as varchar) as native_id, 'p' || i % 40000 as person_key,
			date '2026-05-04' + cast(i // 40000 as int) as occurred_on, i % 11 as score)
		from landing.ratings r, range(2, ?) as n(i)`, 2+manyRows)
	run := testRun("r1")
	run.AsOf = time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	result := transformed(t, db, run)
	if n := result.Rows["int_rating_order"]; n != manyRows+1 {
		t.Fatalf("%d answers", n)
	}
	// Of the 40,000 people and ada, each with the last answer of the month.
	if got := lines(t, db, "select n from satisfaction where metric = 'nps' and period_kind = 'month' and dimension = 'all'"); got != "40001" {
		t.Errorf("%s people in the month", got)
	}
	if got := lines(t, db, "select 'left: ' || current_setting('disabled_optimizers')"); got != "left: " {
		t.Error(got)
	}
}

func TestReadsAnew(t *testing.T) {
	p := plan{byName: map[string]Model{
		"large": {Build: Table},
		"view":  {Build: View, Inputs: []string{"large"}},
		"small": {Build: Table, Inputs: []string{"large"}},
	}}
	b := &builder{plan: p, anew: map[string]bool{"large": true, "small": false}}
	for input, want := range map[string]bool{"large": true, "view": true, "small": false, "landing.ratings": false} {
		if got := b.readsAnew(Model{Inputs: []string{input}}); got != want {
			t.Errorf("%s: %v", input, got)
		}
	}
}

// TestOwnMacros: macros stay in the warehouse from run to run, and a changed one
// takes the place of what stood.
func TestOwnMacros(t *testing.T) {
	db, own := open(t), t.TempDir()
	write := func(path, text string) {
		t.Helper()
		path = filepath.Join(own, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	say(t, db, 1, 1, "2026-07-01", "p1", "I cannot log in")
	write("models/own_answer.sql", "-- One row.\n-- key: answer\n-- build: table\nselect own_answer() as answer")
	for i, answer := range []string{"41", "41", "42"} {
		write("prelude/own.sql", "create or replace macro own_answer() as "+answer+";")
		run := testRun(fmt.Sprint("r", i))
		run.Own = own
		transformed(t, db, run)
		if got := lines(t, db, "select cast(answer as varchar) from own_answer"); got != answer {
			t.Errorf("run %d: %s, want %s", i, got, answer)
		}
	}
}
