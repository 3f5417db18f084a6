package main

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// plurals are those that need more than an s, by the last word.
var plurals = map[string]string{
	"watch": "watches", "dress": "dresses", "lens": "lenses", "bass": "basses", "knife": "knives", "body": "bodies",
}

// plural of a thing: bikes, pairs of boots, pocket watches.
func plural(thing string) string {
	if head, rest, ok := strings.Cut(thing, " of "); ok {
		return plural(head) + " of " + rest
	}
	at := strings.LastIndexByte(thing, ' ') + 1
	if many, ok := plurals[thing[at:]]; ok {
		return thing[:at] + many
	}
	return thing + "s"
}

// article puts a or an before a thing.
func article(thing string) string {
	if strings.ContainsRune("aeio", rune(thing[0])) || thing == "upright" {
		return "an " + thing
	}
	return "a " + thing
}

// definite makes "the" of "a" and leaves what has no article.
func definite(who string) string {
	for _, a := range []string{"a ", "an "} {
		if rest, ok := strings.CutPrefix(who, a); ok {
			return "the " + rest
		}
	}
	return who
}

// upperFirst begins a sentence.
func upperFirst(s string) string {
	if s == "" {
		return s
	}
	r, size := utf8.DecodeRuneInString(s)
	if second, _ := utf8.DecodeRuneInString(s[size:]); unicode.IsUpper(second) {
		return s // iPad
	}
	return string(unicode.ToUpper(r)) + s[size:]
}

// names of things that keep their capital inside a sentence.
var names = map[string]bool{
	"I": true, "I'd": true, "I'm": true, "Ines": true, "Tomasz": true, "Benchbook": true, "Benchbook's": true,
	"Fixbonus": true, "Android": true, "Google": true, "Outlook": true, "Excel": true, "Libre": true,
	"Bancontact": true, "Monday": true, "Saturday": true, "On": false, "Monday:": true, "Jonas": true,
}

// lowerFirst continues a sentence with another one.
func lowerFirst(s string) string {
	word, _, _ := strings.Cut(s, " ")
	r, size := utf8.DecodeRuneInString(word)
	if names[word] || word[size:] != strings.ToLower(word[size:]) {
		return s
	}
	return string(unicode.ToLower(r)) + s[size:]
}

// tidy mends the seams between the pieces of a text.
func tidy(s string) string {
	s = strings.NewReplacer(",.", ".", ",,", ",", " .", ".", ",?", "?", ",;", ";", "  ", " ", ",)", ")", ", and ,", ", and").Replace(s)
	return strings.TrimSpace(s)
}
