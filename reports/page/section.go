package page

// Section is a heading with the rows of one query below it: as a table, or, where
// they are told with customers' own words, as stories. Every number is written
// already.
type Section struct {
	ID, Title string
	Intro     string // what a row is, and how to read it
	Next      string // what to do with the rows; empty: nothing is said of it
	Nothing   string // what is said where there is no row
	Columns   []Column
	Rows      []Row
	Stories   bool
	More      string   // what of the rows the page leaves out; empty: nothing
	File      string   // the rows as a file, relative to the page; empty: none
	Models    []string // whose SQL is behind it
	How       string   // the page of the SQL, relative to this one
}

// Column is the head of one column.
type Column struct {
	Name, Note string
	Number     bool
}

// Row is one row: the first cell names it. Quotes are sentences of customers,
// word for word; Draft is a sentence of ours.
type Row struct {
	Cells  []Cell
	Quotes []string
	Draft  string
}

// Cell is one figure or text of a row.
type Cell struct {
	Label, Text string
	Notes       []string // small, below the text
	URL         string
	Verdict     *Verdict // after the text
	Number      bool
	Free        bool   // it has words so long that they may have to be broken
	Key         string // what the column is sorted by; empty: the text
}

// Name is the cell that names the row.
func (r Row) Name() Cell { return r.Cells[0] }

// Rest are the other cells.
func (r Row) Rest() []Cell { return r.Cells[1:] }
