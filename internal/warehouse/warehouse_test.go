package warehouse

import (
	"context"
	"path/filepath"
	"testing"
)

func TestOpenTwiceKeepsRows(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "data", "warehouse.duckdb")
	for run := range 2 {
		db, err := Open(ctx, path, Limits{Memory: "1GB", Threads: 1})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Exec(ctx, "insert into ops.skipped values (1, 's', 'r', 2)"); err != nil {
			t.Fatal(err)
		}
		var n int
		if err := db.Row(ctx, "select count(*) from ops.skipped", nil, &n); err != nil || n != run+1 {
			t.Fatalf("run %d: %d rows, %v", run, n, err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestOpenAddsColumns opens the warehouse of an earlier version, which lacks two
// columns.
func TestOpenAddsColumns(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "warehouse.duckdb")
	for _, query := range []string{
		"alter table landing.people drop column logins; alter table landing.people drop column person_key",
		"insert into landing.people (source, native_id, person_key, logins, consent, deleted, content_hash, run_id, batch_no) values ('customers', 'P', 'k', ['jane'], true, false, 1, 'r', 1)",
	} {
		db, err := Open(ctx, path, Limits{Memory: "1GB", Threads: 1})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Exec(ctx, query); err != nil {
			t.Error(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
