package transform

import (
	"strings"
	"unicode"

	"github.com/kljensen/snowball"
)

// Theme is what feedback can be about, and how to tell.
type Theme struct {
	ID, Name, Parent, Owner, Description string
	Phrases                              []string // see phrase
	Exclude                              []string // phrases that cancel the theme's matches in their sentence
	Regex                                []string // RE2, case does not matter
	Labels                               []string // of items of the plan that are about it, besides its id and name
	Line                                 int      // in themes.yaml
}

// termKind says how one word of a phrase is matched.
type termKind int

const (
	stemmed  termKind = iota // crash: crashes, crashed, ...
	exact                    // of a phrase in double quotes
	prefix                   // crash*
	suffix                   // *crash
	anything                 // *
)

type term struct {
	kind  termKind
	text  string   // lower case, without the asterisk
	stems []string // in each language, for stemmed
}

// parsePhrase reads a phrase as themes.yaml writes it: words matched by their
// stem, `crash*` and `*crash` by their beginning or end, a lone `*` standing for
// any one word, "words in double quotes" as they are.
func parsePhrase(phrase string, languages []string) []term {
	phrase = strings.TrimSpace(phrase)
	verbatim := len(phrase) > 1 && strings.HasPrefix(phrase, `"`) && strings.HasSuffix(phrase, `"`)
	var terms []term
	for _, word := range words(strings.Trim(phrase, `"`)) {
		terms = append(terms, parseTerm(word, verbatim, languages))
	}
	return terms
}

func parseTerm(word string, verbatim bool, languages []string) term {
	switch bare := strings.Trim(word, "*"); {
	case bare == "":
		return term{kind: anything}
	case strings.HasSuffix(word, "*"):
		return term{kind: prefix, text: bare}
	case strings.HasPrefix(word, "*"):
		return term{kind: suffix, text: bare}
	case verbatim:
		return term{kind: exact, text: bare}
	default:
		return term{kind: stemmed, text: bare, stems: stems(bare, languages)}
	}
}

// words cuts a phrase as the macro words_of cuts feedback, asterisks kept.
func words(s string) []string {
	s = strings.ReplaceAll(strings.ToLower(s), "’", "'")
	return strings.FieldsFunc(s, func(r rune) bool {
		return !unicode.In(r, unicode.L, unicode.M, unicode.N) && r != '*' && r != '\''
	})
}

// languageNames are the languages whose words can be stemmed.
var languageNames = map[string]string{
	"en": "english", "es": "spanish", "fr": "french", "ru": "russian", "sv": "swedish", "no": "norwegian", "hu": "hungarian",
}

// stems gives the word's stem in each language, the first one's first. A word
// that a language cannot stem stands for itself.
func stems(word string, languages []string) []string {
	list := make([]string, 0, len(languages))
	for _, language := range languages {
		stem, err := snowball.Stem(word, languageNames[language], true)
		if err != nil || stem == "" {
			stem = word
		}
		list = append(list, stem)
	}
	if len(list) == 0 {
		list = append(list, word)
	}
	return list
}

// match tells whether a word that customers wrote fits the term.
func (t term) match(word string, wordStems []string) bool {
	switch t.kind {
	case prefix:
		return strings.HasPrefix(word, t.text)
	case suffix:
		return strings.HasSuffix(word, t.text)
	case exact:
		return word == t.text
	}
	if word == t.text {
		return true
	}
	for i := range t.stems {
		if wordStems[i] == t.stems[i] {
			return true
		}
	}
	return false
}
