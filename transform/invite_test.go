package transform

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/internal/warehouse"
)

const (
	capDays = 60
	invited = "select person from people_to_invite order by place"
)

// custom is what a customer of the tests is.
type custom struct {
	consent   bool
	contacted time.Time
}

// register writes the customers anew. Every fourth was never heard from; each
// account has two.
func register(t *testing.T, db *warehouse.DB, n int, all []custom) {
	t.Helper()
	exec(t, db, "delete from landing.people; delete from landing.accounts")
	for i, c := range all {
		var contacted any
		if !c.contacted.IsZero() {
			contacted = c.contacted
		}
		exec(t, db, `insert into landing.people (source, native_id, name, person_key, person_keys, account, consent, contacted_on, deleted, content_hash, run_id, batch_no)
			values ('customers', ?, 'Name', ?, [?], ?, ?, ?, false, 1, 'r', ?)`,
			fmt.Sprintf("P-%d", i), fmt.Sprintf("key %d", i), fmt.Sprintf("mail %d", i), fmt.Sprintf("A-%d", i/2), c.consent, contacted, n)
	}
	for i := range (len(all) + 1) / 2 {
		exec(t, db, `insert into landing.accounts (source, native_id, name, segment, deleted, content_hash, run_id, batch_no)
			values ('customers', ?, ?, ?, false, 1, 'r', ?)`, fmt.Sprintf("A-%d", i), fmt.Sprintf("Account %d", i), []string{"large", "small", "solo"}[i%3], n)
	}
	batch(t, db, n)
}

func inviting(t *testing.T, customers int, random *rand.Rand) (*warehouse.DB, []custom) {
	t.Helper()
	db := open(t)
	all := make([]custom, customers)
	for i := range all {
		all[i].consent = i%5 != 0
		if i%4 == 0 {
			continue
		}
		day := fmt.Sprintf("2026-0%d-10", 1+i%5)
		rate(t, db, 1, i+1, day, fmt.Sprintf("mail %d", i), []int{10, 10, 9, 7, 2}[random.IntN(5)])
		say(t, db, 1, i+1, day, fmt.Sprintf("mail %d", i), []string{"login is terrible, I hate it", "I love the new login, great", "please add dark mode"}[random.IntN(3)])
	}
	for i := range 20 {
		exec(t, db, `insert into landing.sprints (source, native_id, starts_on, ends_on, content_hash, run_id, batch_no)
			select 'plan', ?, date '2026-01-05' + cast(? as int), date '2026-01-18' + cast(? as int), 1, 'r', 1`, fmt.Sprintf("S %d", i), 14*i, 14*i)
	}
	register(t, db, 1, all)
	return db, all
}

// TestNobodyIsInvitedTwice goes through sprint after sprint, twice in each, while
// consent comes and goes and people are spoken with, and looks at whom the lists
// name: nobody twice within the cap, nobody without consent or spoken with lately,
// and the same people in the same sprint.
func TestNobodyIsInvitedTwice(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 5))
	db, customers := inviting(t, 60, random)
	run := testRun("r")
	run.Invite = Invite{People: 5, CapDays: capDays}
	run.AsOf = time.Date(2026, 1, 6, 3, 0, 0, 0, time.UTC)
	last, named := map[string]time.Time{}, 0 // the last day of the sprint that each was invited to
	for sprint := range 10 {
		held := time.Date(2026, 1, 18, 0, 0, 0, 0, time.UTC).AddDate(0, 0, 14*sprint)
		var before []string
		for half := range 2 {
			run.ID, run.Full = fmt.Sprint(sprint, half), half == 1
			transformed(t, db, run)
			list := strings.Fields(lines(t, db, invited))
			for _, person := range list {
				var i int
				fmt.Sscanf(person, "P-%d", &i)
				if !customers[i].consent {
					t.Errorf("sprint %d: %s gave no consent", sprint, person)
				}
				if on, known := last[person]; known && !on.Equal(held) && held.Sub(on) < capDays*24*time.Hour {
					t.Errorf("sprint %d: %s was invited for %s", sprint, person, on.Format(time.DateOnly))
				}
				if !slices.Contains(before, person) && run.AsOf.Sub(customers[i].contacted) < capDays*24*time.Hour {
					t.Errorf("sprint %d: %s was spoken with on %s", sprint, person, customers[i].contacted.Format(time.DateOnly))
				}
				last[person] = held
			}
			for _, person := range before {
				var i int
				fmt.Sscanf(person, "P-%d", &i)
				if customers[i].consent && !slices.Contains(list, person) {
					t.Errorf("sprint %d: %s is not on the second list", sprint, person)
				}
			}
			if len(list) > 5 {
				t.Errorf("sprint %d: %d people", sprint, len(list))
			}
			before, named = list, named+len(list)
			i := random.IntN(len(customers))
			customers[i].consent = !customers[i].consent
			customers[random.IntN(len(customers))].contacted = run.AsOf.AddDate(0, 0, -random.IntN(80)).Truncate(24 * time.Hour)
			if len(list) > 0 { // one of the list comes
				fmt.Sscanf(list[0], "P-%d", &i)
				customers[i].contacted = run.AsOf.Truncate(24 * time.Hour)
			}
			register(t, db, 2+2*sprint+half, customers)
			run.AsOf = run.AsOf.AddDate(0, 0, 7)
		}
	}
	if named < 60 {
		t.Errorf("only %d places on 20 lists", named)
	}
}

