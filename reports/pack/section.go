package pack

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/reports/figure"
	"github.com/earshot/earshot/reports/mart"
	"github.com/earshot/earshot/reports/page"
)

// Section is one part of a pack.
type Section struct {
	Title     string
	Intro     string // what a row is, and how to read it
	Next      string // what to do with the rows, in a sentence; empty: they are to be known
	Nothing   string // what is said where there is no row
	One, Many string // what the headline calls its rows; empty: it does not count them
	Count     string // the column whose different values are counted, empty ones not; empty: the rows
	Query     string // its SQL: a file of this folder, without .sql
	Marts     []string
	Stories   bool // told one by one with the customers' words, not as a table
	Most      int  // how many rows the page shows at most; 0: shownRows
	Columns   []Column
}

// shownRows is how many rows a page has at most; the file beside it has all.
const shownRows = 25

// known says that the published file has all marts of the section.
func (s Section) known(ctx context.Context, db *warehouse.DB) (bool, error) {
	tables, err := tablesOf(ctx, db)
	for _, table := range s.Marts {
		if !slices.Contains(tables, table) {
			return false, err
		}
	}
	return true, err
}

// ask runs the section's query.
func (s Section) ask(ctx context.Context, db *warehouse.DB) (rows, error) {
	text, err := mart.NewQueries(files).Text(s.Query)
	if err != nil {
		return rows{}, err
	}
	found, err := readRows(ctx, db, text)
	if err != nil {
		return rows{}, fmt.Errorf("query %s: %w", s.Query, err)
	}
	return found, nil
}

// Load gives the section with its rows, as another report shows it.
func (s Section) Load(ctx context.Context, db *warehouse.DB) (section page.Section, known bool, err error) {
	if known, err = s.known(ctx, db); !known || err != nil {
		return page.Section{}, known, err
	}
	found, err := s.ask(ctx, db)
	if err != nil {
		return page.Section{}, true, err
	}
	return s.view(found, ""), true, nil
}

func (s Section) view(found rows, file string) page.Section {
	v := page.Section{
		ID: s.Query, Title: s.Title, Intro: s.Intro, Next: s.Next, Nothing: s.Nothing, Stories: s.Stories, File: file,
		How: "how.html", Models: append(slices.Clone(s.Marts), "pack-"+s.Query),
	}
	for _, c := range s.Columns {
		if c.As != Quotes && c.As != Draft {
			v.Columns = append(v.Columns, page.Column{Name: c.Head, Note: c.note(), Number: c.number()})
		}
	}
	most := cmp.Or(s.Most, shownRows)
	for _, r := range found.all[:min(len(found.all), most)] {
		v.Rows = append(v.Rows, s.row(found, r))
	}
	if more := len(found.all) - most; more > 0 {
		v.More = figure.Number(int64(more), "further row stands", "further rows stand") + " in " + cmp.Or(file, "the file") + "."
	}
	return v
}

func (s Section) row(found rows, r []any) page.Row {
	var row page.Row
	for _, c := range s.Columns {
		switch c.As {
		case Quotes:
			row.Quotes = lines(found.text(r, c.From))
		case Draft:
			row.Draft = found.text(r, c.From)
		default:
			cell := c.cell(found, r)
			if cell.Text == "" && cell.Verdict == nil && !s.Stories {
				cell.Text = figure.None
			}
			row.Cells = append(row.Cells, cell)
		}
	}
	return row
}

// count is what the headline says of the section.
func (s Section) count(found rows) int64 {
	if s.Count == "" {
		return int64(len(found.all))
	}
	seen := map[string]bool{}
	for _, r := range found.all {
		if text := found.text(r, s.Count); text != "" {
			seen[text] = true
		}
	}
	return int64(len(seen))
}
