package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/schedules"
)

// small is a workspace whose jobs take moments; more goes into earshot.yaml.
func small(t *testing.T, more string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"earshot.yaml": "name: Acme\nas_of: 2026-06-01\nsources:\n  - {name: web, kind: survey, files: inbox/*.csv, id: ID, time: Submitted, comments: [Why]}\n" + more,
		"themes.yaml":  "- {id: login, name: Login, phrases: [log in]}\n",
		"inbox/a.csv":  "ID,Submitted,Why\n1,2026-05-04,I cannot log in\n2,2026-05-05,So slow\n",
		// The same key in each, so that two give the same hashes.
		"data/person.key": strings.Repeat("0123456789abcdef", 4),
	} {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// upProcess is an `earshot up` of its own process.
type upProcess struct {
	*exec.Cmd
	out *lines
}

// lines is a buffer that two may use.
type lines struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.text.String()
}

func startUp(t *testing.T, workspace string, clock fast, args ...string) upProcess {
	t.Helper()
	cmd, _ := earshot(t, workspace, append([]string{"up", "--listen", ""}, args...)...)
	out := &lines{}
	cmd.Stdout, cmd.Stderr = out, out
	cmd.Env = append(cmd.Env, clock.setting())
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _, _ = cmd.Process.Wait() })
	return upProcess{cmd, out}
}

// end sends SIGTERM, once up can take it, and waits.
func (u upProcess) end(t *testing.T) {
	t.Helper()
	within(t, 30*time.Second, "it is up", func() bool { return strings.Contains(u.out.String(), "msg=up") })
	if err := u.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := u.Wait(); err != nil {
		t.Fatalf("%v: %s", err, u.out)
	}
}

// within waits until ok is true, for so long at most.
func within(t *testing.T, limit time.Duration, what string, ok func() bool) {
	t.Helper()
	for began := time.Now(); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Since(began) > limit {
			t.Fatalf("not within %s: %s", limit, what)
		}
	}
}

// rowsOf reads the workspace's ledger.
func rowsOf(t *testing.T, workspace string) (rows []schedules.Row) {
	t.Helper()
	ledger := schedules.OpenLedger(filepath.Join(workspace, "data", "jobs"))
	defer ledger.Close()
	if err := ledger.Read(func(b *schedules.Book) { rows = b.Rows("") }); err != nil {
		t.Fatal(err)
	}
	return rows
}

func doneOf(t *testing.T, workspace, job string) (times []time.Time) {
	t.Helper()
	for _, row := range rowsOf(t, workspace) {
		if row.Job == job && row.State == schedules.Done {
			times = append(times, row.For)
		}
	}
	return times
}

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
  - {name: intake, cron: 30 */8 * * *, run: [ingest], overlap: queue, catch_up: all, catch_up_cap: 1000, catch_up_window: 400 days}
  - {name: report, cron: 0 7 * * *, run: [report], after: [nightly], wait: 200h, overlap: queue, catch_up: all, catch_up_cap: 1000, catch_up_window: 400 days}
