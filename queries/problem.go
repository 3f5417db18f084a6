package queries

import (
	"fmt"

	"strings"
)

// Problem is one mistake in a question's file.
type Problem struct {
	File string `json:"file"`
	Line int    `json:"line"` // from 1
	Text string `json:"text"` // what is wrong and what to write instead
}

// String is the place and the text.
func (p Problem) String() string { return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Text) }

// Problems are the mistakes of a file. As an error it has a line for each.
type Problems []Problem

// Error has a line for each problem.
func (p Problems) Error() string {
	var all []string
	for _, one := range p {
		all = append(all, one.String())
	}
	return strings.Join(all, "\n")
}

// meant is "; did you mean x?" for a known name that the word is near to.
func meant(word string, known []string) string {
	best, distance := "", max(1, len(word)/3)+1
	for _, name := range known {
		if d := edits(word, name); d < distance {
			best, distance = name, d
		}
	}
	if best == "" {
		return ""
	}
	return "; did you mean " + best + "?"
}

// edits counts the letters to add, take away or replace: V. Levenshtein, 1966.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for k := range row {
		row[k] = k
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for k := range len(b) {
			replaced := before
			if a[i] != b[k] {
				replaced++
			}
			before = row[k+1]
			row[k+1] = min(replaced, row[k]+1, row[k+1]+1)
		}
	}
	return row[len(b)]
}
