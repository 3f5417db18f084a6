package main

import (
	"math/rand/v2"
	"strings"
	"unicode"
	"unicode/utf8"
)

// manner is how somebody writes, whatever about.
type manner struct {
	length int  // 0 terse, 1 ordinary, 2 at length
	lower  bool // never a capital
	bare   bool // no full stop at the end
	emoji  bool
	loud   bool // exclamation marks
	hasty  bool // typing errors, often
	formal bool // in mails
	mail   int  // the mail program's kind
}

func newManner(r *rand.Rand) manner {
	chance := func(percent int) bool { return r.IntN(100) < percent }
	m := manner{length: 1, lower: chance(13), bare: chance(20), emoji: chance(7), loud: chance(6),
		hasty: chance(12), formal: chance(25), mail: r.IntN(100)}
	switch x := r.IntN(100); {
	case x < 32:
		m.length = 0
	case x >= 80:
		m.length = 2
	}
	return m
}

// wear puts the manner on a text. mood is praise, wish or complaint.
func (m manner) wear(r *rand.Rand, text, mood string) string {
	if m.hasty && r.IntN(100) < 60 || r.IntN(100) < 3 {
		text = mistype(r, text)
	}
	if m.lower {
		text = strings.ToLower(text)
	}
	if m.bare || m.lower && r.IntN(2) == 0 {
		text = strings.TrimSuffix(text, ".")
	}
	if m.loud && strings.HasSuffix(text, ".") {
		text = strings.TrimSuffix(text, ".") + pick(r, []string{"!", "!!", "!!!"})
	}
	if m.emoji {
		text += " " + pick(r, faces[mood])
	}
	return text
}

var faces = map[string][]string{
	"praise":    {"😊", "👍", "❤️", "🙌", "🚲", "🎻", "🔧👍", "😍"},
	"wish":      {"🙏", "🤞", "😊", "💡"},
	"complaint": {"😡", "🙄", "😤", "😩", "👎", "🤷", "😢"},
}

// mistype spoils one word, as fingers in a hurry do.
func mistype(r *rand.Rand, text string) string {
	words := strings.Split(text, " ")
	for range 6 {
		i := r.IntN(len(words))
		if spoilt, ok := spoil(r, words[i]); ok {
			words[i] = spoilt
			break
		}
	}
	return strings.Join(words, " ")
}

// spoil swaps, drops or doubles a letter in the middle of a word of five
// letters or more.
func spoil(r *rand.Rand, word string) (string, bool) {
	if utf8.RuneCountInString(word) < 5 || strings.ContainsFunc(word, func(x rune) bool { return !unicode.IsLetter(x) }) {
		return word, false
	}
	letters := []rune(word)
	i := 1 + r.IntN(len(letters)-3)
	switch r.IntN(4) {
	case 0:
		letters = append(letters[:i], letters[i+1:]...)
	case 1:
		letters = append(letters[:i+1], letters[i:]...)
	default:
		letters[i], letters[i+1] = letters[i+1], letters[i]
	}
	return string(letters), string(letters) != word
}
