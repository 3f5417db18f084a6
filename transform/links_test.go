package transform

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/internal/warehouse"
)

// planned lands one item of the plan with batch n, in place of an older version.
func planned(t *testing.T, db *warehouse.DB, n int, key, title, body, label string) {
	t.Helper()
	exec(t, db, "delete from landing.work_items where native_id = ?", key)
	exec(t, db, `insert into landing.work_items
		(source, native_id, type, title, body, state, contract, estimate, votes, labels, created_at, updated_at, deleted, content_hash, run_id, batch_no)
		values ('plan', ?, 'story', ?, ?, 'open', false, 3, 0, [?], timestamp '2026-05-01', timestamp '2026-06-20', false, 1, 'r', ?)`,
		key, title, body, label, n)
	batch(t, db, n)
}

const foundLinks = `select item || ' ' || theme_id || ': ' || reasons || coalesce(' #' || label, '') ||
	coalesce(' [' || evidence || '] ' || evidence_start || '-' || evidence_end || ' ' || quote, '') || coalesce(' ' || linked_by || ': ' || note, '')
	from theme_items order by item, theme_id`

func TestItemsAreLinked(t *testing.T) {
	db := open(t)
	planned(t, db, 1, "PAY-1", "Stay logged in", "It crashes. The passwords' rules change.", "Sign-In")
	planned(t, db, 1, "PAY-2", "New login page design", "For ada@mail.example", "login")
	planned(t, db, 1, "PAY-3", "Assistant", "Error E-404 is told", "")
	say(t, db, 1, 1, "2026-07-01", "p1", "I cannot log in")
	run := testRun("r1")
	run.Themes[0].Phrases = append(run.Themes[0].Phrases, "logged in")
	run.Themes[0].Labels = []string{"sign in"}
	transformed(t, db, run)
	want := `PAY-1 crash: text [crashes] 19-25 It crashes.
PAY-1 login: label, text #Sign-In [logged in] 6-14 Stay logged in
PAY-2 login: label #login
PAY-3 crash: text [E-404] 17-21 Error E-404 is told`
	if diff := cmp.Diff(want, lines(t, db, foundLinks)); diff != "" {
		t.Error(diff)
	}
	// A person outranks labels and words, of two words of theirs the later one counts.
	run.Links = []Link{
		{Item: "PAY-1", Theme: "crash", By: "ada", Note: "only mentions one"},
		{Item: "PAY-2", Theme: "login", Linked: false, By: "ada"},
		{Item: "PAY-2", Theme: "login", Linked: true, By: "bob", Note: "it is the page"},
		{Source: "other", Item: "PAY-3", Theme: "crash", By: "ada"},
		{Item: "PAY-9", Theme: "crash", Linked: true, By: "ada"},
	}
	want = `PAY-1 login: label, text #Sign-In [logged in] 6-14 Stay logged in
PAY-2 login: hand, label #login bob: it is the page
PAY-3 crash: text [E-404] 17-21 Error E-404 is told`
	for n, change := range []func(){
		func() {},
		func() {
			planned(t, db, 3, "PAY-1", "Stay logged in", "It crashes. The passwords' rules change.", "Sign-In")
		}, // landed again
		func() { run.Themes[1].Phrases = append(run.Themes[1].Phrases, "rules") }, // found by another phrase
		func() { run.Full = true },
	} {
		change()
		run.ID = fmt.Sprint("again", n)
		transformed(t, db, run)
		if diff := cmp.Diff(want, lines(t, db, foundLinks)); diff != "" {
			t.Errorf("change %d: what was struck out is back: %s", n, diff)
		}
	}
	if got := lines(t, db, "select cast(count(*) as varchar) from feedback"); got != "1" {
		t.Errorf("%s rows of feedback: items are none", got)
	}
}

// TestItemsFollow: an item that changes or goes changes its links, without a
// full build.
func TestItemsFollow(t *testing.T) {
	db := open(t)
	planned(t, db, 1, "PAY-1", "Password rules", "", "")
	planned(t, db, 1, "PAY-2", "It crashes", "", "")
	run := testRun("r1")
	transformed(t, db, run)
	planned(t, db, 2, "PAY-1", "Crash reports", "", "")
	exec(t, db, "update landing.work_items set deleted = true, batch_no = 2 where native_id = 'PAY-2'")
	run.ID = "r2"
	if result := transformed(t, db, run); result.Changed != 2 {
		t.Errorf("%d records built anew, want the two items", result.Changed)
	}
	if diff := cmp.Diff("PAY-1 crash: text [Crash] 1-5 Crash reports", lines(t, db, foundLinks)); diff != "" {
		t.Error(diff)
	}
}
