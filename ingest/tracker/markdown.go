package tracker

import (
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

const (
	// markdownLimit is the longest text read as Markdown, in bytes: GitHub
	// allows 65,536 characters, GitLab a million. A longer one, nearly always a
	// log, is kept as it stands.
	markdownLimit = 256 << 10
	// marksLimit is how many marks a paragraph may have, leadLimit how many
	// bytes of them a line may begin with. The time to pair and nest them grows
	// with their square; what has more is a log or an attack, and is kept as it
	// stands. So nothing is nested deeper than a few hundred levels.
	marksLimit = 5000
	leadLimit  = 400
)

// A markdown reads GitHub's and GitLab's Markdown for its words.
type markdown struct {
	parser   parser.Parser
	template template
}

func newMarkdown() markdown {
	return markdown{goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser(), newTemplate()}
}

// text gives the words of a source: without marks, pictures, HTML, and what an
// issue template put there. Of a comment, what is quoted is left out: somebody
// else wrote it.
func (m markdown) text(source string, comment bool) string {
	source = strings.ReplaceAll(source, "\r\n", "\n")
	t := markdownText{markdown: m, source: []byte(source), comment: comment}
	if len(source) > markdownLimit || tangled(source) {
		t.out.write(source)
	} else {
		t.blocks(m.parser.Parse(text.NewReader(t.source)))
	}
	return t.out.String()
}

// tangled says whether a text has too many marks in one place.
func tangled(source string) bool {
	for paragraph := range strings.SplitSeq(source, "\n\n") {
		marks := 0
		for _, mark := range []string{"*", "_", "~", "["} {
			marks += strings.Count(paragraph, mark)
		}
		if marks > marksLimit {
			return true
		}
	}
	for line := range strings.Lines(source) {
		if len(line)-len(strings.TrimLeft(line, "> \t*+-.)0123456789")) > leadLimit {
			return true
		}
	}
	return false
}

type markdownText struct {
	markdown
	source  []byte
	comment bool
	out     prose
}

func (t *markdownText) blocks(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		t.block(n)
	}
}

func (t *markdownText) block(n ast.Node) {
	switch n := n.(type) {
	case *ast.Paragraph, *ast.TextBlock:
		t.paragraph(n)
	case *ast.Heading:
		if words := t.words(n); !t.template.heading(words) {
			t.out.write(words)
			t.out.paragraph()
		}
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		t.out.write(strings.TrimRight(string(t.lines(n)), "\n"))
		t.out.paragraph()
	case *ast.HTMLBlock:
		source := t.lines(n)
		if n.HasClosure() {
			source = append(source, n.ClosureLine.Value(t.source)...)
		}
		t.out.write(strings.TrimSpace(plainHTML(source)))
		t.out.paragraph()
	case *ast.Blockquote:
		if !t.comment {
			t.blocks(n)
		}
	case *ast.List:
		t.list(n)
	case *extast.Table:
		t.table(n)
	case *ast.ThematicBreak:
	default:
		t.blocks(n)
	}
}

func (t *markdownText) paragraph(n ast.Node) {
	words := t.words(n)
	if _, quoted := n.NextSibling().(*ast.Blockquote); quoted && t.comment {
		words = withoutCitation(words)
	}
	t.out.write(t.template.without(words, bold(n)))
	t.out.paragraph()
}

// bold says whether a paragraph begins with bold words, as a heading does that
// is not marked as one.
func bold(n ast.Node) bool {
	e, ok := n.FirstChild().(*ast.Emphasis)
	return ok && e.Level == 2
}

// withoutCitation cuts the line by which a mail program introduces what it
// quotes: "On Monday, somebody wrote:".
func withoutCitation(words string) string {
	lines := strings.Split(words, "\n")
	last := lines[len(lines)-1]
	if strings.HasPrefix(last, "On ") && strings.HasSuffix(last, "wrote:") {
		lines = lines[:len(lines)-1]
	}
	return strings.Join(lines, "\n")
}

func (t *markdownText) list(n *ast.List) {
	t.out.open()
	number := n.Start
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		if t.template.item(t.task(item)) {
			continue
		}
		mark := "- "
		if n.IsOrdered() {
			mark = strconv.Itoa(number) + ". "
		}
		t.out.item(mark)
		t.blocks(item)
		number++
	}
	t.out.close()
}

// task gives the words behind an item's check box, empty for other items.
func (t *markdownText) task(item ast.Node) string {
	block := item.FirstChild()
	if block == nil {
		return ""
	}
	if _, ok := block.FirstChild().(*extast.TaskCheckBox); !ok {
		return ""
	}
	return t.words(block)
}

func (t *markdownText) table(n ast.Node) {
	for r := n.FirstChild(); r != nil; r = r.NextSibling() {
		var cells []string
		for c := r.FirstChild(); c != nil; c = c.NextSibling() {
			cells = append(cells, t.words(c))
		}
		t.out.write(row(cells))
		t.out.line()
	}
	t.out.paragraph()
}

// lines are a block's lines as they stand in the source.
func (t *markdownText) lines(n ast.Node) []byte {
	var b []byte
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		b = append(b, line.Value(t.source)...)
	}
	return b
}
