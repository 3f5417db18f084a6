package cli

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/internal/warehouse"
)

// TestKilledRunsEndAlike kills a nightly run at twenty points and runs it again:
// the marts are those of a run that nobody disturbed.
func TestKilledRunsEndAlike(t *testing.T) {
	wholeOnly(t)
	calm := demoWorkspace(t)
	cmd, out := earshot(t, calm, "run", "nightly")
	began := time.Now()
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	whole := time.Since(began)
	want := published(t, calm)
	const points = 20
	for i := range points {
		workspace := demoWorkspace(t)
		cmd, _ := earshot(t, workspace, "run", "nightly")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(whole * time.Duration(i+1) / time.Duration(points+1))
		if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Fatal(err)
		}
		killed := cmd.Wait()
		cmd, out := earshot(t, workspace, "run", "nightly")
		if err := cmd.Run(); err != nil {
			t.Fatalf("point %d (%v): %v: %s", i+1, killed, err, out)
		}
		if diff := cmp.Diff(want, published(t, workspace)); diff != "" {
			t.Fatalf("point %d (%v): %s", i+1, killed, diff)
		}
	}
}

// TestSecondRunIsToldWhoHoldsTheLock holds the lock as a run does.
func TestSecondRunIsToldWhoHoldsTheLock(t *testing.T) {
	workspace := demoWorkspace(t)
	lock, err := warehouse.TryLock(filepath.Join(workspace, "data"), warehouse.Holder{PID: 4711, Command: "earshot run nightly", Since: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	cmd, out := earshot(t, workspace, "run", "nightly")
	err = cmd.Run()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != exitFailed {
		t.Errorf("got %v, want exit code 1", err)
	}
	for _, want := range []string{"another run is writing", "`earshot run nightly`, process 4711", "hint: wait for it to end"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in %s", want, out)
		}
	}
	cmd, out = earshot(t, workspace, "status")
	if err := cmd.Run(); err != nil || !strings.Contains(out.String(), "process 4711") {
		t.Errorf("status does not tell who writes: %v %s", err, out)
	}
	if err := lock.Unlock(); err != nil {
		t.Fatal(err)
	}
	if cmd, out := earshot(t, workspace, "ingest"); cmd.Run() != nil {
		t.Errorf("the lock is free and yet: %s", out)
	}
}

// mount makes dir a file system of its own, which mostly takes root on Linux, or
// skips; EARSHOT_REQUIRE_MOUNT=1 forbids that.
func mount(t *testing.T, dir, options string) {
	t.Helper()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, options); err != nil {
		if os.Getenv("EARSHOT_REQUIRE_MOUNT") == "1" {
			t.Fatal(err)
		}
		t.Skipf("cannot mount a small disk here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
}

// TestFullDisk runs on a disk that is too small and, when there is room, again.
func TestFullDisk(t *testing.T) {
	wholeOnly(t)
	calm := demoWorkspace(t)
	if cmd, out := earshot(t, calm, "run", "nightly"); cmd.Run() != nil {
		t.Fatal(out)
	}
	workspace := t.TempDir()
	mount(t, workspace, "size=6m")
	fillDemo(t, workspace)
	cmd, out := earshot(t, workspace, "run", "nightly")
	if err := cmd.Run(); err == nil {
		t.Fatalf("a run within 6 MB went well: %s", out)
	}
	if !strings.Contains(strings.ToLower(out.String()), "no space left") && !strings.Contains(out.String(), "free disk space") {
		t.Errorf("the message does not say that the disk is full: %s", out)
	}
	if err := syscall.Mount("tmpfs", workspace, "tmpfs", syscall.MS_REMOUNT, "size=500m"); err != nil {
		t.Fatal(err)
	}
	cmd, out = earshot(t, workspace, "run", "nightly")
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if diff := cmp.Diff(published(t, calm), published(t, workspace)); diff != "" {
		t.Error(diff)
	}
}

// TestReadOnlyFolder runs where nothing can be written.
func TestReadOnlyFolder(t *testing.T) {
	workspace := t.TempDir()
	mount(t, workspace, "size=20m")
	fillDemo(t, workspace)
	if err := syscall.Mount("tmpfs", workspace, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	cmd, out := earshot(t, workspace, "run", "nightly")
	if err := cmd.Run(); err == nil || !strings.Contains(out.String(), "read-only file system") {
		t.Errorf("got %v: %s", err, out)
	}
}
