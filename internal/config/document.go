package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

const (
	maxFile  = 8 << 20 // bytes of a file that people write by hand
	maxDepth = 100     // lists and mappings within each other
)

// document is one YAML file: its tree, and what is wrong with it so far.
type document struct {
	file     string
	root     *yaml.Node // without aliases, merges and references; nil: not readable
	value    any        // the same as the schema sees it
	refs     *references
	problems Problems
	faults   [][]string            // places that have a problem already
	written  map[*yaml.Node]string // a value as the file has it, where a reference was replaced
	broken   map[*yaml.Node]bool   // values whose mistake is told: the schema's opinion adds nothing
}

// readDocument reads the file at path; refs may be nil: the file has none.
// A file that is not there is an error that is fs.ErrNotExist.
func readDocument(path string, refs *references) (*document, error) {
	text, err := readSmall(path, maxFile)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(path), cause(err))
	}
	d := &document{
		file:    filepath.Base(path),
		refs:    refs,
		written: map[*yaml.Node]string{},
		broken:  map[*yaml.Node]bool{},
	}
	text, ok := d.decodeBytes(text)
	if ok {
		d.parse(text)
	}
	return d, nil
}

// decodeBytes strips a byte order mark and refuses what is no UTF-8 text.
func (d *document) decodeBytes(text []byte) ([]byte, bool) {
	const hint = "save the file as UTF-8 without a byte order mark"
	if bytes.HasPrefix(text, []byte("\xff\xfe")) || bytes.HasPrefix(text, []byte("\xfe\xff")) {
		d.note(1, 1, "the file is UTF-16", hint)
		return nil, false
	}
	text, marked := bytes.CutPrefix(text, []byte("\ufeff"))
	if marked {
		d.note(1, 1, "the file begins with a byte order mark", hint)
	}
	line, column := 1, 1
	for rest := text; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		switch {
		case r == utf8.RuneError && size == 1:
			d.note(line, column, "this is not UTF-8", hint)
			return nil, false
		case control(r):
			d.note(line, column, fmt.Sprintf("control character %U", r), "take it out")
			return nil, false
		}
		column++
		if r == '\n' {
			line, column = line+1, 1
		}
		rest = rest[size:]
	}
	return text, true
}

// control says that YAML does not allow r.
func control(r rune) bool {
	switch {
	case r == '\t', r == '\n', r == '\r', r == 0x85:
		return false
	}
	return r < ' ' || r >= 0x7f && r < 0xa0 || r == '\ufeff' || r == '\ufffe' || r == '\uffff'
}

const emptyHint = "earshot init writes one to start from"

// parse makes the tree. It stops at the first mistake of syntax, for the rest
// of the file has no certain meaning then.
func (d *document) parse(text []byte) {
	documents, err := loadNodes(text)
	if err != nil {
		d.syntax(err, text)
		return
	}
	if len(documents) == 0 || empty(documents[0]) {
		d.note(1, 1, "the file is empty", emptyHint)
		return
	}
	for _, further := range documents[1:] {
		d.note(further.Line, further.Column, "a second document begins here", "a file holds one: take out the line --- or ...")
	}
	d.expand(documents[0].Content[0])
}

func loadNodes(text []byte) ([]*yaml.Node, error) {
	loader, err := yaml.NewLoader(bytes.NewReader(text), yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(maxDepth))))
	if err != nil {
		return nil, err
	}
	var nodes []*yaml.Node
	for {
		node := new(yaml.Node)
		err := loader.Load(node)
		if errors.Is(err, io.EOF) {
			return nodes, nil
		}
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, node)
	}
}

func empty(document *yaml.Node) bool {
	return len(document.Content) == 0 || document.Content[0].ShortTag() == "!!null" && document.Content[0].Value == ""
}

// note records a problem by its place in the text.
func (d *document) note(line, column int, message, hint string) {
	if d.refs != nil {
		message, hint = d.refs.redact(message), d.refs.redact(hint)
	}
	d.problems = append(d.problems, Problem{File: d.file, Line: line, Column: column, Message: message, Hint: hint})
}

// problem records a problem by its place in the tree. Where path leads further
// than the tree does, it points at what is there.
func (d *document) problem(path []string, message, hint string) {
	place := d.place(path)
	d.faults = append(d.faults, slices.Clone(path))
	d.note(place.Line, place.Column, message, hint)
}

// faulty says whether path, or anything around or within it, has a problem.
func (d *document) faulty(path ...string) bool {
	return slices.ContainsFunc(d.faults, func(fault []string) bool {
		n := min(len(fault), len(path))
		return slices.Equal(fault[:n], path[:n])
	})
}

// notExist says that a file is not there.
func notExist(err error) bool { return errors.Is(err, fs.ErrNotExist) }
