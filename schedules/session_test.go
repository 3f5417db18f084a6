package schedules

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/internal/warehouse"
)

func TestARunThatWasKilledIsMarked(t *testing.T) {
	ctx := context.Background()
	db, err := warehouse.Open(ctx, "", warehouse.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	start := time.Date(2026, 7, 6, 2, 0, 0, 0, time.UTC)
	for i, id := range []string{"a", "b", "c"} {
		if err := Begin(ctx, db, id, "run nightly", start.Add(time.Duration(i)*time.Hour)); err != nil {
			t.Fatal(err)
		}
		if err := For(ctx, db, id, start); err != nil {
			t.Fatal(err)
		}
		if id == "b" {
			if err := End(ctx, db, id, Failed, "disk full", start.Add(2*time.Hour)); err != nil {
				t.Fatal(err)
			}
		}
	}
	got, err := db.Strings(ctx, "select run_id || ' ' || state || ' ' || coalesce(message, '-') || ' ' || (finished_at is null) || ' ' || as_of from ops.runs order by run_id")
	if err != nil {
		t.Fatal(err)
	}
	want := "a killed - true 2026-07-06 02:00:00\nb failed disk full false 2026-07-06 02:00:00\nc running - true 2026-07-06 02:00:00"
	if diff := cmp.Diff(want, strings.Join(got, "\n")); diff != "" {
		t.Error(diff)
	}
}

func TestRunIDsSortByTime(t *testing.T) {
	first, second := NewRunID(time.Unix(1_700_000_000, 0)), NewRunID(time.Unix(1_700_000_001, 0))
	if first >= second || first == NewRunID(time.Unix(1_700_000_000, 0)) {
		t.Errorf("%s, %s", first, second)
	}
}
