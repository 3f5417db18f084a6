package queries

import (
	"fmt"
	"strings"

	"github.com/earshot/earshot/internal/near"
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
	if name := near.Word(word, known); name != "" {
		return "; did you mean " + name + "?"
	}
	return ""
}
