package own

import (
	"slices"

	"github.com/earshot/earshot/internal/near"
)

// checkColumns holds the settings against the columns that the query gives.
func (r *reader) checkColumns(q query) {
	for _, c := range q.columns {
		if c.sort == "" {
			r.wrong(q.block.first, "the column %s is a list or of another type that a page cannot show: cast it in the query", c.name)
		}
	}
	for _, setting := range q.block.columns() {
		key, name := setting[0], setting[1]
		at := q.place(name)
		if at < 0 {
			r.wrong(q.block.line, "%s: the query has no column %q; %s", key, name, near.Instead(name, q.names()))
			continue
		}
		if wanted := wants(q.block.kind, key); len(wanted) > 0 && !slices.Contains(wanted, q.columns[at].sort) {
			r.wrong(q.block.line, "%s: the column %s is %s and has to be %s: cast it in the query", key, name, article(q.columns[at].sort), article(wanted[0]))
		}
	}
}

// wants are the sorts of columns that a setting takes, the usual one first; none: any.
func wants(kind, key string) []string {
	switch key {
	case "y":
		if kind == "value" {
			return nil
		}
		return []string{"number", "whole"}
	case "low", "high", "reference", "units":
		return []string{"number", "whole"}
	case "date":
		return []string{"date", "moment"}
	case "x":
		if kind == "line" || kind == "band" || kind == "small-multiples" {
			return []string{"date", "moment"}
		}
	case "text", "mark", "link":
		return []string{"text"}
	}
	return nil
}

func article(sort string) string {
	switch sort {
	case "text", "truth":
		return sort
	case "whole":
		return "a whole number"
	}
	return "a " + sort
}
