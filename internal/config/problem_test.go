package config

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

func TestProblemString(t *testing.T) {
	for want, p := range map[string]Problem{
		"earshot.yaml:12:5: unknown key \"colums\"\n  hint: did you mean \"columns\"?": {
			File: "earshot.yaml", Line: 12, Column: 5, Message: `unknown key "colums"`, Hint: `did you mean "columns"?`},
		"labels.csv:3: x":   {File: "labels.csv", Line: 3, Message: "x"},
		"themes.yaml: gone": {File: "themes.yaml", Message: "gone", Column: 3},
	} {
		if got := p.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestProblemsInOrder(t *testing.T) {
	unordered := Problems{
		{File: "b", Line: 1, Column: 2, Message: "x"},
		{File: "b", Line: 1, Column: 2, Message: "x", Hint: "told before"},
		{File: "a", Line: 2, Column: 1, Message: "x"},
		{File: "a", Line: 1, Column: 3, Message: "y"},
		{File: "a", Line: 1, Column: 3, Message: "x"},
		{File: "a", Line: 1, Message: "z"},
	}
	want := "a:1: z\na:1:3: x\na:1:3: y\na:2:1: x\nb:1:2: x"
	if diff := cmp.Diff(want, unordered.err().Error()); diff != "" {
		t.Error("-want +got\n" + diff)
	}
	if err := (Problems{}).err(); err != nil {
		t.Error(err)
	}
}

// checkProblems checks what holds of any error about a file.
func checkProblems(t *testing.T, err error, text []byte) {
	t.Helper()
	var problems Problems
	if err == nil {
		return
	}
	if !errors.As(err, &problems) || len(problems) == 0 {
		t.Fatal(err)
	}
	lines := bytes.Count(text, []byte("\n")) + bytes.Count(text, []byte("\r")) + bytes.Count(text, []byte("\u0085")) +
		bytes.Count(text, []byte("\u2028")) + bytes.Count(text, []byte("\u2029")) + 1
	for _, p := range problems {
		if p.Message == "" || p.Line < 0 || p.Line > lines+1 || p.Column < 0 {
			t.Errorf("%+v of %d lines", p, lines)
		}
	}
	if !slices.IsSortedFunc(problems, func(a, b Problem) int { return a.Line - b.Line }) {
		t.Error(problems)
	}
}

// inputs are the files of an archive that are input.
func inputs(t testing.TB, path string) [][]byte {
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var texts [][]byte
	for _, file := range archive.Files {
		if !strings.HasSuffix(file.Name, ".want") {
			texts = append(texts, file.Data)
		}
	}
	return texts
}
