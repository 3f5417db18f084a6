package cli

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
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

// noted makes the workspace's times count from that moment on, so that it does not
// matter how long the first up takes to begin.
func noted(t *testing.T, workspace string, at time.Time) {
	t.Helper()
	cmd, out := earshot(t, workspace, "run", "--due")
	cmd.Env = append(cmd.Env, fast{Began: time.Now(), Shown: at, Factor: 0.001}.setting())
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
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

// TestUpSeesOtherSettings: it says once that earshot.yaml has other schedules than
// those that it follows, and that a mistake keeps jobs from beginning.
func TestUpSeesOtherSettings(t *testing.T) {
	t.Parallel()
	workspace := small(t, "schedules: [{name: intake, cron: 0 5 * * *, run: [ingest]}]\n")
	path := filepath.Join(workspace, "earshot.yaml")
	settings, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	clock := fast{Began: time.Now(), Shown: time.Date(2026, 7, 6, 6, 0, 0, 0, time.UTC), Factor: 120}
	up := startUp(t, workspace, clock)
	within(t, 30*time.Second, "it is up", func() bool { return strings.Contains(up.out.String(), "msg=up") })
	for _, change := range [][2]string{
		{strings.Replace(string(settings), "0 5 * * *", "0 4 * * *", 1), "start it again to follow its schedules"},
		{string(settings) + "schedule: []\n", "the settings have a mistake"},
	} {
		if err := os.WriteFile(path, []byte(change[0]), 0o600); err != nil {
			t.Fatal(err)
		}
		within(t, 30*time.Second, change[1], func() bool { return strings.Contains(up.out.String(), change[1]) })
	}
	if err := os.WriteFile(path, settings, 0o600); err != nil {
		t.Fatal(err)
	}
	time.Sleep(2 * time.Second) // four minutes of its own
	up.end(t)
	if n := strings.Count(up.out.String(), "level=WARN"); n != 2 {
		t.Errorf("%d warnings: %s", n, up.out)
	}
}

// TestACalledOffRunGoesOn: SIGTERM ends a run that waits for the workspace; the
// next up does it.
func TestACalledOffRunGoesOn(t *testing.T) {
	t.Parallel()
	workspace := small(t, "schedules: [{name: intake, cron: 0 5 * * *, run: [ingest]}]\n")
	noted(t, workspace, time.Date(2026, 7, 6, 4, 58, 0, 0, time.UTC))
	lock, err := warehouse.TryLock(filepath.Join(workspace, "data"), warehouse.Holder{PID: 1, Command: "earshot query", Since: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	clock := fast{Began: time.Now(), Shown: time.Date(2026, 7, 6, 4, 59, 0, 0, time.UTC), Factor: 60}
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
