package own

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
	"go.yaml.in/yaml/v4"

	"github.com/earshot/earshot/internal/near"
)

// front is what a report's file says before its text.
type front struct {
	title      string
	titleLine  int
	parameters []Parameter
	schedule   string
}

// splitFront divides a file into its front matter and its Markdown. Both keep
// the file's lines: what belongs to the other part is blank. A file that does not
// begin with a line --- has none.
func splitFront(source string) (head, body string, closed bool) {
	if !strings.HasPrefix(source, "---\n") {
		return "", source, true
	}
	end := regexp.MustCompile(`(?m)^---[ \t]*$`).FindStringIndex(source[4:])
	if end == nil {
		return "\n" + source[4:], "", false
	}
	blank := strings.Repeat("\n", strings.Count(source[:4+end[1]], "\n"))
	return "\n" + source[4:4+end[0]], blank + source[4+end[1]:], true
}

// reader reads a file's front matter and keeps what is wrong with it.
type reader struct {
	file     string
	problems Problems
	level    int // of the heading before; 0: there is none
}

func (r *reader) wrong(line int, format string, args ...any) {
	r.problems = append(r.problems, Problem{r.file, max(line, 1), fmt.Sprintf(format, args...)})
}

func (r *reader) front(head string) (f front) {
	var root yaml.Node
	if err := yaml.Unmarshal([]byte(head), &root); err != nil {
		r.wrong(lineOf(err), "front matter: it is no YAML: %s", plain(err))
		return f
	}
	if len(root.Content) == 0 {
		r.wrong(1, "title is missing: begin the file with --- and title: What this report is about, and ---")
		return f
	}
	r.each(root.Content[0], "front matter", []string{"title", "parameters", "schedule"}, func(key string, value *yaml.Node) {
		switch key {
		case "title":
			f.title, f.titleLine = r.text(key, value), value.Line
		case "parameters":
			f.parameters = r.parameters(value)
		case "schedule":
			f.schedule = r.text(key, value)
			r.cron(value.Line, f.schedule)
		}
	})
	if f.title == "" && f.titleLine == 0 {
		r.wrong(root.Content[0].Line, "title is missing: write title: What this report is about")
	}
	return f
}

// each calls take for each key of a mapping; other keys than those known are
// problems, and so is one that is there twice.
func (r *reader) each(node *yaml.Node, what string, known []string, take func(key string, value *yaml.Node)) {
	if node.Kind != yaml.MappingNode {
		r.wrong(node.Line, "%s: lines of key: value belong here", what)
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		switch {
		case value.Kind == yaml.AliasNode:
			r.wrong(value.Line, "%s: an alias has no place here: write the value", key.Value)
		case seen[key.Value]:
			r.wrong(key.Line, "%s: %s is there twice", what, key.Value)
		case known != nil && !slices.Contains(known, key.Value):
			r.wrong(key.Line, "%s: %q is not known; %s", what, key.Value, near.Instead(key.Value, known))
		default:
			take(key.Value, value)
		}
		seen[key.Value] = true
	}
}

func (r *reader) text(key string, value *yaml.Node) string {
	if value.Kind != yaml.ScalarNode || strings.TrimSpace(value.Value) == "" {
		r.wrong(value.Line, "%s: a text belongs here", key)
		return ""
	}
	return strings.TrimSpace(value.Value)
}

func (r *reader) parameters(node *yaml.Node) (all []Parameter) {
	r.each(node, "parameters", nil, func(name string, value *yaml.Node) {
		if !regexp.MustCompile(`^[a-z][a-z0-9_]*$`).MatchString(name) {
			r.wrong(value.Line, "parameter %q: a name has small letters, digits and _", name)
			return
		}
		all = append(all, r.parameter(name, value))
	})
	return all
}

func (r *reader) parameter(name string, node *yaml.Node) Parameter {
	p := Parameter{Name: name, Type: "text"}
	before, given := len(r.problems), false
	r.each(node, "parameter "+name, []string{"type", "default", "choices", "meaning"}, func(key string, value *yaml.Node) {
		switch key {
		case "type":
			if p.Type = r.text(key, value); !slices.Contains(types(), p.Type) {
				r.wrong(value.Line, "parameter %s: type %q is not known; %s", name, p.Type, near.Instead(p.Type, types()))
			}
		case "default":
			given = value.Kind == yaml.ScalarNode
			p.Default = value.Value
		case "choices":
			for _, choice := range value.Content {
				p.Choices = append(p.Choices, choice.Value)
			}
		case "meaning":
			p.Meaning = r.text(key, value)
		}
	})
	if len(r.problems) > before {
		return p
	}
	switch {
	case !given:
		r.wrong(node.Line, "parameter %s: default is missing: the report is made with it where nothing else is said", name)
	case (p.Type == "choice") != (len(p.Choices) > 0):
		r.wrong(node.Line, "parameter %s: choices: [one, another] belong to type: choice, and to no other", name)
	default:
		if _, err := p.value(p.Default); err != nil {
			r.wrong(node.Line, "%v", err)
		}
	}
	return p
}

// cron checks a schedule: five fields, or a word such as @weekly.
func (r *reader) cron(line int, text string) {
	if text == "" {
		return
	}
	const example = "write minute, hour, day of month, month, day of week: 0 7 * * 1 is Mondays at 07:00"
	if strings.Contains(text, "=") { // the library takes a zone there, and panics without a blank after it
		r.wrong(line, "schedule: %q has a time zone: it is the workspace's; %s", text, example)
		return
	}
	schedule, err := cron.ParseStandard(text)
	if err != nil {
		r.wrong(line, "schedule: %q cannot be read; %s", text, example)
		return
	}
	if schedule.Next(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		r.wrong(line, "schedule: %q is never due: no such day exists; %s", text, example)
	}
}

// lineOf is the line that an error of the YAML names; 1 when it names none.
func lineOf(err error) int {
	line := 1
	if at := regexp.MustCompile(`line (\d+)`).FindStringSubmatch(err.Error()); at != nil {
		fmt.Sscan(at[1], &line)
	}
	return line
}

// plain is an error of the YAML in one line and without the package's name.
func plain(err error) string {
	text, _, _ := strings.Cut(strings.TrimPrefix(err.Error(), "yaml: "), "\n")
	return regexp.MustCompile(`^line \d+: `).ReplaceAllString(text, "")
}