`)
	start := time.Date(2026, 7, 6, 0, 0, 0, 0, time.UTC)
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
	for job, times := range map[string][]time.Duration{
		"nightly": {5 * time.Hour}, "intake": {30 * time.Minute, 8*time.Hour + 30*time.Minute, 16*time.Hour + 30*time.Minute}, "report": {7 * time.Hour},
	} {
		done := doneOf(t, workspace, job)
		for day := start; day.Before(end); day = day.AddDate(0, 0, 1) {
			for _, at := range times {
				due := day.Add(at)
				if due.Before(start.Add(4*time.Hour)) || due.After(end) { // the first up begins to count when it starts
					continue
				}
				if !slices.ContainsFunc(done, due.Equal) {
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
	state, running := map[string]schedules.State{}, map[string]string{}
	attempts := 0
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
			running[row.Job] = row.ID
			attempts++
		}
		state[row.ID] = row.State
	}
	if attempts < len(state)-1 { // the last may still wait
		t.Errorf("%d attempts at %d runs: lines are missing", attempts, len(state))
	}
	t.Logf("%d attempts at %d runs", attempts, len(state))
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

// TestTwoUps: the second stands by, and takes over when the first is killed.
func TestTwoUps(t *testing.T) {
	t.Parallel()
	workspace := small(t, "schedules: [{name: intake, cron: 0 * * * *, run: [ingest]}]\n")
	clock := fast{Began: time.Now(), Shown: time.Date(2026, 7, 6, 0, 30, 0, 0, time.UTC), Factor: 1800}
	first := startUp(t, workspace, clock)
	within(t, 20*time.Second, "the first is up", func() bool { return strings.Contains(first.out.String(), "msg=up") })
	second := startUp(t, workspace, clock)
	within(t, 20*time.Second, "the second stands by", func() bool { return strings.Contains(second.out.String(), "standing by") })
	within(t, 20*time.Second, "the first does it", func() bool { return len(doneOf(t, workspace, "intake")) > 0 })
	if strings.Contains(second.out.String(), "run begins") {
		t.Error("both begin runs")
	}
	_ = first.Process.Kill()
	_ = first.Wait()
	had := len(doneOf(t, workspace, "intake"))
	within(t, 20*time.Second, "the second goes on", func() bool {
		return strings.Contains(second.out.String(), "run begins") && len(doneOf(t, workspace, "intake")) > had
	})
	second.end(t)
	holdsTogether(t, workspace)
}

// TestACalledOffRunGoesOn: SIGTERM ends a run that waits for the workspace; the
// next up does it.
func TestACalledOffRunGoesOn(t *testing.T) {
	t.Parallel()
	workspace := small(t, "schedules: [{name: intake, cron: 0 5 * * *, run: [ingest]}]\n")
	lock, err := warehouse.TryLock(filepath.Join(workspace, "data"), warehouse.Holder{PID: 1, Command: "earshot query", Since: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	clock := fast{Began: time.Now(), Shown: time.Date(2026, 7, 6, 4, 58, 0, 0, time.UTC), Factor: 60}
	up := startUp(t, workspace, clock, "--grace", "10ms")
	state := func() schedules.State {
		if rows := rowsOf(t, workspace); len(rows) == 1 {
			return rows[0].State
		}
		return ""
	}
	within(t, 30*time.Second, "it runs", func() bool { return state() == schedules.Running })
	up.end(t)
	rows := rowsOf(t, workspace)
	if len(rows) != 1 || rows[0].State != schedules.Waiting || rows[0].Halted != 1 || !strings.Contains(rows[0].Message, "goes on at the next start") {
		t.Fatalf("%+v", rows)
	}
	if err := lock.Unlock(); err != nil {
		t.Fatal(err)
	}
	up = startUp(t, workspace, clock)
	within(t, 30*time.Second, "it is done", func() bool { return state() == schedules.Done })
	up.end(t)
}

// TestRunDue is what cron, a timer or a CronJob calls: nothing at first, then
// what is due, once, with the exit code of what it ran.
func TestRunDue(t *testing.T) {
	t.Parallel()
	workspace := small(t, "schedules:\n  - {name: nightly, cron: 0 5 * * *}\n  - {name: report, cron: 0 5 * * *, run: [report], after: [nightly]}\n")
	due := func(at string, code int, runs ...string) {
		t.Helper()
		shown, err := time.Parse(time.DateTime, at)
		if err != nil {
			t.Fatal(err)
		}
		cmd, out := earshot(t, workspace, "run", "--due")
		cmd.Env = append(cmd.Env, fast{Began: time.Now(), Shown: shown, Factor: 1}.setting())
		_ = cmd.Run()
		if got := cmd.ProcessState.ExitCode(); got != code {
			t.Errorf("at %s: exit code %d, want %d: %s", at, got, code, out)
		}
		var got []string
		for _, row := range rowsOf(t, workspace) {
			got = append(got, row.ID+" "+string(row.State))
		}
		slices.Sort(got)
		if diff := cmp.Diff(runs, got); diff != "" {
			t.Errorf("at %s: %s", at, diff)
		}
	}
	due("2026-07-06 04:58:00", exitDone)
	first := []string{"nightly@2026-07-06T05:00:00Z done", "report@2026-07-06T05:00:00Z done"}
	due("2026-07-06 05:03:00", exitDone, first...)
	due("2026-07-06 05:08:00", exitDone, first...)
	if err := os.WriteFile(filepath.Join(workspace, "inbox", "broken.csv"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	due("2026-07-07 05:03:00", exitPart, append(slices.Insert(slices.Clone(first), 1, "nightly@2026-07-07T05:00:00Z part"), "report@2026-07-07T05:00:00Z done")...)
}

// watched is a server that keeps what it is sent.
type watched struct {
	*httptest.Server
	mutex sync.Mutex
	got   []string
}

func watch(t *testing.T) *watched {
	w := &watched{}
	w.Server = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		var alarm struct{ Key, State string }
		_ = json.Unmarshal(body, &alarm)
		w.mutex.Lock()
		defer w.mutex.Unlock()
		w.got = append(w.got, strings.TrimSpace(r.Method+" "+r.URL.Path+" "+alarm.Key+" "+alarm.State))
	}))
	t.Cleanup(w.Close)
	return w
}

func (w *watched) count(what string) (n int) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	for _, got := range w.got {
		if got == what {
			n++
		}
	}
	return n
}

// TestWhoIsTold: a job fails, that is told once, then as still, then as over;
// the good runs of another are pinged; the state is on the page.
func TestWhoIsTold(t *testing.T) {
	server := watch(t)
	t.Setenv("EARSHOT_TEST_HOOK", server.URL+"/hook")
	t.Setenv("EARSHOT_TEST_PING", server.URL+"/ping")
	workspace := small(t, `schedules:
  - {name: report, cron: 0 * * * *, run: [report], retries: 0}
  - {name: intake, cron: 30 * * * *, run: [ingest], ping: "${env:EARSHOT_TEST_PING}"}
