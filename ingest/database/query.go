package database

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// query is a SELECT with :cursor.
type query struct {
	parts []string // between them stands :cursor
	limit int      // rows that it gives at most; 0: all
}

// bound is the text with placeholder in place of :cursor.
func (q query) bound(placeholder string) string { return strings.Join(q.parts, placeholder) }

// params is how often :cursor stands in it.
func (q query) params() int { return len(q.parts) - 1 }

// newQuery reads a query for one of the systems; column is the cursor's, empty
// for none. What else the database does not allow in a read-only transaction,
// the database says itself.
func newQuery(text, system, column string) (*query, error) {
	all, err := tokens(text, system == "mysql")
	if err != nil {
		return nil, err
	}
	if n := len(all); n > 0 && all[n-1].text == ";" {
		text, all = text[:all[n-1].at], all[:n-1]
	}
	if err := onlySelects(all, system == "mysql"); err != nil {
		return nil, err
	}
	q := &query{}
	from := 0
	for i, t := range all {
		switch {
		case t.text != cursorName:
			continue
		case i > 0 && all[i-1].text == ">", i+1 < len(all) && all[i+1].text == "<":
			return nil, errors.New("> :cursor would lose rows that share the last row's value: write >= :cursor")
		}
		q.parts = append(q.parts, text[from:t.at])
		from = t.at + len(cursorName)
	}
	q.parts = append(q.parts, text[from:])
	switch {
	case column == "" && q.params() > 0:
		return nil, errors.New("it holds :cursor, but there is no cursor: name its column under cursor")
	case column != "" && q.params() == 0:
		return nil, fmt.Errorf("it holds no :cursor: add where %s >= :cursor", column)
	}
	if column != "" {
		if err := ordered(all, column); err != nil {
			return nil, err
		}
	}
	q.limit, err = limit(all)
	if err == nil && q.limit > 0 && column == "" {
		err = errors.New("a limit without a cursor: what is beyond it would never be read")
	}
	return q, err
}

// onlySelects refuses what is no single SELECT.
func onlySelects(all []token, mysql bool) error {
	if len(all) == 0 || all[0].text != "select" && all[0].text != "with" {
		return errors.New("it does not begin with select or with: only a query that reads is run")
	}
	before := token{text: "("}
	for i, t := range all {
		after := ""
		if i+1 < len(all) {
			after = all[i+1].text
		}
		switch t.text {
		case ";":
			return errors.New("a second statement: only one is run")
		case "into":
			return errors.New("into would write: only a query that reads is run")
		case "insert", "update", "delete", "merge":
			if before.text == "(" || before.text == ")" {
				return fmt.Errorf("%s would write: only a query that reads is run", t.text)
			}
		case "for", "lock":
			if slices.Contains([]string{"update", "share", "no", "key", "in"}, after) && t.depth == 0 {
				return errors.New("it would lock rows: only a query that reads is run")
			}
		case "?", "$":
			if (t.text == "?") != mysql {
				break // an operator
			}
			return errors.New("a placeholder beside :cursor: there is nothing to put there")
		}
		before = t
	}
	return nil
}

// ordered demands that rows come by the cursor's column, lowest first.
func ordered(all []token, column string) error {
	wrong := fmt.Errorf("it does not end with order by %s: a run could not go on where the last one ended", column)
	begin := -1
	for i, t := range all {
		if t.depth == 0 && t.text == "order" && i+1 < len(all) && all[i+1].text == "by" {
			begin = i + 2
		}
	}
	if begin < 0 {
		return wrong
	}
	found := false
	for _, t := range all[begin:] {
		if t.depth == 0 && (t.text == "," || t.text == "limit" || t.text == "fetch") {
			break
		}
		if t.text == "desc" {
			return errors.New("the newest come first: order by the cursor's column without desc")
		}
		if strings.EqualFold(strings.Trim(t.text, "\"`"), column) || t.number() {
			found = true
		}
	}
	if !found {
		return wrong
	}
	return nil
}

// limit is how many rows a query gives at most.
func limit(all []token) (int, error) {
	n := 0
	for i, t := range all {
		if t.depth > 0 {
			continue
		}
		switch t.text {
		case "offset":
			return 0, errors.New("offset: rows that it passes over would never be read: leave it out")
		case "limit", "fetch":
			at := i + 1
			if t.text == "fetch" {
				at++ // first or next
			}
			if at >= len(all) || !all[at].number() || at+1 < len(all) && all[at+1].text == "," {
				return 0, fmt.Errorf("%s: write it with one number, such as limit 5000", t.text)
			}
			var err error
			if n, err = strconv.Atoi(all[at].text); err != nil || n < 1 {
				return 0, fmt.Errorf("%s: write a number of 1 or more", t.text)
			}
		}
	}
	return n, nil
}
