package own

import (
	"bytes"
	"html/template"
	"strconv"
	"strings"

	"github.com/earshot/earshot/reports/figure"
	"github.com/earshot/earshot/reports/page"
)

// view is a report's page: every number is written already.
type view struct {
	Name, Headline string
	Parameters     []parameterView
	Sections       []sectionView
}

type parameterView struct{ Name, Value string }

// sectionView is a heading with what stands below it.
type sectionView struct {
	ID      string
	Lead    bool // the first, below the headline
	Heading template.HTML
	Parts   []partView
}

// partView is text, a row of single figures, or one block.
type partView struct {
	Prose  template.HTML
	Values []valueView
	Block  *blockView
}

type valueView struct{ Name, Value, Interval, Note string }

// blockView is a block: Empty where its query gives no row.
type blockView struct {
	ID, Title, Note, Cut, SQL, File string
	Empty                           bool
	Unseen                          bool // its heading is there for listeners: no other stands above it
	Picture                         template.HTML
	Multiples                       []multipleView
	Quotes                          []page.Quotation
	Rows                            *rowsView
	Table                           *tableView // what is shown, or, with a picture, the figures behind it
}

type multipleView struct {
	Name, Said string
	Picture    template.HTML
}

// tableView is a result as a table.
type tableView struct {
	Title   string
	Columns []headView
	Rows    [][]cellView
}

type headView struct {
	Name   string
	Number bool
}

type cellView struct {
	Text, Key string // Key: what the column is sorted by; empty: the text
	Label     string
	Number    bool
}

func newView(name string, d document, results []result, params map[string]any) (view, Problems, error) {
	v := view{Name: name, Headline: headline(d, results, params)}
	for _, p := range d.parameters {
		v.Parameters = append(v.Parameters, parameterView{words(p.Name), shown(params[p.Name], "", true)})
	}
	r := &reader{file: d.file}
	write := newRenderer(func(inner string) string { return intext(inner, results, params) })
	sections := []sectionView{{ID: "lead", Lead: true}}
	headed := false // a heading stands above the next block
	for _, p := range d.pieces {
		last := &sections[len(sections)-1]
		if p.node == nil {
			if err := r.addBlock(last, name, p.block, results[p.block], &headed); err != nil {
				return v, nil, err
			}
			continue
		}
		var html bytes.Buffer
		if err := write.Render(&html, d.source, p.node); err != nil {
			return v, nil, err
		}
		written := template.HTML(html.String())
		if p.heading {
			sections = append(sections, sectionView{ID: "s" + strconv.Itoa(len(sections)), Heading: inner(written)})
			headed = true
			continue
		}
		if n := len(last.Parts); n > 0 && last.Parts[n-1].Prose != "" {
			last.Parts[n-1].Prose += written
		} else {
			last.Parts = append(last.Parts, partView{Prose: written})
		}
	}
	v.Sections = sections
	return v, r.problems, nil
}

// headline is the title with its figures.
func headline(d document, results []result, params map[string]any) string {
	return inBraces().ReplaceAllStringFunc(d.title, func(found string) string {
		return intext(inBraces().FindStringSubmatch(found)[1], results, params)
	})
}

// inner is a heading without its element: the section has one with an id.
func inner(heading template.HTML) template.HTML {
	text := strings.TrimSpace(string(heading))
	return template.HTML(strings.TrimSuffix(strings.TrimPrefix(text, "<h2>"), "</h2>"))
}

// addBlock adds a block to its section; single figures that follow each other
// stand in one row.
func (r *reader) addBlock(to *sectionView, name string, index int, a result, headed *bool) error {
	b := a.block
	switch {
	case b.kind == "none":
		return nil
	case b.kind == "value":
		value := newValue(a)
		if n := len(to.Parts); n > 0 && len(to.Parts[n-1].Values) > 0 {
			to.Parts[n-1].Values = append(to.Parts[n-1].Values, value)
		} else {
			to.Parts = append(to.Parts, partView{Values: []valueView{value}})
		}
		return nil
	}
	v := &blockView{ID: "b" + strconv.Itoa(index+1), Title: b.said(), Note: b.settings["note"], SQL: b.sql, File: name + "/" + csvPath(index, b), Unseen: !*headed}
	*headed = true
	if v.Title == "" {
		v.Title = "Table " + strconv.Itoa(index+1)
	}
	to.Parts = append(to.Parts, partView{Block: v})
	if len(a.rows) == 0 {
		v.Empty = true
		return nil
	}
	v.Table = newTable(a, v.Title)
	v.Cut = cut(a)
	return r.draw(v, a)
}

// cut says what of a long result is not there.
func cut(a result) string {
	switch {
	case a.all > mostRows:
		return "Of " + figure.Whole(a.all) + " rows, the first " + figure.Whole(mostRows) + " are in the file and used here" + inTable(a)
	case len(a.rows) > mostShown:
		return "Of " + figure.Whole(a.all) + " rows, all are in the file" + inTable(a)
	}
	return ""
}

func inTable(a result) string {
	if len(a.rows) > mostShown {
		return "; a table on this page shows the first " + figure.Whole(mostShown) + "."
	}
	return "."
}

func newValue(a result) valueView {
	unit := a.block.settings["unit"]
	v := valueView{Name: a.block.said(), Value: figure.None, Note: a.block.settings["note"]}
	if len(a.rows) == 0 {
		v.Note = strings.TrimSpace("The query gives no row. " + v.Note)
		return v
	}
	row, at := a.rows[0], a.place(a.block.settings["y"])
	v.Value = shown(row[at], unit, a.columns[at].sort == "date")
	if low, high := a.number(row, "low"), a.number(row, "high"); low != nil && high != nil {
		v.Interval = written(low, unit) + " to " + written(high, unit)
	}
	return v
}

func newTable(a result, title string) *tableView {
	t := &tableView{Title: title}
	units := a.block.unitsOfColumns()
	if unit := a.block.settings["unit"]; unit != "" {
		for _, key := range []string{"y", "low", "high", "reference"} {
			units[a.block.settings[key]] = unit
		}
	}
	for _, c := range a.columns {
		t.Columns = append(t.Columns, headView{words(c.name), c.sort == "number" || c.sort == "whole"})
	}
	for _, row := range a.rows[:min(len(a.rows), mostShown)] {
		var cells []cellView
		for i, value := range row {
			c := cellView{Text: shown(value, units[a.columns[i].name], a.columns[i].sort == "date"), Label: t.Columns[i].Name, Number: t.Columns[i].Number}
			if a.columns[i].sort == "date" && value != nil {
				c.Key = plainCell(value)
			}
			cells = append(cells, c)
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}
