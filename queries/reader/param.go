package reader

import (
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// check tells what DuckDB would take otherwise than it was meant.
func (p Param) check() error {
	switch value := p.Value.(type) {
	case nil, bool, int64, float64, []byte, time.Time:
		return nil
	case string:
		if !utf8.ValidString(value) || strings.ContainsRune(value, 0) {
			return &Refused{Reason: "$" + p.Name + ": no UTF-8 text, or a NUL character in it"}
		}
		return nil
	}
	return &Refused{Reason: fmt.Sprintf("$%s: a %T is no value for a parameter", p.Name, p.Value)}
}

// arguments are the values of the statement's parameters as database/sql takes
// them: by name where it has a name, else by place.
func arguments(names []string, q Query) ([]any, error) {
	var args []any
	for _, name := range names {
		i := slices.IndexFunc(q.Params, func(p Param) bool { return p.Name == name })
		if i < 0 && !q.Shape {
			return nil, &Refused{Reason: "the parameter $" + name + " has no value"}
		}
		var value any
		if i >= 0 {
			value = q.Params[i].Value
		}
		if _, err := strconv.Atoi(name); err == nil {
			args = append(args, value)
		} else {
			args = append(args, sql.Named(name, value))
		}
	}
	return args, nil
}

// inOrder sorts parameters by place where they have one, else by name.
func inOrder(found map[string]bool) []string {
	var names []string
	for name := range found {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		n, aErr := strconv.Atoi(a)
		m, bErr := strconv.Atoi(b)
		if aErr == nil && bErr == nil {
			return n - m
		}
		return strings.Compare(a, b)
	})
	return names
}
