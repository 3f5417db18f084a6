package own

import (
	"fmt"
	"strings"
)

// Problem is one mistake in a report's file, with its line and what to do.
type Problem struct {
	File string `json:"file"` // reports/login/report.md
	Line int    `json:"line"` // from 1
	Text string `json:"problem"`
}

// Error is the place and the mistake.
func (p Problem) Error() string { return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Text) }

// Problems are all mistakes of a file, in the order of their lines.
type Problems []Problem

// Error has a line for each.
func (p Problems) Error() string {
	var lines []string
	for _, problem := range p {
		lines = append(lines, problem.Error())
	}
	return strings.Join(lines, "\n")
}

// nearest is the one of names that name is most likely meant to be; empty when
// none is near: more than a third of its letters are others, and more than two
// (Levenshtein 1966).
func nearest(name string, names []string) string {
	size := len([]rune(name))
	best, least := "", max(min(2, size-2), size/3)+1
	for _, n := range names {
		if d := distance([]rune(strings.ToLower(name)), []rune(strings.ToLower(n))); d < least {
			best, least = n, d
		}
	}
	return best
}

func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		before := row[0]
		row[0] = i + 1
		for j, y := range b {
			change := before
			if x != y {
				change++
			}
			before = row[j+1]
			row[j+1] = min(change, row[j]+1, before+1)
		}
	}
	return row[len(b)]
}

// instead says which of names may be meant, or what there are.
func instead(name string, names []string) string {
	if near := nearest(name, names); near != "" {
		return fmt.Sprintf("did you mean %s?", near)
	}
	if len(names) == 0 {
		return "there is none"
	}
	return "there are: " + strings.Join(names, ", ")
}
