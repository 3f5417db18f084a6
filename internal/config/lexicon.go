package config

import (
	"fmt"
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"
)

// LoadLexicon reads a table of words and their valence from -4 (terrible) to 4
// (wonderful), which overrides the built-in sentiment lexicon: columns word and
// valence. Words are in lower case in what it returns. The error is Problems
// where the file is missing or has mistakes.
func LoadLexicon(path string) (map[string]float64, error) {
	words := map[string]float64{}
	lines := map[string]int{}
	err := readTable(path, []string{"word", "valence"}, nil, func(t *table) {
		word := strings.ToLower(t.cell("word"))
		line, twice := lines[word]
		switch {
		case word == "":
			t.problem("word", "word is empty", "take the row out")
		case strings.ContainsFunc(word, unicode.IsSpace):
			t.problem("word", "more than one word", "give each word a row of its own")
		case twice:
			t.problem("word", quoted("duplicate word", word), fmt.Sprintf("first on line %d", line))
		}
		words[word], lines[word] = valence(t), t.line()
	})
	if notExist(err) {
		return nil, Problems{{File: filepath.Base(path), Message: "no such file", Hint: "name the lexicon's path under transform in earshot.yaml"}}
	}
	if err != nil {
		return nil, err
	}
	return words, nil
}

func valence(t *table) float64 {
	text := t.cell("valence")
	value, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
	if err != nil || math.IsNaN(value) || value < -4 || value > 4 {
		t.problem("valence", quoted("unknown valence", text), "a number from -4 (terrible) to 4 (wonderful)")
		return 0
	}
	return value
}
