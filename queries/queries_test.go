package queries

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/queries/format"
	"github.com/earshot/earshot/queries/reader"
)

const mine = `-- Mine?
-- What it holds, in two
-- lines.
--
-- Another paragraph: with a colon.
-- param: low integer = 2: the least
-- param: part number = 0.5: a part
-- param: since date = : none
-- param: kind choice(a, b c) = b c: one of two
-- param: words = "a: b": untyped is text
-- param: theme theme = : one
-- chart: line x=n y=m low=l high=h by=k
select n from t where n >= $low and $part > 0 and $since is null and $kind = $words and $theme = '' -- $not_used
  and x = '$neither' and y = "$nor"
`

func TestAHeader(t *testing.T) {
	q := Parse("queries/mine.sql", mine)
	want := Question{
		Name: "mine", File: "queries/mine.sql", Title: "Mine?", SQL: mine,
		Answers: "What it holds, in two lines.\nAnother paragraph: with a colon.",
		Params: []Param{
			{"low", "integer", nil, "2", "the least"}, {"part", "number", nil, "0.5", "a part"}, {"since", "date", nil, "", "none"},
			{"kind", "choice", []string{"a", "b c"}, "b c", "one of two"}, {"words", "text", nil, "a: b", "untyped is text"}, {"theme", "theme", nil, "", "one"},
		},
		Chart: &Chart{"line", "n", "m", "l", "h", "k", 12},
	}
	if diff := cmp.Diff(want, q); diff != "" {
		t.Error(diff)
	}
	windows := Parse("queries/mine.sql", "\ufeff"+strings.ReplaceAll(mine, "\n", "\r\n"))
	windows.SQL = mine
	if diff := cmp.Diff(want, windows); diff != "" {
		t.Errorf("as Windows writes it: %s", diff)
	}
	if first := strings.Split(q.Statement(), "\n")[0]; !strings.HasPrefix(first, "select n from t") {
		t.Errorf("the statement begins with %q", first)
	}
}

func TestWrongHeaders(t *testing.T) {
	const end = "\nselect 1\n"
	for text, want := range map[string]string{
		"select 1":                         `q.sql:1: the first line must say what it answers: write "-- Who ...?"`,
		"-- Who?":                          "q.sql:1: there is no SELECT below the header",
		"-- Who?\n-- parm: x = 1: y" + end: `q.sql:2: "parm:" is not known: write param: or chart:, or begin the sentence with a capital; did you mean param?`,
		"-- Who?\n-- param: x" + end:       `q.sql:2: param: "x" cannot be read: write name type = default: meaning, as in days integer = 28: how far to look back`,
		"-- Who?\n-- param: x integer = two: y\nselect $x":            `q.sql:2: parameter x: "two" is no integer: write 28`,
		"-- Who?\n-- param: x number = 0x1: y\nselect $x":             `q.sql:2: parameter x: "0x1" is no number: write 12 or 0.5`,
		"-- Who?\n-- param: x date = 6.7.2026: y\nselect $x":          `q.sql:2: parameter x: "6.7.2026" is no date: write 2026-07-06`,
		"-- Who?\n-- param: x int = 2: y\nselect $x":                  `q.sql:2: param x: the type "int" is not known: text, integer, number, date, choice, account, `,
		"-- Who?\n-- param: x choice = a: y\nselect $x":               "q.sql:2: param x: choices belong to the type choice",
		"-- Who?\n-- param: x choice(a, b) = c: y\nselect $x":         `q.sql:2: parameter x: "c" is no choice: a, b`,
		"-- Who?\n-- param: x text = 1:\nselect $x":                   "q.sql:2: param x: say behind the default what it means",
		"-- Who?\n-- param: X text = 1: y\nselect $X":                 `q.sql:2: param "X": a name has small letters, digits and _`,
		"-- Who?\n-- param: x = 1: y\n-- param: x = 2: z\nselect $x":  "q.sql:3: param x: it is there twice",
		"-- Who?\n-- param: x = 1: y" + end:                           "q.sql:1: param x: the SQL does not use it: write $x there, or take the line out",
		"-- Who?\n\nselect 1,\n$x":                                    "q.sql:4: $x is not declared: write -- param: x text = ...: what it means, above",
		"-- Who?\n-- chart: pie x=a y=b" + end:                        `q.sql:2: chart: "pie" cannot be drawn: write line or bar, as in line x=week y=score`,
		"-- Who?\n-- chart: bar x=a" + end:                            "q.sql:2: chart: x= and y= belong to it, as in line x=week y=score",
		"-- Who?\n-- chart: bar x=a y=b low=c" + end:                  "q.sql:2: chart: low= and high= belong together",
		"-- Who?\n-- chart: bar x=a y=b z=c" + end:                    `q.sql:2: chart: "z=c" says nothing: write x=, y=, low=, high= or by= and a column`,
		"-- Who?\n-- chart: bar x=a y=b\n-- chart: bar x=a y=b" + end: "q.sql:3: chart: it is there twice: one question, one chart",
		"-- Who?\n-- chart: bar x=a y=b x=c" + end:                    "q.sql:2: chart: x= is there twice",
		"-- Who?\n-- param: x text = \"a\\q\": y\nselect $x":          "q.sql:2: param x: the quotes around its default do not close",
	} {
		if got := Parse("q.sql", text).Problems.Error(); !strings.HasPrefix(got, want) || strings.Contains(got, "\n") {
			t.Errorf("%q: %s\nwant %s", text, got, want)
		}
	}
	if got := Parse("My Question.sql", "-- Who?\nselect 1").Problems.Error(); !strings.Contains(got, "small letters") {
		t.Errorf("a name with a blank: %s", got)
	}
}

