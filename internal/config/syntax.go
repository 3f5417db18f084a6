package config

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// A slip is what YAML's reader says about a mistake, and what a person needs
// to hear. The reader names the place where it gave up; opened says that the
// place where the trouble began is the better one.
type slip struct {
	says, context string
	message, hint string
	opened        bool
}

var syntaxSlips = []slip{
	{says: "mapping values are not allowed",
		message: "a key is not expected here",
		hint:    "line it up with the keys above; a value that holds \": \" needs quotes"},
	{says: "could not find expected ':'", opened: true,
		message: "a key without a colon",
		hint:    "write \"key: value\" with a space after the colon"},
	{says: "did not find expected ',' or ']'", opened: true,
		message: "a list [ without its end ]", hint: "close it, with commas between the items; quote an item that holds a bracket"},
	{says: "did not find expected ',' or '}'", opened: true,
		message: "a mapping { without its end }", hint: "close it, with commas between the keys; quote a value that holds a bracket"},
	{says: "found unexpected end of stream", context: "quoted scalar", opened: true,
		message: "a quote without its end", hint: "close the quote"},
	{says: "hexadecimal number", context: "quoted scalar",
		message: "a backslash that YAML does not know",
		hint:    "use single quotes: a backslash means itself in them"},
	{says: "unknown escape character",
		message: "a backslash that YAML does not know",
		hint:    "use single quotes: a backslash means itself in them"},
	{says: "did not find expected key",
		message: "a key was expected here",
		hint:    "line it up with the keys above, and put the whole value in quotes if it holds any"},
	{says: "did not find expected '-' indicator",
		message: "a list item was expected here", hint: "begin each item with \"- \", all in the same column"},
	{says: "block sequence entries are not allowed",
		message: "a list cannot begin on this line", hint: "put each \"- item\" on a line of its own, or write [item, item]"},
	{says: "unknown anchor",
		message: "a star begins a reference to an anchor, and there is none of this name",
		hint:    "a text that begins with a star needs quotes: '*crash'"},
	{says: "did not find expected alphabetic or numeric character",
		message: "a star or an ampersand begins a reference, and no name follows",
		hint:    "a text that begins with one needs quotes: '* crash'"},
	{says: "cannot start any token",
		message: "a value cannot begin with this character", hint: "put the value in quotes"},
	{says: "exceeded max depth",
		message: "too many lists and mappings within each other", hint: fmt.Sprintf("at most %d", maxDepth)},
	{says: "incompatible YAML document",
		message: "a YAML version that is not known", hint: "take out the line %YAML"},
}

// syntax turns what stopped YAML's reader into a problem.
func (d *document) syntax(err error, text []byte) {
	var load *yaml.LoadError
	if !errors.As(err, &load) {
		d.note(1, 1, "not YAML: "+err.Error(), "")
		return
	}
	if d.tabs(text, load.Mark.Line) {
		return
	}
	found := slip{message: "not YAML: " + load.Message, hint: "check quotes and indentation"}
	for _, known := range syntaxSlips {
		if strings.Contains(load.Message, known.says) && strings.Contains(load.ContextMsg, known.context) {
			found = known
			break
		}
	}
	mark := load.Mark
	if found.opened && load.ContextMark.Line > 0 {
		mark = load.ContextMark
	}
	d.note(max(mark.Line, 1), max(mark.Column, 1), found.message, found.hint)
}

// tabs reports every tab in an indentation, if the reader stopped at one.
func (d *document) tabs(text []byte, stopped int) bool {
	lines := bytes.Split(text, []byte("\n"))
	if stopped < 1 || stopped > len(lines) || indentTab(lines[stopped-1]) == 0 {
		return false
	}
	for i, line := range lines {
		if column := indentTab(line); column > 0 {
			d.note(i+1, column, "a tab in the indentation", "YAML is indented by spaces only")
		}
	}
	return true
}

// indentTab is the column of the first tab before the line's text; 0: none.
func indentTab(line []byte) int {
	indent := line[:len(line)-len(bytes.TrimLeft(line, " \t"))]
	return bytes.IndexByte(indent, '\t') + 1
}
