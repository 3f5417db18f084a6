package reader

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/earshot/earshot/internal/warehouse"
)

// TestMain makes this test's binary a worker too.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "answer" {
		if err := Serve(os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

// inWorkers are the limits with each question in a process of its own.
func inWorkers(t testing.TB, limits Limits) Limits {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	limits.Worker = []string{self, "answer"}
	return limits
}

// both runs a test with seats in this process and in others.
func both(t *testing.T, f func(*testing.T, Limits)) {
	t.Run("here", func(t *testing.T) { f(t, Limits{}) })
	t.Run("workers", func(t *testing.T) { f(t, inWorkers(t, Limits{})) })
}

// publish puts a small published file of the given run into the folder, as a
// nightly run does.
func publish(t testing.TB, folder, run string) {
	t.Helper()
	ctx := context.Background()
	db, err := warehouse.Open(ctx, "", warehouse.Limits{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.Exec(ctx, `
		create table feedback as select i as feedback_id, 'the words of customer ' || i as body, date '2026-01-01' + cast(i % 200 as integer) as occurred_on from range(5000) t(i);
		create table run_facts as select '`+run+`' as run_id, timestamp '2026-02-03 04:05:06' as as_of`)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Publish(ctx, folder, []warehouse.Export{
		{Table: "feedback", Comment: "One row per feedback.", Columns: map[string]string{"body": "the customer's words"}, Order: "feedback_id"},
		{Table: "run_facts", Comment: "One row."},
	}, "create macro share(part, whole) as part / whole; create macro first_feedback(n) as table select * from feedback limit n")
	if err != nil {
		t.Fatal(err)
	}
}

func newPool(t testing.TB, limits Limits) (*Pool, string) {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "published")
	publish(t, folder, "run-1")
	p := Open(folder, limits)
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p, folder
}

// rows asks as a user and gives the answer as text, a row a line.
func rows(p *Pool, user string, q Query) (text string, run string, cut bool, err error) {
	return rowsWithin(context.Background(), p, user, q)
}

func rowsWithin(ctx context.Context, p *Pool, user string, q Query) (text string, run string, cut bool, err error) {
	var lines []string
	err = p.Ask(ctx, user, q, func(a Answer) error {
		run, cut = a.Run, a.Cut()
		for a.Records.Next() {
			record := a.Records.Record()
			for i := range int(record.NumRows()) {
				var cells []string
				for _, column := range record.Columns() {
					cells = append(cells, strings.Clone(column.ValueStr(i)))
				}
				lines = append(lines, strings.Join(cells, "|"))
			}
		}
		return a.Records.Err()
	})
	return strings.Join(lines, "\n"), run, cut, err
}

func TestAnswers(t *testing.T) { both(t, testAnswers) }

const everyType = `select true, cast(1 as hugeint), cast(1.50 as decimal(9, 2)), interval 3 day, cast('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11' as uuid),
	time '12:34:56', cast('ab' as blob), cast('b' as enum ('a', 'b')), [1, null], {'k': 'v'}, map {'k': 1}, null, cast('[1]' as json), 1::utinyint, 1.5::float,
	timestamp '2026-01-02 03:04:05', '101'::bit, union_value(a := 1)`

const everyValue = `true|1|1.5|{"months":0,"days":3,"nanoseconds":0}|a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11|12:34:56.000000|YWI=|b|[1,null]|{"k":"v"}|[{"key":"k","value":1}]|(null)|[1]|1|1.5|2026-01-02 03:04:05Z|Bf0=|[0,1]`

func testAnswers(t *testing.T, limits Limits) {
	p, _ := newPool(t, limits)
	day := time.Date(2026, 1, 3, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		q    Query
		want string
	}{
		{"order", Query{SQL: "select feedback_id from feedback order by feedback_id desc", Rows: 3}, "4999\n4998\n4997"},
		{"closing semicolon and comment", Query{SQL: "select 1 as a -- one; or two\n; /* and; /* nested; */ */ ; -- end"}, "1"},
		{"leading semicolon", Query{SQL: ";;select 2"}, "2"},
		{"byte order mark", Query{SQL: "\ufeffselect 3"}, "3"},
		{"semicolons in quotes", Query{SQL: `select 'a;b' as "c;d", $$e;f$$, $x$;$$;$x$, e'\';'`}, "a;b|e;f|;$$;|';"},
		{"named parameters", Query{SQL: "select $low + 1, $text || '!', cast($day as date), $nothing is null", Params: []Param{{"low", int64(4)}, {"text", "hi"}, {"nothing", nil}, {"day", day}}}, "5|hi!|2026-01-03|true"},
		{"parameters by place", Query{SQL: "select ?, ?", Params: []Param{{"1", "a"}, {"2", 2.5}}}, "a|2.5"},
		{"macros of the file", Query{SQL: "select share(1, 4), count(*) from first_feedback(7)"}, "0.25|7"},
		{"describe", Query{SQL: "describe run_facts"}, "run_id|VARCHAR|YES|(null)|(null)|(null)\nas_of|TIMESTAMP|YES|(null)|(null)|(null)"},
		{"two columns of a name", Query{SQL: "select 1 as a, 2 as a"}, "1|2"},
		{"no rows", Query{SQL: "select * from feedback where false"}, ""},
		{"with", Query{SQL: "with a as (select 1 as n) select * from a union all select 2 order by n desc"}, "2\n1"},
		{"every type", Query{SQL: everyType}, everyValue},
		{"pivot", Query{SQL: "select * from (select feedback_id % 2 as odd from feedback) pivot (count(*) for odd in (0, 1))"}, "2500|2500"},
	} {
		got, run, cut, err := rows(p, "a", c.q)
		if err != nil || got != c.want || run != "run-1" || cut != (c.name == "order") {
			t.Errorf("%s: %q of %s, cut %v: %v", c.name, got, run, cut, err)
		}
	}
}

func TestManyRowsStream(t *testing.T) { both(t, testManyRowsStream) }

func testManyRowsStream(t *testing.T, limits Limits) {
	limits.Rows = 2_000_000
	p, _ := newPool(t, limits)
	var n, sum, next int64
	err := p.Ask(context.Background(), "a", Query{SQL: "select i as n from range(1000000) t(i) order by i"}, func(a Answer) error {
		for a.Records.Next() {
			record := a.Records.Record()
			n += record.NumRows()
			if first := record.Column(0).ValueStr(0); first != fmt.Sprint(next) {
				return fmt.Errorf("a record begins with %s where %d is next", first, next)
			}
			next = n
			sum++
		}
		return a.Records.Err()
	})
	if err != nil || n != 1_000_000 || sum < 5 {
		t.Errorf("%d rows in %d records: %v", n, sum, err)
	}
}

func TestNothingPublished(t *testing.T) {
	folder := t.TempDir()
	p := Open(folder, Limits{})
	if _, _, _, err := rows(p, "a", Query{SQL: "select 1"}); !errors.Is(err, ErrUnpublished) {
		t.Error(err)
	}
	publish(t, folder, "first")
	if got, run, _, err := rows(p, "a", Query{SQL: "select 1"}); err != nil || got != "1" || run != "first" {
		t.Error(got, run, err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := rows(p, "a", Query{SQL: "select 1"}); !errors.Is(err, ErrClosed) {
		t.Error(err)
	}
}

func TestTablesAndPublished(t *testing.T) {
	p, folder := newPool(t, Limits{})
	tables, err := p.Tables(context.Background())
	want := []Table{
		{"feedback", "One row per feedback.", 5000, []Column{{"feedback_id", "BIGINT", ""}, {"body", "VARCHAR", "the customer's words"}, {"occurred_on", "DATE", ""}}},
		{"run_facts", "One row.", 1, []Column{{"run_id", "VARCHAR", ""}, {"as_of", "TIMESTAMP", ""}}},
	}
	if diff := cmp.Diff(want, tables); err != nil || diff != "" {
		t.Error(err, diff)
	}
	publish(t, folder, "run-2")
	is, err := p.Published()
	if err != nil || is.Run != "run-2" || !is.AsOf.Equal(time.Date(2026, 2, 3, 4, 5, 6, 0, time.UTC)) || is.When.IsZero() {
		t.Error(is, err)
	}
}

// TestRunningQuestionsKeepTheirFile publishes again and again while questions are
// read slowly and others begin.
func TestRunningQuestionsKeepTheirFile(t *testing.T) { both(t, testRunningQuestionsKeepTheirFile) }

func testRunningQuestionsKeepTheirFile(t *testing.T, limits Limits) {
	limits.Running, limits.PerUser, limits.Waiting = 4, 100, 100
	p, folder := newPool(t, limits)
	held, release := make(chan string), make(chan struct{})
	var all sync.WaitGroup
	all.Add(1)
	go func() {
		defer all.Done()
		err := p.Ask(context.Background(), "slow", Query{SQL: "select *, (select run_id from run_facts) as run from feedback"}, func(a Answer) error {
			held <- a.Run
			<-release
			n := int64(0)
			for a.Records.Next() {
				record := a.Records.Record()
				if n += record.NumRows(); record.Column(3).ValueStr(0) != "run-1" {
					t.Error("another file's rows")
				}
			}
			if n != 5000 {
				t.Error(n, "rows")
			}
			return a.Records.Err()
		})
		if err != nil {
			t.Error(err)
		}
	}()
	if run := <-held; run != "run-1" {
		t.Error(run)
	}
	for i := range 5 {
		run := fmt.Sprintf("run-%d", i+2)
		publish(t, folder, run)
		for range 6 {
			all.Add(1)
			go func() {
				defer all.Done()
				got, of, _, err := rows(p, "quick", Query{SQL: "select run_id, (select count(*) from feedback) from run_facts"})
				if err != nil || got != of+"|5000" || of < run {
					t.Error(got, of, run, err)
				}
			}()
		}
	}
	close(release)
	all.Wait()
}

func TestDeadline(t *testing.T) { both(t, testDeadline) }

func testDeadline(t *testing.T, limits Limits) {
	limits.Timeout = 400 * time.Millisecond
	p, _ := newPool(t, limits)
	if _, _, _, err := rows(p, "a", Query{SQL: "select count(*) from range(100000000000) a, range(1000000) b"}); !errors.Is(err, ErrTimeout) {
		t.Error(err)
	}
	if got, _, _, err := rows(p, "a", Query{SQL: "select 1"}); got != "1" {
		t.Error(err)
	}
}

// TestAStatementThatGoesOn holds that one which DuckDB cannot interrupt keeps
// nobody waiting, where it has no process of its own to be killed.
func TestAStatementThatGoesOn(t *testing.T) {
	p, _ := newPool(t, Limits{Running: 1})
	p.grace = 50 * time.Millisecond
	left := func() int {
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.abandoned
	}
	for wait := 100 * time.Millisecond; left() == 0; wait *= 2 { // until it runs when its time is over
		ctx, cancel := context.WithTimeout(context.Background(), wait)
		_, _, _, err := rowsWithin(ctx, p, "a", Query{SQL: "select levenshtein(repeat('x', 40000), repeat('y', 40000))"})
		if cancel(); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
	}
	if got, _, _, err := rows(p, "a", Query{SQL: "select 1"}); err != nil || got != "1" || left() != 1 {
		t.Error(got, err, left())
	}
}

// TestAProcessThatDiedBefore holds that a question does not pay for the one
// before it, whose process was killed when it would not end, nor for a process
// that died while nobody asked.
func TestAProcessThatDiedBefore(t *testing.T) {
	p, _ := newPool(t, inWorkers(t, Limits{Running: 1}))
	one := func() {
		t.Helper()
		if got, _, _, err := rows(p, "a", Query{SQL: "select 1"}); err != nil || got != "1" {
			t.Fatal(got, err)
		}
	}
	one()
	if err := p.idle[0].(*worker).process.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	one()
	for patience := time.Microsecond; patience < 100*time.Millisecond; patience *= 2 { // somewhere there it ends as it is killed
		p.idle[0].(*worker).patience = patience
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
		_, _, _, err := rowsWithin(ctx, p, "a", Query{SQL: "select count(*) from range(100000000000) a, range(1000000) b"})
		if cancel(); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
		one()
	}
}

func TestMemory(t *testing.T) { both(t, testMemory) }

func testMemory(t *testing.T, limits Limits) {
	limits.Memory = "200MB"
	p, _ := newPool(t, limits)
	if _, _, _, err := rows(p, "a", Query{SQL: "select list(i) from range(1000000000) t(i)"}); !errors.Is(err, ErrMemory) {
		t.Error(err)
	}
}
