package transform

import (
	"context"
	"io"
	"log/slog"
	"testing"
	"time"

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

func testRun(id string) Run {
	return Run{
		ID: id, AsOf: time.Date(2026, 7, 6, 3, 0, 0, 0, time.UTC), Zone: time.UTC, Workspace: "Test",
		Languages: []string{"en"}, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Themes: []Theme{
			{ID: "login", Name: "Login", Phrases: []string{"log in", "login", "password*"}, Exclude: []string{"login page design"}},
			{ID: "crash", Name: "Crashes", Phrases: []string{"crash", "keeps * closing"}, Regex: []string{`E-?\d{3}`}},
		},
	}
}

// say lands one feedback of batch n.
func say(t *testing.T, db *warehouse.DB, n, id int, on, person, body string) {
	t.Helper()
	err := db.Exec(context.Background(), `insert into landing.feedback
		(feedback_id, source, channel, native_id, person_key, occurred_at, occurred_on, body, votes, deleted, content_hash, run_id, batch_no)
		values (?, 's', 'survey', ?, ?, cast(? as timestamp), cast(? as date), ?, 0, false, 'h', 'r', ?)`, id, id, person, on, on, body, n)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Exec(context.Background(), "delete from ops.batches where batch_no = ?; ", n); err != nil {
		t.Fatal(err)
	}
	if err := db.Exec(context.Background(), "insert into ops.batches values (?, 's', 'r', timestamp '2026-07-01', 1, 1, 0, 0)", n); err != nil {
		t.Fatal(err)
	}
}

func TestSmoke(t *testing.T) {
	ctx, db := context.Background(), open(t)
	say(t, db, 1, 1, "2026-07-01", "p1", "I cannot log in since v1.2 came. But the app is great! Error E123 too.")
	say(t, db, 1, 2, "2026-07-02", "p2", "The login page design is fine")
	say(t, db, 1, 3, "2026-07-02", "p3", "Please add a way to reset passwords. Crashed twice, keeps on closing")
	result, err := Transform(ctx, db, testRun("r1"))
	if err != nil {
		t.Fatal(err)
	}
	t.Log(result.Built)
	for _, q := range []string{
		"select feedback_id || ' ' || theme_id || ' ' || score || ' [' || evidence || '] ' || evidence_start || '-' || evidence_end || ' ' || quote || ' ' || coalesce(sentiment, 9) from feedback_themes order by 1",
		"select feedback_id || ' ' || text || ' ' || coalesce(sentiment, 9) || is_request from feedback order by 1",
	} {
		rows, err := db.Strings(ctx, q)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			t.Log(r)
		}
	}
	say(t, db, 2, 4, "2026-07-03", "p4", "another crash")
	result, err = Transform(ctx, db, testRun("r2"))
	if err != nil {
		t.Fatal(err)
	}
	t.Log(result)
}
