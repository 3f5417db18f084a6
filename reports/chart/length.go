package chart

import "html/template"

// Length is one bar that lies in a table, on an axis that begins at zero and
// that it shares with the bars above and below it.
type Length struct {
	ID, Title string // the title says the figure in words
	Value, To float64
}

// SVG draws the bar.
func (l Length) SVG() (template.HTML, error) {
	s := scale{0, l.To, 0, 100}
	width := "0"
	if l.To > 0 && l.Value > 0 {
		width = place(s.at(l.Value))
	}
	return execute("length.svg.tmpl", struct {
		Length
		Width string
	}{l, width})
}
