package own

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/earshot/earshot/internal/near"
	"github.com/earshot/earshot/internal/warehouse"
)

// column is one column of a query's result.
type column struct {
	name  string
	sort  string // text, whole, number, truth, date or moment
	exact bool   // a decimal, which is read as a number
}

// query is a block's SQL, seen to be one SELECT whose columns are known.
type query struct {
	block   block
	text    string // with an order that leaves no two rows open
	args    []any
	columns []column
}

func (q query) names() []string {
	var all []string
	for _, c := range q.columns {
		all = append(all, c.name)
	}
	return all
}

// place is a column's index; -1: there is none of that name.
func (q query) place(name string) int { return slices.Index(q.names(), name) }

// plan tries each block's query against the published file without running it,
// and tells what is wrong with the queries, the settings and the figures in the
// text. Blocks with a problem have no query.
func plan(ctx context.Context, db *warehouse.DB, d document, given map[string]any) ([]query, Problems, error) {
	r := &reader{file: d.file}
	all := make([]query, len(d.blocks))
	for i, b := range d.blocks {
		if b.sql == "" { // told when the file was read
			continue
		}
		before := len(r.problems)
		q, err := r.query(ctx, db, b, given)
		if err != nil {
			return nil, nil, err
		}
		if len(r.problems) == before {
			all[i] = q
			r.checkColumns(q)
		}
	}
	for _, f := range d.figures {
		if text := wrongFigure(f.inner, all, d); text != "" {
			r.wrong(f.line, "%s", text)
		}
	}
	return all, r.problems, nil
}

func (r *reader) query(ctx context.Context, db *warehouse.DB, b block, given map[string]any) (query, error) {
	q := query{block: b}
	b.sql = strings.TrimRight(b.sql, "; \n\t")
	tree, err := r.selects(ctx, db, b)
	if err != nil || tree == nil {
		return q, err
	}
	names := parametersOf(tree)
	for _, name := range names {
		value, known := given[name]
		if !known {
			r.wrong(b.lineOf("$"+name), "the parameter $%s is not declared; %s", name, near.Instead(name, sortedKeys(given)))
			continue
		}
		q.args = append(q.args, sql.Named(name, value))
	}
	if len(q.args) < len(names) {
		return q, nil
	}
	q.text = b.sql
	if err := q.bind(ctx, db); err != nil {
		r.refused(ctx, b, err)
		return q, ctx.Err()
	}
	if text := settled(ctx, db, tree, len(q.columns)); text != "" {
		if other := (query{text: text, args: q.args}); other.bind(ctx, db) == nil {
			q.text = text
		}
	}
	return q, nil
}
