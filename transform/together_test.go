package transform

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestAnswersOfAPersonGoTogether changes one answer at a time: those before and
// after it, which did not change, must tell of it.
func TestAnswersOfAPersonGoTogether(t *testing.T) {
	db := open(t)
	run := testRun("r0")
	run.AsOf = time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	run.Own = "testdata/own"
	rate(t, db, 1, 1, "2026-05-01", "ada", 9)
	rate(t, db, 1, 2, "2026-06-20", "ada", 3)
	rate(t, db, 1, 3, "2026-05-05", "ben", 7)
	transformed(t, db, run)
	steps := []struct {
		name   string
		change func(n int)
		ada    string // her answers in their order: score, the one before or -1, day of the next
	}{
		{"one between the others", func(n int) { rate(t, db, n, 4, "2026-06-01", "ada", 5) },
			"9 after -1 next 2026-06-01\n5 after 9 next 2026-06-20\n3 after 5 next"},
		{"another score", func(n int) { rate(t, db, n, 1, "2026-05-01", "ada", 8) },
			"8 after -1 next 2026-06-01\n5 after 8 next 2026-06-20\n3 after 5 next"},
		{"somebody else's", func(n int) { rate(t, db, n, 4, "2026-06-01", "ben", 5) },
			"8 after -1 next 2026-06-20\n3 after 8 next"},
		{"the last one goes", func(n int) {
			exec(t, db, "update landing.ratings set deleted = true, batch_no = ? where rating_id = 2", n)
			batch(t, db, n)
		}, "8 after -1 next"},
	}
	for i, step := range steps {
		t.Run(step.name, func(t *testing.T) {
			step.change(2 + i)
			run.ID = step.name
			transformed(t, db, run)
			incremental := contents(t, db)
			if got := lines(t, db, "select concat_ws(' ', cast(score as int), 'after', cast(coalesce(score_before, -1) as int), 'next', next_on) from own_answers where person_key = 'ada' order by coalesce(next_on, date '9999-01-01')"); got != step.ada {
				t.Errorf("got\n%s\nwant\n%s", got, step.ada)
			}
			full := run
			full.Full = true
			transformed(t, db, full)
			if diff := cmp.Diff(contents(t, db), incremental); diff != "" {
				t.Errorf("(-full +incremental):\n%s", diff)
			}
		})
	}
}
