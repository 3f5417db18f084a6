package own

import (
	"fmt"
	"slices"
	"strings"

	"github.com/earshot/earshot/internal/near"
)

// wrongFigure says what is wrong with {{...}}; empty: nothing. A query with a
// problem of its own is not asked for its columns.
func wrongFigure(inner string, queries []query, d document) string {
	words := strings.Fields(inner)
	const how = "write {{value query.column}}, {{value query.column percent}} or {{param name}}"
	switch {
	case len(words) == 2 && words[0] == "param":
		var names []string
		for _, p := range d.parameters {
			names = append(names, p.Name)
		}
		if !slices.Contains(names, words[1]) {
			return fmt.Sprintf("{{%s}}: the parameter %s is not declared; %s", inner, words[1], near.Instead(words[1], names))
		}
		return ""
	case len(words) < 2 || len(words) > 3 || words[0] != "value" || !strings.Contains(words[1], "."):
		return fmt.Sprintf("{{%s}} cannot be read: %s", inner, how)
	case len(words) == 3 && !slices.Contains(units(), words[2]):
		return fmt.Sprintf("{{%s}}: unit %q is not known; %s", inner, words[2], near.Instead(words[2], units()))
	}
	name, column, _ := strings.Cut(words[1], ".")
	var names []string
	for i, b := range d.blocks {
		if b.name() == name {
			if q := queries[i]; q.text != "" && q.place(column) < 0 {
				return fmt.Sprintf("{{%s}}: the query %s has no column %q; %s", inner, name, column, near.Instead(column, q.names()))
			}
			return ""
		}
		if b.name() != "" {
			names = append(names, b.name())
		}
	}
	return fmt.Sprintf("{{%s}}: no block has name=%s; %s", inner, name, near.Instead(name, names))
}

// intext writes {{...}}: the first row's value, or a dash where there is no row.
func intext(inner string, results []result, params map[string]any) string {
	words := strings.Fields(inner)
	if words[0] == "param" {
		return shown(params[words[1]], "", true)
	}
	name, column, _ := strings.Cut(words[1], ".")
	unit := ""
	if len(words) == 3 {
		unit = words[2]
	}
	for _, a := range results {
		if a.block.name() == name && len(a.rows) > 0 {
			at := a.place(column)
			return shown(a.rows[0][at], unit, a.columns[at].sort == "date")
		}
	}
	return shown(nil, "", false)
}
