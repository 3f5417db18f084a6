package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/internal/secret"
)

// server is a real database with a database of the test's own in it.
type server struct {
	*testing.T
	system   string
	settings Settings
	do       func(statements ...string)
	cut      func() // ends the connections of earshot
}

// onServers runs a test on each real server. Without them it is skipped, unless
// EARSHOT_REQUIRE_SERVERS forbids that.
func onServers(t *testing.T, test func(s *server)) {
	for _, c := range []struct {
		name string
		open func(*testing.T, int, string) *server
	}{{"POSTGRES", onPostgres}, {"MARIADB", onMariaDB}} {
		t.Run(strings.ToLower(c.name), func(t *testing.T) {
			port, err := strconv.Atoi(os.Getenv("EARSHOT_" + c.name + "_PORT"))
			if err != nil {
				if os.Getenv("EARSHOT_REQUIRE_SERVERS") != "" {
					t.Fatalf("EARSHOT_%s_PORT is not set", c.name)
				}
				t.Skipf("EARSHOT_%s_PORT is not set: make test-servers starts one", c.name)
			}
			test(c.open(t, port, os.Getenv("EARSHOT_"+c.name+"_PASSWORD")))
		})
	}
}

func (s *server) fill(system string, port int, password, database string) *server {
	s.system = system
	s.settings = Settings{System: system, Host: "127.0.0.1", Port: port, Database: database, User: "earshot", Password: secret.New(password), TLS: "off",
		Query: "select id, words, said, changed from answers where changed >= :cursor order by changed, id", Cursor: Cursor{Column: "changed", Overlap: "0s"}}
	s.settings.Record.ID, s.settings.Record.Time = "id", "said"
	s.settings.Record.Feedback = append(s.settings.Record.Feedback, feedbackOf("words"))
	return s
}

func databaseName() string { return fmt.Sprintf("test%d", time.Now().UnixNano()) }

func onPostgres(t *testing.T, port int, password string) *server {
	ctx := context.Background()
	config, err := pgx.ParseConfig("host=127.0.0.1 sslmode=disable user=earshot")
	if err != nil {
		t.Fatal(err)
	}
	config.Port, config.Password, config.Database = uint16(port), password, "postgres"
	admin, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		t.Fatal(err)
	}
	name := databaseName()
	must := func(conn *pgx.Conn, text string) {
		t.Helper()
		if _, err := conn.Exec(ctx, text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
	must(admin, "create database "+name)
	config.Database = name
	own, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		own.Close(ctx)
		must(admin, "drop database "+name+" with (force)")
		admin.Close(ctx)
	})
	s := &server{T: t, do: func(statements ...string) {
		t.Helper()
		for _, one := range statements {
			must(own, one)
		}
	}, cut: func() {
		must(admin, "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'earshot' and datname = '"+name+"'")
	}}
	return s.fill("postgresql", port, password, name)
}