func TestValues(t *testing.T) {
	q := Parse("queries/mine.sql", mine)
	got, err := q.Values(map[string]string{"low": "-3", "since": "2026-07-06", "kind": "a", "theme": "login"})
	want := []Value{{"low", int64(-3)}, {"part", 0.5}, {"since", time.Date(2026, 7, 6, 0, 0, 0, 0, time.UTC)}, {"kind", "a"}, {"words", "a: b"}, {"theme", "login"}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if got, err := q.Values(nil); err != nil || got[2].Value != nil || got[5].Value != "" {
		t.Errorf("nothing is null for a date, and empty for a text: %v, %v", got, err)
	}
	for name, c := range map[string]struct{ given, want string }{
		"lows":  {"1", `query mine: it has no parameter "lows"; did you mean low?`},
		"low":   {"1.5", `query mine: parameter low: "1.5" is no integer: write 28`},
		"part":  {"", "query mine: parameter part: a value belongs here, such as 0.5"},
		"kind":  {"c", `query mine: parameter kind: "c" is no choice: a, b c`},
		"words": {"a\x00b", "query mine: parameter words: a zero byte"},
		"theme": {"\xff", "query mine: parameter theme: a zero byte, or bytes that are no UTF-8"},
	} {
		if _, err := q.Values(map[string]string{name: c.given}); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s=%q: %v", name, c.given, err)
		}
	}
	broken := Parse("q.sql", "select 1")
	if _, err := broken.Query(nil); err == nil {
		t.Error("a question with mistakes can be asked")
	}
}

func TestOwnQuestionsReplaceBuiltInOnes(t *testing.T) {
	own := t.TempDir()
	write(t, filepath.Join(own, "unread.sql"), "-- Mine?\nselect 1 as n\n")
	write(t, filepath.Join(own, "mute.sql"), "select 1\n")
	list, err := Load(own)
	if err != nil {
		t.Fatal(err)
	}
	builtIn, err := Load("")
	if err != nil || len(list) != len(builtIn)+1 {
		t.Fatalf("%d questions where %d are built in: %v", len(list), len(builtIn), err)
	}
	if q, err := Find(list, "unread"); err != nil || !q.Own || q.Title != "Mine?" || q.File != "queries/unread.sql" {
		t.Errorf("%v, %v", q, err)
	}
	if q, err := Find(list, "mute"); err != nil || len(q.Problems) != 1 {
		t.Errorf("%v, %v", q, err)
	}
	if _, err := Find(list, "what_mved"); err == nil || !strings.Contains(err.Error(), "did you mean what_moved?") {
		t.Errorf("a slip: %v", err)
	}
	if _, err := Load(filepath.Join(own, "absent")); err != nil {
		t.Errorf("a folder that is not there: %v", err)
	}
}

// TestBuiltInQuestions holds that each says what it is for. That each has an
// answer, the command's tests hold.
func TestBuiltInQuestions(t *testing.T) {
	list, err := Load("")
	if err != nil || len(list) < 20 {
		t.Fatalf("%d questions, %v", len(list), err)
	}
	for _, q := range list {
		if len(q.Problems) > 0 || !strings.HasSuffix(q.Title, "?") || len(q.Answers) < 40 || q.Own {
			t.Errorf("%s: %q, %q, %v", q.Name, q.Title, q.Answers, q.Problems)
		}
		for i, line := range strings.Split(q.SQL, "\n") {
			if len([]rune(line)) > 120 {
				t.Errorf("%s:%d: %d characters", q.Name, i+1, len([]rune(line)))
			}
		}
	}
}