// TestInvitationsAreDrawnByLot: the same data give the same people wherever they
// lie; another sprint, or workspace, others. One disagrees, some were never heard,
// and every segment is there.
func TestInvitationsAreDrawnByLot(t *testing.T) {
	run := testRun("r")
	run.AsOf = time.Date(2026, 6, 2, 3, 0, 0, 0, time.UTC)
	draw := func(run Run) string {
		db, _ := inviting(t, 60, rand.New(rand.NewPCG(3, 5)))
		transformed(t, db, run)
		for what, query := range map[string]string{
			"disagrees":      "select person from people_to_invite where reason like 'blames%' or reason like 'praises%' or reason like 'scores%'",
			"is never heard": "select person from people_to_invite where heard = 'never'",
			"is large":       "select person from people_to_invite where segment = 'large'",
			"is small":       "select person from people_to_invite where segment = 'small'",
			"is solo":        "select person from people_to_invite where segment = 'solo'",
		} {
			if lines(t, db, query) == "" {
				t.Errorf("nobody %s", what)
			}
		}
		return lines(t, db, invited)
	}
	first := draw(run)
	if n := len(strings.Fields(first)); n != 8 {
		t.Errorf("%d people, want 8", n)
	}
	if diff := cmp.Diff(first, draw(run)); diff != "" {
		t.Error("the same data, other people:\n" + diff)
	}
	later, elsewhere := run, run
	later.AsOf = run.AsOf.AddDate(0, 0, 14)
	elsewhere.Workspace = "Elsewhere"
	if draw(later) == first || draw(elsewhere) == first {
		t.Error("another sprint or workspace, the same people")
	}
}

// TestARunForThePastInvitesNobody: its list is there to be looked at, and takes
// nobody off the lists of others; the next run for now is as if it had not been.
func TestARunForThePastInvitesNobody(t *testing.T) {
	past, run := testRun("past"), testRun("now")
	past.AsOf = time.Date(2026, 5, 12, 3, 0, 0, 0, time.UTC) // two sprints, less than the cap, before
	run.AsOf = time.Date(2026, 6, 2, 3, 0, 0, 0, time.UTC)
	draw := func(backfilled bool) (list, kept string) {
		db, _ := inviting(t, 24, rand.New(rand.NewPCG(3, 5))) // so few that one list is felt on the next
		if backfilled {
			past.Past = true
			transformed(t, db, past)
			if lines(t, db, invited) == "" {
				t.Error("the past has no list")
			}
			if n := lines(t, db, "select count(*) from ops.invitations"); n != "0" {
				t.Errorf("a run for the past has invited %s people", n)
			}
		}
		transformed(t, db, run)
		return lines(t, db, invited), lines(t, db, "select occasion || ' ' || person_key from ops.invitations order by nth")
	}
	list, kept := draw(false)
	if diff := cmp.Diff(8, len(strings.Split(kept, "\n"))); diff != "" {
		t.Error(diff)
	}
	after, keptAfter := draw(true)
	if diff := cmp.Diff(list, after) + cmp.Diff(kept, keptAfter); diff != "" {
		t.Error("behind a backfill others are invited:\n" + diff)
	}
}

// TestInvitationsOutliveTheWarehouse: a warehouse made anew knows who was invited.
func TestInvitationsOutliveTheWarehouse(t *testing.T) {
	ctx := context.Background()
	path := t.TempDir() + "/old.duckdb"
	old, err := warehouse.Open(ctx, path, warehouse.Limits{Memory: "1GB", Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	exec(t, old, "insert into ops.invitations select 'plan S 10', date '2026-06-07', 'key ' || i, i, date '2026-05-26', 'r' from range(1, 50) r(i)")
	if err := old.Close(); err != nil {
		t.Fatal(err)
	}
	db, _ := inviting(t, 60, rand.New(rand.NewPCG(3, 5)))
	if err := db.CarryOver(ctx, path); err != nil {
		t.Fatal(err)
	}
	run := testRun("r")
	run.AsOf = time.Date(2026, 6, 10, 3, 0, 0, 0, time.UTC)
	transformed(t, db, run)
	if diff := cmp.Diff("P-51\nP-52\nP-53\nP-54\nP-56\nP-57\nP-58\nP-59", lines(t, db, "select person from people_to_invite order by 1")); diff != "" {
		t.Error(diff)
	}
}
