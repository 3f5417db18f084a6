package near

import (
	"strings"
	"testing"
)

func TestWord(t *testing.T) {
	known := []string{"columns", "comments", "time", "redact_names", "id"}
	for word, want := range map[string]string{
		"colums": "columns", "Columns": "columns", "comment": "comments", "tiem": "time", "redact-names": "redact_names",
		"ids": "id", "url": "", "": "", "respondent": "", strings.Repeat("x", 100): "",
	} {
		if got := Word(word, known); got != want {
			t.Errorf("Word(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestInstead(t *testing.T) {
	for _, test := range []struct {
		word, want string
		known      []string
	}{
		{"wek", "did you mean week?", []string{"day", "week"}},
		{"month", "there are: day, week", []string{"day", "week"}},
		{"month", "there is none", nil},
		{"c", "there are: a, b", []string{"a", "b"}},
	} {
		if got := Instead(test.word, test.known); got != test.want {
			t.Errorf("Instead(%q, %q) = %q, want %q", test.word, test.known, got, test.want)
		}
	}
}

func TestSlips(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"abc", "", 3}, {"", "abc", 3}, {"abc", "abc", 0},
		{"abc", "acb", 1}, {"ca", "abc", 3}, {"größe", "grösse", 2}, {"kitten", "sitting", 3},
		{strings.Repeat("x", 80) + "a", strings.Repeat("x", 80) + "b", 0},
	} {
		if got, back := Slips(test.a, test.b), Slips(test.b, test.a); got != test.want || back != got {
			t.Errorf("Slips(%.9q, %.9q) = %d and back %d, want %d", test.a, test.b, got, back, test.want)
		}
	}
}
