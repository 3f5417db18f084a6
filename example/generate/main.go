// Command generate writes the demo workspace's feedback again, byte for byte:
//
//	go run ./example/generate [folder]
//
// It reads the hand-written sentences, trades, accounts and plan in words/ and
// writes customers.csv, labels.csv, feedback/ and plan/ of example/workspace
// (or of the folder given). All chance comes from one seed, so that a second
// run changes nothing. earshot.yaml and themes.yaml are written by hand and
// are left alone. What is planted in the feedback stands in example/README.md.
package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

func main() {
	folder := filepath.Join("example", "workspace")
	if len(os.Args) > 1 {
		folder = os.Args[1]
	}
	if err := write(folder); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

// write makes the workspace's files in folder.
func write(folder string) error {
	demo, err := newDemo()
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(demo.files)) {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, demo.files[name], 0o644); err != nil {
			return err
		}
	}
	return nil
}
