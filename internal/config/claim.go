package config

import (
	"slices"
	"strings"
	"time"
)

// Claim is what the team expects of a release, said before it: a row of
// claims.csv.
type Claim struct {
	Release string // as the plan names it
	Theme   string // Theme.ID
	Fewer   bool   // fewer people are to mention it; else more
	Item    string // the item of the plan that is to do it; may be empty
	// CheckOn is the day from which on it is judged, RegisteredOn when it was
	// said; both are zero where the file does not say.
	CheckOn, RegisteredOn time.Time
	Line                  int // in the file
}

// LoadClaims reads and checks claims.csv: columns release, theme and expected
// (fewer or more); item, check_on and registered_on (dates) may be missing. A
// file that is not there is no claims and no error; the error is Problems where
// it has mistakes.
func LoadClaims(path string, themes []Theme) ([]Claim, error) {
	reader := labelReader{themes: themeIDs(themes)}
	var claims []Claim
	err := readTable(path, []string{"release", "theme", "expected"}, []string{"item", "check_on", "registered_on"}, func(t *table) {
		c := Claim{Release: reader.given(t, "release"), Theme: reader.theme(t), Item: t.cell("item"),
			CheckOn: date(t, "check_on"), RegisteredOn: date(t, "registered_on"), Line: t.line()}
		switch expected := strings.ToLower(t.cell("expected")); expected {
		case "fewer":
			c.Fewer = true
		case "more":
		default:
			t.problem("expected", quoted("unknown value", expected), "write fewer or more: how many people are to mention the theme after the release")
		}
		if slices.ContainsFunc(claims, func(o Claim) bool { return o.Release == c.Release && o.Theme == c.Theme }) {
			t.problem("theme", "this release has a claim on this theme already", "keep one of them")
		}
		claims = append(claims, c)
	})
	if notExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return claims, nil
}

// date reads an optional day.
func date(t *table, column string) time.Time {
	text := t.cell(column)
	if text == "" {
		return time.Time{}
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.problem(column, quoted("unknown date", text), "write 2026-03-31")
	}
	return day
}