alerts: {webhook: "${env:EARSHOT_TEST_HOOK}", repeat: 3 hours}
`)
	clock := fast{Began: time.Now(), Shown: time.Date(2026, 7, 6, 0, 50, 0, 0, time.UTC), Factor: 1800}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	up := startUp(t, workspace, clock, "--listen", address)
	within(t, 30*time.Second, "the failure is told again", func() bool { return server.count("POST /hook failed report still") > 0 })
	page := get(t, "http://"+address+"/metrics")
	for _, want := range []string{`earshot_alarm{kind="failed",subject="report"} 1`, `earshot_job_last_state{job="report",state="failed"} 1`, `earshot_job_last_success_timestamp_seconds{job="intake"}`, "earshot_standby 0"} {
		if !strings.Contains(page, want) {
			t.Errorf("%s is not in %s", want, page)
		}
	}
	if ok := get(t, "http://"+address+"/healthz") + get(t, "http://"+address+"/readyz"); ok != "200 ok\n200 ok\n" {
		t.Error(ok)
	}
	if n := server.count("POST /hook failed report new"); n != 1 {
		t.Errorf("told %d times as new", n)
	}
	within(t, 60*time.Second, "a run by hand", func() bool { cmd, _ := earshot(t, workspace, "run", "nightly"); return cmd.Run() == nil })
	within(t, 30*time.Second, "over", func() bool { return server.count("POST /hook failed report over") == 1 })
	if server.count("GET /ping") == 0 {
		t.Error("no ping")
	}
	up.end(t)
}

// get is the status, if it is a small page, and the text of an address.
func get(t *testing.T, address string) string {
	t.Helper()
	response, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(address, "z") {
		return fmt.Sprintf("%d %s", response.StatusCode, text)
	}
	return string(text)
}
