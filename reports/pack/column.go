package pack

import (
	"slices"
	"strings"

	"github.com/earshot/earshot/reports/figure"
	"github.com/earshot/earshot/reports/page"
)

// Kind is what a column's cells are. The query names their parts: of share the
// columns share, share_low, share_high and share_n.
type Kind int

// The kinds of columns.
const (
	Text    Kind = iota // x; x_note below it; x_url, where to read it
	Whole               // a count, or money
	Share               // 0..100: x, x_low, x_high, x_n
	Net                 // -100..100: x, x_low, x_high, x_n
	Ratio               // of rates: x, x_low, x_high, x_q
	Day                 // a date
	Verdict             // one of the verdict words: x; x_note before it
	Quotes              // sentences of customers, a line each
	Draft               // a sentence of ours
)

// Column is one column of a section.
type Column struct {
	Head string // above it
	As   Kind
	From string // the query's column
}

// longWord is how many letters a column of a table has room for.
const longWord = 14

func (c Column) number() bool { return c.As == Whole || c.As == Share || c.As == Net }

func (c Column) note() string {
	switch c.As {
	case Share, Net:
		return "95 % interval, n"
	case Ratio:
		return "95 % interval"
	}
	return ""
}

func (c Column) cell(found rows, r []any) page.Cell {
	cell := page.Cell{Label: c.Head, Number: c.number()}
	switch c.As {
	case Whole:
		if v := found.number(r, c.From); v != nil {
			cell.Text = figure.Count.Value(v)
		}
	case Share, Net:
		unit := figure.Share
		if c.As == Net {
			unit = figure.Points
		}
		cell.Text = unit.Value(found.number(r, c.From))
		c.interval(&cell, unit.Interval(found.number(r, c.From+"_low"), found.number(r, c.From+"_high")))
		if n := found.number(r, c.From+"_n"); n != nil {
			c.interval(&cell, "n = "+figure.Count.Value(n))
		}
	case Ratio:
		if v := found.number(r, c.From); v != nil {
			cell.Text = figure.Ratio(v)
			c.interval(&cell, figure.RatioInterval(found.number(r, c.From+"_low"), found.number(r, c.From+"_high")))
			if q := found.number(r, c.From+"_q"); q != nil {
				c.interval(&cell, figure.Equation("q", q))
			}
		}
	case Day:
		if at, ok := found.day(r, c.From); ok {
			cell.Text, cell.Key = figure.Day(at), figure.ISO(at)
		}
	case Verdict:
		c.judge(&cell, found, r)
	default:
		cell.Text, cell.URL = found.text(r, c.From), page.SafeURL(found.text(r, c.From+"_url"))
		c.interval(&cell, found.text(r, c.From+"_note"))
		cell.Free = slices.ContainsFunc(strings.Fields(cell.Text), func(word string) bool { return len(word) > longWord })
	}
	return cell
}

// judge frames a verdict, with the direction before it.
func (c Column) judge(cell *page.Cell, found rows, r []any) {
	word := found.text(r, c.From)
	if word == "" {
		return
	}
	v := page.NewClaimVerdict(word)
	if word == figure.RealChange || word == figure.CouldChance {
		v = page.NewVerdict(word)
	}
	cell.Text, cell.Verdict = strings.TrimSpace(found.text(r, c.From+"_note")+" "), &v
	if cell.Text != "" {
		cell.Text += " "
	}
	cell.Key = word
}

func (c Column) interval(cell *page.Cell, text string) {
	if text != "" {
		cell.Notes = append(cell.Notes, text)
	}
}
