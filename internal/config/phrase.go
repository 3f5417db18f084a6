package config

import (
	"fmt"
	"strings"
	"unicode"
)

// maxWords is more than any phrase needs that is meant to be found again.
const maxWords = 12

// checkPhrase says what is wrong with a phrase and what to do, or nothing. The
// rules are those of Theme.
func checkPhrase(phrase string) (message, hint string) {
	if strings.Contains(phrase, `"`) {
		return checkExact(strings.TrimSpace(phrase))
	}
	words := strings.Fields(phrase)
	if message, hint := checkLength(words); message != "" {
		return message, hint
	}
	stars := 0
	for _, word := range words {
		if word == "*" {
			stars++
			continue
		}
		if message, hint := checkWord(word); message != "" {
			return message, hint
		}
	}
	if stars == len(words) {
		return "a phrase of stars only finds everything", "name at least one word"
	}
	return "", ""
}

// checkExact checks a phrase that has double quotes.
func checkExact(phrase string) (message, hint string) {
	inner, ok := strings.CutPrefix(phrase, `"`)
	inner, closed := strings.CutSuffix(inner, `"`)
	switch {
	case !ok || !closed || strings.Contains(inner, `"`):
		return "double quotes go around the whole phrase", `write '"exact words"', with the single quotes for YAML`
	case strings.Contains(inner, "*"):
		return "a star within double quotes", "take the star out, or the quotes"
	}
	words := strings.Fields(inner)
	for _, word := range words {
		if message, hint := checkWord(word); message != "" {
			return message, hint
		}
	}
	return checkLength(words)
}

func checkLength(words []string) (message, hint string) {
	switch {
	case len(words) == 0:
		return "a phrase without words", "take it out"
	case len(words) > maxWords:
		return fmt.Sprintf("a phrase of %d words", len(words)), fmt.Sprintf("at most %d: name what is typical of it", maxWords)
	}
	return "", ""
}

// checkWord checks a word that is more than a star.
func checkWord(word string) (message, hint string) {
	inner, front := strings.CutPrefix(word, "*")
	inner, back := strings.CutSuffix(inner, "*")
	switch {
	case strings.Contains(inner, "*"):
		return fmt.Sprintf("a star within the word %q", shorten(word)), "a star stands at a word's beginning or end, or alone for a word"
	case front && back:
		return fmt.Sprintf("stars at both ends of %q", shorten(word)), "one star a word, at its beginning or its end"
	case !strings.ContainsFunc(inner, spoken):
		return fmt.Sprintf("%q has no letter or digit to be found by", shorten(word)), "punctuation and pictures are not compared: take it out"
	}
	return "", ""
}

// spoken says that r is part of words, as texts are cut into them: the rest
// separates words and is not compared.
func spoken(r rune) bool { return unicode.In(r, unicode.L, unicode.M, unicode.N) }

// foldPhrase makes phrases equal that are the same words.
func foldPhrase(phrase string) string {
	phrase = strings.ReplaceAll(strings.ToLower(phrase), "’", "'")
	words := strings.FieldsFunc(phrase, func(r rune) bool { return !spoken(r) && r != '*' && r != '\'' })
	folded := strings.Join(words, " ")
	if strings.Contains(phrase, `"`) {
		return `"` + folded + `"`
	}
	return folded
}
