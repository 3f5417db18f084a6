package tracker

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
	"golang.org/x/net/html"
)

// words are the words of a block's inline nodes.
func (t *markdownText) words(n ast.Node) string {
	var b strings.Builder
	t.inlines(&b, n)
	lines := strings.Split(b.String(), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimSpace(line)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

func (t *markdownText) inlines(b *strings.Builder, parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			t.segment(b, n)
		case *ast.String:
			b.Write(n.Value)
		case *ast.AutoLink:
			b.Write(n.Label(t.source))
		case *ast.RawHTML:
			for i := range n.Segments.Len() {
				tag := n.Segments.At(i)
				b.WriteString(lineBreak(tag.Value(t.source)))
			}
		case *ast.Image, *extast.TaskCheckBox:
		default:
			t.inlines(b, n)
		}
	}
}

func (t *markdownText) segment(b *strings.Builder, n *ast.Text) {
	value := n.Segment.Value(t.source)
	if _, code := n.Parent().(*ast.CodeSpan); !code && !n.IsRaw() {
		value = util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(value)))
	}
	b.Write(value)
	if n.SoftLineBreak() || n.HardLineBreak() {
		b.WriteByte('\n') // both trackers show a comment's line feeds
	}
}

func lineBreak(tag []byte) string {
	if bytes.HasPrefix(bytes.ToLower(tag), []byte("<br")) {
		return "\n"
	}
	return ""
}

// plainHTML gives the words of HTML within Markdown.
func plainHTML(source []byte) string {
	var b strings.Builder
	for z := html.NewTokenizer(bytes.NewReader(source)); ; {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			b.Write(z.Text())
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			b.WriteString(lineBreak(append([]byte{'<'}, name...)))
		}
	}
}
