package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/earshot/earshot/schedules"
)

// startProcess makes an attempt at a run in a process of its own: `earshot run
// JOB --for TIME`, which claims it, does it, and enters how it ended. So nothing
// that goes wrong in it, be it a crash of the database's engine, goes wrong in
// the scheduler, and a scheduler that is killed leaves a run that ends as it
// should. What it prints goes to a file of its own.
func (w *workspace) startProcess(ctx context.Context, job schedules.Job, row schedules.Row) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	out, err := w.openLog(row)
	if err != nil {
		return fmt.Errorf("the log of %s: %w", row.ID, err)
	}
	defer out.Close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd := exec.CommandContext(ctx, self, "-w", w.root, "-v", "run", row.Job, "--for", row.For.Format(time.RFC3339Nano), "--by-time")
	cmd.Stdout, cmd.Stderr = out, out
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 20 * time.Second // a little longer than the process itself waits for its work
	if job.Timeout > 0 {             // the process ends itself by then, unless it can do nothing any more
		timer := time.AfterFunc(job.Timeout+time.Minute, cancel)
		defer timer.Stop()
	}
	err = cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() > 0 {
		return nil // it has said why: in the ledger and in its log
	}
	return err
}

// openLog opens the file of what a run prints, at its end.
func (w *workspace) openLog(row schedules.Row) (*os.File, error) {
	path := w.logPath(row)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return nil, err
	}
	_, err = fmt.Fprintf(file, "--- attempt %d, %s\n", row.Attempt+1, time.Now().UTC().Format(time.RFC3339))
	return file, err
}

func (w *workspace) logPath(row schedules.Row) string {
	return w.path("data", "logs", row.Job, row.For.UTC().Format("20060102T150405Z")+".log")
}
