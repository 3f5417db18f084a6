package main

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestCommitted says that the files in the repository are those that this
// program writes. After a change: go run ./example/generate
func TestCommitted(t *testing.T) {
	d, err := newDemo()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(d.files)) {
		path := filepath.Join("..", "workspace", filepath.FromSlash(name))
		committed, err := os.ReadFile(path)
		if err != nil {
			t.Error(err)
		} else if !bytes.Equal(committed, d.files[name]) {
			t.Errorf("%s differs from what is generated: go run ./example/generate", name)
		}
	}
	for _, folder := range []string{"feedback", "plan"} {
		entries, err := os.ReadDir(filepath.Join("..", "workspace", folder))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if d.files[folder+"/"+e.Name()] == nil {
				t.Errorf("%s/%s is not generated", folder, e.Name())
			}
		}
	}
}

func TestWrite(t *testing.T) {
	folder := t.TempDir()
	if err := write(folder); err != nil {
		t.Fatal(err)
	}
	d, err := newDemo()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range d.files {
		if got, err := os.ReadFile(filepath.Join(folder, name)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: a second run differs (%v)", name, err)
		}
	}
}
