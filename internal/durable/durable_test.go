package durable

import (
	"os"
	"path/filepath"
	"testing"
)

// TestReplace: the new file is whole, nothing else lies beside it, and where it
// cannot be put the old one stays.
func TestReplace(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "book")
	for _, content := range []string{"one, and long", "two"} {
		if err := Replace(path, []byte(content)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != content {
			t.Fatalf("%q: %v", got, err)
		}
	}
	if entries, err := os.ReadDir(folder); err != nil || len(entries) != 1 {
		t.Errorf("%d files: %v", len(entries), err)
	}
	taken := filepath.Join(folder, "taken")
	if err := os.MkdirAll(filepath.Join(taken, "inside"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := Replace(taken, []byte("three")); err == nil {
		t.Error("a folder was replaced")
	}
	if err := Replace(filepath.Join(folder, "none", "book"), nil); err == nil {
		t.Error("written into a folder that is not there")
	}
}
