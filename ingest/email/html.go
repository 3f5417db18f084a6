package email

import (
	"html"
	"strings"

	"github.com/JohannesKaufmann/html-to-markdown/v2/converter"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/base"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/commonmark"
	"github.com/microcosm-cc/bluemonday"
)

// maxHTML is the number of bytes of a part in HTML that is turned into text.
// What stands behind them is a quotation or a layout gone wild.
const maxHTML = 1 << 20

// maxQuoteDepth is how many blockquotes within each other keep their marks.
// The conversion copies a text once for each, and nobody needs the tenth.
const maxQuoteDepth = 3

// htmlText turns the HTML of mails into text: paragraphs, lists and quotations
// (marked with >) stay; links, pictures, styles and type faces go.
type htmlText struct {
	sanitize *bluemonday.Policy
	strip    *bluemonday.Policy
	convert  *converter.Converter
}

func newHTMLText() *htmlText {
	sanitize := bluemonday.NewPolicy()
	sanitize.AllowElements("p", "div", "br", "hr", "blockquote", "pre", "ul", "ol", "li", "dl", "dt", "dd", "table", "tbody", "thead", "tr", "td", "th", "center",
		"h1", "h2", "h3", "h4", "h5", "h6")
	inline := []string{"span", "font", "b", "strong", "i", "em", "u", "s", "a", "sub", "sup", "small", "big"}
	sanitize.AllowNoAttrs().OnElements(inline...)
	sanitize.AddSpaceWhenStrippingTag(true)
	strip := bluemonday.StrictPolicy()
	strip.AddSpaceWhenStrippingTag(true)

	convert := converter.NewConverter(
		converter.WithEscapeMode(converter.EscapeModeDisabled),
		converter.WithPlugins(base.NewBasePlugin(), commonmark.NewCommonmarkPlugin(
			commonmark.WithHorizontalRule("________"), commonmark.WithListEndComment(false))),
	)
	for _, tag := range inline {
		convert.Register.RendererFor(tag, converter.TagTypeInline, base.RenderAsPlaintextWrapper, converter.PriorityEarly)
	}
	for _, tag := range []string{"h1", "h2", "h3", "h4", "h5", "h6", "table", "tr", "pre", "center"} {
		convert.Register.RendererFor(tag, converter.TagTypeBlock, base.RenderAsPlaintextWrapper, converter.PriorityEarly)
	}
	return &htmlText{sanitize, strip, convert}
}

// text gives the text of an HTML document. Markup that no parser accepts loses
// its paragraphs, not its words.
func (h *htmlText) text(document string) string {
	if len(document) > maxHTML {
		document = document[:maxHTML]
	}
	document = strings.ToValidUTF8(document, "\uFFFD")
	markdown, err := h.convert.ConvertString(flattenQuotes(h.sanitize.Sanitize(document)))
	if err != nil {
		markdown = h.strip.Sanitize(document)
	}
	return html.UnescapeString(markdown)
}

// flattenQuotes drops the blockquote tags below maxQuoteDepth from sanitized HTML.
func flattenQuotes(document string) string {
	const opening, closing = "<blockquote>", "</blockquote>"
	if strings.Count(document, opening) <= maxQuoteDepth {
		return document
	}
	var b strings.Builder
	depth := 0
	for {
		before, rest, found := strings.Cut(document, "blockquote>")
		if !found {
			b.WriteString(document)
			return b.String()
		}
		tag := opening
		if strings.HasSuffix(before, "</") {
			tag = closing
		}
		before = strings.TrimSuffix(strings.TrimSuffix(before, "/"), "<")
		b.WriteString(before)
		if tag == opening {
			depth++
		}
		if depth <= maxQuoteDepth {
			b.WriteString(tag)
		}
		if tag == closing {
			depth--
		}
		document = rest
	}
}
