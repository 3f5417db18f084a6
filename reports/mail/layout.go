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
		"outlook": outlook,
		"colour":  func(c string) template.CSS { return template.CSS(c) },
		"pair":    func(name string, list []string) lines { return lines{name, list} },
		"figures": func(w words, cells []cell) table { return table{w, w.Caption, cells} },
	}
}

// outlook is a table for Outlook on Windows alone, which knows no max-width and
// would lay the mail out as wide as its window. All others read a comment.
func outlook(which string) template.HTML {
	if which == "begin" {
		return `<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"><tr><td width="600"><![endif]-->` + "\n"
	}
	return "<!--[if mso]></td></tr></table><![endif]-->\n"
}

// isolate keeps the direction of a quotation to itself (Unicode UAX 9).
func isolate(text string) string { return "\u2068" + text + "\u2069" }
