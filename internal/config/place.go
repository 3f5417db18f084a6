package config

import (
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// A path leads to a value of a document: keys, and the numbers of list items
// from 0, as text.

// under is the path of key within the value at a path.
func under(at []string, key string) []string {
	return append(slices.Clone(at), key)
}

// find follows path from the root: the key it ends in (nil for a list item and
// the root) and the value. It ends early where the tree does; ok says it did not.
func (d *document) find(path []string) (key, value *yaml.Node, ok bool) {
	value = d.root
	for _, token := range path {
		k, v := child(value, token)
		if v == nil {
			return key, value, false
		}
		key, value = k, v
	}
	return key, value, true
}

func child(n *yaml.Node, token string) (key, value *yaml.Node) {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == token {
				return n.Content[i], n.Content[i+1]
			}
		}
	case yaml.SequenceNode:
		if i, err := strconv.Atoi(token); err == nil && i >= 0 && i < len(n.Content) {
			return nil, n.Content[i]
		}
	}
	return nil, nil
}

// place is the node to point at: the value where it stands behind its key, the
// key where the value begins further down or is missing.
func (d *document) place(path []string) *yaml.Node {
	key, value, _ := d.find(path)
	if key != nil && (value.Line != key.Line || value.Tag == "!!null") {
		return key
	}
	return value
}

// text is the scalar at a place as the file has it.
func (d *document) text(path []string) string {
	_, node, _ := d.find(path)
	if written, ok := d.written[node]; ok {
		return written
	}
	return node.Value
}

// valueAt is the plain value at a place.
func (d *document) valueAt(path []string) any {
	value := d.value
	for _, token := range path {
		switch v := value.(type) {
		case map[string]any:
			value = v[token]
		case []any:
			value = item(v, token)
		}
	}
	return value
}

// placed is the path, from at on, of the value that begins at mark; at where
// there is none.
func (d *document) placed(at []string, mark yaml.Mark) []string {
	_, node, _ := d.find(at)
	for i, item := range node.Content {
		name := strconv.Itoa(i)
		if node.Kind == yaml.MappingNode {
			if i%2 == 0 {
				continue
			}
			name = node.Content[i-1].Value
		}
		if item.Line == mark.Line && item.Column == mark.Column {
			return under(at, name)
		}
		if inner := d.placed(under(at, name), mark); len(inner) > len(at)+1 {
			return inner
		}
	}
	return at
}

// resolve turns a path such as "ratings[0].scale", relative to at, into the
// tokens that find takes. Keys may hold dots and brackets: the longest key that
// fits is the one. whole says that all of the path is there.
func (d *document) resolve(at []string, path string) (tokens []string, whole bool) {
	tokens = slices.Clone(at)
	_, node, _ := d.find(at)
	for path != "" {
		token, rest := step(node, path)
		if token == "" {
			return tokens, false
		}
		tokens = append(tokens, token)
		_, node = child(node, token)
		path = rest
	}
	return tokens, true
}

// step takes the first part off path: a key of the mapping or [index].
func step(node *yaml.Node, path string) (token, rest string) {
	if node.Kind == yaml.SequenceNode {
		index, rest, ok := strings.Cut(strings.TrimPrefix(path, "["), "]")
		if _, item := child(node, index); !ok || item == nil {
			return "", ""
		}
		return index, strings.TrimPrefix(rest, ".")
	}
	if node.Kind != yaml.MappingNode {
		return "", ""
	}
	for i := 0; i < len(node.Content); i += 2 {
		key := node.Content[i].Value
		after, ok := strings.CutPrefix(path, key)
		if ok && len(key) > len(token) && (after == "" || after[0] == '.' || after[0] == '[') {
			token, rest = key, strings.TrimPrefix(after, ".")
		}
	}
	return token, rest
}
