package transform

import (
	"database/sql/driver"
	"time"
)

// Link is a person's word on whether an item of the plan is about a theme.
type Link struct {
	Source, Item, Theme string // Source may be empty: of whichever has the item
	Linked              bool
	By, Note            string
}

// Promise is what a customer was told they will have, and by when. A later one
// of the same item or theme to the same customer moves the date.
type Promise struct {
	To                        string // an account's or a person's id, or an account's name
	Item, Theme               string // one of the two
	By, Note                  string
	PromisedOn, DueOn, ToldOn time.Time // DueOn and ToldOn may be zero
}

func (b *builder) linkRows() (rows [][]driver.Value) {
	for nth, l := range b.run.Links {
		rows = append(rows, []driver.Value{int64(nth), orNull(l.Source), l.Item, l.Theme, l.Linked, orNull(l.By), orNull(l.Note)})
	}
	return rows
}

func (b *builder) promiseRows() (rows [][]driver.Value) {
	for nth, p := range b.run.Promises {
		rows = append(rows, []driver.Value{int64(nth), p.To, orNull(p.Item), orNull(p.Theme), orNull(p.By),
			dayOrNull(p.PromisedOn), dayOrNull(p.DueOn), dayOrNull(p.ToldOn), orNull(p.Note)})
	}
	return rows
}

// themeLabelRows are the labels by which an item is known to be about a theme.
func (b *builder) themeLabelRows() (rows [][]driver.Value) {
	for _, t := range b.run.Themes {
		for _, label := range append([]string{t.ID, t.Name}, t.Labels...) {
			rows = append(rows, []driver.Value{t.ID, label})
		}
	}
	return rows
}
