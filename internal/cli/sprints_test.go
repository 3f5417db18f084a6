package cli

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/schedules"
)

const twoSprints = `{"isLast": true, "maxResults": 50, "startAt": 0, "values": [
	{"id": 1, "name": "Pay 1", "originBoardId": 3, "state": "active", "startDate": "2026-06-01T09:00:00.000+0000", "endDate": "2026-06-14T17:00:00.000+0000"},
	{"id": 2, "name": "Pay 2", "originBoardId": 3, "state": "future", "startDate": "2026-06-15T09:00:00.000+0000", "endDate": "2026-06-28T17:00:00.000+0000"}]}`

// TestRunsOfTheSprintCalendar: day after day what is due is run, each run in a
// process of its own. One that has nothing to do waits for nobody who holds the
// workspace; when the tracker moves a sprint, the review is on its new day.
func TestRunsOfTheSprintCalendar(t *testing.T) {
	wholeOnly(t)
	dir := small(t, `  - {name: plan, kind: tracker, files: plan/*.json, tracker: jira, role: plan}
timezone: UTC
schedules:
  - {name: review, cron: 0 7 * * *, run: [report], reports: [review], sprint: 1 day before the end}
`)
	plan := filepath.Join(dir, "plan", "sprints.json")
	if err := errors.Join(os.MkdirAll(filepath.Dir(plan), 0o755), os.WriteFile(plan, []byte(twoSprints), 0o600)); err != nil {
		t.Fatal(err)
	}
	run := func(day int, args ...string) {
		t.Helper()
		cmd, out := earshot(t, dir, args...)
		cmd.Env = append(cmd.Env, fast{Began: time.Now(), Shown: time.Date(2026, 6, day, 7, 1, 0, 0, time.UTC), Factor: 0.001}.setting())
		if err := cmd.Run(); err != nil {
			t.Fatalf("%v: %v: %s", args, err, out)
		}
	}
	run(10, "run", "nightly")
	run(10, "run", "--due") // notes that times count from now
	lock, err := warehouse.TryLock(filepath.Join(dir, "data"), warehouse.Holder{PID: os.Getpid(), Command: "test", Since: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	run(11, "run", "--due")
	if err := lock.Unlock(); err != nil {
		t.Fatal(err)
	}
	run(13, "run", "--due") // and for the 12th
	if err := os.WriteFile(plan, []byte(strings.Replace(twoSprints, "06-28", "06-17", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	run(14, "run", "nightly")
	for day := 14; day <= 16; day++ {
		run(day, "run", "--due")
	}
	want := []string{
		"11 nothing to do: 1 day before the end of Pay 1 is Sat 2026-06-13",
		"12 nothing to do: 1 day before the end of Pay 1 is Sat 2026-06-13",
		"13 ",
		"14 nothing to do: 1 day before the end of Pay 2 is Tue 2026-06-16",
		"15 nothing to do: 1 day before the end of Pay 2 is Tue 2026-06-16",
		"16 ",
	}
	var got []string
	ledger := schedules.OpenLedger(filepath.Join(dir, "data", "jobs"))
	err = ledger.Read(func(b *schedules.Book) {
		for _, row := range b.Rows("review") {
			got = append(got, row.For.Format("02 ")+row.Message)
			if row.State != schedules.Done || row.Idle != (row.Message != "") {
				t.Errorf("%s: %s, idle: %t", row.ID, row.State, row.Idle)
			}
		}
	})
	if diff := cmp.Diff(want, got); diff != "" || errors.Join(err, ledger.Close()) != nil {
		t.Error(diff, err)
	}
}
