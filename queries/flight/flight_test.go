package flight

import (
	"context"
	"crypto/tls"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/flight"
	"github.com/apache/arrow/go/v17/arrow/flight/flightsql"
	_ "github.com/apache/arrow/go/v17/arrow/flight/flightsql/driver"
	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/queries/access"
	"github.com/earshot/earshot/queries/reader"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func publish(t *testing.T, folder string) {
	t.Helper()
	ctx := context.Background()
	db, err := warehouse.Open(ctx, "", warehouse.Limits{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Exec(ctx, `create table feedback as select i as feedback_id, 'words ' || i as body, date '2026-01-01' as occurred_on from range(10) t(i);
		create table feed_themes as select 1 as feedback_id, 'login' as theme, [1.5] as scores`); err != nil {
		t.Fatal(err)
	}
	err = db.Publish(ctx, folder, []warehouse.Export{
		{Table: "feedback", Comment: "One row per feedback.", Columns: map[string]string{"body": "the customer's words"}},
		{Table: "feed_themes", Comment: "One row per feedback and theme."},
	}, "")
	if err != nil {
		t.Fatal(err)
	}
}

// people is who may come in: a name and a secret, which is a token too.
type people map[string]string

var errStranger = errors.New("a stranger")

func (p people) Check(_ context.Context, user, secret string) (string, error) {
	for name, known := range p {
		if secret == known && (user == "" || user == name) {
			return name, nil
		}
	}
	return "", errStranger
}

// serve starts a server and gives its address.
func serve(t *testing.T, who Access, certificate *tls.Certificate, limits reader.Limits) string {
	t.Helper()
	audit, err := access.OpenAudit(t.TempDir(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = audit.Close() })
	return serveWritten(t, who, audit, certificate, limits)
}

// serveWritten is serve with a log of who asked what.
func serveWritten(t *testing.T, who Access, audit *access.Audit, certificate *tls.Certificate, limits reader.Limits) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "published")
	publish(t, folder)
	pool := reader.Open(folder, limits)
	server, err := New(pool, who, audit, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx, listener, certificate) }()
	t.Cleanup(func() {
		stop()
		if err := errors.Join(<-ended, pool.Close()); err != nil {
			t.Error(err)
		}
	})
	return listener.Addr().String()
}

