package ingest_test

import (
	"context"
	"iter"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/internal/warehouse"
)

type streams []ingest.Stream

func (s streams) Streams(context.Context) ([]ingest.Stream, error) { return s, nil }

// TestNote: a position without items is in the warehouse before the pull ends,
// so that a run that is killed leaves it behind.
func TestNote(t *testing.T) {
	root := t.TempDir()
	db, err := warehouse.Open(t.Context(), filepath.Join(root, "w.duckdb"), warehouse.Limits{Memory: "500MB", Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	key, err := ingest.LoadPersonKey(filepath.Join(root, "person.key"))
	if err != nil {
		t.Fatal(err)
	}
	var found string
	pull := func(ctx context.Context, _ ingest.From) iter.Seq2[ingest.Page, error] {
		return func(yield func(ingest.Page, error) bool) {
			// The second page is taken when the first one has been dealt with.
			if !yield(ingest.Page{Position: "begun"}, nil) || !yield(ingest.Page{Items: []ingest.Item{{Skip: "x"}}}, nil) {
				return
			}
			if err := db.Settle(ctx, "live"); err != nil { // as the next run would
				t.Error(err)
			}
			cursors, err := db.Cursors(ctx, "live")
			if err != nil {
				t.Error(err)
			}
			found = cursors["s"]
		}
	}
	landing := ingest.Landing{DB: db, Root: root, Folder: filepath.Join(root, "landed"), RunID: "run1", Now: time.Now(), Zone: time.UTC, Key: key, Log: slog.New(slog.DiscardHandler)}
	if _, err := landing.Run(t.Context(), []ingest.Source{{Name: "live", Settings: "s", Live: streams{{Name: "s", Pull: pull}}}}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(found, "begun") {
		t.Errorf("the cursor was %q while the pull went on", found)
	}
}
