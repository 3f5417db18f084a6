package cli

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/schedules"
)

// place makes a file that was last written so long ago.
func place(t *testing.T, path string, age time.Duration) {
	t.Helper()
	then := time.Now().Add(-age)
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte("x"), 0o644), os.Chtimes(path, then, then)); err != nil {
		t.Fatal(err)
	}
}

// TestWhatIsOldGoes, and nothing else does.
func TestWhatIsOldGoes(t *testing.T) {
	const day = 24 * time.Hour
	workspace := small(t, "keep: {logs: 30 days, reports: 100 days, runs: 2 days}\n")
	a := &app{workspace: workspace, stdout: io.Discard, stderr: io.Discard, clock: schedules.Wall{}}
	w, err := a.load()
	if err != nil {
		t.Fatal(err)
	}
	at := func(parts ...string) string { return filepath.Join(append([]string{workspace, "data"}, parts...)...) }
	old := func(age time.Duration) string { return time.Now().Add(-age).UTC().Format(time.DateOnly) }
	gone := []string{at("logs", "nightly", "1.log"), at("reports", old(101*day), "summary.html"), at("reports", old(500*day), "summary.html")}
	stays := []string{at("logs", "nightly", "2.log"), at("reports", old(99*day), "summary.html"), at("landed", "1", "a.parquet"), at("reports", "notes", "a.html")}
	for _, path := range append(gone[:len(gone):len(gone)], stays...) {
		place(t, path, 0)
	}
	place(t, gone[0], 31*day)
	place(t, stays[1+1], 5000*day)
	ledger := w.ledgerOf()
	defer ledger.Close()
	err = ledger.Update(t.Context(), func(b *schedules.Book) error {
		for _, age := range []time.Duration{9, 5, 1} {
			b.Put(schedules.Row{Job: "nightly", For: time.Now().Add(-age * day).UTC(), State: schedules.Done, Trigger: schedules.ByTime})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	k := keeper{workspace: w, app: a, ledger: ledger, clock: a.clock, log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	k.rest(context.Background())
	for _, path := range gone {
		if exists(path) {
			t.Errorf("%s is still there", path)
		}
	}
	for _, path := range stays {
		if !exists(path) {
			t.Errorf("%s is gone", path)
		}
	}
	if n := len(rowsOf(t, workspace)); n != 1 {
		t.Errorf("%d rows in the ledger", n)
	}
	if err := removeOlder(at("nothing"), time.Now()); err != nil {
		t.Error(err)
	}
}

// TestARestoreDrill: a backup made while up runs gives a workspace whose marts
// are the same; one that is damaged is refused; the oldest go.
func TestARestoreDrill(t *testing.T) {
	wholeOnly(t)
	t.Parallel()
	workspace := small(t, "keep: {backups: 2}\nschedules:\n  - {name: nightly, cron: 0 * * * *}\n  - {name: backup, cron: 30 * * * *, run: [backup]}\n")
	clock := fast{Began: time.Now(), Shown: time.Date(2026, 7, 6, 0, 50, 0, 0, time.UTC), Factor: 2000}
	up := startUp(t, workspace, clock)
	within(t, time.Minute, "three backups", func() bool { return len(doneOf(t, workspace, "backup")) >= 3 })
	up.end(t)
	if cmd, out := earshot(t, workspace, "run", "nightly"); cmd.Run() != nil {
		t.Fatal(out)
	}
	want := published(t, workspace)
	folder := filepath.Join(workspace, "data", "backups")
	names, err := backupsIn(folder)
	if err != nil || len(names) != 2 {
		t.Fatal(names, err)
	}
	newest := filepath.Join(folder, names[1])
	restored := filepath.Join(t.TempDir(), "restored")
	for _, args := range [][]string{{"restore", newest, "--to", restored}, {"-w", restored, "transform"}, {"-w", restored, "publish"}} {
		if cmd, out := earshot(t, workspace, args...); cmd.Run() != nil {
			t.Fatalf("%v: %s", args, out)
		}
	}
	if diff := cmp.Diff(want, published(t, restored)); diff != "" {
		t.Error(diff)
	}
	if info, err := os.Stat(filepath.Join(restored, "data", "person.key")); err != nil || info.Mode().Perm() != 0o600 {
		t.Error("the key of the hashes can be read by others", err)
	}
	for name, harm := range map[string]func(path string) error{
		"earshot.yaml":           func(path string) error { return os.WriteFile(path, []byte("sources: []\n"), 0o644) },
		"data/warehouse.duckdb":  func(path string) error { return os.Truncate(path, 4096) },
		"data/jobs/ledger.jsonl": os.Remove,
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(newest, filepath.FromSlash(name))
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := harm(path); err != nil {
				t.Fatal(err)
			}
			target := filepath.Join(t.TempDir(), "x")
			cmd, out := earshot(t, workspace, "restore", newest, "--to", target)
			if err := cmd.Run(); err == nil || !strings.Contains(out.String(), filepath.Base(path)) || exists(target) {
				t.Errorf("%v: %s", err, out)
			}
			if err := os.WriteFile(path, before, 0o644); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// TestAFullDiskPasses: jobs of an up fail while the disk is full, and are done
// when there is room.
func TestAFullDiskPasses(t *testing.T) {
	wholeOnly(t)
	t.Parallel()
	workspace := small(t, "schedules:\n  - {name: nightly, cron: 0 * * * *, retries: 1, backoff: 10m, overlap: queue}\n")
	data := filepath.Join(workspace, "data")
	key, err := os.ReadFile(filepath.Join(data, "person.key"))
	if err != nil {
		t.Fatal(err)
	}
	mount(t, data, "size=64m")
	if err := os.WriteFile(filepath.Join(data, "person.key"), key, 0o600); err != nil {
		t.Fatal(err)
	}
	clock := fast{Began: time.Now(), Shown: time.Date(2026, 7, 6, 0, 50, 0, 0, time.UTC), Factor: 1500}
	up := startUp(t, workspace, clock)
	within(t, time.Minute, "a good run", func() bool { return len(doneOf(t, workspace, "nightly")) > 0 })
	fill, err := os.Create(filepath.Join(data, "ballast"))
	if err != nil {
		t.Fatal(err)
	}
	block := make([]byte, 1<<20)
	for err == nil {
		_, err = fill.Write(block)
	}
	for block = block[:512]; ; {
		if _, err = fill.Write(block); err != nil {
			break
		}
	}
	fill.Close()
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	within(t, time.Minute, "up says so", func() bool { return strings.Contains(up.out.String(), "no space left") })
	had := len(doneOf(t, workspace, "nightly"))
	if err := os.Remove(fill.Name()); err != nil {
		t.Fatal(err)
	}
	within(t, time.Minute, "it goes on", func() bool { return len(doneOf(t, workspace, "nightly")) > had+1 })
	up.end(t)
	holdsTogether(t, workspace)
}
