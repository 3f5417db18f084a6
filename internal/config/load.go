package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// Load reads earshot.yaml in the workspace dir and checks all of it. kinds
// gives, for each kind of source, a zero value of its Settings struct (yaml and
// jsonschema tags); a source's Settings is a new value of that type.
//
// The error is Problems where the file has mistakes, or is missing; then there
// is no Config.
func Load(dir string, kinds map[string]any) (*Config, error) {
	schema, err := Schema(kinds)
	if err != nil {
		return nil, err
	}
	d, err := readDocument(filepath.Join(dir, File), &references{dir: dir})
	if notExist(err) {
		return nil, Problems{{File: File, Message: "no such file", Hint: "earshot init makes a workspace of a folder"}}
	}
	if err != nil {
		return nil, err
	}
	config := defaults()
	if d.root != nil {
		if err := d.validate(schema); err != nil {
			return nil, fmt.Errorf("%s: %w", File, err)
		}
		err := d.root.Decode(&config)
		if len(d.problems) == 0 {
			d.decodeError(err, nil)
		}
		config.Sources, config.Schedules = each(d, Source{}, "sources"), each(d, scheduleDefaults(), "schedules")
		d.check(&config, dir, kinds)
	}
	own, err := config.addFiles(dir)
	if err != nil {
		return nil, err
	}
	d.problems = append(d.problems, own...)
	if err := d.problems.err(); err != nil {
		return nil, err
	}
	config.complete(folder(dir))
	return &config, nil
}

// each decodes the items of a list one by one, each over its defaults. Decoding
// the whole list would leave out an item with a mistake, and the numbers of the
// others would shift.
func each[T any](d *document, defaults T, at ...string) []T {
	_, list, ok := d.find(at)
	if !ok || list.Kind != yaml.SequenceNode {
		return nil
	}
	items := make([]T, len(list.Content))
	for i, node := range list.Content {
		items[i] = defaults
		_ = node.Decode(&items[i]) // a mistake is reported by now; the rest of the item is filled in
	}
	return items
}

// folder is the name of the workspace's folder.
func folder(dir string) string {
	if whole, err := filepath.Abs(dir); err == nil {
		dir = whole
	}
	return filepath.Base(dir)
}

// decodeError reports what decoding found and the schema had allowed, such as a
// number too large for its type or a value that its own type refuses.
func (d *document) decodeError(err error, at []string) {
	if err == nil {
		return
	}
	var several *yaml.LoadErrors
	if !errors.As(err, &several) || len(several.Errors) == 0 {
		d.problem(at, strings.TrimPrefix(err.Error(), "yaml: "), "")
		return
	}
	for _, one := range several.Errors {
		place := d.placed(at, one.Mark)
		message, hint := one.Message, ""
		if strings.HasPrefix(message, "cannot construct") { // names Go types
			message = fmt.Sprintf("%s cannot be %q", named(place), shorten(d.text(place)))
			hint = "it is too large, or of another kind than wanted here"
		}
		d.problem(place, message, hint)
	}
}

// check checks what the schema cannot say, wherever the schema found nothing.
func (d *document) check(c *Config, dir string, kinds map[string]any) {
	d.checkZone(c.Timezone)
	d.checkAsOf(c.AsOf)
	d.checkFile(dir, c.Customers, "customers")
	d.checkFile(dir, c.Transform.Lexicon, "transform", "lexicon")
	d.checkSchedules(c.Schedules, c.Zone())
	d.checkSources(c.Sources, kinds)
	d.checkMail(&c.Mail)
	d.checkServe(&c.Serve, dir)
}

func (d *document) checkZone(name string) {
	if d.faulty("timezone") {
		return
	}
	if _, err := time.LoadLocation(name); err == nil && name != "Local" {
		return
	}
	hint := "use a name of the IANA list, such as Europe/Berlin or America/New_York"
	if near := zoneLike(name); near != "" {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	d.problem([]string{"timezone"}, fmt.Sprintf("there is no time zone %q", shorten(name)), hint)
}

// zoneLike is the zone that name becomes with the usual capitals and
// underscores, or "".
func zoneLike(name string) string {
	area, city, _ := strings.Cut(strings.ToLower(strings.TrimSpace(name)), "/")
	words := strings.FieldsFunc(city, func(r rune) bool { return r == ' ' || r == '_' })
	for i, word := range words {
		words[i] = capital(word)
	}
	for _, near := range []string{capital(area) + "/" + strings.Join(words, "_"), strings.ToUpper(name)} {
		if _, err := time.LoadLocation(near); err == nil && near != "LOCAL" {
			return near
		}
	}
	return ""
}

func capital(word string) string {
	if word == "" {
		return ""
	}
	return strings.ToUpper(word[:1]) + word[1:]
}

func (d *document) checkAsOf(asOf string) {
	if d.faulty("as_of") || asOf == "now" || asOf == "latest" {
		return
	}
	if _, err := time.Parse(time.DateOnly, asOf); err != nil {
		d.problem([]string{"as_of"}, fmt.Sprintf("\"as_of\" cannot be %q", shorten(asOf)),
			"write now, latest or a date such as 2026-03-31")
	}
}

// checkFile checks that a file which earshot.yaml names is there.
func (d *document) checkFile(dir, name string, at ...string) {
	if _, _, given := d.find(at); !given || d.faulty(at...) {
		return
	}
	path := name
	if !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		d.problem(at, fmt.Sprintf("the file %s: %v", shorten(name), cause(err)), "the path begins at the workspace")
	case info.IsDir():
		d.problem(at, shorten(name)+" is a folder", "name a CSV file")
	}
}
