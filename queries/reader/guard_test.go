package reader

import (
	"context"
	"strings"
	"testing"
	"time"
)

func TestShape(t *testing.T) { both(t, testShape) }

func testShape(t *testing.T, limits Limits) {
	limits.Timeout = 20 * time.Second
	p, _ := newPool(t, limits)
	for text, want := range map[string]string{
		"select feedback_id, body from feedback where feedback_id > $low and body like $part": "feedback_id, body; low part",
		"select ? as a, 1 as b, ?": "a, b, $2; 1 2",
		"select 1.5 as n":          "n; ",
	} {
		err := p.Ask(context.Background(), "a", Query{SQL: text, Shape: true}, func(a Answer) error {
			var columns []string
			for _, f := range a.Schema.Fields() {
				columns = append(columns, f.Name)
			}
			got := strings.Join(columns, ", ") + "; " + strings.Join(a.Params, " ")
			if a.Records.Next() && a.Records.Record().NumRows() > 0 || got != want {
				t.Errorf("%s: %s", text, got)
			}
			return a.Records.Err()
		})
		if err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, text := range []string{"select count(*) from range(100000000000) a, range(1000000) b", "select hash(i) from range(100000000000) t(i) order by 1", "with recursive r as (select 1 n union all select n + 1 from r) select max(n) from r"} {
		err := p.Ask(context.Background(), "a", Query{SQL: text, Shape: true}, func(Answer) error { return nil })
		if err != nil {
			t.Errorf("%s is run: %v", text, err)
		}
	}
	if _, _, _, err := rows(p, "a", Query{SQL: "select $low"}); err == nil || err.Error() != "the parameter $low has no value" {
		t.Error(err)
	}
}

func TestFaultsHaveAPlace(t *testing.T) { both(t, testFaultsHaveAPlace) }

func testFaultsHaveAPlace(t *testing.T, limits Limits) {
	p, _ := newPool(t, limits)
	for text, want := range map[string]string{
		"select\n  nowhere from feedback":                 `line 2, column 3: Referenced column "nowhere" not found`,
		"select * from feedbck":                           "line 1, column 15: Table with name feedbck does not exist!",
		"select 1\nfrom feedback wher 1":                  `line 2, column 20: syntax error at or near "1"`,
		"select 1;\nselect 2":                             "there are 2 statements",
		"drop table feedback":                             "only one SELECT",
		"pivot feedback on body using count(*)":           "a PIVOT names its values",
		"select 1 where\n getenv('HOME') = ''":            "line 2, column 2: the function getenv is not let through",
		"select *\nfrom read_text('/etc/passwd')":         "line 2, column 6: the table function read_text is not let through",
		"select cast(body as integer) from feedback":      "DuckDB's conversion error; its values are not shown here",
		"select error(body) from feedback":                "DuckDB's invalid input error; its values are not shown here",
		"":                                                "there is no statement",
		"select 'a\x00b'":                                 "line 1, column 10: there is a NUL character",
		"select " + strings.Repeat("not ", 2000) + "true": "Max expression depth",
		"select '" + strings.Repeat("x", longest) + "'":   "bytes; 65536 are the most",
	} {
		_, _, _, err := rows(p, "a", Query{SQL: text})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "customer") {
			t.Errorf("%.60q: %v", text, err)
		}
	}
}

// FuzzGuard holds that a statement let through means the same once it is bounded:
// one SELECT in brackets, which the guard lets through again.
func FuzzGuard(f *testing.F) {
	for _, h := range corpus(f, "/nowhere") {
		if len(h.text) < 1000 {
			f.Add(h.text)
		}
	}
	folder := f.TempDir()
	publish(f, folder, "run")
	d := newDesk(folder, Limits{}.filled())
	ctx := context.Background()
	if err := d.settle(ctx); err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = d.close() })
	f.Fuzz(func(t *testing.T, text string) {
		if precheck(Query{SQL: text}) != nil {
			return
		}
		g := guard{d.db, d.own}
		let, err := g.pass(ctx, text, 7)
		if err != nil {
			return
		}
		whole := let.text
		parsed, err := g.parse(ctx, whole)
		if err != nil || !parsed.isWrapped(7) {
			t.Fatalf("%q is not bounded in %q: %v", text, whole, err)
		}
		if err := (&walk{text: whole, own: d.own, params: map[string]bool{}}).into(parsed.Statements[0]); err != nil {
			t.Errorf("%q: bounded, it is refused: %v", text, err)
		}
	})
}
