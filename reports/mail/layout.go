package mail

import "html/template"

// lines is one of the three lines under the headline.
type lines struct {
	Name  string
	Lines []string
}

// table is a table of figures.
type table struct {
	W       words
	Caption string
	Cells   []cell
}

// functions are what the HTML template calls.
func functions() template.FuncMap {
	return template.FuncMap{
		"css":     css,
		"colour":  func(c string) template.CSS { return template.CSS(c) },
		"pair":    func(name string, list []string) lines { return lines{name, list} },
		"figures": func(w words, cells []cell) table { return table{w, w.Caption, cells} },
	}
}

// isolate keeps the direction of a quotation to itself (Unicode UAX 9).
func isolate(text string) string { return "\u2068" + text + "\u2069" }
