package durable

import (
	"errors"
	"io/fs"
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
		if err := Replace(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != content {
			t.Fatalf("%q: %v", got, err)
		}
	}
	if entries, err := os.ReadDir(folder); err != nil || len(entries) != 1 {
		t.Errorf("%d files: %v", len(entries), err)
	}
	if err := Create(path, []byte("three"), 0o600); !errors.Is(err, fs.ErrExist) {
		t.Errorf("made where one is: %v", err)
	}
	if err := Create(path+"2", []byte("three"), 0o640); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(path + "2"); err != nil || info.Mode().Perm() != 0o640 || info.Size() != 5 {
		t.Errorf("%v: %v", info, err)
	}
	taken := filepath.Join(folder, "taken")
	if err := os.MkdirAll(filepath.Join(taken, "inside"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := Replace(taken, []byte("three"), 0o600); err == nil {
		t.Error("a folder was replaced")
	}
	if err := Replace(filepath.Join(folder, "none", "book"), nil, 0o600); err == nil {
		t.Error("written into a folder that is not there")
	}
}
