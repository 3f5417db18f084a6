package example

import (
	"io/fs"
	"testing"
	"testing/fstest"
	"time"
)

func TestFS(t *testing.T) {
	err := fstest.TestFS(FS(), "earshot.yaml", "themes.yaml", "customers.csv", "labels.csv",
		"feedback/nps-2026-01.csv", "feedback/nps-2026-07.csv", "feedback/support.mbox", "feedback/issues.json",
		"feedback/issues-comments.json", "plan/items.json", "plan/versions.json", "plan/sprints.json")
	if err != nil {
		t.Error(err)
	}
}

func TestAsOf(t *testing.T) {
	day, err := time.Parse(time.DateOnly, AsOf)
	if err != nil || day.Weekday() != time.Monday {
		t.Errorf("AsOf is %s, %v: want a Monday", AsOf, day.Weekday())
	}
}

// TestSize keeps the binary and the repository small.
func TestSize(t *testing.T) {
	var size int64
	err := fs.WalkDir(FS(), ".", func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			size += info.Size()
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if size > 2_500_000 {
		t.Errorf("the workspace has %d bytes, at most 2,500,000 are wanted", size)
	}
}
