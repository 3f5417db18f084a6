package database

import (
	"strings"
	"testing"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/mapping"
	"github.com/earshot/earshot/internal/secret"
)

func feedbackOf(body string) mapping.Feedback { return mapping.Feedback{Body: body} }

func TestQueries(t *testing.T) {
	for _, c := range []struct{ system, text, want string }{
		{"postgresql", "select a from t where c >= :cursor order by c", ""},
		{"postgresql", "SELECT a FROM t WHERE c >= :CURSOR::timestamptz ORDER BY t.\"C\";", ""},
		{"postgresql", "with x as (select 1) select a from t where c>=:cursor and d ? 'k' and b = $$:cursor$$ and e = E'\\':cursor' order by c asc, a limit 50", ""},
		{"postgresql", "select a from t /* a /* b */ :cursor */ where c >= :cursor order by 1", ""},
		{"mysql", "select `a` from t where c >= :cursor and b <> \"it's\" and d = 'a\\'b' order by `c` # :cursor", ""},
		{"postgresql", "insert into t values (:cursor)", "does not begin with select"},
		{"postgresql", "select 1; delete from t where c >= :cursor", "a second statement"},
		{"postgresql", "with x as (delete from t returning *) select * from x where c >= :cursor order by c", "delete would write"},
		{"postgresql", "with x as (select 1) delete from t where c >= :cursor", "delete would write"},
		{"postgresql", "select a into b from t where c >= :cursor order by c", "into would write"},
		{"mysql", "select a from t where c >= :cursor order by c into outfile '/tmp/x'", "into would write"},
		{"mysql", "select a from t where c >= :cursor order by c for update", "would lock"},
		{"mysql", "select a from t where c >= :cursor order by c lock in share mode", "would lock"},
		{"mysql", "select a /*! into outfile 'x' */ from t where c >= :cursor order by c", "a comment that MySQL would run"},
		{"mysql", "select a from t where c >= :cursor and b = ? order by c", "a placeholder"},
		{"postgresql", "select a from t where c >= :cursor and b = $1 order by c", "a placeholder"},
		{"postgresql", "select a from t where c > :cursor order by c", "write >= :cursor"},
		{"postgresql", "select a from t order by c", "holds no :cursor"},
		{"postgresql", "select a from t where b = ':cursor' order by c", "holds no :cursor"},
		{"postgresql", "select a from t where c >= :cursor", "does not end with order by c"},
		{"postgresql", "select a, row_number() over (order by c) from t where c >= :cursor", "does not end with order by c"},
		{"postgresql", "select a from t where c >= :cursor order by a, c", "does not end with order by c"},
		{"postgresql", "select a from t where c >= :cursor order by c desc", "without desc"},
		{"postgresql", "select a from t where c >= :cursor order by c limit 10 offset 5", "offset"},
		{"mysql", "select a from t where c >= :cursor order by c limit 10, 5", "limit: write it with one number"},
		{"postgresql", "select a from t where c >= :cursor order by c limit all", "limit: write it with one number"},
		{"postgresql", "select 'a from t where c >= :cursor order by c", "quotation mark is not closed"},
		{"postgresql", "select (a from t where c >= :cursor order by c", "bracket is not closed"},
		{"postgresql", "select a) from t where c >= :cursor order by c", "was not opened"},
	} {
		q, err := newQuery(c.text, c.system, "c")
		switch {
		case c.want == "" && err != nil, c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: %v, want %q", c.text, err, c.want)
		case err == nil && q.params() != 1:
			t.Errorf("%s: %d parameters: %s", c.text, q.params(), q.bound("<>"))
		}
	}
}

// FuzzQuery: only :cursor is replaced, and a text in quotes never is.
func FuzzQuery(f *testing.F) {
	f.Add("select a from t where c >= :cursor order by c limit 3", false)
	f.Add("select E'\\'', $a$ ' $a$, \"x\"\"y\" /* -- */ from t -- '\nwhere c >= :cursor", true)
	f.Fuzz(func(t *testing.T, text string, mysql bool) {
		all, err := tokens(text, mysql)
		if err != nil {
			return
		}
		for _, one := range all {
			if one.at < 0 || one.at >= len(text) || one.depth < 0 || one.text == "" {
				t.Fatalf("token %+v", one)
			}
		}
		system := map[bool]string{true: "mysql", false: "postgresql"}[mysql]
		q, err := newQuery(text, system, "c")
		if err != nil {
			return
		}
		back := q.bound(cursorName)
		if whole := strings.ToLower(text); !strings.HasPrefix(whole, strings.ToLower(back)) {
			t.Errorf("%q became %q", text, back)
		}
	})
}

func TestAddresses(t *testing.T) {
	for _, c := range []struct {
		dsn, want string
	}{
		{"postgresql://me:p%40ss@db.example/app?sslmode=disable", ""},
		{"mariadb://me@[::1]:3307/app?tls=skip-verify", ""},
		{"postgres://me:s3cret@db.example/app?sslmode=maybe", "sslmode is none of"},
		{"postgres://me:s3cret@db.example/app?options=s3cret", `"options" is not known`},
		{"postgres://me:s3cret@/app", "host: is missing"},
		{"postgres://me:s3cret@db.example", "database: is missing"},
		{"oracle://me:s3cret@db.example/app", "does not begin with"},
		{"postgres://me:s3cret %zz@db.example:x/app", "is no address"},
	} {
		a, err := Settings{DSN: secret.New(c.dsn)}.address()
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "s3cret")) {
			t.Errorf("%s: %v", c.dsn, err)
		}
		if c.want == "" && (a.port == 0 || a.database != "app" || a.user != "me") {
			t.Errorf("%s: %+v", c.dsn, a)
		}
	}
	_, err := Settings{System: "mysql", DSN: secret.New("postgres://a@b/c")}.address()
	if err == nil || !strings.HasPrefix(err.Error(), "system: ") {
		t.Errorf("another system: %v", err)
	}
}

// TestCursorRoundTrip: a position is read as it was written, less the overlap.
func TestCursorRoundTrip(t *testing.T) {
	for _, c := range []struct{ kind, text, want string }{
		{"timestamp", "2026-03-01 10:00:00.123456+00", "2026-03-01 09:50:00.123456Z"},
		{"timestamp", "2026-03-01 10:00:00", "2026-03-01 09:50:00"},
		{"timestamp", "2026-03-01", "2026-02-28 23:50:00"},
		{"integer", "5000", "4000"},
		{"text", "ä' or 1", "ä' or 1"},
	} {
		k, err := newCursor(Cursor{Column: "c", Type: c.kind}, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		p, err := k.read(c.text)
		if err != nil {
			t.Fatal(err)
		}
		from := ingestFrom()
		from.Position = k.position(p, from)
		if got := k.begin(from).text; got != c.want {
			t.Errorf("%s: begins at %q, want %q", c.text, got, c.want)
		}
	}
	for _, wrong := range []Cursor{{Overlap: "1m"}, {Column: "c", Overlap: "soon"}, {Column: "c", Type: "text", Overlap: "1m"}, {Column: "c", Start: "never"}, {Column: "c", Type: "integer", Overlap: "-1"}} {
		if _, err := newCursor(wrong, time.UTC); err == nil {
			t.Errorf("%+v is taken", wrong)
		}
	}
}

func ingestFrom() ingest.From {
	return ingest.From{Now: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)}
}
