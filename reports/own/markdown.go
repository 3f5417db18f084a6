package own

import (
	"regexp"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/earshot/earshot/reports/page"
)

// newParser reads CommonMark but for HTML, which stays the text that it is, and
// figures in braces.
func newParser() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewSetextHeadingParser(), 100), util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(parser.NewListParser(), 300), util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewCodeBlockParser(), 500), util.Prioritized(parser.NewATXHeadingParser(), 600),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700), util.Prioritized(parser.NewBlockquoteParser(), 800),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(braces{}, 50), util.Prioritized(parser.NewCodeSpanParser(), 100), util.Prioritized(parser.NewLinkParser(), 200),
			util.Prioritized(parser.NewAutoLinkParser(), 300), util.Prioritized(parser.NewEmphasisParser(), 500),
			util.Prioritized(extension.NewStrikethroughParser(), 500),
		),
		parser.WithParagraphTransformers(util.Prioritized(parser.LinkReferenceParagraphTransformer, 100)),
	)
}

// figureNode is {{value query.column}} or {{param name}} in the text: a string of
// the library's, which nothing else here makes, with its place in the file. Its
// value is what stands in the braces.
type figureNode struct {
	ast.String
	offset int
}

// braces reads figures in braces.
type braces struct{}

// Trigger is the letter that a figure begins with.
func (braces) Trigger() []byte { return []byte{'{'} }

// Parse reads one figure; single braces stay text.
func (braces) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, segment := block.PeekLine()
	found := inBraces().FindSubmatchIndex(line)
	if found == nil || found[0] != 0 {
		return nil
	}
	block.Advance(found[1])
	return &figureNode{*ast.NewString(line[found[2]:found[3]]), segment.Start}
}

func inBraces() *regexp.Regexp { return regexp.MustCompile(`\{\{\s*([^{}\n]*?)\s*\}\}`) }

// newRenderer writes HTML; figure gives what stands in braces its text. Unsafe
// links lose their address, pictures their file: a page asks nothing of a network.
func newRenderer(figure func(inner string) string) renderer.Renderer {
	return renderer.NewRenderer(renderer.WithNodeRenderers(
		util.Prioritized(house{figure}, 100), util.Prioritized(extension.NewStrikethroughHTMLRenderer(), 500), util.Prioritized(html.NewRenderer(), 1000)))
}

// house writes what the page wants otherwise than the library does.
type house struct{ figure func(string) string }

// RegisterFuncs takes these sorts of nodes over from the library.
func (h house) RegisterFuncs(to renderer.NodeRendererFuncRegisterer) {
	to.Register(ast.KindString, h.writeFigure)
	to.Register(ast.KindCodeBlock, h.code)
	to.Register(ast.KindFencedCodeBlock, h.code)
	to.Register(ast.KindLink, h.link)
	to.Register(ast.KindImage, h.image)
	to.Register(extast.KindStrikethrough, h.strike)
}

func (h house) writeFigure(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		w.Write(util.EscapeHTML([]byte(h.figure(string(n.(*figureNode).Value)))))
	}
	return ast.WalkContinue, nil
}

// code is reached by the keyboard too, which scrolls what is wider than the page.
func (h house) code(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		w.WriteString("</code></pre>\n")
		return ast.WalkContinue, nil
	}
	w.WriteString(`<pre tabindex="0"><code>`)
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		w.Write(util.EscapeHTML(line.Value(source)))
	}
	return ast.WalkContinue, nil
}

func (h house) link(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	return anchor(w, string(n.(*ast.Link).Destination), entering)
}

func (h house) image(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	return anchor(w, string(n.(*ast.Image).Destination), entering)
}

// anchor leads to another page of the web; to anything else, it is its text alone.
func anchor(w util.BufWriter, destination string, entering bool) (ast.WalkStatus, error) {
	address := page.SafeURL(destination)
	switch {
	case address == "":
	case entering:
		w.WriteString(`<a href="`)
		w.Write(util.EscapeHTML(util.URLEscape([]byte(address), true)))
		w.WriteString(`" rel="noreferrer noopener">`)
	default:
		w.WriteString("</a>")
	}
	return ast.WalkContinue, nil
}

func (h house) strike(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		w.WriteString("<del>")
	} else {
		w.WriteString("</del>")
	}
	return ast.WalkContinue, nil
}
