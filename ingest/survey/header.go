package survey

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// column is one column of a file.
type column struct {
	name     string   // as in the file; "Name#2" for the second of that name, "#7" without one
	key      string   // the name in ids: folded; of Qualtrics the code, which outlives a rewording
	question string   // what was asked, in the file's words
	parts    []string // the cells of its header rows, folded
}

// fold makes names that people would call the same one equal: case and white
// space, no-break space too, do not matter.
func fold(s string) string {
	if folded(s) {
		return s
	}
	return strings.ToLower(squeeze(s))
}

// folded tells a name that folding would not change, without making a new one.
func folded(s string) bool {
	before := byte(' ')
	for i := range len(s) {
		c := s[i]
		if c >= utf8.RuneSelf || c < ' ' || 'A' <= c && c <= 'Z' || c == ' ' && before == ' ' {
			return false
		}
		before = c
	}
	return before != ' ' || s == ""
}

// squeeze is s with single spaces for white space.
func squeeze(s string) string {
	return strings.Join(strings.Fields(strings.TrimPrefix(s, "\ufeff")), " ")
}

// heading makes columns of the header rows of a file. A column's name is what
// stands in its rows, joined by " / "; a cell that is empty in the first of
// several rows stands for the one on its left, as SurveyMonkey has it.
func heading(header [][]string) []column {
	width := 0
	for _, cells := range header {
		width = max(width, len(cells))
	}
	columns, left := make([]column, width), ""
	for i := range columns {
		var cells []string
		for level, line := range header {
			cell := ""
			if i < len(line) {
				cell = squeeze(line[i])
			}
			if level == 0 && len(header) > 1 {
				if cell == "" {
					cell = left
				}
				left = cell
			}
			cells = append(cells, cell)
		}
		columns[i] = newColumn(cells)
	}
	distinguish(columns)
	return columns
}

// importID begins the cells of Qualtrics' third header row.
const importID = `{"ImportId":`

// newColumn makes a column of its header cells. Qualtrics' first row is a code
// and its second one the question.
func newColumn(cells []string) column {
	var c column
	var names, asked []string
	for level, cell := range cells {
		if cell == "" {
			continue
		}
		if strings.HasPrefix(strings.ReplaceAll(cell, " ", ""), importID) {
			if level == 2 && cells[1] != "" {
				asked, c.key = []string{cells[1]}, fold(cells[0])
			}
			continue
		}
		if len(names) > 0 && fold(cell) == fold(names[len(names)-1]) {
			continue
		}
		names = append(names, cell)
		c.parts = append(c.parts, fold(cell))
		if len(asked) == 0 || !filler(cell) {
			asked = append(asked, cell)
		}
	}
	c.name, c.question = strings.Join(names, " / "), strings.Join(asked, " / ")
	return c
}

// filler tells what SurveyMonkey writes under a question with one answer.
func filler(cell string) bool {
	return cell == "Response" || cell == "Open-Ended Response"
}

// distinguish names columns without a name, and numbers those of one name; no
// two have the same key.
func distinguish(columns []column) {
	names, keys := unique{}, unique{}
	for i := range columns {
		c := &columns[i]
		if c.name == "" {
			c.name = fmt.Sprintf("#%d", i+1)
		}
		c.name = names.one(c.name)
		c.key = keys.one(fold(firstOf(c.key, c.name)))
		if c.question == "" {
			c.question = c.name
		}
	}
}

// unique counts how often a name was given, whatever its case.
type unique map[string]int

// one is name, or name#2 where name is taken.
func (u unique) one(name string) string {
	given := name
	for u[fold(given)] > 0 {
		u[fold(name)]++
		given = fmt.Sprintf("%s#%d", name, u[fold(name)])
	}
	u[fold(given)] = 1
	return given
}
