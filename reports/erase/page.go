package erase

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Notice is what a page says from which words were taken.
const Notice = "Words of people who asked to be forgotten were taken out of this page."

// Page gives a page of HTML without the words, and whether any stood there; then
// it says so at its head. All that is no text of such a kind is as it was.
func (w *Words) Page(content []byte) ([]byte, bool, error) {
	p := page{words: w}
	tokens := html.NewTokenizer(bytes.NewReader(content))
	for {
		kind := tokens.Next()
		if kind == html.ErrorToken {
			p.end()
			if err := tokens.Err(); !errors.Is(err, io.EOF) {
				return nil, false, err
			}
			return p.noticed(), p.changed, nil
		}
		raw := slices.Clone(tokens.Raw())
		switch t := tokens.Token(); {
		case kind == html.TextToken && !p.code:
			p.block = append(p.block, piece{raw: raw, text: t.Data, words: true})
		case kind == html.TextToken:
			p.block = append(p.block, piece{raw: raw})
		default:
			p.tag(t, raw)
		}
	}
}

// piece is a text or a tag of a block.
type piece struct {
	raw   []byte
	text  string
	words bool
}

// page is what was read so far: the blocks before, and the pieces of this one.
type page struct {
	words   *Words
	out     bytes.Buffer
	block   []piece
	quoted  int  // how deep in quotations
	code    bool // in a style or script
	changed bool
	main    int // where the page's own begins
}

// tag ends the block, unless it is one that stands within a sentence.
func (p *page) tag(t html.Token, raw []byte) {
	for i, a := range t.Attr {
		if text, found := p.words.Text(a.Val); found {
			t.Attr[i].Val, p.changed = text, true
			raw = []byte(t.String())
		}
	}
	p.block = append(p.block, piece{raw: raw})
	switch t.DataAtom {
	case atom.Mark, atom.B, atom.I, atom.Em, atom.Strong, atom.Small, atom.A, atom.U, atom.Wbr, atom.Bdi, atom.Code, atom.Span:
		return
	}
	p.end()
	switch opens := t.Type == html.StartTagToken; {
	case t.DataAtom == atom.Blockquote && opens:
		p.quoted++
	case t.DataAtom == atom.Blockquote && t.Type == html.EndTagToken:
		p.quoted--
	case t.DataAtom == atom.Style || t.DataAtom == atom.Script:
		p.code = opens
	case t.DataAtom == atom.Main && opens:
		p.main = p.out.Len()
	}
}

// end writes the block, without the words: a sentence of which a part is marked
// is looked at as one.
func (p *page) end() {
	var text strings.Builder
	for _, piece := range p.block {
		text.WriteString(piece.text)
	}
	parts := p.words.find(text.String(), p.quoted > 0)
	p.changed = p.changed || len(parts) > 0
	at := 0
	for _, piece := range p.block {
		if !piece.words || len(parts) == 0 {
			p.out.Write(piece.raw)
		} else {
			p.out.WriteString(html.EscapeString(without(piece.text, at, parts)))
		}
		at += len(piece.text)
	}
	p.block = p.block[:0]
}

// without is a piece that begins at a place of the block's text; what stands for a
// part is written where the part begins.
func without(text string, at int, parts []span) string {
	var out strings.Builder
	from := 0
	for _, part := range parts {
		begin, end := min(max(part.from-at, from), len(text)), min(max(part.to-at, from), len(text))
		out.WriteString(text[from:begin])
		if part.from >= at && part.from < at+len(text) {
			out.WriteString(Gone)
		}
		from = end
	}
	return out.String() + text[from:]
}

// noticed is the page, which says what was done to it.
func (p *page) noticed() []byte {
	content := p.out.Bytes()
	if !p.changed || bytes.Contains(content, []byte(Notice)) {
		return content
	}
	return slices.Concat(content[:p.main], []byte("\n<p class=\"notice\">"+Notice+"</p>"), content[p.main:])
}
