package tracker

import (
	"strings"
	"unicode"
)

// A prose collects plain text. Breaks and list marks are owed until words
// follow, so that there is no empty item, no break at either end and never
// more than one empty line.
type prose struct {
	b     strings.Builder
	owed  int    // line feeds before the next words
	mark  string // before the next words, behind the line feeds
	lists int    // lists around: their paragraphs stand close
}

// write adds words as they stand.
func (p *prose) write(text string) {
	if text == "" {
		return
	}
	if p.b.Len() > 0 {
		p.b.WriteString("\n\n"[:p.owed])
	}
	p.b.WriteString(p.mark)
	p.b.WriteString(text)
	p.owed, p.mark = 0, ""
}

// line ends a line.
func (p *prose) line() { p.owed = max(p.owed, 1) }

// paragraph ends a paragraph.
func (p *prose) paragraph() {
	p.line()
	if p.lists == 0 {
		p.owed = 2
	}
}

// item begins a list's item; open and close go around the list.
func (p *prose) item(mark string) {
	p.line()
	p.mark = strings.Repeat("  ", min(p.lists-1, 4)) + mark
}

func (p *prose) open() {
	p.line()
	p.lists++
}

func (p *prose) close() {
	p.lists--
	p.mark = ""
	p.paragraph()
}

// String is the text, white space at the ends of its lines cut.
func (p *prose) String() string {
	var kept []string
	for line := range strings.SplitSeq(strings.ReplaceAll(p.b.String(), "\r", ""), "\n") {
		line = strings.TrimRightFunc(line, unicode.IsSpace)
		if line != "" || len(kept) > 0 && kept[len(kept)-1] != "" {
			kept = append(kept, line)
		}
	}
	return strings.TrimSpace(strings.Join(kept, "\n"))
}

// row joins the cells of a table's row.
func row(cells []string) string {
	for i, cell := range cells {
		cells[i] = strings.Join(strings.Fields(cell), " ")
	}
	return strings.TrimRight(strings.Join(cells, " | "), " |")
}