// published is a pool over a small published file.
func published(t *testing.T) *reader.Pool {
	t.Helper()
	folder := t.TempDir()
	db, err := warehouse.Open(t.Context(), "", warehouse.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Exec(t.Context(), "create table theme_names as select * from (values ('login', 'Signing in'), ('x''); drop table y --', 'Odd')) as v(theme_id, name)"); err != nil {
		t.Fatal(err)
	}
	if err := db.Publish(t.Context(), folder, []warehouse.Export{{Table: "theme_names", Comment: "One row per theme."}}, ""); err != nil {
		t.Fatal(err)
	}
	pool := reader.Open(folder, reader.Limits{})
	t.Cleanup(func() {
		if err := pool.Close(); err != nil {
			t.Error(err)
		}
	})
	return pool
}

func TestCheck(t *testing.T) {
	pool := published(t)
	for text, want := range map[string]string{
		"-- Who?\n-- chart: bar x=theme_id y=n\nselect theme_id, 1 as n from theme_names;\n":         "",
		"-- Who?\n-- chart: bar x=theme y=n\nselect theme_id, 1 as n from theme_names":               `q.sql:2: chart: the answer has no column "theme"`,
		"-- Who?\n\nselect them_id\nfrom theme_names":                                                `q.sql:3: Referenced column "them_id" not found`,
		"-- Who?\nselect 1,\nfrm x y z from a":                                                       "q.sql:3: syntax error",
		"-- Who?\nselect 1;\nselect 2":                                                               "q.sql:1: there are 2 statements",
		"-- Who?\nselect * from read_text('/etc/passwd')":                                            "q.sql:2: the table function read_text is not let through",
		"-- Who?\n-- param: x text = a: y\nselect cast($x as integer) as n from theme_names":         "q.sql:",
		"-- Who?\n-- param: x date = : y\nselect * from theme_names where cast($x as date) is null":  "",
		"-- Who?\n-- param: x integer = 3: y\nselect date '2026-01-01' - cast($x as integer) as day": "",
	} {
		problems, err := Parse("q.sql", text).Check(t.Context(), pool)
		if err != nil || !strings.HasPrefix(problems.Error(), want) || (want == "") != (len(problems) == 0) {
			t.Errorf("%q: %v, %v, want %s", text, problems, err, want)
		}
	}
}

// TestValuesAreBound holds that a value is never read as SQL, and that one that
// nothing goes by is told.
func TestValuesAreBound(t *testing.T) {
	pool := published(t)
	q := Parse("q.sql", "-- Who?\n-- param: theme theme = login: one\nselect name from theme_names where theme_id = $theme")
	for given, want := range map[string]string{"login": "Signing in", "x'); drop table y --": "Odd", "' or 1=1 --": ""} {
		query, err := q.Query(map[string]string{"theme": given})
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		err = pool.Ask(t.Context(), "test", query, func(answer reader.Answer) error {
			for answer.Records.Next() {
				for i := range int(answer.Records.Record().NumRows()) {
					name, _ := format.Text(answer.Records.Record().Column(0), i)
					names = append(names, name)
				}
			}
			return answer.Records.Err()
		})
		if err != nil || strings.Join(names, ",") != want {
			t.Errorf("%s: %q, %v", given, names, err)
		}
		known := q.Known(t.Context(), pool, "test", map[string]string{"theme": given})
		if (known == nil) != (want != "") {
			t.Errorf("%s: %v", given, known)
		}
	}
	if err := q.Known(t.Context(), pool, "test", map[string]string{"theme": "logn"}); err == nil || err.Error() != `query q: parameter theme: no theme is called "logn"; did you mean login?` {
		t.Errorf("a slip: %v", err)
	}
	options, err := q.Params[0].Options(t.Context(), pool, "test")
	if diff := cmp.Diff([]Option{{"x'); drop table y --", "Odd"}, {"login", "Signing in"}}, options); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

// FuzzParse holds that any file gives a question or problems that say where.
func FuzzParse(f *testing.F) {
	f.Add(mine)
	f.Add("-- param: x choice(a,,b) = \": y\n-- chart: = = =\n$x /* ")
	f.Fuzz(func(t *testing.T, text string) {
		q := Parse("queries/q.sql", text)
		lines := strings.Count(text, "\n") + 1
		for _, p := range q.Problems {
			if p.Line < 1 || p.Line > lines || p.Text == "" {
				t.Errorf("%q: %v", text, p)
			}
		}
		if len(q.Problems) > 0 {
			return
		}
		if q.Title == "" {
			t.Errorf("%q: no title", text)
		}
		if values, err := q.Values(nil); err != nil || len(values) != len(q.Params) {
			t.Errorf("%q: its own defaults: %v", text, err)
		}
	})
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
