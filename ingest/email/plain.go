package email

import "strings"

// HTML turns messages written in HTML into text, as for mails: paragraphs, lists
// and quotations stay; links, pictures and type faces go.
type HTML struct{ text *htmlText }

// NewHTML makes one. It is costly to make and cheap to use.
func NewHTML() HTML { return HTML{newHTMLText()} }

// Text is the text of a document, without white space around it.
func (h HTML) Text(document string) string {
	if strings.TrimSpace(document) == "" {
		return ""
	}
	return strings.TrimSpace(h.text.text(document))
}
