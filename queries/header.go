package queries

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	isName    = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	isKey     = regexp.MustCompile(`^[a-z]+$`)
	paragraph = regexp.MustCompile(`\n{2,}`)
	paramForm = regexp.MustCompile(`^([^ =(]+)(?: +([^ =(]+) *(?:\(([^)]*)\))?)? *=\s*("(?:[^"\\]|\\.)*"|[^:"]*?)\s*:\s*(.*)$`)
	paramUsed = regexp.MustCompile(`\$([a-zA-Z0-9_]+)`)
	notCode   = regexp.MustCompile(`(?s)'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|/\*.*?\*/`)
)

// header reads the comments at a file's top:
//
//	-- Who brought up a theme lately, and in which words?
//	-- One row per sentence about it, the newest first.
//	-- param: theme theme = login: what it is about
//	-- param: days integer = 28: how far to look back from the run's day
//	-- chart: line x=day y=people low=at_least high=at_most
//
// The first line is the question, what follows says what the answer holds. It
// ends with the first line that is no comment.
type header struct {
	file     string
	question Question
}

func (h *header) wrong(line int, format string, args ...any) {
	h.question.Problems = append(h.question.Problems, Problem{h.file, line, fmt.Sprintf(format, args...)})
}

func (h *header) read(text string) {
	q := &h.question
	if !isName.MatchString(q.Name) {
		h.wrong(1, "the file's name is the question's: small letters, digits and _, then .sql")
	}
	var paragraphs []string
	lines := strings.Split(text, "\n")
	end := len(lines)
	for i, line := range lines {
		words, comment := strings.CutPrefix(line, "--")
		if !comment {
			end = i
			break
		}
		words = strings.TrimSpace(words)
		key, rest, found := strings.Cut(words, ":")
		switch {
		case found && isKey.MatchString(key):
			h.key(i+1, key, strings.TrimSpace(rest))
		case i == 0:
			q.Title = words
		default:
			paragraphs = append(paragraphs, words)
		}
	}
	q.Answers = joined(paragraphs)
	if q.Title == "" {
		h.wrong(1, `the first line must say what it answers: write "-- Who ...?"`)
	}
	h.usesParams(lines, end)
}

// joined makes one line of each paragraph; a line without words ends one.
func joined(lines []string) string {
	text := strings.TrimSpace(strings.Join(lines, "\n"))
	var all []string
	for _, one := range paragraph.Split(text, -1) {
		all = append(all, strings.ReplaceAll(one, "\n", " "))
	}
	return strings.Join(all, "\n")
}

func (h *header) key(line int, key, rest string) {
	switch key {
	case "param":
		h.param(line, rest)
	case "chart":
		h.chart(line, rest)
	default:
		h.wrong(line, "%q is not known: write param: or chart:, or begin the sentence with a capital%s", key+":", meant(key, []string{"param", "chart"}))
	}
}

// param reads `name type = default: meaning`; the type is text where none is
// named, and a default with a colon stands in quotes.
func (h *header) param(line int, text string) {
	const form = "write name type = default: meaning, as in days integer = 28: how far to look back"
	m := paramForm.FindStringSubmatch(text)
	if m == nil {
		h.wrong(line, "param: %q cannot be read: %s", text, form)
		return
	}
	p := Param{Name: m[1], Type: m[2], Default: m[4], Meaning: m[5]}
	if p.Type == "" {
		p.Type = "text"
	}
	if strings.HasPrefix(p.Default, `"`) {
		unquoted, err := strconv.Unquote(p.Default)
		if err != nil {
			h.wrong(line, "param %s: the quotes around its default do not close", p.Name)
			h.question.Params = append(h.question.Params, p)
			return
		}
		p.Default = unquoted
	}
	for _, choice := range strings.Split(m[3], ",") {
		if choice = strings.TrimSpace(choice); choice != "" {
			p.Choices = append(p.Choices, choice)
		}
	}
	h.checkParam(line, p)
	h.question.Params = append(h.question.Params, p)
}

func (h *header) checkParam(line int, p Param) {
	switch {
	case !isName.MatchString(p.Name):
		h.wrong(line, "param %q: a name has small letters, digits and _", p.Name)
	case slices.ContainsFunc(h.question.Params, func(other Param) bool { return other.Name == p.Name }):
		h.wrong(line, "param %s: it is there twice", p.Name)
	case !slices.Contains(Types(), p.Type):
		h.wrong(line, "param %s: the type %q is not known: %s", p.Name, p.Type, strings.Join(Types(), ", "))
	case (p.Type == "choice") != (len(p.Choices) > 0):
		h.wrong(line, "param %s: choices belong to the type choice, and to no other: choice(week, month) = week", p.Name)
	case p.Meaning == "":
		h.wrong(line, "param %s: say behind the default what it means: days integer = 28: how far to look back", p.Name)
	default:
		if _, err := p.Value(p.Default); err != nil {
			h.wrong(line, "%v", err)
		}
	}
}

// usesParams compares what is declared with what the SQL, from line index
// first, binds.
func (h *header) usesParams(lines []string, first int) {
	var used []string
	for i, line := range bare(lines[first:]) {
		for _, m := range paramUsed.FindAllStringSubmatch(line, -1) {
			used = append(used, m[1])
			if !slices.ContainsFunc(h.question.Params, func(p Param) bool { return p.Name == m[1] }) {
				h.wrong(first+i+1, "$%s is not declared: write -- param: %s text = ...: what it means, above", m[1], m[1])
			}
		}
	}
	for _, p := range h.question.Params {
		if !slices.Contains(used, p.Name) {
			h.wrong(1, "param %s: the SQL does not use it: write $%s there, or take the line out", p.Name, p.Name)
		}
	}
	if strings.TrimSpace(strings.Join(bare(lines[first:]), "")) == "" {
		h.wrong(max(first, 1), "there is no SELECT below the header")
	}
}

// bare are the lines of SQL without its quoted texts and comments.
func bare(lines []string) []string {
	text := notCode.ReplaceAllStringFunc(strings.Join(lines, "\n"), func(s string) string { return strings.Repeat("\n", strings.Count(s, "\n")) })
	return strings.Split(text, "\n")
}
