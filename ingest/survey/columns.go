package survey

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/earshot/earshot/internal/near"
)

// columns finds a file's columns by what people call them.
type columns struct {
	all   []column
	exact map[string]int   // folded name to the first column of that name
	parts map[string][]int // folded header cell to the columns that have it
}

func newColumns(all []column) columns {
	c := columns{all: all, exact: map[string]int{}, parts: map[string][]int{}}
	for i, column := range all {
		if _, taken := c.exact[fold(column.name)]; !taken {
			c.exact[fold(column.name)] = i
		}
		for _, part := range column.parts {
			c.parts[part] = append(c.parts[part], i)
		}
	}
	return c
}

// find gives the columns that name stands for: the one of this name, the one
// at this position, the one with this header cell, or those that match the
// pattern. None: the file does not have it.
func (c columns) find(name string) []int {
	key := fold(name)
	if i, ok := c.exact[key]; ok {
		return []int{i}
	}
	if n, err := strconv.Atoi(strings.TrimPrefix(key, "#")); err == nil && strings.HasPrefix(key, "#") && 1 <= n && n <= len(c.all) {
		return []int{n - 1}
	}
	if found := c.parts[key]; len(found) > 0 {
		return found
	}
	if !strings.Contains(key, "*") {
		return nil
	}
	var found []int
	for i, column := range c.all {
		if matches(key, fold(column.name)) {
			found = append(found, i)
		}
	}
	return found
}

// matches tells whether s fits pattern, in which * stands for any text.
func matches(pattern, s string) bool {
	first, rest, star := strings.Cut(pattern, "*")
	if !star {
		return s == pattern
	}
	if !strings.HasPrefix(s, first) {
		return false
	}
	s = s[len(first):]
	for {
		part, after, more := strings.Cut(rest, "*")
		if !more {
			return strings.HasSuffix(s, part)
		}
		i := strings.Index(s, part)
		if i < 0 {
			return false
		}
		s, rest = s[i+len(part):], after
	}
}

// absent is the error for a name that no column has: with the nearest names.
func (c columns) absent(name string) error {
	if alike := c.nearest(name); len(alike) > 0 {
		return fmt.Errorf("no column %q: did you mean %s?", short(name), strings.Join(alike, " or "))
	}
	return fmt.Errorf("no column %q: none of the file's %d columns is called alike", short(name), len(c.all))
}

// ambiguous is the error for a name that several columns have.
func (c columns) ambiguous(name string, found []int) error {
	var names []string
	for _, i := range found[:min(3, len(found))] {
		names = append(names, strconv.Quote(short(c.all[i].name)))
	}
	return fmt.Errorf("%q stands for %d columns (%s): name one of them", short(name), len(found), strings.Join(names, ", "))
}

// nearest gives up to three quoted names that are much like name. Others are
// not shown: without a header row they would be somebody's answers.
func (c columns) nearest(name string) []string {
	type candidate struct{ slips, index int }
	var all []candidate
	key := strings.Trim(fold(name), "* ")
	for i, column := range c.all {
		if d := slips(key, fold(column.name)); d <= 1+len(key)/3 {
			all = append(all, candidate{d, i})
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return a.slips - b.slips })
	var names []string
	for _, one := range all[:min(3, len(all))] {
		names = append(names, strconv.Quote(short(c.all[one.index].name)))
	}
	return names
}

// slips is how much alike two folded names are; one that is part of the other is
// near.
func slips(a, b string) int {
	if len(a) > 2 && len(b) > 2 && (strings.Contains(b, a) || strings.Contains(a, b)) {
		return 1
	}
	return near.Slips(a, b)
}

// short cuts a name for a message.
func short(name string) string {
	const most = 60
	if runes := []rune(squeeze(name)); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return squeeze(name)
}
