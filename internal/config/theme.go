package config

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Theme is what feedback can be about: an entry of themes.yaml.
//
// A phrase is words separated by spaces that stand side by side in a text.
// Words are compared by their stem: "crash" finds crashes and crashing. A star
// at a word's beginning or end stands for the rest of the word, a lone star for
// any one word. A phrase within double quotes is taken as it is, without stems
// and stars. An Exclude phrase cancels the theme in its sentence.
type Theme struct {
	ID          string   `yaml:"id" jsonschema:"required,pattern=^[a-z0-9-]+$,example=sign-in" jsonschema_description:"the theme's name in every table and in labels.csv" jsonschema_extras:"patternErrorMessage=small letters\\, digits and hyphens"`
	Name        string   `yaml:"name" jsonschema:"minLength=1,example=Signing in" jsonschema_description:"its name in reports; default: the id"`
	Parent      string   `yaml:"parent" jsonschema:"minLength=1" jsonschema_description:"the id of the theme that this one is a part of"`
	Owner       string   `yaml:"owner" jsonschema:"minLength=1" jsonschema_description:"who looks after it"`
	Description string   `yaml:"description" jsonschema_description:"what belongs to it and what does not"`
	Phrases     []string `yaml:"phrases" jsonschema:"minLength=1,example=crash*" jsonschema_description:"words that make a text part of the theme: compared by stem, crash* and *crash for parts of words, * for any one word, \"in double quotes\" as it is"`
	Exclude     []string `yaml:"exclude" jsonschema:"minLength=1,example=gate crash*" jsonschema_description:"phrases that look like the theme and are not: they cancel it in their sentence"`
	Regex       []string `yaml:"regex" jsonschema:"minLength=1,example=\\bHTTP 5[0-9]{2}\\b" jsonschema_description:"regular expressions (RE2, case does not matter) for what phrases cannot say"`
	Labels      []string `yaml:"labels" jsonschema:"minLength=1,example=area/sign-in" jsonschema_description:"labels of the plan's items that are about the theme, besides its id and name; case, hyphens and spaces do not matter"`
	Line        int      `yaml:"-" json:"-"` // in themes.yaml
}

// LoadThemes reads and checks themes.yaml. A file that is not there is no
// themes and no error; the error is Problems where it has mistakes.
func LoadThemes(path string) ([]Theme, error) {
	schema, err := ThemesSchema()
	if err != nil {
		return nil, err
	}
	d, err := readDocument(path, nil)
	if notExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var themes []Theme
	if d.root != nil {
		if err := d.validate(schema); err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Base(path), err)
		}
		themes = each(d, Theme{})
		d.checkThemes(themes)
	}
	if err := d.problems.err(); err != nil {
		return nil, err
	}
	for i := range themes {
		if themes[i].Name == "" {
			themes[i].Name = themes[i].ID
		}
	}
	return themes, nil
}

func (d *document) checkThemes(themes []Theme) {
	lines := map[string]int{}
	var ids []string
	for i := range themes {
		t, at := &themes[i], strconv.Itoa(i)
		t.Line = d.place([]string{at}).Line
		if line, twice := lines[t.ID]; twice && t.ID != "" {
			d.problem([]string{at, "id"}, fmt.Sprintf("two themes have the id %q", t.ID), fmt.Sprintf("the first is on line %d", line))
			continue
		}
		lines[t.ID], ids = t.Line, append(ids, t.ID)
	}
	d.checkParents(themes, ids)
	for i, t := range themes {
		at := strconv.Itoa(i)
		d.checkPhrases([]string{at, "phrases"}, t.Phrases, nil)
		d.checkPhrases([]string{at, "exclude"}, t.Exclude, t.Phrases)
		d.checkRegex([]string{at, "regex"}, t.Regex)
	}
}

// checkParents refuses a parent that is not there, and themes that are parts of
// themselves.
func (d *document) checkParents(themes []Theme, ids []string) {
	parents := map[string]string{}
	for _, t := range themes {
		parents[t.ID] = t.Parent
	}
	told := map[string]bool{}
	for i, t := range themes {
		at := []string{strconv.Itoa(i), "parent"}
		if t.Parent == "" || d.faulty(at...) {
			continue
		}
		if !slices.Contains(ids, t.Parent) {
			d.problem(at, fmt.Sprintf("there is no theme %q", shorten(t.Parent)), suggest(t.Parent, ids))
			continue
		}
		if ring := circle(t.ID, parents); len(ring) > 0 && !told[t.ID] {
			d.problem(at, "a theme cannot be part of itself: "+strings.Join(append(ring, t.ID), " -> "), "take one of the parents out")
			for _, id := range ring {
				told[id] = true
			}
		}
	}
}

// circle is the chain of parents from id back to id, or nil where it ends.
func circle(id string, parents map[string]string) []string {
	ring := []string{id}
	for next := parents[id]; next != ""; next = parents[next] {
		if next == id {
			return ring
		}
		if slices.Contains(ring, next) {
			return nil // a circle further up, told at its own themes
		}
		ring = append(ring, next)
	}
	return nil
}

// checkPhrases checks one list of phrases; other is a list that must not hold
// the same ones.
func (d *document) checkPhrases(at []string, phrases, other []string) {
	first := map[string]int{}
	for i, phrase := range phrases {
		place := under(at, strconv.Itoa(i))
		if d.faulty(place...) {
			continue
		}
		if message, hint := checkPhrase(phrase); message != "" {
			d.problem(place, message, hint)
			continue
		}
		folded := foldPhrase(phrase)
		if n, twice := first[folded]; twice {
			d.problem(place, fmt.Sprintf("the phrase %q is here twice", shorten(phrase)), fmt.Sprintf("first as item %d", n))
			continue
		}
		first[folded] = i + 1
		if slices.ContainsFunc(other, func(o string) bool { return foldPhrase(o) == folded }) {
			d.problem(place, fmt.Sprintf("%q is among the phrases too, so it could never count", shorten(phrase)), "take one of the two out")
		}
	}
}

func (d *document) checkRegex(at []string, list []string) {
	for i, text := range list {
		place := under(at, strconv.Itoa(i))
		if d.faulty(place...) {
			continue
		}
		if _, err := regexp.Compile(text); err != nil {
			reason := strings.TrimPrefix(err.Error(), "error parsing regexp: ")
			d.problem(place, "no regular expression: "+reason, "the syntax is RE2: no lookaround and no back references")
			continue
		}
		if slices.Contains(list[:i], text) {
			d.problem(place, "the regular expression is here twice", "take one out")
		}
	}
}
