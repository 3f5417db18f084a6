package queries

import (
	"fmt"
	"slices"
	"strings"
)

// Chart says which columns of the answer make a picture.
type Chart struct {
	Kind string `json:"kind"`           // line (along time) or bar (a row each)
	X    string `json:"x"`              // the column along: a date or a name
	Y    string `json:"y"`              // the figure
	Low  string `json:"low,omitempty"`  // lower end of its interval
	High string `json:"high,omitempty"` // upper end
	By   string `json:"by,omitempty"`   // a line of its own for each value
	Line int    `json:"line"`           // of the file, where it is said
}

// Columns are those that the answer must have for the chart.
func (c Chart) Columns() []string {
	all := []string{c.X, c.Y, c.Low, c.High, c.By}
	return slices.DeleteFunc(all, func(s string) bool { return s == "" })
}

// chart reads `line x=week y=score low=at_least high=at_most by=plan`.
func (h *header) chart(line int, text string) {
	words := strings.Fields(text)
	if h.question.Chart != nil {
		h.wrong(line, "chart: it is there twice: one question, one chart")
		return
	}
	if len(words) == 0 || !slices.Contains([]string{"line", "bar"}, words[0]) {
		h.wrong(line, "chart: %q cannot be drawn: write line or bar, as in line x=week y=score", strings.Join(words[:min(1, len(words))], ""))
		return
	}
	c := &Chart{Kind: words[0], Line: line}
	parts := map[string]*string{"x": &c.X, "y": &c.Y, "low": &c.Low, "high": &c.High, "by": &c.By}
	for _, word := range words[1:] {
		name, column, _ := strings.Cut(word, "=")
		part, known := parts[name]
		switch {
		case !known || column == "":
			h.wrong(line, "chart: %q says nothing: write x=, y=, low=, high= or by= and a column", word)
		case *part != "":
			h.wrong(line, "chart: %s= is there twice", name)
		default:
			*part = column
		}
	}
	if c.X == "" || c.Y == "" {
		h.wrong(line, "chart: x= and y= belong to it, as in line x=week y=score")
	}
	if (c.Low == "") != (c.High == "") {
		h.wrong(line, "chart: low= and high= belong together")
	}
	h.question.Chart = c
}

// missing are the problems of a chart whose columns the answer does not have.
func (c Chart) missing(file string, columns []string) (all Problems) {
	for _, name := range c.Columns() {
		if !slices.Contains(columns, name) {
			all = append(all, Problem{file, c.Line, fmt.Sprintf("chart: the answer has no column %q%s", name, meant(name, columns))})
		}
	}
	return all
}
