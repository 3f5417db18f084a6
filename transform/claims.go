package transform

import (
	"database/sql/driver"
	"time"
)

// Claim is what a release is expected to do to a theme.
type Claim struct {
	Release, Theme, Item  string
	Fewer                 bool // fewer people are to mention it; else more
	CheckOn, RegisteredOn time.Time
}

func (b *builder) claimRows() [][]driver.Value {
	var rows [][]driver.Value
	for _, c := range b.run.Claims {
		rows = append(rows, []driver.Value{c.Release, c.Theme, orNull(c.Item), c.Fewer, dayOrNull(c.CheckOn), dayOrNull(c.RegisteredOn)})
	}
	return rows
}

func dayOrNull(t time.Time) driver.Value {
	if t.IsZero() {
		return nil
	}
	return t
}
