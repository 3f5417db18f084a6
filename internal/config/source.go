package config

import (
	"fmt"
	"maps"
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"
)

// Globs are file patterns. The file gives one as text or several as a list.
type Globs []string

// UnmarshalYAML takes both forms.
func (g *Globs) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.ScalarNode {
		*g = Globs{node.Value}
		return nil
	}
	return node.Decode((*[]string)(g))
}

// JSONSchema names both forms.
func (Globs) JSONSchema() *jsonschema.Schema {
	one := uint64(1)
	pattern := &jsonschema.Schema{Type: "string", MinLength: &one, Examples: []any{"inbox/*.csv"}}
	list := &jsonschema.Schema{Type: "array", Items: pattern, MinItems: &one, UniqueItems: true}
	return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{pattern, list}, Examples: []any{"inbox/*.csv"}}
}

// StaleAfter is Stale as a duration, 14 days where Stale is none.
func (s Source) StaleAfter() time.Duration { return span(s.Stale, 14*24*time.Hour) }

// SweepAfter is Sweep as a duration: 7 days where Sweep is none, 0 for never.
func (s Source) SweepAfter() time.Duration {
	if s.Sweep == "never" {
		return 0
	}
	return span(s.Sweep, 7*24*time.Hour)
}

// span reads "10 days"; a day has 24 hours.
func span(text string, otherwise time.Duration) time.Duration {
	number, unit, _ := strings.Cut(text, " ")
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 {
		return otherwise
	}
	switch strings.TrimSuffix(unit, "s") {
	case "hour":
		return time.Duration(n) * time.Hour
	case "week":
		return time.Duration(n) * 7 * 24 * time.Hour
	}
	return time.Duration(n) * 24 * time.Hour
}

// Live marks a kind of source that is pulled from a system: it has no files.
// Settings is a zero value as for any other kind.
type Live struct{ Settings any }

// Inbox marks a kind of source whose files earshot collects itself, in
// data/inbox/ and the source's name: it has no key files either.
type Inbox struct{ Settings any }

// unmarked is a kind's settings, and the keys of every source that it has not.
func unmarked(zero any) (settings any, without []string) {
	switch marked := zero.(type) {
	case Live:
		return marked.Settings, []string{"files"}
	case Inbox:
		return marked.Settings, []string{"files", "sweep"}
	}
	return zero, []string{"sweep"}
}

// checker is what a kind's Settings may implement to refuse what its schema
// allows. A path is such as "ratings[0].scale" and stands before the message;
// "" is the source.
type checker interface {
	Check(problem func(path, message, hint string))
}

// follower is what a kind's Settings may implement when a source may be about
// another one: the key that names it, and the name, "" for none.
type follower interface {
	Follows() (path, source string)
}

// customersName is the source that the table of customers lands as.
const customersName = "customers"

// checkSources checks what the schema cannot say about sources.
func (d *document) checkSources(sources []Source, kinds map[string]any) {
	lines := map[string]int{}
	for i := range sources {
		s, at := &sources[i], []string{"sources", strconv.Itoa(i)}
		s.Line = d.place(at).Line
		if s.Name == customersName {
			d.problem(under(at, "name"), fmt.Sprintf("the name %q belongs to the table of customers", s.Name), "give the source another")
		}
		if line, twice := lines[s.Name]; twice && s.Name != "" {
			d.problem(under(at, "name"), fmt.Sprintf("two sources have the name %q", s.Name), fmt.Sprintf("the first is on line %d", line))
		} else {
			lines[s.Name] = s.Line
		}
		d.checkGlobs(s.Files, under(at, "files"))
		if zero, ok := kinds[s.Kind]; ok {
			s.Settings = d.settings(at, zero)
		}
	}
	for i, s := range sources {
		if f, ok := s.Settings.(follower); ok {
			d.checkFollows([]string{"sources", strconv.Itoa(i)}, f, slices.Sorted(maps.Keys(lines)))
		}
	}
}

// checkFollows checks that the source exists that another one is about.
func (d *document) checkFollows(at []string, f follower, names []string) {
	if path, name := f.Follows(); name != "" && !slices.Contains(names, name) {
		d.problem(under(at, path), fmt.Sprintf("no source has the name %q", shorten(name)), suggest(name, names))
	}
}

func (d *document) checkGlobs(globs Globs, at []string) {
	if d.faulty(at...) {
		return
	}
	for i, glob := range globs {
		place := at
		if _, value, _ := d.find(at); value.Kind == yaml.SequenceNode {
			place = under(at, strconv.Itoa(i))
		}
		_, err := path.Match(glob, "")
		switch {
		case strings.Contains(glob, `\`):
			d.problem(place, "a backslash in a file pattern", "write folders with /, on Windows too")
		case strings.Contains(glob, "**"):
			d.problem(place, "two stars in a file pattern", "name the folder alone: it stands for all files in it and its folders")
		case err != nil:
			d.problem(place, fmt.Sprintf("%q is no file pattern", shorten(glob)), "close the bracket: inbox/[ab]*.csv; * is any text, ? any character")
		}
	}
}

// settings decodes the source at path into a new value of zero's type and lets
// it check itself.
func (d *document) settings(at []string, zero any) any {
	zero, _ = unmarked(zero)
	kind := reflect.TypeOf(zero)
	if kind.Kind() == reflect.Pointer {
		kind = kind.Elem()
	}
	value := reflect.New(kind).Interface()
	_, node, ok := d.find(at)
	if !ok {
		return value
	}
	faulty := d.faulty(at...)
	err := node.Decode(value)
	if !faulty {
		d.decodeError(err, at)
	}
	if check, ok := value.(checker); ok && (faulty || err == nil) {
		check.Check(d.checked(at, faulty))
	}
	return value
}

// checked is the function that a source's Check reports to. Of a source that
// has problems already only what is certain is told: a value that is there and
// has none. The rest may be a consequence.
func (d *document) checked(at []string, faulty bool) func(path, message, hint string) {
	return func(path, message, hint string) {
		place, whole := d.resolve(at, path)
		if faulty && (!whole || d.faulty(place...)) {
			return
		}
		if path != "" {
			message = path + ": " + message
		}
		d.problem(place, message, hint)
	}
}
