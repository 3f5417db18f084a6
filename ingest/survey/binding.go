package survey

import (
	"errors"
	"fmt"
)

// binding turns what the settings call columns into positions in one file, and
// gathers what is missing.
type binding struct {
	columns  columns
	problems []error
}

// one gives the position of a column; -1 where none is wanted or an optional
// one is missing.
func (b *binding) one(path string, c Column) int {
	if c.Name == "" {
		return -1
	}
	found := b.columns.find(c.Name)
	switch {
	case len(found) == 1:
		return found[0]
	case len(found) > 1:
		b.problem(path, b.columns.ambiguous(c.Name, found))
	case !c.Optional:
		b.problem(path, b.columns.absent(c.Name))
	}
	return -1
}

// some gives the positions of all columns that a pattern stands for.
func (b *binding) some(path string, c Column) []int {
	found := b.columns.find(c.Name)
	if len(found) == 0 && !c.Optional {
		b.problem(path, b.columns.absent(c.Name))
	}
	return found
}

func (b *binding) problem(path string, err error) {
	b.problems = append(b.problems, fmt.Errorf("%s: %w", path, err))
}

// err joins the problems. A JSON file without records lacks nothing.
func (b *binding) err() error {
	if len(b.columns.all) == 0 {
		return nil
	}
	return errors.Join(b.problems...)
}

// ratingColumn is a rating and where it stands.
type ratingColumn struct {
	scorer
	column   int
	suffix   string // of native ids
	question string
	label    string // in reasons of rejects
}

func (b *binding) ratings(settings []Rating) []ratingColumn {
	var all []ratingColumn
	taken := map[string]bool{}
	for i, r := range settings {
		path := fmt.Sprintf("ratings[%d].column", i)
		at := b.one(path, Column{Name: r.Column, Optional: r.Optional})
		if at < 0 {
			continue
		}
		c := b.columns.all[at]
		suffix := "/" + string(r.Metric) + "/" + c.key
		if taken[suffix] {
			b.problem(path, fmt.Errorf("%q is mapped to %s already", short(c.name), r.Metric))
			continue
		}
		taken[suffix] = true
		all = append(all, ratingColumn{
			scorer: newScorer(r), column: at, question: firstOf(r.Question, c.question),
			suffix: suffix, label: fmt.Sprintf("%s %q: ", r.Metric, short(c.name)),
		})
	}
	return all
}

// commentColumn is a column of words.
type commentColumn struct {
	column   int
	suffix   string
	question string
}

// comments binds each column once, however many patterns stand for it.
func (b *binding) comments(settings []Comment) []commentColumn {
	var all []commentColumn
	taken := map[int]bool{}
	for i, s := range settings {
		for _, at := range b.some(fmt.Sprintf("comments[%d].column", i), Column{Name: s.Column, Optional: s.Optional}) {
			if taken[at] {
				continue
			}
			taken[at] = true
			c := b.columns.all[at]
			all = append(all, commentColumn{column: at, suffix: "/" + c.key, question: firstOf(s.Question, c.question)})
		}
	}
	return all
}

func (b *binding) filters(only, skip []Filter) []rowFilter {
	var all []rowFilter
	for i, f := range only {
		all = append(all, newFilter(f, b.one(fmt.Sprintf("only[%d].column", i), Column{Name: f.Column, Optional: f.Optional}), true))
	}
	for i, f := range skip {
		all = append(all, newFilter(f, b.one(fmt.Sprintf("skip[%d].column", i), Column{Name: f.Column, Optional: f.Optional}), false))
	}
	return all
}

func (b *binding) segments(settings map[string]Column) map[string]int {
	all := map[string]int{}
	for name, c := range settings {
		if at := b.one("segments."+name, c); at >= 0 {
			all[name] = at
		}
	}
	return all
}

func (b *binding) labels(settings []Column) []int {
	var all []int
	for i, c := range settings {
		if at := b.one(fmt.Sprintf("labels[%d]", i), c); at >= 0 {
			all = append(all, at)
		}
	}
	return all
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
