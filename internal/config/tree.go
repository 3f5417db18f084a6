package config

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// maxCopies bounds how many values aliases may bring in. A few lines of
// aliases of aliases would otherwise stand for billions of values.
const maxCopies = 10_000

// expander copies a tree without its aliases, merges and references, each
// value with the place where it is written, and makes of it what the schema
// sees: maps, slices, text, numbers.
type expander struct {
	*document
	path    []string            // where the copy will stand
	within  map[*yaml.Node]bool // anchors being copied
	aliases int                 // how many lie around the value being copied
	outer   *yaml.Node          // the outermost of them
	copies  int
	stopped bool
}

// expand makes the document's root and value from the tree as it was read.
func (d *document) expand(node *yaml.Node) {
	x := &expander{document: d, within: map[*yaml.Node]bool{}}
	root, value := x.copy(node)
	if !x.stopped {
		d.root, d.value = root, value
	}
}

func (x *expander) copy(n *yaml.Node) (*yaml.Node, any) {
	if x.aliases > 0 {
		x.copies++
	}
	if x.copies > maxCopies {
		x.stop(x.outer, fmt.Sprintf("aliases stand for more than %d values", maxCopies), "write the values out")
		return bare(n), nil
	}
	x.within[n] = true
	defer delete(x.within, n)
	switch n.Kind {
	case yaml.AliasNode:
		return x.alias(n)
	case yaml.MappingNode:
		return x.mapping(n)
	case yaml.SequenceNode:
		return x.sequence(n)
	}
	return x.scalar(n)
}

// copyTo copies what is to stand under a key or as a list item.
func (x *expander) copyTo(token string, n *yaml.Node) (*yaml.Node, any) {
	x.path = append(x.path, token)
	defer func() { x.path = x.path[:len(x.path)-1] }()
	return x.copy(n)
}

// stop gives up on the document: what follows has no certain meaning.
func (x *expander) stop(n *yaml.Node, message, hint string) {
	if !x.stopped {
		x.note(n.Line, n.Column, message, hint)
	}
	x.stopped = true
}

func (x *expander) alias(n *yaml.Node) (*yaml.Node, any) {
	if x.within[n.Alias] {
		x.stop(n, fmt.Sprintf("the alias *%s stands within its own anchor", n.Value), "write the value out")
		return bare(n), nil
	}
	if x.aliases == 0 {
		x.outer = n
	}
	x.aliases++
	defer func() { x.aliases-- }()
	return x.copy(n.Alias)
}

func (x *expander) sequence(n *yaml.Node) (*yaml.Node, any) {
	out, list := bare(n), make([]any, 0, len(n.Content))
	for i, item := range n.Content {
		if x.stopped {
			break
		}
		node, value := x.copyTo(strconv.Itoa(i), item)
		out.Content, list = append(out.Content, node), append(list, value)
	}
	return out, list
}

func (x *expander) mapping(n *yaml.Node) (*yaml.Node, any) {
	out, object := bare(n), map[string]any{}
	lines := map[string]int{}
	var merged []*yaml.Node
	for i := 0; i+1 < len(n.Content) && !x.stopped; i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.ShortTag() == "!!merge" {
			merged = append(merged, value)
			continue
		}
		name, ok := x.key(key)
		if !ok {
			continue
		}
		if line, twice := lines[name]; twice {
			x.note(key.Line, key.Column, fmt.Sprintf("the key %q is here twice", name), fmt.Sprintf("first on line %d", line))
			continue
		}
		lines[name] = key.Line
		node, plain := x.copyTo(name, value)
		out.Content, object[name] = append(out.Content, bareKey(key, name), node), plain
	}
	for _, value := range merged {
		x.merge(value, out, object)
	}
	return out, object
}

// merge adds the keys of `<<: *other` or `<<: [*one, *other]` that are not there.
func (x *expander) merge(n *yaml.Node, out *yaml.Node, object map[string]any) {
	node, value := x.copy(n)
	sources, values := []*yaml.Node{node}, []any{value}
	if list, ok := value.([]any); ok {
		sources, values = node.Content, list
	}
	for i, source := range sources {
		plain, ok := values[i].(map[string]any)
		if !ok {
			x.note(n.Line, n.Column, "<< takes a mapping or a list of mappings", "write it as \"<<: *anchor\"")
			return
		}
		for k := 0; k+1 < len(source.Content); k += 2 {
			name := source.Content[k].Value
			if _, there := object[name]; !there {
				out.Content = append(out.Content, source.Content[k], source.Content[k+1])
				object[name] = plain[name]
			}
		}
	}
}

// key is a mapping key as text.
func (x *expander) key(n *yaml.Node) (string, bool) {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if n.Kind != yaml.ScalarNode || n.ShortTag() == "!!null" {
		x.note(n.Line, n.Column, "a key must be text", "write it as \"key: value\"")
		return "", false
	}
	return n.Value, true
}

func (x *expander) scalar(n *yaml.Node) (*yaml.Node, any) {
	out := bare(n)
	switch tag := n.ShortTag(); tag {
	case "!!null":
		return out, nil
	case "!!timestamp": // a date is text to us
		out.Tag = "!!str"
		return out, n.Value
	case "!!str":
		return out, x.text(out)
	case "!!bool", "!!int", "!!float":
		return out, x.plain(out)
	default:
		x.fail(out, fmt.Sprintf("unknown tag %s", shorten(tag)), "take it out")
		return out, n.Value
	}
}

// text is a string with its references replaced, here and in the tree.
func (x *expander) text(out *yaml.Node) string {
	if x.refs == nil {
		return out.Value
	}
	expanded, message, hint := x.refs.expand(out.Value)
	if message != "" {
		x.fail(out, message, hint)
		return out.Value
	}
	if expanded != out.Value {
		x.written[out], out.Value = out.Value, expanded
	}
	return expanded
}

// plain is a number or a truth value.
func (x *expander) plain(out *yaml.Node) any {
	var value any
	if err := out.Decode(&value); err != nil {
		x.fail(out, fmt.Sprintf("%q does not fit its tag %s", shorten(out.Value), out.ShortTag()), "take the tag out")
		return out.Value
	}
	if f, ok := value.(float64); ok && (math.IsNaN(f) || math.IsInf(f, 0)) {
		x.fail(out, fmt.Sprintf("%s is not a number to count with", out.Value), "write a number")
		return out.Value
	}
	return value
}

func (x *expander) fail(n *yaml.Node, message, hint string) {
	x.broken[n] = true
	x.faults = append(x.faults, slices.Clone(x.path))
	x.note(n.Line, n.Column, message, hint)
}

// bare is a node without what hangs on it.
func bare(n *yaml.Node) *yaml.Node {
	return &yaml.Node{Kind: n.Kind, Tag: n.ShortTag(), Value: n.Value, Style: n.Style, Line: n.Line, Column: n.Column}
}

func bareKey(n *yaml.Node, name string) *yaml.Node {
	tag := n.ShortTag()
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: name, Line: n.Line, Column: n.Column}
}

// shorten cuts what a message quotes.
func shorten(text string) string {
	if utf8.RuneCountInString(text) <= 40 {
		return text
	}
	return string([]rune(text)[:39]) + "…"
}
