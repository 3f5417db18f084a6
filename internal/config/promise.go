package config

import (
	"time"
)

// Promise is a row of promises.csv: what the team told a customer they will
// have, and by when. A later row of the same promise, which is the same item or
// theme for the same customer, moves its date.
type Promise struct {
	To    string // an account's or a person's id in customers.csv, or an account's name
	Item  string // of the plan; "" where a theme is promised
	Theme string // Theme.ID; "" where an item is promised
	By    string // who promised
	Note  string // may be empty
	// PromisedOn is the day of the promise, or of moving it; DueOn the day it is
	// promised for, zero for none; ToldOn the day the customer was told of this
	// row's date, zero while they were not.
	PromisedOn, DueOn, ToldOn time.Time
	Line                      int // in the file
}

// LoadPromises reads and checks promises.csv: columns to, promised_on, due_on
// and by, and item or theme; told_on and note may be missing. A file that is not
// there is no promises and no error; the error is Problems where it has mistakes.
// Whether there is such a customer or item is not known here.
func LoadPromises(path string, themes []Theme) ([]Promise, error) {
	reader := labelReader{themes: themeIDs(themes)}
	var promises []Promise
	err := readTable(path, []string{"to", "promised_on", "due_on", "by"}, []string{"item", "theme", "told_on", "note"}, func(t *table) {
		p := Promise{To: reader.given(t, "to"), Item: t.cell("item"), By: reader.given(t, "by"), Note: t.cell("note"),
			DueOn: date(t, "due_on"), ToldOn: date(t, "told_on"), Line: t.line()}
		if reader.given(t, "promised_on") != "" {
			p.PromisedOn = date(t, "promised_on")
		}
		if t.cell("theme") != "" {
			p.Theme = reader.theme(t)
		}
		p.check(t)
		promises = append(promises, p)
	})
	if notExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return promises, nil
}

// check tells what is wrong between the row's cells.
func (p Promise) check(t *table) {
	switch {
	case p.Item == "" && p.Theme == "" && t.cell("theme") == "":
		t.problem("to", "neither an item nor a theme is promised", "fill in the column item or the column theme")
	case p.Item != "" && t.cell("theme") != "":
		t.problem("theme", "an item and a theme in one promise", "write a row each")
	}
	if !p.DueOn.IsZero() && p.DueOn.Before(p.PromisedOn) {
		t.problem("due_on", "due before it was promised", "promised_on is the day of the promise, or of moving it")
	}
	if !p.ToldOn.IsZero() && p.ToldOn.Before(p.PromisedOn) {
		t.problem("told_on", "told before it was promised", "told_on is the day on which the customer was told of this row's date")
	}
}
