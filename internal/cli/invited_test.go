package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/earshot/earshot/internal/warehouse"
)

// TestOnlyRunsForNowInvite: what is made again for times that passed names people,
// too, and they count as invited by none of it.
func TestOnlyRunsForNowInvite(t *testing.T) {
	wholeOnly(t)
	ctx := context.Background()
	dir := small(t, "customers: customers.csv\ntimezone: UTC\nschedules: [{name: figures, cron: 0 5 * * 1, run: [ingest, transform]}]\n")
	customers := "person_id,email,consent\n"
	for i := range 30 {
		customers += fmt.Sprintf("P-%d,p%d@acme.example,yes\n", i, i)
	}
	if err := os.WriteFile(filepath.Join(dir, "customers.csv"), []byte(customers), 0o600); err != nil {
		t.Fatal(err)
	}
	// held gives how many are proposed and how many were ever invited.
	held := func(args ...string) (proposed, invited int64) {
		t.Helper()
		cmd, out := earshot(t, dir, args...)
		if err := cmd.Run(); err != nil {
			t.Fatalf("%v: %v: %s", args, err, out)
		}
		db, err := warehouse.Open(ctx, filepath.Join(dir, "data", "warehouse.duckdb"), warehouse.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		err = db.Row(ctx, "select (select count(*) from people_to_invite), (select count(*) from ops.invitations)", nil, &proposed, &invited)
		if err := errors.Join(err, db.Close()); err != nil {
			t.Fatal(err)
		}
		return proposed, invited
	}
	for _, c := range []struct {
		args    []string
		invited int64
	}{
		{[]string{"backfill", "figures", "--from", "2026-05-01", "--to", "2026-05-12"}, 0},
		{[]string{"run", "figures", "--for", "2026-05-18T05:00:00Z"}, 0},
		{[]string{"transform", "--as-of", "2026-04-20"}, 0},
		{[]string{"run", "figures"}, 8},
		{[]string{"run", "figures", "--for", "2026-04-27T05:00:00Z"}, 8},
		{[]string{"transform"}, 8},
	} {
		if proposed, invited := held(c.args...); proposed == 0 || invited != c.invited {
			t.Errorf("%v: %d proposed, %d have been invited, want %d", c.args, proposed, invited, c.invited)
		}
	}
}
