package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/kljensen/snowball"
	"go.yaml.in/yaml/v4"
)

// rule is one theme of the demo's themes.yaml, as far as texts need it.
type rule struct {
	ID      string
	Parent  string
	Phrases []phrase
	Exclude []phrase
}

// phrase is one phrase: a word each, matched by stem in any of the workspace's
// languages; "*agenda" by its end, a lone * by anything, words in double quotes
// as they are.
type phrase []term

type term struct {
	text  string
	open  bool // anything may stand before the text
	exact bool
	stems [3]string
}

// UnmarshalYAML reads a phrase as themes.yaml writes it.
func (p *phrase) UnmarshalYAML(node *yaml.Node) error {
	for _, word := range termPattern.FindAllString(strings.ToLower(node.Value), -1) {
		text, open := strings.CutPrefix(word, "*")
		*p = append(*p, term{text: text, open: open, exact: strings.HasPrefix(node.Value, `"`), stems: stems(text)})
	}
	return nil
}

var (
	wordPattern     = regexp.MustCompile(`[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:['’][\p{L}\p{M}]+)*`)
	termPattern     = regexp.MustCompile(`\*?[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:['’][\p{L}\p{M}]+)*|\*`)
	sentencePattern = regexp.MustCompile(`(?:[^.!?\n]|[.!?]+[^\s.!?])+`)
)

func readRules(t *testing.T) []rule {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "workspace", "themes.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var rules []rule
	if err := yaml.Unmarshal(text, &rules); err != nil {
		t.Fatal(err)
	}
	return rules
}

// reader finds themes in texts; it remembers the stems of the words it met.
type reader struct {
	rules []rule
	known map[string][3]string
}

// themesOf are the themes whose phrases stand in the text. An exclusion
// cancels the theme in its sentence.
func (r *reader) themesOf(text string) []string {
	var found []string
	for _, sentence := range sentencePattern.FindAllString(text, -1) {
		words := wordPattern.FindAllString(strings.ToLower(sentence), -1)
		for _, rule := range r.rules {
			if r.any(rule.Phrases, words) && !r.any(rule.Exclude, words) && !slices.Contains(found, rule.ID) {
				found = append(found, rule.ID)
			}
		}
	}
	return found
}

func (r *reader) any(phrases []phrase, words []string) bool {
	return slices.ContainsFunc(phrases, func(p phrase) bool {
		for at := 0; at+len(p) <= len(words); at++ {
			if r.fits(p, words[at:]) {
				return true
			}
		}
		return false
	})
}

func (r *reader) fits(p phrase, words []string) bool {
	for i, term := range p {
		word := words[i]
		if word == term.text || term.open && strings.HasSuffix(word, term.text) {
			continue
		}
		if term.open || term.exact || !r.sameStem(term, word) {
			return false
		}
	}
	return true
}

func (r *reader) sameStem(t term, word string) bool {
	known, ok := r.known[word]
	if !ok {
		known = stems(word)
		r.known[word] = known
	}
	return known[0] == t.stems[0] || known[1] == t.stems[1] || known[2] == t.stems[2]
}

// stems are the word's in English, Spanish and French.
func stems(word string) (all [3]string) {
	for i, language := range []string{"english", "spanish", "french"} {
		s, err := snowball.Stem(word, language, true)
		if err != nil {
			s = word
		}
		all[i] = s
	}
	return all
}
