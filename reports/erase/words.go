// Package erase takes words out of files that reports wrote: pages, CSV and
// Parquet. What else stands in them stays byte for byte.
//
// Words are found as they were written, wherever they stand: in a cell, in a
// sentence that a page marks a part of, in a link's label. Six words in a row are
// enough, so a part of a sentence is found too; what has fewer goes where it is all
// that a quotation or a cell of its record says, for on its own "Login" is
// anybody's.
package erase

import (
	"slices"
	"strings"
	"unicode"
)

// Gone stands where words stood.
const Gone = "[taken out]"

// Words are what is to be taken out.
type Words struct {
	ids   map[int64]bool
	runs  map[string]bool // of inARow words
	whole map[string]bool // texts with fewer
}

const inARow = 6

// NewWords are the texts of the records with these ids.
func NewWords(ids []int64, texts []string) *Words {
	w := &Words{ids: map[int64]bool{}, runs: map[string]bool{}, whole: map[string]bool{}}
	for _, id := range ids {
		w.ids[id] = true
	}
	for _, text := range texts {
		if text == Gone {
			continue
		}
		tokens := tokensOf(text)
		for i := 0; i+inARow <= len(tokens); i++ {
			w.runs[joined(tokens[i:i+inARow])] = true
		}
		if len(tokens) > 0 && len(tokens) < inARow {
			w.whole[joined(tokens)] = true
		}
	}
	return w
}

// token is a word of a text: where it stands, and how it is compared.
type token struct {
	from, to int
	word     string
}

func tokensOf(text string) (all []token) {
	from := -1
	add := func(to int) {
		if from >= 0 {
			all = append(all, token{from, to, strings.ToLower(text[from:to])})
		}
		from = -1
	}
	for i, r := range text {
		inside := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
		// Chinese, Japanese and Thai leave no gaps: each letter is a word.
		alone := unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
		if !inside || alone {
			add(i)
		}
		if inside && from < 0 {
			from = i
		}
	}
	add(len(text))
	return all
}

func joined(tokens []token) string {
	words := make([]string, len(tokens))
	for i, t := range tokens {
		words[i] = t.word
	}
	return strings.Join(words, " ")
}

// span is a part of a text, in bytes.
type span struct{ from, to int }

// find gives the parts of a text that are to go; quoted says that all of the text
// is a quotation or a cell of its own, so that a few words count as well.
func (w *Words) find(text string, quoted bool) (parts []span) {
	tokens := tokensOf(text)
	if quoted && len(tokens) < inARow && len(tokens) > 0 && w.whole[joined(tokens)] {
		return []span{{0, len(text)}}
	}
	for i := 0; i+inARow <= len(tokens); i++ {
		if !w.runs[joined(tokens[i:i+inARow])] {
			continue
		}
		found := span{tokens[i].from, tokens[i+inARow-1].to}
		if last := len(parts) - 1; last >= 0 && found.from <= parts[last].to {
			parts[last].to = found.to
		} else {
			parts = append(parts, found)
		}
	}
	return parts
}

// Text gives the text without the words, and whether any stood there.
func (w *Words) Text(text string) (string, bool) { return w.text(text, false) }

func (w *Words) text(text string, quoted bool) (string, bool) {
	parts := w.find(text, quoted)
	for _, p := range slices.Backward(parts) {
		text = text[:p.from] + Gone + text[p.to:]
	}
	return text, len(parts) > 0
}

// spoken are the columns that hold what a record's author wrote.
func spoken(column string) bool {
	return slices.Contains([]string{"title", "text", "quote", "evidence", "words", "sentence", "body"}, column)
}
