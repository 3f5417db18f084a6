// Package queries answers saved questions: SELECTs with a header, built in or
// in the workspace's queries/ folder, asked of the published file.
//
// It reads the published file and writes nothing; a second asking of the same
// publication gives the same answer. The rooms below are the reader of the
// published file, the formats of answers, the prompt, the web page and Flight SQL.
package queries

import (
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

//go:embed *.sql
var builtin embed.FS

// Load lists the questions by name. Those of the folder own ("" for none) add
// to the built-in ones or replace those of the same name. One with mistakes is
// listed with them and cannot be asked; it stops no other.
func Load(own string) ([]Question, error) {
	byName := map[string]Question{}
	if err := read(builtin, "", byName); err != nil {
		return nil, err
	}
	if own != "" {
		if err := read(os.DirFS(own), "queries", byName); err != nil {
			return nil, fmt.Errorf("queries: %w", err)
		}
	}
	var list []Question
	for _, q := range byName {
		list = append(list, q)
	}
	slices.SortFunc(list, func(a, b Question) int { return strings.Compare(a.Name, b.Name) })
	return list, nil
}

// read adds the questions of a folder; shown is how people call it, "" for the
// built-in ones.
func read(from fs.FS, shown string, into map[string]Question) error {
	names, err := fs.Glob(from, "*.sql")
	if err != nil {
		return err
	}
	for _, name := range names {
		text, err := fs.ReadFile(from, name)
		if err != nil {
			return err
		}
		q := Parse(path.Join(shown, name), string(text))
		q.Own = shown != ""
		into[q.Name] = q
	}
	return nil
}
