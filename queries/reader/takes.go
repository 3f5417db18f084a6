package reader

import (
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"time"
)

// The kinds of values that parameters take, as Answer.Takes names them.
const (
	TakesText      = "VARCHAR"
	TakesInteger   = "BIGINT"
	TakesNumber    = "DOUBLE"
	TakesBoolean   = "BOOLEAN"
	TakesDate      = "DATE"
	TakesTimestamp = "TIMESTAMP"
	TakesTime      = "TIME"
	TakesBytes     = "BLOB"
)

// sample is a value of the kind, to see what a statement gives with it.
func sample(kind string) any {
	return map[string]any{
		"": "", TakesText: "", TakesInteger: int64(0), TakesNumber: 0.0, TakesBoolean: false,
		TakesDate: time.Unix(0, 0).UTC(), TakesTimestamp: time.Unix(0, 0).UTC(), TakesTime: "00:00:00", TakesBytes: []byte{},
	}[kind]
}

// kindOfType is the kind of DuckDB's types; lists and whatever else has no value
// that could be bound is taken as text.
func kindOfType(name string) string {
	switch name {
	case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT", "INTEGER_LITERAL":
		return TakesInteger
	case "FLOAT", "DOUBLE", "DECIMAL":
		return TakesNumber
	case "BOOLEAN", "DATE", "TIME", "BLOB":
		return name
	case "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE":
		return TakesTimestamp
	}
	return TakesText
}

// takes tells what each parameter of a shape takes, and a value of each. DuckDB's
// C interface would tell, but the driver does not pass it on; so its binder is asked:
// first by what the statement's tree says of the place a parameter stands at, then
// by values of one kind after the other. What has a value already keeps it.
func (d *desk) takes(ctx context.Context, statement passed, given []Param) ([]string, []Param, error) {
	p := probe{d: d, statement: statement, params: given}
	stand := placesOf(statement.tree)
	kinds := make([]string, len(statement.params))
	for i, name := range statement.params {
		if p.has(name) {
			continue
		}
		kinds[i] = p.at(ctx, stand[name])
		if kinds[i] == "" {
			kinds[i] = p.byValue(ctx, name)
		}
		if p.broken {
			return kinds, given, errors.Join(d.close(), d.settle(ctx))
		}
		p.params = append(p.params, Param{name, sample(kinds[i])})
	}
	if p.run(ctx, statement.text) != nil { // what each takes alone need not go together
		p.params = given
	}
	return kinds, p.params, nil
}

// probe asks the binder, with no rows.
type probe struct {
	d         *desk
	statement passed
	params    []Param
	broken    bool // DuckDB answers nothing any more
}

func (p *probe) has(name string) bool {
	for _, param := range p.params {
		if param.Name == name {
			return true
		}
	}
	return false
}

func (p *probe) run(ctx context.Context, text string) error {
	args, err := arguments(p.statement.params, Query{Params: p.params, Shape: true})
	if err != nil {
		return err
	}
	if err = p.d.db.Exec(ctx, `create temp table "a try" as `+text, args...); err == nil {
		return p.d.db.Exec(ctx, `drop table temp.main."a try"`)
	}
	err = explain(err, above)
	var failed *Failed
	if errors.As(err, &failed) && (failed.Kind == "INTERNAL" || failed.Kind == "FATAL") {
		p.broken = true
	}
	return err
}

// byValue is the first kind of which the statement takes a value; "" is text, and
// most of all where others would do as well.
func (p *probe) byValue(ctx context.Context, name string) string {
	known := p.params
	defer func() { p.params = known }()
	for _, kind := range []string{"", TakesInteger, TakesNumber, TakesTimestamp, TakesBoolean} {
		p.params = append(known[:len(known):len(known)], Param{name, sample(kind)})
		if p.run(ctx, p.statement.text) == nil {
			return kind
		}
		if p.broken || ctx.Err() != nil {
			return ""
		}
	}
	return ""
}

// at is the kind of the places where a parameter stands; "": they do not tell. A
// literal beside it tells less than anything else.
func (p *probe) at(ctx context.Context, stand []place) (kind string) {
	for _, s := range stand {
		switch is := s.kind; {
		case is != "":
			return is
		case s.literal && kind != "":
		default:
			is = p.beside(ctx, s)
			if s.sum && is != TakesInteger && is != TakesNumber {
				is = ""
			}
			if is != "" && !s.literal {
				return is
			}
			if kind == "" {
				kind = is
			}
		}
	}
	return kind
}

// ofArguments finds the type of the first argument in what the binder says of a
// function that it knows with one argument only.
var ofArguments = regexp.MustCompile(`'acos\(([A-Z_]+(?: WITH TIME ZONE)?)(?:\([0-9,]*\))?(\[[0-9]*\])?, `)

// beside is the kind of what stands beside a parameter: both are put in a call
// that cannot be bound, and the binder says of which types they are.
func (p *probe) beside(ctx context.Context, s place) string {
	before := map[string]any{}
	for key, value := range s.node {
		before[key] = value
	}
	clear(s.node)
	for key, value := range map[string]any{
		"class": "FUNCTION", "type": "FUNCTION", "alias": "", "function_name": "acos", "schema": "", "catalog": "",
		"children": []any{s.beside, s.parameter}, "filter": nil, "order_bys": map[string]any{"type": "ORDER_MODIFIER", "orders": []any{}},
		"distinct": false, "is_operator": false, "export_state": false,
	} {
		s.node[key] = value
	}
	text, err := p.text(ctx)
	clear(s.node)
	for key, value := range before {
		s.node[key] = value
	}
	if err != nil {
		return ""
	}
	var failed *Failed
	if !errors.As(p.run(ctx, text), &failed) {
		return ""
	}
	if m := ofArguments.FindStringSubmatch(failed.Message); m != nil && m[1] != "NULL" {
		if m[2] != "" {
			return TakesText
		}
		return kindOfType(m[1])
	}
	return ""
}

// text is the statement's tree as a statement again.
func (p *probe) text(ctx context.Context) (text string, err error) {
	content, err := json.Marshal(map[string]any{"error": false, "statements": p.statement.tree.Statements})
	if err != nil {
		return "", err
	}
	err = p.d.db.Row(ctx, "select json_deserialize_sql(cast(? as json))", []any{string(content)}, &text)
	return text, err
}
