package tracker

import (
	"html"
	"strings"

	"github.com/JohannesKaufmann/html-to-markdown/v2/converter"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/base"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/commonmark"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/table"
	"github.com/microcosm-cc/bluemonday"
)

const (
	hypertextLimit = 1 << 20 // bytes of a text that are read
	hypertextDepth = 60      // lists and blocks within each other; deeper ones lose their lines
)

// A hypertext reads the HTML of Azure DevOps by way of Markdown, so that its
// lists, tables and breaks come out as those of the other trackers do.
type hypertext struct {
	sanitize *bluemonday.Policy
	strip    *bluemonday.Policy
	convert  *converter.Converter
	markdown markdown
}

func newHypertext() hypertext {
	sanitize := bluemonday.NewPolicy()
	sanitize.AllowElements("p", "div", "br", "pre", "code", "ul", "ol", "li", "table", "tbody", "thead", "tr", "td", "th",
		"h1", "h2", "h3", "h4", "h5", "h6")
	sanitize.AddSpaceWhenStrippingTag(true)
	for _, inline := range []string{"span", "font", "b", "strong", "i", "em", "u", "a"} {
		sanitize.AllowNoAttrs().OnElements(inline)
	}
	strip := bluemonday.StrictPolicy()
	strip.AddSpaceWhenStrippingTag(true)
	convert := converter.NewConverter(converter.WithPlugins(base.NewBasePlugin(), commonmark.NewCommonmarkPlugin(), table.NewTablePlugin()))
	for _, inline := range []string{"span", "font", "b", "strong", "i", "em", "u", "a"} {
		convert.Register.RendererFor(inline, converter.TagTypeInline, base.RenderAsPlaintextWrapper, converter.PriorityEarly)
	}
	return hypertext{sanitize, strip, convert, newMarkdown()}
}

// text gives the words of a document. Markup that cannot be converted loses its
// lines, not its words.
func (h hypertext) text(document string, comment bool) string {
	if len(document) > hypertextLimit {
		document = document[:hypertextLimit]
	}
	document = h.sanitize.Sanitize(strings.ToValidUTF8(document, "\uFFFD"))
	if !deepHTML(document) {
		if source, err := h.convert.ConvertString(document); err == nil {
			return h.markdown.text(source, comment)
		}
	}
	var out prose
	out.write(strings.Join(strings.Fields(html.UnescapeString(h.strip.Sanitize(document))), " "))
	return out.String()
}

// deepHTML says whether sanitized HTML has more elements within each other than
// a person writes: the conversion would copy the innermost text once for each.
func deepHTML(document string) bool {
	depth := 0
	for _, tag := range strings.Split(document, "<")[1:] {
		switch {
		case strings.HasPrefix(tag, "/"):
			depth--
		case !strings.HasPrefix(tag, "br"):
			depth++
		}
		if depth > hypertextDepth {
			return true
		}
	}
	return false
}
