package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
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
