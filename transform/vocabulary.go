package transform

import (
	"context"
	"database/sql/driver"
	"slices"
)

// wordsFrom is the model whose words make up the vocabulary, and
// vocabularyReads says so to the ordering of models.
const wordsFrom = "int_sentences"

var vocabularyReads = map[string][]string{
	"lookup.vocabulary": {wordsFrom},
	"lookup.term_words": {wordsFrom},
}

// place is one place of a phrase that must hold a certain word.
type place struct {
	phrase int64
	at     int64
	term   term
}

// index finds the places that a word fits. Most terms are stems and exact
// words, found by a look-up; only wildcards are tried one by one.
type index struct {
	languages []string
	byText    map[string][]place // exact and stemmed, by the word itself and by language and stem
	wildcards []place
}

func newIndex(phrases []phrase, languages []string) *index {
	x := &index{languages: languages, byText: map[string][]place{}}
	for _, p := range phrases {
		for at, t := range p.terms {
			x.add(place{p.id, int64(at), t})
		}
	}
	return x
}

func (x *index) add(p place) {
	switch p.term.kind {
	case prefix, suffix:
		x.wildcards = append(x.wildcards, p)
	case exact, stemmed:
		x.byText[p.term.text] = append(x.byText[p.term.text], p)
		for i, stem := range p.term.stems {
			key := x.languages[i] + " " + stem
			x.byText[key] = append(x.byText[key], p)
		}
	}
}

// fitting calls found for each place that the word fits, each once.
func (x *index) fitting(word string, wordStems []string, found func(place)) {
	seen := map[[2]int64]bool{}
	try := func(p place) {
		if key := [2]int64{p.phrase, p.at}; !seen[key] && p.term.match(word, wordStems) {
			seen[key] = true
			found(p)
		}
	}
	for _, p := range x.byText[word] {
		try(p)
	}
	for i, language := range x.languages {
		for _, p := range x.byText[language+" "+wordStems[i]] {
			try(p)
		}
	}
	for _, p := range x.wildcards {
		try(p)
	}
}

// learnWords adds the words that are new in the feedback just built to the
// vocabulary, with their stems and the places of phrases that they fit.
func (b *builder) learnWords(ctx context.Context) error {
	words, err := b.db.Strings(ctx, `select distinct word from (select unnest(words) as word from `+wordsFrom+`)
		where word not in (select word from lookup.vocabulary)`)
	if err != nil {
		return err
	}
	return b.learn(ctx, words)
}

// learn writes the words to the vocabulary, with the stem in the workspace's
// first language, and the places of phrases that each fits.
func (b *builder) learn(ctx context.Context, words []string) error {
	x := newIndex(b.phrases, b.run.Languages)
	var vocabulary, places [][]driver.Value
	for _, word := range words {
		known := stems(word, b.run.Languages)
		vocabulary = append(vocabulary, []driver.Value{word, known[0]})
		x.fitting(word, known, func(p place) {
			places = append(places, []driver.Value{word, p.phrase, p.at})
		})
	}
	if err := b.db.Fill(ctx, "lookup", "vocabulary", slices.Values(vocabulary)); err != nil {
		return err
	}
	return b.db.Fill(ctx, "lookup", "term_words", slices.Values(places))
}
