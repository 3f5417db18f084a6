package database

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/internal/secret"
)

func TestServerPulls(t *testing.T) {
	onServers(t, func(s *server) {
		s.answers(2500)
		words, position := s.good(ingest.From{})
		if len(words) != 2500 || words["2500"] != "words of 2500" {
			t.Fatalf("%d rows", len(words))
		}
		if words, again := s.good(ingest.From{Position: position}); len(words) != 1 || again != position {
			t.Errorf("nothing new: %v, position %s after %s", words, again, position)
		}
		s.do("update answers set words = 'edited', changed = '2026-02-01 00:00:00' where id = 7", "insert into answers values (3000, 'new', '2026-02-02 00:00:00', '2026-02-02 00:00:00')")
		words, position = s.good(ingest.From{Position: position})
		if want := map[string]string{"2500": "words of 2500", "7": "edited", "3000": "new"}; !cmp.Equal(words, want) {
			t.Errorf("after an edit %v", words)
		}
		s.settings.Cursor.Overlap = "1500h"
		if words, _ := s.good(ingest.From{Position: position}); len(words) < 2000 {
			t.Errorf("%d rows of the overlap", len(words))
		}
		if words, _ := s.good(ingest.From{Since: time.Date(2026, 2, 1, 12, 0, 0, 0, time.UTC)}); len(words) != 2 {
			t.Errorf("since a day: %v", words)
		}
		_, position = s.good(ingest.From{Now: time.Date(2026, 1, 15, 0, 0, 0, 0, time.UTC)})
		if !strings.Contains(position, "2026-01-15 00:00:00") {
			t.Errorf("a position in the future: %s", position)
		}
	})
}

// TestServerTies: rows that share the cursor's value at a limit's border.
func TestServerTies(t *testing.T) {
	onServers(t, func(s *server) {
		s.answers(0)
		for id := 1; id <= 60; id++ {
			s.do(fmt.Sprintf("insert into answers values (%d, 'w', '2026-01-01 00:00:00', '2026-01-01 00:%02d:00')", id, id/7))
		}
		s.settings.Query += " limit 10"
		if words, _ := s.good(ingest.From{}); len(words) != 60 {
			t.Errorf("%d of 60 rows", len(words))
		}
		items, _, err := s.pull(ingest.From{})
		if err != nil || len(items) != 60 {
			t.Errorf("%d items, %v", len(items), err)
		}
		s.settings.Query = strings.Replace(s.settings.Query, "limit 10", "limit 5", 1)
		if _, _, err := s.pull(ingest.From{}); err == nil || !strings.Contains(err.Error(), "raise the limit") {
			t.Errorf("ties of more than the limit: %v", err)
		}
	})
}

// TestServerZones: a time without a zone is one of the workspace's, or of
// time_zone; one with it is what it is.
func TestServerZones(t *testing.T) {
	onServers(t, func(s *server) {
		zoned, naive := "timestamptz", "timestamp"
		if s.system == "mysql" {
			zoned, naive = "timestamp(6) null", "datetime(6)"
		}
		s.do("create table answers (id integer, words text, said "+zoned+", changed "+naive+", day date)",
			"insert into answers values (1, 'w', '2026-07-01 12:00:00.123456', '2026-07-01 12:00:00.654321', '2026-07-01')")
		for _, c := range []struct{ column, zone, want string }{
			{"said", "", "2026-07-01T12:00:00.123456Z"},
			{"changed", "", "2026-07-01T10:00:00.654321Z"},
			{"changed", "America/New_York", "2026-07-01T16:00:00.654321Z"},
			{"day", "", "2026-06-30T22:00:00Z"},
		} {
			s.settings.Query = "select id, words, said, changed, day from answers where " + c.column + " >= :cursor order by " + c.column
			s.settings.Cursor.Column, s.settings.Time, s.settings.TimeZone = c.column, c.column, c.zone
			items, position, err := s.pull(ingest.From{})
			if err != nil || len(items) != 1 || len(items[0].Feedback) != 1 {
				t.Fatalf("%+v: %+v, %v", c, items, err)
			}
			if got := items[0].Feedback[0].OccurredAt.UTC().Format(time.RFC3339Nano); got != c.want {
				t.Errorf("%s in %q: %s, want %s", c.column, c.zone, got, c.want)
			}
			if items, _, err := s.pull(ingest.From{Position: position}); err != nil || len(items) != 1 {
				t.Errorf("%s: %d items from %s on, %v", c.column, len(items), position, err)
			}
			at, err := time.Parse(time.RFC3339Nano, c.want)
			if err != nil {
				t.Fatal(err)
			}
			if _, position, err := s.pull(ingest.From{Now: at.Add(-time.Hour)}); err != nil || c.column == "changed" && c.zone == "" && !strings.Contains(position, "11:00:00.654321") {
				t.Errorf("%s: position %s an hour before it, %v", c.column, position, err)
			}
		}
	})
}

