package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLoadThemes(t *testing.T) {
	path := write(t, t.TempDir(), "themes.yaml", `
- id: access
- id: login
  name: Signing in
  parent: access
  owner: Team Blue
  description: Getting in.
  phrases: [log in, 'crash*', '*crash', no * key, '"dark mode"', "2fa", 'c++', no]
  exclude: [log in table]
  regex: ['\bSSO\b']
- id: pricing
  phrases: [log in]
`)
	want := []Theme{
		{ID: "access", Name: "access", Line: 2},
		{ID: "login", Name: "Signing in", Parent: "access", Owner: "Team Blue", Description: "Getting in.", Line: 3,
			Phrases: []string{"log in", "crash*", "*crash", "no * key", `"dark mode"`, "2fa", "c++", "no"},
			Exclude: []string{"log in table"}, Regex: []string{`\bSSO\b`}},
		{ID: "pricing", Name: "pricing", Phrases: []string{"log in"}, Line: 11},
	}
	got, err := LoadThemes(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error("-want +got\n" + diff)
	}
}

func TestLoadThemesWithoutAny(t *testing.T) {
	dir := t.TempDir()
	if themes, err := LoadThemes(filepath.Join(dir, "themes.yaml")); themes != nil || err != nil {
		t.Error(themes, err)
	}
	if themes, err := LoadThemes(write(t, dir, "themes.yaml", "[]")); len(themes) != 0 || err != nil {
		t.Error(themes, err)
	}
	if _, err := LoadThemes(dir); err == nil || !strings.HasSuffix(err.Error(), ": not a regular file") {
		t.Error(err)
	}
}

func FuzzLoadThemes(f *testing.F) {
	for _, archive := range []string{"themes-themes", "themes-phrases"} {
		for _, text := range inputs(f, "testdata/"+archive+".txtar") {
			f.Add(text)
		}
	}
	starter, err := os.ReadFile("starter/themes.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(starter)
	f.Fuzz(func(t *testing.T, text []byte) {
		_, err := LoadThemes(write(t, t.TempDir(), "themes.yaml", string(text)))
		checkProblems(t, err, text)
	})
}
