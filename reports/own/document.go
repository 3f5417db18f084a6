package own

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// document is a report's file, read: its text in pieces, its blocks, and the
// figures that stand in the text.
type document struct {
	front
	file    string
	source  []byte // the Markdown; its lines are those of the file
	pieces  []piece
	blocks  []block
	figures []figureText
}

// piece is a part of the text between blocks, or a block.
type piece struct {
	node    ast.Node // nil: a block
	block   int      // its index among the blocks
	heading bool     // it begins a section
}

// figureText is {{...}} with its line.
type figureText struct {
	inner string
	line  int
}

// largest is how large a report's file may be.
const largest = 1 << 20

// parse reads a file and tells all that is wrong with it as far as the file
// itself says so.
func parse(file string, content []byte) (document, Problems) {
	r := &reader{file: file}
	d := document{file: file}
	source := strings.ReplaceAll(strings.TrimPrefix(string(content), "\ufeff"), "\r\n", "\n")
	switch {
	case len(source) > largest:
		r.wrong(1, "it has more than a million bytes: make several reports of it")
		return d, r.problems
	case !utf8.ValidString(source) || strings.ContainsRune(source, 0):
		at := 0
		for at < len(source) && source[at] != 0 {
			letter, size := utf8.DecodeRuneInString(source[at:])
			if letter == utf8.RuneError && size == 1 {
				break
			}
			at += size
		}
		r.wrong(1+strings.Count(source[:at], "\n"), "it is no UTF-8 text from here on: save it as UTF-8")
		return d, r.problems
	}
	head, body, closed := splitFront(source)
	if !closed {
		r.wrong(1, "front matter: it does not end: write a line --- after it")
		return d, r.problems
	}
	d.front = r.front(head)
	d.source = []byte(body)
	for _, found := range inBraces().FindAllStringSubmatch(d.title, -1) {
		d.figures = append(d.figures, figureText{found[1], d.titleLine})
	}
	r.body(&d)
	r.checkNames(d)
	return d, r.problems
}

// body takes the Markdown apart.
func (r *reader) body(d *document) {
	root := newParser().Parse(text.NewReader(d.source))
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		if fence, ok := n.(*ast.FencedCodeBlock); ok && isSQL(fence, d.source) {
			d.blocks = append(d.blocks, r.fence(fence, d.source))
			d.pieces = append(d.pieces, piece{block: len(d.blocks) - 1})
			r.level = 3 // a block has a heading of its own
			continue
		}
		r.inside(d, n)
		heading, ok := n.(*ast.Heading)
		d.pieces = append(d.pieces, piece{node: n, heading: ok && heading.Level == 2})
	}
	if len(d.blocks) == 0 {
		r.wrong(lines(d.source), "there is no ```sql block in it, so there is nothing to show")
	}
}

// inside finds the figures of a piece of text, and blocks where none can be.
func (r *reader) inside(d *document, root ast.Node) {
	ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *figureNode:
			if entering {
				d.figures = append(d.figures, figureText{string(n.Value), lineAt(d.source, n.offset)})
			}
		case *ast.Heading: // below the page's headline, and none left out: a screen reader leads by the levels
			if entering {
				n.Level = min(max(n.Level, 2), max(r.level, 1)+1)
				r.level = n.Level
			}
		case *ast.FencedCodeBlock:
			if entering && isSQL(n, d.source) {
				r.wrong(lineAt(d.source, n.Info.Segment.Start), "an sql block inside a list or a quotation: begin it at the left margin")
			}
		}
		return ast.WalkContinue, nil
	})
}

func isSQL(fence *ast.FencedCodeBlock, source []byte) bool {
	return string(fence.Language(source)) == "sql"
}

func (r *reader) fence(fence *ast.FencedCodeBlock, source []byte) block {
	info := fence.Info.Segment
	b := r.newBlock(lineAt(source, info.Start), string(info.Value(source)))
	var sql bytes.Buffer
	for i := range fence.Lines().Len() {
		line := fence.Lines().At(i)
		sql.Write(line.Value(source))
	}
	b.sql = strings.TrimRight(sql.String(), " \t\n")
	if b.sql == "" {
		r.wrong(b.line, "the block is empty: write one SELECT in it")
	}
	return b
}

// checkNames holds that no two queries have one name.
func (r *reader) checkNames(d document) {
	seen := map[string]int{}
	for _, b := range d.blocks {
		name := b.name()
		if name == "" {
			continue
		}
		if first, twice := seen[name]; twice {
			r.wrong(b.line, "name %q is that of line %d too: name one of them otherwise", name, first)
			continue
		}
		seen[name] = b.line
	}
}

func lineAt(source []byte, offset int) int { return 1 + bytes.Count(source[:offset], []byte("\n")) }

// lines is the number of the last line with text.
func lines(source []byte) int { return 1 + bytes.Count(bytes.TrimRight(source, "\n"), []byte("\n")) }
