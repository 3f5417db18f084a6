package rest

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// template is text with places for values: "{{since}}", or "{{.id}}" with a jq
// program on the record where there is one.
type template []part

type part struct {
	text    string   // as it stands
	name    string   // of a value
	program *program // on the record
}

// names are the values that a request may hold.
var names = []string{"since", "now", "page", "offset", "limit", "token", "last"}

// parse reads a template; record: there is one.
func parse(text string, record bool) (template, error) {
	var t template
	for {
		before, rest, found := strings.Cut(text, "{{")
		if before != "" {
			t = append(t, part{text: before})
		}
		if !found {
			return t, nil
		}
		inner, after, closed := strings.Cut(rest, "}}")
		if !closed {
			return nil, fmt.Errorf("{{ is not closed by }}")
		}
		p, err := place(strings.TrimSpace(inner), record)
		if err != nil {
			return nil, err
		}
		t, text = append(t, p), after
	}
}

func place(inner string, record bool) (part, error) {
	if slices.Contains(names, inner) {
		return part{name: inner}, nil
	}
	if !record || !strings.HasPrefix(inner, ".") {
		return part{}, fmt.Errorf("{{%s}} is not known: write one of %s", inner, strings.Join(names, ", "))
	}
	p, err := compile(inner, "$record")
	return part{program: p}, err
}

// uses says whether a value of that name stands in it.
func (t template) uses(name string) bool {
	return slices.ContainsFunc(t, func(p part) bool { return p.name == name })
}

// values are what the places of a request get. An empty one leaves out the
// parameter, header or member that it stands in.
type values struct {
	ctx    context.Context
	named  map[string]string
	number map[string]bool // those that are numbers in JSON
	record any
	escape func(string) string // nil: as it is
}

// fill puts the values in; there is false where one of them is empty.
func (t template) fill(v values) (text string, there bool, err error) {
	var b strings.Builder
	for _, p := range t {
		value := p.text
		switch {
		case p.name != "":
			value = v.named[p.name]
		case p.program != nil:
			if value, err = p.program.text(v.ctx, v.record, v.record); err != nil {
				return "", false, err
			}
		default:
			b.WriteString(value)
			continue
		}
		if value == "" {
			return "", false, nil
		}
		if v.escape != nil {
			value = v.escape(value)
		}
		b.WriteString(value)
	}
	return b.String(), true, nil
}

// body is a JSON value in which texts may be templates.
type body struct {
	text    template
	list    []body
	members map[string]body
	plain   any
}

func parseBody(value any, record bool) (b body, err error) {
	switch v := value.(type) {
	case string:
		b.text, err = parse(v, record)
		if len(b.text) == 0 {
			b.plain = v
		}
	case []any:
		b.list = make([]body, len(v))
		for i := range v {
			if b.list[i], err = parseBody(v[i], record); err != nil {
				return b, err
			}
		}
	case map[string]any:
		b.members = map[string]body{}
		for name := range v {
			if b.members[name], err = parseBody(v[name], record); err != nil {
				return b, err
			}
		}
	case map[any]any:
		return b, fmt.Errorf("a key of the body is no text")
	default:
		b.plain = v
	}
	return b, err
}

func (b body) uses(name string) bool {
	if b.text.uses(name) || slices.ContainsFunc(b.list, func(one body) bool { return one.uses(name) }) {
		return true
	}
	for _, one := range b.members {
		if one.uses(name) {
			return true
		}
	}
	return false
}

// fill gives the value; there is false for a text with an empty value in it.
func (b body) fill(v values) (value any, there bool, err error) {
	switch {
	case b.text != nil:
		text, there, err := b.text.fill(v)
		if len(b.text) == 1 && v.number[b.text[0].name] {
			return json.Number(text), there, err
		}
		return text, there, err
	case b.list != nil:
		all := []any{}
		for _, one := range b.list {
			value, there, err := one.fill(v)
			if err != nil {
				return nil, false, err
			}
			if there {
				all = append(all, value)
			}
		}
		return all, true, nil
	case b.members != nil:
		all := map[string]any{}
		for name, one := range b.members {
			value, there, err := one.fill(v)
			if err != nil {
				return nil, false, err
			}
			if there {
				all[name] = value
			}
		}
		return all, true, nil
	}
	return b.plain, true, nil
}
