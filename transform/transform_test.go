package transform

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/internal/warehouse"
)

func open(t *testing.T) *warehouse.DB {
	t.Helper()
	db, err := warehouse.Open(context.Background(), t.TempDir()+"/warehouse.duckdb", warehouse.Limits{Memory: "2GB", Threads: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func exec(t *testing.T, db *warehouse.DB, query string, args ...any) {
	t.Helper()
	if err := db.Exec(context.Background(), query, args...); err != nil {
		t.Fatal(err)
	}
}

func testRun(id string) Run {
	return Run{
		ID: id, AsOf: time.Date(2026, 7, 6, 3, 0, 0, 0, time.UTC), Zone: time.UTC, Workspace: "Test",
		Languages: []string{"en"}, Stale: map[string]int{"s": 14}, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Themes: []Theme{
			{ID: "login", Name: "Login", Phrases: []string{"log in", "login", "password*"}, Exclude: []string{"login page design"}},
			{ID: "crash", Name: "Crashes", Phrases: []string{"crash", "keeps * closing"}, Regex: []string{`E-?\d{3}`}},
		},
	}
}

// batch enters a batch, as landing does.
func batch(t *testing.T, db *warehouse.DB, n int) {
	t.Helper()
	exec(t, db, "delete from ops.batches where batch_no = ?", n)
	exec(t, db, "insert into ops.batches values (?, 's', 'r', timestamp '2026-07-01', 1, 1, 0, 0)", n)
}

// say lands one feedback with batch n, in place of an older version.
func say(t *testing.T, db *warehouse.DB, n, id int, on, person, body string) {
	t.Helper()
	exec(t, db, "delete from landing.feedback where feedback_id = ?", id)
	exec(t, db, `insert into landing.feedback
		(feedback_id, source, channel, native_id, person_key, author_name, occurred_at, occurred_on, body, votes, deleted, content_hash, run_id, batch_no, response_id, author_id, author_email, account)
		values (?, 's', 'survey', ?, ?, 'Ada Lovelace', cast(? as timestamp), cast(? as date), ?, 0, false, 1, 'r', ?, ?, ?, ?, ?)`,
		id, fmt.Sprint(id), person, on, on, body, n, fmt.Sprint(id), fmt.Sprint("Log", id%7), fmt.Sprintf("p@d%d.example", id%9), fmt.Sprint("account ", id%11))
	batch(t, db, n)
}

func rate(t *testing.T, db *warehouse.DB, n, id int, on, person string, score int) {
	t.Helper()
	exec(t, db, "delete from landing.ratings where rating_id = ?", id)
	exec(t, db, `insert into landing.ratings
		(rating_id, source, channel, native_id, person_key, occurred_at, occurred_on, metric, score, scale_min, scale_max, low_is_good, deleted, content_hash, run_id, batch_no, response_id, author_id, author_email, account)
		values (?, 's', 'survey', ?, ?, cast(? as timestamp), cast(? as date), 'nps', ?, 0, 10, false, false, 1, 'r', ?, ?, ?, ?, ?)`,
		id, fmt.Sprint(id), person, on, on, score, n, fmt.Sprint(id), fmt.Sprint("Log", id%7), fmt.Sprintf("p@d%d.example", id%9), fmt.Sprint("account ", id%11))
	batch(t, db, n)
}

// copyRecord puts what there is of a record into another source as well.
func copyRecord(t *testing.T, db *warehouse.DB, n, id int) {
	t.Helper()
	exec(t, db, "delete from landing.feedback where feedback_id = ?", 1000+id)
	exec(t, db, "delete from landing.ratings where rating_id = ?", 1000+id)
	exec(t, db, "insert into landing.feedback select * replace (feedback_id + 1000 as feedback_id, 'other' as source, ? as batch_no) from landing.feedback where feedback_id = ?", n, id)
	exec(t, db, "insert into landing.ratings select * replace (rating_id + 1000 as rating_id, 'other' as source, ? as batch_no) from landing.ratings where rating_id = ?", n, id)
	batch(t, db, n)
}

func transformed(t *testing.T, db *warehouse.DB, run Run) Result {
	t.Helper()
	result, err := Transform(context.Background(), db, run)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// lines gives the rows of a query of one text column.
func lines(t *testing.T, db *warehouse.DB, query string) string {
	t.Helper()
	rows, err := db.Strings(context.Background(), query)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(rows, "\n")
}

const foundThemes = `select feedback_id || ' ' || theme_id || ' ' || round(score, 2) || ' ' || origin || ' [' || coalesce(evidence, '') || '] ' ||
	coalesce(evidence_start || '-' || evidence_end, '') || ' ' || polarity from feedback_themes order by feedback_id, theme_id`

func TestThemesHaveEvidence(t *testing.T) {
	db := open(t)
	say(t, db, 1, 1, "2026-07-01", "p1", "Since v1.2 I cannot log in. But the app is great! Error E123 too.")
	say(t, db, 1, 2, "2026-07-02", "p2", "The login page design is fine. The password’s gone 😡")
	say(t, db, 1, 3, "2026-07-02", "p3", "Crashed twice, keeps on closing")
	say(t, db, 1, 4, "2026-07-02", "p4", "Nothing to say of it")
	transformed(t, db, testRun("r1"))
	want := strings.TrimSpace(`
1 crash 0.6 rule [E123] 57-60 negative
1 login 0.6 rule [log in] 21-26 negative
2 login 0.6 rule [password’s] 36-45 negative
3 crash 0.84 rule [Crashed] 1-7 negative`)
	if diff := cmp.Diff(want, lines(t, db, foundThemes)); diff != "" {
		t.Error(diff)
	}
	spans := "select count(*) from feedback_themes t join feedback f using (feedback_id) where substring(f.text, t.evidence_start, t.evidence_end - t.evidence_start + 1) <> t.evidence or position(t.quote in f.text) = 0"
	if got := lines(t, db, "select cast(n as varchar) from ("+strings.Replace(spans, "count(*)", "count(*) as n", 1)+")"); got != "0" {
		t.Errorf("%s spans do not hold their evidence", got)
	}
}

func TestLabelsOutrankRules(t *testing.T) {
	db := open(t)
	say(t, db, 1, 1, "2026-07-01", "p1", "I cannot log in")
	say(t, db, 1, 2, "2026-07-01", "p2", "It will not let me enter")
	run := testRun("r1")
	transformed(t, db, run)
	run.ID = "r2"
	run.Labels = []Label{{"s", "1", "login", false, "ada"}, {"s", "2", "login", true, "ada"}, {"s", "9", "login", true, "not come yet"}}
	if result := transformed(t, db, run); result.Changed != 2 {
		t.Errorf("%d feedback built anew, want the 2 that were labelled", result.Changed)
	}
	if diff := cmp.Diff("2 login 1.0 label []  neutral", lines(t, db, foundThemes)); diff != "" {
		t.Error(diff)
	}
}

// TestRequestsOfThemes: a sentence about the theme must ask; of a label without
// words to show any sentence may.
func TestRequestsOfThemes(t *testing.T) {
	db := open(t)
	say(t, db, 1, 1, "2026-07-01", "p1", "Please add a login by code. It crashed.")
	say(t, db, 1, 2, "2026-07-01", "p2", "Could you let me in without one?")
	run := testRun("r1")
	run.Labels = []Label{{"s", "2", "login", true, "ada"}}
	transformed(t, db, run)
	want := "1 crash false\n1 login true\n2 login true"
	if diff := cmp.Diff(want, lines(t, db, "select feedback_id || ' ' || theme_id || ' ' || is_request from feedback_themes order by all")); diff != "" {
		t.Error(diff)
	}
}

func TestTextIsRedacted(t *testing.T) {
	db := open(t)
	say(t, db, 1, 1, "2026-07-01", "p1", "Write to ada@mail.example or call +49 170 1234567 before 2026-07-05, Ada Lovelace. "+
		"Card 4111 1111 1111 1111, account DE89 3704 0044 0532 0130 00, see https://a.example/x?token=abc")
	run := testRun("r1")
	transformed(t, db, run)
	want := "Write to [e-mail] or call [phone] before 2026-07-05, [name]. Card [number], account [number], see https://a.example/x"
	if diff := cmp.Diff(want, lines(t, db, "select text from feedback")); diff != "" {
		t.Error(diff)
	}
	run.ShowNames = true
	transformed(t, db, run)
	if got := lines(t, db, "select text from feedback"); !strings.Contains(got, "Ada Lovelace") {
		t.Errorf("the name is gone though it may stay: %s", got)
	}
}

func TestQuotedLinesAreNobodysWords(t *testing.T) {
	db := open(t)
	say(t, db, 1, 1, "2026-07-01", "p1", "> the login is broken\nI agree with 5 > 4.\n > crash\nSo be it.")
	exec(t, db, "update landing.feedback set channel = 'email'")
	transformed(t, db, testRun("r1"))
	if diff := cmp.Diff("I agree with 5 > 4.\nSo be it.", lines(t, db, "select text from feedback")); diff != "" {
		t.Error(diff)
	}
	if got := lines(t, db, foundThemes); got != "" {
		t.Errorf("quoted lines have themes: %s", got)
	}
}

func TestSentimentOfClauses(t *testing.T) {
	for text, want := range map[string]string{
		"Search finds nothing; very slow":             "negative",
		"I get no answer, slow support team":          "negative",
		"Search never works - slow":                   "negative",
		"It is not slow":                              "positive",
		"This is not a good app":                      "negative",
		"Please add a great dark mode":                "neutral",
		"Slow at first, but I love it":                "positive",
		"The app crashes all the time":                "negative",
		"It would be nice if you could add reminders": "neutral",
	} {
		t.Run(text, func(t *testing.T) {
			db := open(t)
			say(t, db, 1, 1, "2026-07-01", "p1", text)
			transformed(t, db, testRun("r1"))
			if got := lines(t, db, "select polarity from feedback"); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

func TestFailedCheckLeavesMarts(t *testing.T) {
	db := open(t)
	say(t, db, 1, 1, "2026-07-01", "p1", "I cannot log in")
	run := testRun("r1")
	transformed(t, db, run)
	say(t, db, 2, 2, "2026-07-01", "p2", "crash")
	run.ID, run.Own = "r2", "testdata/failing"
	_, err := Transform(context.Background(), db, run)
	if want := "check too_many_themes: 2 rows offend: No feedback has any theme, says this check."; err == nil || err.Error() != want {
		t.Fatalf("got %v, want %s", err, want)
	}
	if diff := cmp.Diff("1 login 0.6 rule [log in] 10-15 negative", lines(t, db, foundThemes)); diff != "" {
		t.Error(diff)
	}
	run.Own = ""
	if transformed(t, db, run).Changed != 1 {
		t.Error("the next good run does not take up what the failed one left")
	}
}

func TestUnchangedBuildsNothingOfTheText(t *testing.T) {
	db := open(t)
	say(t, db, 1, 1, "2026-07-01", "p1", "I cannot log in")
	transformed(t, db, testRun("r1"))
	for _, model := range transformed(t, db, testRun("r2")).Built {
		switch model {
		case "run_facts", "runs", "skipped", "source_freshness", "int_signals", "alarms", "people_to_invite": // tell of the run itself, and of what runs remember
		default:
			t.Errorf("%s was built though nothing changed", model)
		}
	}
}

// TestTwoSourcesHoldOneRecord: it counts once, in the version that came last,
// with the labels of both.
func TestTwoSourcesHoldOneRecord(t *testing.T) {
	db := open(t)
	say(t, db, 1, 1, "2026-05-04", "ada", "I cannot log in")
	say(t, db, 1, 2, "2026-05-04", "bob", "All is well")
	rate(t, db, 1, 2, "2026-05-04", "bob", 9)
	copyRecord(t, db, 2, 1)
	copyRecord(t, db, 2, 2)
	for _, source := range []string{"web", "old"} {
		exec(t, db, `insert into landing.work_items (source, native_id, type, title, contract, votes, created_at, updated_at, deleted, content_hash, run_id, batch_no)
			values (?, 'PAY-1', 'bug', ?, false, 0, timestamp '2026-05-01', case when ? = 'web' then timestamp '2026-05-03' end, false, 1, 'r', 2)`, source, source, source)
	}
	run := testRun("r1")
	run.Labels = []Label{{"s", "2", "login", true, "ada"}}
	transformed(t, db, run)
	const standing = "select source || ' ' || native_id from feedback order by all"
	if got := lines(t, db, standing); got != "other 1\nother 2" {
		t.Error(got)
	}
	if got := lines(t, db, "select key || ' ' || title from work_items"); got != "PAY-1 web" {
		t.Error(got)
	}
	if got := lines(t, db, "select source || ' ' || score from ratings"); got != "other 9.0" {
		t.Error(got)
	}
	if got := lines(t, db, "select f.native_id from feedback_themes t join feedback f using (feedback_id) where t.theme_id = 'login' and f.native_id = '2'"); got != "2" {
		t.Errorf("the label went with the other version: %q", got)
	}
	exec(t, db, "update landing.feedback set deleted = true, batch_no = 3 where source = 'other' and native_id = '1'")
	batch(t, db, 3)
	run.ID = "r2"
	transformed(t, db, run)
	if got := lines(t, db, standing); got != "other 2\ns 1" {
		t.Errorf("after the deletion of one of the two: %s", got)
	}
}
