package own

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/earshot/earshot/internal/warehouse"
)

// selects asks DuckDB for the statement's tree: it has one for SELECTs alone.
func (r *reader) selects(ctx context.Context, db *warehouse.DB, b block) (map[string]any, error) {
	var text string
	if err := db.Row(ctx, "select cast(json_serialize_sql(cast(? as varchar)) as varchar)", []any{b.sql}, &text); err != nil {
		return nil, fmt.Errorf("%s:%d: %w", r.file, b.first, err)
	}
	var answer struct {
		Error      bool             `json:"error"`
		Sort       string           `json:"error_type"`
		Message    string           `json:"error_message"`
		Position   string           `json:"position"`
		Statements []map[string]any `json:"statements"`
	}
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&answer); err != nil {
		return nil, fmt.Errorf("%s:%d: the query's tree: %w", r.file, b.first, err)
	}
	switch {
	case answer.Error && answer.Sort == "parser":
		at := 0
		fmt.Sscan(answer.Position, &at)
		line := b.first + strings.Count(b.sql[:min(max(at, 0), len(b.sql))], "\n")
		r.wrong(line, "the query cannot be read: %s", answer.Message)
	case answer.Error:
		r.wrong(b.first, "only one SELECT can stand here: a report reads the published file and changes nothing")
	case len(answer.Statements) != 1:
		r.wrong(b.first, "there are %d statements: write one SELECT a block", len(answer.Statements))
	default:
		return answer.Statements[0], nil
	}
	return nil, nil
}

// parametersOf are the parameters in a statement's tree, by name.
func parametersOf(tree any) []string {
	found := map[string]bool{}
	var walk func(any)
	walk = func(node any) {
		switch n := node.(type) {
		case map[string]any:
			if name, ok := n["identifier"].(string); ok && n["class"] == "PARAMETER" {
				found[name] = true
			}
			for _, child := range n {
				walk(child)
			}
		case []any:
			for _, child := range n {
				walk(child)
			}
		}
	}
	walk(tree)
	return sortedKeys(found)
}

// settled is the statement with an order that leaves no two rows open: behind
// what its own ORDER BY says come all columns. So the same data give the same
// bytes. Empty: it stays as it is.
func settled(ctx context.Context, db *warehouse.DB, tree map[string]any, columns int) string {
	node, ok := tree["node"].(map[string]any)
	if !ok {
		return ""
	}
	modifiers, _ := node["modifiers"].([]any)
	at := slices.IndexFunc(modifiers, func(m any) bool { return m.(map[string]any)["type"] == "ORDER_MODIFIER" })
	if at < 0 {
		at = slices.IndexFunc(modifiers, func(m any) bool { return strings.HasPrefix(fmt.Sprint(m.(map[string]any)["type"]), "LIMIT") })
		if at < 0 {
			at = len(modifiers)
		}
		modifiers = slices.Insert(modifiers, at, any(map[string]any{"type": "ORDER_MODIFIER", "orders": []any{}}))
		node["modifiers"] = modifiers
	}
	order := modifiers[at].(map[string]any)
	orders, _ := order["orders"].([]any)
	for _, o := range orders {
		if expression, ok := o.(map[string]any)["expression"].(map[string]any); ok && expression["class"] == "STAR" {
			return ""
		}
	}
	for i := range columns {
		var position any
		text := fmt.Sprintf(`{"type":"ORDER_DEFAULT","null_order":"ORDER_DEFAULT","expression":{"class":"CONSTANT","type":"VALUE_CONSTANT","alias":"",
			"query_location":0,"value":{"type":{"id":"INTEGER","type_info":null},"is_null":false,"value":%d}}}`, i+1)
		if json.Unmarshal([]byte(text), &position) != nil {
			return ""
		}
		orders = append(orders, position)
	}
	order["orders"] = orders
	var whole bytes.Buffer
	if err := json.NewEncoder(&whole).Encode(map[string]any{"error": false, "statements": []any{tree}}); err != nil {
		return ""
	}
	var written string
	if err := db.Row(ctx, "select json_deserialize_sql(cast(? as json))", []any{whole.String()}, &written); err != nil {
		return ""
	}
	return written
}

// bind asks for the columns and no row.
func (q *query) bind(ctx context.Context, db *warehouse.DB) error {
	found, err := db.Query(ctx, "select * from ("+q.text+"\n) limit 0", q.args...)
	if err != nil {
		return err
	}
	defer found.Close()
	types, err := found.ColumnTypes()
	if err != nil {
		return err
	}
	for _, t := range types {
		q.columns = append(q.columns, column{t.Name(), sortOf(t.DatabaseTypeName()), strings.HasPrefix(t.DatabaseTypeName(), "DECIMAL")})
	}
	return errors.Join(found.Err())
}

// limited is the query with its first rows alone, decimals as numbers.
func (q query) limited(rows int) string {
	var casts []string
	for _, c := range q.columns {
		if c.exact {
			name := `"` + strings.ReplaceAll(c.name, `"`, `""`) + `"`
			casts = append(casts, "cast("+name+" as double) as "+name)
		}
	}
	columns := "*"
	if len(casts) > 0 {
		columns = "* replace (" + strings.Join(casts, ", ") + ")"
	}
	return fmt.Sprintf("select %s from (%s\n) limit %d", columns, q.text, rows)
}

// sortOf is what the cells of a database's type are; empty: a page cannot show them.
func sortOf(database string) string {
	switch {
	case database == "VARCHAR", database == "ENUM":
		return "text"
	case database == "BOOLEAN":
		return "truth"
	case database == "DATE":
		return "date"
	case strings.HasPrefix(database, "TIMESTAMP"):
		return "moment"
	case database == "DOUBLE", database == "FLOAT", strings.HasPrefix(database, "DECIMAL") && !strings.HasSuffix(database, "]"):
		return "number"
	case strings.HasSuffix(database, "INT") || strings.HasSuffix(database, "INTEGER"):
		return "whole"
	}
	return ""
}

// refused tells what DuckDB says of a query, with its line. It says more than
// names only of errors in the query itself: others can hold customers' words.
func (r *reader) refused(ctx context.Context, b block, err error) {
	text := err.Error()
	line := b.first
	if at := regexp.MustCompile(`(?m)^LINE (\d+):`).FindStringSubmatch(text); at != nil {
		var n int
		fmt.Sscan(at[1], &n)
		line = min(b.first+n-1, b.first+strings.Count(b.sql, "\n"))
	}
	sort, rest, _ := strings.Cut(text, " Error: ")
	if sort != "Binder" && sort != "Catalog" && sort != "Parser" {
		if ctx.Err() == nil {
			r.wrong(line, "the query fails with DuckDB's %s error; its values are not shown here: try it in a DuckDB shell on the published file", strings.ToLower(short(sort)))
		}
		return
	}
	said, _, _ := strings.Cut(rest, "\nLINE ")
	r.wrong(line, "%s", strings.Join(strings.Fields(said), " "))
}

func short(sort string) string {
	if len(sort) > 30 || strings.ContainsAny(sort, "\n'\"") {
		return "own"
	}
	return sort
}

// lineOf is the line of the block on which text stands first.
func (b block) lineOf(text string) int {
	before, _, found := strings.Cut(b.sql, text)
	if !found {
		return b.first
	}
	return b.first + strings.Count(before, "\n")
}