func open(t *testing.T, dsn string) *sql.DB {
	t.Helper()
	db, err := sql.Open("flightsql", dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func client(t *testing.T, address string, options ...grpc.DialOption) *flightsql.Client {
	t.Helper()
	if len(options) == 0 {
		options = append(options, grpc.WithTransportCredentials(insecure.NewCredentials()))
	}
	c, err := flightsql.NewClient(address, nil, nil, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// fetch gives what a command's answer holds, a row a line.
func fetch(t *testing.T, c *flightsql.Client, info *flight.FlightInfo, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	rows, err := c.DoGet(context.Background(), info.Endpoint[0].Ticket)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Release()
	var lines []string
	for rows.Next() {
		for i := range int(rows.Record().NumRows()) {
			var cells []string
			for _, column := range rows.Record().Columns() {
				cells = append(cells, column.ValueStr(i))
			}
			lines = append(lines, strings.Join(cells, "|")+"")
		}
	}
	if rows.Err() != nil {
		t.Error(rows.Err())
	}
	return strings.Join(lines, "\n")
}

// TestAMillionRows reads them by Arrow's own database/sql driver.
func TestAMillionRows(t *testing.T) {
	db := open(t, "flightsql://"+serve(t, nil, nil, reader.Limits{Rows: 10_000_000}))
	began := time.Now()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute) // the driver's own would end at once
	defer cancel()
	rows, err := db.QueryContext(ctx, "select i, i * 7 % 1000 as n, 'row ' || i as text from range(1000000) t(i)")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var count, sum int64
	for rows.Next() {
		var i, n int64
		var text string
		if err := rows.Scan(&i, &n, &text); err != nil {
			t.Fatal(err)
		}
		if text != fmt.Sprintf("row %d", i) || i != count {
			t.Fatalf("row %d: %d, %q", count, i, text)
		}
		count, sum = count+1, sum+n
	}
	if err := rows.Err(); err != nil || count != 1_000_000 || sum != 499_500_000 {
		t.Errorf("%d rows with the sum %d: %v", count, sum, err)
	}
	t.Logf("%d rows in %s", count, time.Since(began))
}

func TestStreamIsFast(t *testing.T) {
	c := client(t, serve(t, nil, nil, reader.Limits{Rows: 10_000_000}))
	began := time.Now()
	info, err := c.Execute(context.Background(), "select i, i * 7 % 1000 as n, 'row ' || i as text from range(3000000) t(i)")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := c.DoGet(context.Background(), info.Endpoint[0].Ticket)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Release()
	var count, sum int64
	for rows.Next() {
		count += rows.Record().NumRows()
		for _, n := range rows.Record().Column(1).(*array.Int64).Int64Values() {
			sum += n
		}
	}
	if rows.Err() != nil || count != 3_000_000 || sum != 3*499_500_000 {
		t.Errorf("%d rows with the sum %d: %v", count, sum, rows.Err())
	}
	t.Logf("%d rows in %s", count, time.Since(began))
}

// TestACutAnswerIsAnError asks by the client itself: the database/sql driver may
// lose an error that follows rows.
func TestACutAnswerIsAnError(t *testing.T) {
	c := client(t, serve(t, nil, nil, reader.Limits{Rows: 5}))
	info, err := c.Execute(context.Background(), "select feedback_id from feedback")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := c.DoGet(context.Background(), info.Endpoint[0].Ticket)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Release()
	var n int64
	for rows.Next() {
		n += rows.Record().NumRows()
	}
	if err := rows.Err(); n != 5 || err == nil || !strings.Contains(err.Error(), "more than the 5 rows") {
		t.Error(n, err)
	}
}

// TestAClientThatDoesNotRead holds that it keeps nobody out for longer than its
// question may take.
func TestAClientThatDoesNotRead(t *testing.T) {
	c := client(t, serve(t, nil, nil, reader.Limits{Rows: 10_000_000, Running: 1, Timeout: 3 * time.Second}))
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	info, err := c.Execute(ctx, "select i, 'row ' || i as text from range(1000000) t(i)")
	if err != nil {
		t.Fatal(err)
	}
	unread, err := c.DoGet(ctx, info.Endpoint[0].Ticket)
	if err != nil {
		t.Fatal(err)
	}
	defer unread.Release()
	info, err = c.Execute(ctx, "select 2")
	if got := fetch(t, c, info, err); got != "2" {
		t.Error(got)
	}
	for unread.Next() {
	}
	if err := unread.Err(); err == nil || !strings.Contains(err.Error(), "DeadlineExceeded") {
		t.Error(err)
	}
}

func TestParameters(t *testing.T) {
	db := open(t, "flightsql://"+serve(t, nil, nil, reader.Limits{}))
	statement, err := db.Prepare("select body, cast(? as varchar) from feedback where feedback_id = ?")
	if err != nil {
		t.Fatal(err)
	}
	defer statement.Close()
	for _, id := range []int{3, 7} {
		var body, echo string
		if err := statement.QueryRow("x'; drop table feedback; --", id).Scan(&body, &echo); err != nil || body != fmt.Sprint("words ", id) || echo != "x'; drop table feedback; --" {
			t.Errorf("%q %q: %v", body, echo, err)
		}
	}
}

func TestErrorsReachTheClient(t *testing.T) {
	db := open(t, "flightsql://"+serve(t, nil, nil, reader.Limits{}))
	for text, want := range map[string]string{
		"select\n nowhere from feedback":        `line 2, column 2: Referenced column "nowhere" not found`,
		"drop table feedback":                   "only one SELECT",
		"select * from read_text('/etc/hosts')": "the table function read_text is not let through",
	} {
		rows, err := db.Query(text)
		if err == nil {
			for rows.Next() {
			}
			err = errors.Join(rows.Err(), rows.Close())
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
	if _, err := db.Exec("insert into feedback values (1)"); err == nil || !strings.Contains(err.Error(), "only ") {
		t.Error(err)
	}
}
