package cli

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/schedules"
)

// TestKilledAtRandomPoints kills up, a job's process or both, again and again,
// during a day of jobs: every time has been done once, and the marts are right.
// EARSHOT_KILL_ROUNDS says how often.
func TestKilledAtRandomPoints(t *testing.T) {
	t.Parallel()
	rounds := 10
	if testing.Short() {
		rounds = 2
	}
	if n, err := strconv.Atoi(os.Getenv("EARSHOT_KILL_ROUNDS")); err == nil {
		rounds = n
	}
	calm := small(t, "")
	if cmd, out := earshot(t, calm, "run", "nightly"); cmd.Run() != nil {
		t.Fatal(out)
	}
	workspace := small(t, `schedules:
  - {name: nightly, cron: 0 5 * * *, overlap: queue, catch_up: all, catch_up_cap: 1000, catch_up_window: 400 days}
  - {name: intake, cron: 30 */4 * * *, run: [ingest], overlap: queue, catch_up: all, catch_up_cap: 1000, catch_up_window: 400 days}
  - {name: report, cron: 0 7 * * *, run: [report], after: [nightly], wait: 200h, overlap: queue, catch_up: all, catch_up_cap: 1000, catch_up_window: 400 days}
`)
	start := time.Date(2026, 7, 6, 0, 0, 0, 0, time.UTC)
	noted(t, workspace, start)
	clock := fast{Began: time.Now(), Shown: start, Factor: 3600 * 2} // two hours a second
	random := rand.New(rand.NewPCG(7, uint64(rounds)))
	for range rounds {
		up := startUp(t, workspace, clock)
		time.Sleep(time.Duration(100+random.IntN(1200)) * time.Millisecond)
		if random.IntN(3) > 0 {
			killJobs(t, up.Process.Pid)
		}
		if random.IntN(3) > 0 {
			if err := up.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		} else if err := up.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		_ = up.Wait() // by a signal, or well: it may not even have begun
	}
	end := clock.Now()
	if day := start.AddDate(0, 0, 1); end.Before(day) { // at the least a night and what comes after it
		end = day
	}
	up := startUp(t, workspace, clock)
	within(t, 2*time.Minute, "every run has ended", func() bool { return behind(t, workspace, start, end) == "" })
	up.end(t)
	holdsTogether(t, workspace)
	if diff := cmp.Diff(published(t, calm), published(t, workspace)); diff != "" {
		t.Error(diff)
	}
	mirrored(t, workspace)
}

// killJobs kills the processes that a process has started.
func killJobs(t *testing.T, parent int) {
	t.Helper()
	list, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", parent, parent))
	if err != nil { // a thread of its own may have started them: look at all
		list = nil
	}
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", parent))
	for _, task := range tasks {
		more, _ := os.ReadFile(task)
		list = append(append(list, ' '), more...)
	}
	for _, field := range strings.Fields(string(list)) {
		if pid, err := strconv.Atoi(field); err == nil {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	}
}

// behind says what is still to be done of the times up to end.
func behind(t *testing.T, workspace string, start, end time.Time) string {
	t.Helper()
	often := make([]time.Duration, 6)
	for i := range often {
		often[i] = time.Duration(i)*4*time.Hour + 30*time.Minute
	}
	for job, times := range map[string][]time.Duration{"nightly": {5 * time.Hour}, "intake": often, "report": {7 * time.Hour}} {
		done := doneOf(t, workspace, job)
		for day := start; day.Before(end); day = day.AddDate(0, 0, 1) {
			for _, at := range times {
				due := day.Add(at)
				if !due.After(end) && !slices.ContainsFunc(done, due.Equal) {
					return fmt.Sprintf("%s for %s", job, due)
				}
			}
		}
	}
	return ""
}

// holdsTogether reads the ledger line by line: nothing is begun that is done,
// and no job runs twice at a time.
func holdsTogether(t *testing.T, workspace string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(workspace, "data", "jobs", "ledger.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	state, running, begun := map[string]schedules.State{}, map[string]string{}, map[string]bool{}
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		var entry struct {
			Run *schedules.Row `json:"run"`
		}
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		if entry.Run == nil {
			continue
		}
		row := *entry.Run
		if state[row.ID].Good() {
			t.Errorf("%s was done, and then %s", row.ID, row.State)
		}
		if other := running[row.Job]; row.State == schedules.Running && other != "" {
			t.Errorf("%s began while %s ran", row.ID, other)
		}
		delete(running, row.Job)
		if row.State == schedules.Running {
			running[row.Job], begun[row.ID] = row.ID, true
		}
		state[row.ID] = row.State
	}
	for id, last := range state {
		if (last.Good() || last == schedules.Failed || last == schedules.Killed) && !begun[id] {
			t.Errorf("%s is %s and was never begun: a line is missing", id, last)
		}
	}
	t.Logf("%d of %d runs begun", len(begun), len(state))
}

// mirrored compares ops.job_runs, which one more run brings up to date, with the
// ledger.
func mirrored(t *testing.T, workspace string) {
	t.Helper()
	if cmd, out := earshot(t, workspace, "ingest"); cmd.Run() != nil {
		t.Fatal(out)
	}
	db, err := warehouse.Open(t.Context(), filepath.Join(workspace, "data", "warehouse.duckdb"), warehouse.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	got, err := db.Strings(t.Context(), "select job_run || ' ' || state || ' ' || attempt from ops.job_runs order by due_at, job_run")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, row := range rowsOf(t, workspace) {
		want = append(want, fmt.Sprintf("%s %s %d", row.ID, row.State, row.Attempt))
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
