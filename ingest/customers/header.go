package customers

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A header says what each column is.
type header struct {
	known map[string]int // the column's place
	other map[int]string // of further columns: their names as they stand
	width int
}

func columnNames() []string {
	return []string{"person_id", "name", "email", "login", "account", "account_id", "domain", "segment", "plan", "money",
		"since", "consent", "last_contacted"}
}

// parseHeader reads the first row, and reports all that is wrong with it.
func parseHeader(r row) (header, error) {
	if r.err != nil {
		return header{}, fmt.Errorf("line %d: %w", r.line, r.err)
	}
	h := header{known: map[string]int{}, other: map[int]string{}, width: len(r.cells)}
	var problems []error
	for i, cell := range r.cells {
		switch name := columnName(cell); {
		case cell == "":
			h.other[i] = fmt.Sprintf("column %d", i+1)
		case h.has(name) || name == "" && h.named(cell):
			problems = append(problems, fmt.Errorf("line %d, column %d: a second column of the same name: rename or delete one", r.line, i+1))
		case name != "":
			h.known[name] = i
		default:
			h.other[i] = cell
		}
	}
	if !h.has("email") && !h.has("login") && !h.has("domain") {
		problems = append(problems, fmt.Errorf("line %d: no column email, login or domain: the first row must name the columns, and one of these tells whose feedback is whose", r.line))
	}
	return h, errors.Join(problems...)
}

// columnName finds the known column of a heading, however it is spelled:
// "Person ID", "e-mail", "last_contacted"; empty: another one.
func columnName(heading string) string {
	key := headingKey(heading)
	for _, name := range columnNames() {
		if key == headingKey(name) || key == headingKey(name)+"s" && (name == "email" || name == "login" || name == "domain") {
			return name
		}
	}
	return ""
}

func headingKey(heading string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" _-\u00a0", r) {
			return -1
		}
		return r
	}, strings.ToLower(heading))
}

func (h header) has(name string) bool {
	_, ok := h.known[name]
	return ok
}

func (h header) named(heading string) bool {
	for _, other := range h.other {
		if strings.EqualFold(other, heading) {
			return true
		}
	}
	return false
}

// cell is the row's cell in a known column, empty where there is no column.
func (h header) cell(r row, name string) string {
	if i, ok := h.known[name]; ok {
		return r.cells[i]
	}
	return ""
}

// list is the cell's parts between semicolons, in lower case, each once.
func (h header) list(r row, name string) []string {
	var parts []string
	for part := range strings.SplitSeq(h.cell(r, name), ";") {
		part = strings.ToLower(strings.TrimSpace(part))
		if part != "" && !slices.Contains(parts, part) {
			parts = append(parts, part)
		}
	}
	return parts
}

// fields are the cells of the further columns.
func (h header) fields(r row) map[string]string {
	var fields map[string]string
	for i, name := range h.other {
		if cell := r.cells[i]; cell != "" {
			if fields == nil {
				fields = map[string]string{}
			}
			fields[name] = cell
		}
	}
	return fields
}