func onMariaDB(t *testing.T, port int, password string) *server {
	config := mysql.NewConfig()
	config.User, config.Passwd, config.Net, config.Addr = "earshot", password, "tcp", fmt.Sprintf("127.0.0.1:%d", port)
	connector, err := mysql.NewConnector(config)
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(1)
	must := func(text string) {
		t.Helper()
		if _, err := db.Exec(text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
	name := databaseName()
	must("create database " + name + " character set utf8mb4")
	must("use " + name)
	must("set time_zone = '+00:00'")
	t.Cleanup(func() {
		must("drop database " + name)
		db.Close()
	})
	s := &server{T: t, do: func(statements ...string) {
		t.Helper()
		for _, one := range statements {
			must(one)
		}
	}, cut: func() {
		var ids []int64
		found, err := db.Query("select id from information_schema.processlist where db = ? and id <> connection_id()", name)
		if err != nil {
			t.Fatal(err)
		}
		for found.Next() {
			var id int64
			if err := found.Scan(&id); err != nil {
				t.Fatal(err)
			}
			ids = append(ids, id)
		}
		found.Close()
		for _, id := range ids {
			must(fmt.Sprintf("kill %d", id))
		}
	}}
	return s.fill("mysql", port, password, name)
}

// answers makes the table, with n rows a minute apart.
func (s *server) answers(n int) {
	s.Helper()
	kind, series := "timestamptz", "select i, 'words of ' || i, timestamptz '2026-01-01 00:00:00+00' + i * interval '1 minute', timestamptz '2026-01-01 00:00:00+00' + i * interval '1 minute' from generate_series(1, %d) i"
	if s.system == "mysql" {
		kind, series = "timestamp(6) null", "select seq, concat('words of ', seq), timestamp '2026-01-01 00:00:00' + interval seq minute, timestamp '2026-01-01 00:00:00' + interval seq minute from seq_1_to_%d"
	}
	s.do("create table answers (id bigint primary key, words text, said "+kind+", changed "+kind+")", "create index answers_changed on answers (changed)")
	if n > 0 {
		s.do(fmt.Sprintf("insert into answers "+series, n))
	}
}

// pull pulls everything from a position on.
func (s *server) pull(from ingest.From) (items []ingest.Item, position string, err error) {
	s.Helper()
	position = from.Position
	for page, failed := range s.stream().Pull(s.Context(), s.now(from)) {
		if failed != nil {
			return items, position, failed
		}
		items = append(items, page.Items...)
		if page.Position != "" {
			position = page.Position
		}
	}
	return items, position, nil
}

func (s *server) now(from ingest.From) ingest.From {
	if from.Now.IsZero() {
		from.Now = time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return from
}

func (s *server) stream() ingest.Stream {
	s.Helper()
	live, err := s.settings.Live(nil, vienna(s.T))
	if err != nil {
		s.Fatal(err)
	}
	streams, err := live.Streams(s.Context())
	if err != nil || len(streams) != 1 {
		s.Fatal(streams, err)
	}
	return streams[0]
}

func vienna(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Vienna")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// good pulls without an error and gives the ids with the words.
func (s *server) good(from ingest.From) (words map[string]string, position string) {
	s.Helper()
	items, position, err := s.pull(from)
	if err != nil {
		s.Fatal(err)
	}
	words = map[string]string{}
	for _, item := range items {
		for _, r := range item.Rejects {
			s.Errorf("rejected: %s", r.Reason)
		}
		for _, f := range item.Feedback {
			words[f.NativeID] = f.Body
		}
	}
	return words, position
}

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

// TestServerMemory: 200,000 rows are never held together.
func TestServerMemory(t *testing.T) {
	onServers(t, func(s *server) {
		if testing.Short() {
			t.Skip("200,000 rows")
		}
		s.answers(200_000)
		s.do("update answers set words = repeat('words ', 100)")
		var memory runtime.MemStats
		first, most, n := uint64(0), uint64(0), 0
		for page, err := range s.stream().Pull(t.Context(), s.now(ingest.From{})) {
			if err != nil {
				t.Fatal(err)
			}
			n += len(page.Items)
			if n%20_000 == 0 {
				runtime.GC()
				runtime.ReadMemStats(&memory)
				if first == 0 {
					first = memory.HeapAlloc
				}
				most = max(most, memory.HeapAlloc)
			}
		}
		if n != 200_000 || most > first+16<<20 {
			t.Errorf("%d rows, %d MB at first and %d later", n, first>>20, most>>20)
		}
	})
}

// TestServerCut: the connection ends between two pages. What came is kept, and
// the next pull brings the rest.
func TestServerCut(t *testing.T) {
	onServers(t, func(s *server) {
		s.answers(60_000)
		s.do("update answers set words = repeat('words ', 100)")
		seen := map[string]bool{}
		position := ""
		var failed error
		for page, err := range s.stream().Pull(t.Context(), s.now(ingest.From{})) {
			if failed = err; err != nil {
				break
			}
			for _, item := range page.Items {
				seen[item.Feedback[0].NativeID] = true
			}
			if position == "" {
				s.cut()
			}
			position = page.Position
		}
		if failed == nil || errors.Is(failed, ingest.ErrRefused) || len(seen) == 60_000 {
			t.Fatalf("%d rows, then %v", len(seen), failed)
		}
		before := len(seen)
		rest, _ := s.good(ingest.From{Position: position})
		for id := range rest {
			seen[id] = true
		}
		if len(seen) != 60_000 || len(rest) > 60_001-before {
			t.Errorf("%d rows before, %d after, %d in all: %v", before, len(rest), len(seen), failed)
		}
	})
}

// TestServerKilled: the run ends between two pages; the query in the server ends
// too.
func TestServerKilled(t *testing.T) {
	onServers(t, func(s *server) {
		s.answers(5000)
		ctx, cancel := context.WithCancel(t.Context())
		position, n := "", 0
		for page, err := range s.stream().Pull(ctx, s.now(ingest.From{})) {
			if err != nil {
				break
			}
			position, n = page.Position, n+len(page.Items)
			cancel()
		}
		cancel()
		if n == 0 || n == 5000 {
			t.Fatalf("%d rows of a pull that was cancelled", n)
		}
		if words, _ := s.good(ingest.From{Position: position}); len(words) != 5000-n+1 {
			t.Errorf("%d rows, then %d", n, len(words))
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
