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