func TestServerCursors(t *testing.T) {
	onServers(t, func(s *server) {
		s.answers(50)
		for _, c := range []Cursor{{Column: "id", Type: "integer", Overlap: "3"}, {Column: "words", Type: "text"}} {
			s.settings.Cursor = c
			s.settings.Query = fmt.Sprintf("select id, words, said from answers where %s >= :cursor order by %s fetch first 20 rows only", c.Column, c.Column)
			if s.system == "mysql" {
				s.settings.Query = strings.Replace(s.settings.Query, "fetch first 20 rows only", "LIMIT 20;", 1)
			}
			words, position := s.good(ingest.From{})
			if len(words) != 50 {
				t.Errorf("%s: %d rows", c.Type, len(words))
			}
			if words, _ := s.good(ingest.From{Position: position}); len(words) != map[string]int{"integer": 4, "text": 1}[c.Type] {
				t.Errorf("%s: %v again from %s on", c.Type, words, position)
			}
		}
	})
}

func TestServerTexts(t *testing.T) {
	onServers(t, func(s *server) {
		s.answers(0)
		text := "grüße 😀 \"it's\" \\ \n\t漢字"
		stored := strings.ReplaceAll(text, "'", "''")
		if s.system == "mysql" {
			text = "zero\x00" + text
			stored = strings.ReplaceAll(strings.ReplaceAll("zero\\0"+stored, "\\ ", "\\\\ "), "\n", "\\n")
		}
		s.do("insert into answers values (9007199254740993, '" + stored + "', '2026-01-01 00:00:00', '2026-01-01 00:00:00')")
		s.settings.Query = "select id, words, said, changed, null as nothing, 1 = 1 as yes, 1.50 as price, 'a; b' as tags from answers -- :cursor's 'comment\nwhere changed >= :cursor and words <> ':cursor' order by changed"
		s.settings.Labels, s.settings.Account, s.settings.Deleted = "tags", "NOTHING", "nothing"
		s.settings.Segments = map[string]string{"price": "price", "yes": "yes"}
		items, _, err := s.pull(ingest.From{})
		if err != nil || len(items) != 1 || len(items[0].Feedback) != 1 || len(items[0].Rejects) > 0 {
			t.Fatalf("%+v, %v", items, err)
		}
		f := items[0].Feedback[0]
		yes := map[string]string{"postgresql": "true", "mysql": "1"}[s.system]
		if f.NativeID != "9007199254740993" || f.Body != text || !slices.Equal(f.Labels, []string{"a", "b"}) || f.Segments["price"] != "1.50" || f.Segments["yes"] != yes {
			t.Errorf("%+v", f)
		}
		if !strings.Contains(f.Payload, `"price":1.50`) {
			t.Errorf("payload %s", f.Payload)
		}
	})
}

