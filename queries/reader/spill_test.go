package reader

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// large is more than the memory that these tests allow: 300 MB of texts.
const large = "select f.feedback_id, f.body || repeat('.', 80) || i as text from feedback f, range(600) t(i)"

// TestSpill reads answers that memory does not hold.
func TestSpill(t *testing.T) { both(t, testSpill) }

func testSpill(t *testing.T, limits Limits) {
	limits.Spill = filepath.Join(t.TempDir(), "spill")
	limits.Memory, limits.Disk, limits.Running, limits.Rows, limits.Threads = "200MB", "2GB", 1, 10_000_000, 1
	p, _ := newPool(t, limits)
	lies := func() int {
		t.Helper()
		found, err := filepath.Glob(filepath.Join(limits.Spill, "answers-*", "*", "*"))
		if err != nil {
			t.Fatal(err)
		}
		return len(found)
	}
	var n, sum int64
	err := p.Ask(context.Background(), "a", Query{SQL: large}, func(a Answer) error {
		if lies() == 0 {
			t.Error("all of it is in memory: the test holds nothing")
		}
		for a.Records.Next() {
			n += a.Records.Record().NumRows()
			sum += int64(len(a.Records.Record().Column(1).ValueStr(0)))
		}
		return a.Records.Err()
	})
	if err != nil || n != 3_000_000 || sum == 0 {
		t.Errorf("%d rows: %v", n, err)
	}
	if left := lies(); left > 0 {
		t.Errorf("%d files are left", left)
	}
	if _, _, _, err := rows(p, "a", Query{SQL: "select list(i) from range(1000000000) t(i)"}); !errors.Is(err, ErrMemory) {
		t.Error("what cannot be spilt:", err)
	}
	if _, _, _, err := rows(p, "a", Query{SQL: "select * from read_blob('" + limits.Spill + "/*')"}); err == nil {
		t.Error("a question reads what others have spilt")
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(limits.Spill); err != nil || len(left) > 0 {
		t.Error(left, err)
	}
}

// TestSpillIsBounded holds that the disk is not filled.
func TestSpillIsBounded(t *testing.T) { both(t, testSpillIsBounded) }

func testSpillIsBounded(t *testing.T, limits Limits) {
	limits.Spill, limits.Memory, limits.Disk, limits.Running, limits.Threads = t.TempDir(), "200MB", "50MB", 1, 1
	limits.Rows = 10_000_000
	p, _ := newPool(t, limits)
	if err := p.Ask(context.Background(), "a", Query{SQL: large}, func(Answer) error { return nil }); !errors.Is(err, ErrMemory) {
		t.Error(err)
	}
}

// TestSpillIsClearedAway holds that what a pool left that was killed is removed by
// the next, and what one uses is not.
func TestSpillIsClearedAway(t *testing.T) {
	parent := t.TempDir()
	used, err := openSpill(parent)
	if err != nil {
		t.Fatal(err)
	}
	left := filepath.Join(parent, spillName+"killed", "seat")
	if err := os.MkdirAll(left, 0o700); err != nil {
		t.Fatal(err)
	}
	other, err := openSpill(parent)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(left); !errors.Is(err, os.ErrNotExist) {
		t.Error("it is still there:", err)
	}
	if _, err := os.Stat(filepath.Join(used.folder, spillLock)); err != nil {
		t.Error(err)
	}
	if err := errors.Join(used.close(), other.close()); err != nil {
		t.Error(err)
	}
}
