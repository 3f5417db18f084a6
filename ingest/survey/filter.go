package survey

// rowFilter decides by one column whether a row is left out.
type rowFilter struct {
	column int // -1: the file does not have it, and need not
	name   string
	values map[string]bool // folded
	only   bool            // values are those to keep
}

func newFilter(f Filter, column int, only bool) rowFilter {
	r := rowFilter{column: column, name: short(f.Column), values: map[string]bool{}, only: only}
	for _, value := range f.Values {
		r.values[fold(value)] = true
	}
	return r
}

// leavesOut gives the reason to leave the row out, or nothing. It names what
// is configured, not what the row says.
func (f rowFilter) leavesOut(cells []string) string {
	if f.column < 0 {
		return ""
	}
	value := fold(cells[f.column])
	switch {
	case f.only && !f.values[value]:
		return "left out: " + f.name + " is none of only"
	case f.only || !f.values[value]:
		return ""
	case value == "":
		return "left out: " + f.name + " is blank"
	}
	return "left out: " + f.name + " is " + value
}
