package tracker

import (
	"regexp"
	"strings"
)

// A template knows what the usual issue templates and forms put into an issue,
// so that the questions are not counted among the customer's words. It goes by
// whole headings and whole sentences only.
type template struct {
	headings, sentences map[string]bool
	vow                 *regexp.Regexp // "I have searched the existing issues"
	example             *regexp.Regexp // "- OS: [e.g. iOS]", left unfilled
}

func newTemplate() template {
	return template{
		headings:  set(templateHeadings()),
		sentences: set(templateSentences()),
		vow: regexp.MustCompile(`(?i)^(i['’]ve|i have|i am|i['’]m|i agree|i confirm|i understand|my issue|this issue is)\b.*` +
			`\b(search|read|check|look|code of conduct|agree|confirm|understand|aware|latest|duplicate|guidelines)`),
		example: regexp.MustCompile(`^.{1,40}: *\[e\.g\..*\]$`),
	}
}

// heading says whether a heading is a template's.
func (t template) heading(words string) bool { return t.headings[plainKey(words)] }

// without gives a paragraph's lines but those of a template; the first one
// may be bold and serve as a heading.
func (t template) without(words string, bold bool) string {
	var kept []string
	for i, line := range strings.Split(words, "\n") {
		key := ""
		if len(line) < 200 {
			key = plainKey(line)
		}
		if key != "" && (t.sentences[key] || i == 0 && bold && t.headings[key]) || t.example.MatchString(line) {
			continue
		}
		kept = append(kept, line)
	}
	return strings.Join(kept, "\n")
}

// item says whether a task list's item is a vow that the form asks for.
func (t template) item(words string) bool {
	return t.vow.MatchString(words) || t.sentences[plainKey(words)]
}

func set(words []string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[plainKey(w)] = true
	}
	return m
}

// plainKey is lower case without punctuation, so that "Expected Behaviour:"
// and "expected behaviour" are the same.
func plainKey(words string) string {
	words = strings.Map(func(r rune) rune {
		switch {
		case 'A' <= r && r <= 'Z':
			return r + 'a' - 'A'
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9', r > 127 && r != '’':
			return r
		case r == '\'' || r == '’':
			return -1
		}
		return ' '
	}, words)
	return strings.Join(strings.Fields(words), " ")
}

func templateHeadings() []string {
	return []string{
		"bug report", "feature request", "describe the bug", "bug description", "description", "summary",
		"what happened", "what did you do", "what did you expect", "what did you expect to happen",
		"what did you expect to see", "what did you see instead", "what actually happened",
		"current behavior", "current behaviour", "actual behavior", "actual behaviour", "actual result", "actual results",
		"expected behavior", "expected behaviour", "expected result", "expected results",
		"to reproduce", "steps to reproduce", "reproduction", "reproduction steps", "how to reproduce",
		"how can we reproduce it", "minimal reproduction", "screenshots", "screenshot", "logs", "relevant log output",
		"log output", "environment", "your environment", "system info", "version", "versions", "desktop",
		"desktop please complete the following information", "smartphone please complete the following information",
		"additional context", "additional information", "anything else", "anything else we need to know",
		"is your feature request related to a problem", "is your feature request related to a problem please describe",
		"describe the solution you'd like", "describe alternatives you've considered", "proposed solution",
		"possible solution", "alternatives", "alternatives considered", "problem", "use case", "motivation",
		"checklist", "prerequisites", "preflight checklist", "code of conduct", "contact details",
		"is there an existing issue for this", "what browsers are you seeing the problem on",
	}
}

func templateSentences() []string {
	return []string{
		"No response", "N/A",
		"A clear and concise description of what the bug is.",
		"A clear and concise description of what you expected to happen.",
		"A clear and concise description of what you want to happen.",
		"A clear and concise description of what the problem is. Ex. I'm always frustrated when [...]",
		"A clear and concise description of any alternative solutions or features you've considered.",
		"If applicable, add screenshots to help explain your problem.",
		"Add any other context about the problem here.",
		"Add any other context or screenshots about the feature request here.",
		"Steps to reproduce the behavior:",
		"Steps to reproduce the behaviour:",
		"Go to '...'", "Click on '....'", "Scroll down to '....'",
	}
}