// TestServerErrors: what is told, and what is not.
func TestServerErrors(t *testing.T) {
	onServers(t, func(s *server) {
		s.answers(3)
		write := []string{"create function writes() returns integer language sql as 'insert into answers values (99); select 1'"}
		slow := "pg_sleep(20)::text"
		if s.system == "mysql" {
			write = []string{"create function writes() returns integer modifies sql data begin insert into answers (id) values (99); return 1; end"}
			slow = "sleep(20)"
		}
		s.do(write...)
		const tail = " from answers where changed >= :cursor order by changed"
		for _, c := range []struct {
			name   string
			change func(*Settings)
			want   string
			is     error
		}{
			{"wrong password", func(o *Settings) { o.Password = secret.New("s3cret wrong") }, "", ingest.ErrRefused},
			{"unknown user", func(o *Settings) { o.User = "nobody" }, "", ingest.ErrRefused},
			{"wrong port", func(o *Settings) { o.Port = 1 }, "connection refused", nil},
			{"no encryption", func(o *Settings) { o.TLS = "verify" }, "set tls to off", nil},
			{"no such database", func(o *Settings) { o.Database = "elsewhere" }, "elsewhere", nil},
			{"no such table", func(o *Settings) { o.Query = strings.Replace(o.Query, "answers", "replies", 1) }, "replies", nil},
			{"no such column of the table", func(o *Settings) { o.Query = strings.Replace(o.Query, "words", "wordz", 1) }, "wordz", nil},
			{"no such column of the query", func(o *Settings) { o.Account = "company" }, `account: the query has no column "company": it has id, words, said, changed`, nil},
			{"no cursor's column", func(o *Settings) { o.Query = "select id, words, said" + tail }, `cursor.column: the query has no column "changed"`, nil},
			{"two columns of a name", func(o *Settings) { o.Query = "select id, words, said, changed, 1 as words" + tail }, "2 columns", nil},
			{"write", func(o *Settings) { o.Query = "select writes() as id, words, said, changed" + tail }, "would write", nil},
			{"time-out", func(o *Settings) {
				o.Timeout = "1s"
				o.Query = "select id, " + slow + " as words, said, changed" + tail
			}, "longer than timeout", nil},
			{"value in an error", func(o *Settings) {
				o.Query = "select id, words, said, changed, 1 / (id - 1) + cast(words as decimal) as x" + tail
			}, "", nil},
			{"order", func(o *Settings) {
				o.Query = "select id, words, said, changed from answers where changed >= :cursor order by (case when changed is null then changed end), id desc"
			}, "order by the column itself", nil},
		} {
			before := s.settings
			c.change(&s.settings)
			items, _, err := s.pull(ingest.From{})
			s.settings = before
			if c.name == "value in an error" && s.system == "mysql" {
				continue // it warns and gives null
			}
			switch {
			case err == nil:
				t.Errorf("%s: no error, %d items", c.name, len(items))
			case !strings.Contains(err.Error(), c.want), c.is != nil && !errors.Is(err, c.is), c.is == nil && errors.Is(err, ingest.ErrRefused):
				t.Errorf("%s: %v", c.name, err)
			}
			for _, hidden := range []string{"s3cret", before.Password.Reveal(), "words of"} {
				if err != nil && strings.Contains(err.Error(), hidden) {
					t.Errorf("%s: tells too much: %v", c.name, err)
				}
			}
		}
		if words, _ := s.good(ingest.From{}); len(words) != 3 {
			t.Errorf("something was written: %v", words)
		}
		s.do("insert into answers values (4, 'w', '2026-01-01 00:00:00', null)")
		s.settings.Query = "select id, words, said, changed from answers where changed >= :cursor or changed is null order by changed"
		if items, _, err := s.pull(ingest.From{}); err != nil || len(items) != 4 || !slices.ContainsFunc(items, func(i ingest.Item) bool {
			return len(i.Rejects) == 1 && strings.HasPrefix(i.Rejects[0].Reason, "cursor.column: is null")
		}) {
			t.Errorf("null: %+v, %v", items, err)
		}
	})
}
