package own

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/earshot/earshot/internal/near"
)

// kind is a sort of block: which settings it needs and which it may have.
type kind struct {
	name       string
	needs, may []string
}

// kinds are the sorts of blocks. Every one may have a name, a title and a note.
func kinds() []kind {
	return []kind{
		{"table", nil, []string{"units"}},
		{"line", []string{"x", "y"}, []string{"low", "high", "unit"}},
		{"band", []string{"x", "y", "low", "high"}, []string{"unit"}},
		{"bar", []string{"x", "y"}, []string{"unit"}},
		{"dots", []string{"x", "y", "low", "high"}, []string{"reference", "unit"}},
		{"small-multiples", []string{"by", "x", "y"}, []string{"low", "high", "unit"}},
		{"quotes", []string{"text"}, []string{"mark", "date", "by", "link"}},
		{"value", []string{"y"}, []string{"low", "high", "unit"}},
		{"none", []string{"name"}, nil},
	}
}

func kindNames() []string {
	var all []string
	for _, k := range kinds() {
		all = append(all, k.name)
	}
	return all
}

// units say how a figure is written; percent and points are of 100.
func units() []string { return []string{"percent", "points", "mean", "count"} }

// block is one SQL block of a report.
type block struct {
	line     int // of its fence
	first    int // of the first line of its SQL
	kind     string
	settings map[string]string
	sql      string
}

// name is what the text and the CSV file call its query.
func (b block) name() string { return b.settings["name"] }

// newBlock reads what stands behind the three backquotes: sql, then settings.
func (r *reader) newBlock(line int, info string) block {
	b := block{line: line, first: line + 1, kind: "table", settings: map[string]string{}}
	before := len(r.problems)
	r.settings(b, strings.TrimPrefix(info, "sql"))
	if chart, ok := b.settings["chart"]; ok {
		b.kind = chart
	}
	i := slices.IndexFunc(kinds(), func(k kind) bool { return k.name == b.kind })
	if i < 0 {
		r.wrong(line, "chart %q is not known; %s", b.kind, near.Instead(b.kind, kindNames()))
		b.kind = ""
		return b
	}
	if len(r.problems) == before {
		r.checkSettings(b, kinds()[i])
	}
	return b
}

// settings reads key=value and key="a value".
func (r *reader) settings(b block, text string) {
	one := regexp.MustCompile(`^\s*([A-Za-z_]+)=("[^"]*"|[^\s"]*)(\s|$)`)
	for strings.TrimSpace(text) != "" {
		found := one.FindStringSubmatch(text)
		if found == nil {
			word := strings.Fields(text)[0]
			r.wrong(b.line, `setting %q cannot be read; write x=week, or title="Two words"`, word)
			return
		}
		key, value := found[1], strings.Trim(found[2], `"`)
		switch _, twice := b.settings[key]; {
		case twice:
			r.wrong(b.line, "setting %s is there twice", key)
		case strings.TrimSpace(value) == "":
			r.wrong(b.line, "setting %s is empty", key)
		}
		b.settings[key] = value
		text = text[len(found[0]):]
	}
}

func (r *reader) checkSettings(b block, k kind) {
	all := slices.Concat(k.needs, k.may, []string{"name", "title", "note", "chart"})
	slices.Sort(all)
	all = slices.Compact(all)
	for _, key := range sortedKeys(b.settings) {
		if !slices.Contains(all, key) {
			r.wrong(b.line, "chart %s has no setting %q; %s", k.name, key, near.Instead(key, all))
		}
	}
	for _, key := range k.needs {
		if b.settings[key] == "" {
			r.wrong(b.line, "chart %s needs the setting %s: write %s=, and the column's name", k.name, key, key)
		}
	}
	if (b.settings["low"] == "") != (b.settings["high"] == "") && len(k.needs) < 4 {
		r.wrong(b.line, "chart %s: low and high belong together: write both, or none", k.name)
	}
	if k.name == "small-multiples" && strings.Contains(b.settings["by"], ",") {
		r.wrong(b.line, "chart %s: by takes one column, whose values are the pictures", k.name)
	}
	if name := b.name(); name != "" && !regexp.MustCompile(`^[a-z][a-z0-9_-]{0,59}$`).MatchString(name) {
		r.wrong(b.line, "name %q: a name has small letters, digits, - and _", name)
	}
	if u := b.settings["unit"]; u != "" && !slices.Contains(units(), u) {
		r.wrong(b.line, "unit %q is not known; %s", u, near.Instead(u, units()))
	}
	for _, column := range sortedKeys(b.unitsOfColumns()) {
		u := b.unitsOfColumns()[column]
		if !slices.Contains(units(), u) {
			r.wrong(b.line, "units: %s:%s: the unit is not known; write units=\"share:percent\"; %s", column, u, near.Instead(u, units()))
		}
	}
}

// unitsOfColumns reads units="share:percent score:points".
func (b block) unitsOfColumns() map[string]string {
	all := map[string]string{}
	for _, pair := range strings.Fields(b.settings["units"]) {
		column, unit, _ := strings.Cut(pair, ":")
		all[column] = unit
	}
	return all
}

// columns are the settings that name a column, each with its name.
func (b block) columns() (all [][2]string) {
	for _, key := range []string{"x", "y", "low", "high", "reference", "text", "mark", "date", "link"} {
		if column := b.settings[key]; column != "" {
			all = append(all, [2]string{key, column})
		}
	}
	for _, column := range strings.Split(b.settings["by"], ",") {
		if column != "" {
			all = append(all, [2]string{"by", column})
		}
	}
	for _, column := range sortedKeys(b.unitsOfColumns()) {
		all = append(all, [2]string{"units", column})
	}
	return all
}

func sortedKeys[V any](m map[string]V) []string {
	var all []string
	for key := range m {
		all = append(all, key)
	}
	slices.Sort(all)
	return all
}

// said is what a block shows above it where it has no title.
func (b block) said() string {
	switch y, x := words(b.settings["y"]), strings.ToLower(words(b.settings["x"])); {
	case b.settings["title"] != "":
		return b.settings["title"]
	case y != "" && x != "":
		return fmt.Sprintf("%s by %s", y, x)
	case y != "":
		return y
	case b.name() != "":
		return words(b.name())
	}
	return map[string]string{"quotes": "In their own words"}[b.kind]
}

// words are a column's name as people read it: "Net sentiment".
func words(column string) string {
	column = strings.TrimSpace(strings.NewReplacer("_", " ", "-", " ").Replace(column))
	if column == "" {
		return ""
	}
	letters := []rune(column)
	return strings.ToUpper(string(letters[0])) + string(letters[1:])
}
