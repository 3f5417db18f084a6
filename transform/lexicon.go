package transform

import (
	"database/sql/driver"
	"embed"
	"encoding/csv"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/jonreiter/govader"
)

//go:embed lexicon
var lexiconFiles embed.FS

// lexicon gives the rows of lookup.lexicon and lookup.modifiers.
//
// The valences are those that VADER's raters gave (Hutto and Gilbert 2014, as
// govader carries them), from -4 to 4; on top of them our own for the words of
// software products, which VADER does not know or takes in another sense
// ("crash", "support", "please"), and on top of these the workspace's.
func lexicon(own map[string]float64) (words, modifiers [][]driver.Value, err error) {
	vader := govader.NewSentimentIntensityAnalyzer()
	valence := map[string]float64{}
	// In order, since it knows ":D" and ":d" by two valences.
	for _, word := range slices.Sorted(maps.Keys(vader.Lexicon)) {
		valence[strings.ToLower(word)] = vader.Lexicon[word]
	}
	for emoji, description := range vader.EmojiDict {
		if v := described(description, vader.Lexicon); v != 0 {
			valence[emoji] = v
		}
	}
	records, err := readLexicon("product.csv", 2)
	if err != nil {
		return nil, nil, err
	}
	for _, record := range records {
		if valence[record[0]], err = strconv.ParseFloat(record[1], 64); err != nil {
			return nil, nil, fmt.Errorf("lexicon: product.csv: %s: %w", record[0], err)
		}
	}
	maps.Copy(valence, own)
	for word, v := range valence {
		if v != 0 { // a word that says nothing here
			words = append(words, []driver.Value{word, v})
		}
	}
	sort.Slice(words, func(i, k int) bool { return words[i][0].(string) < words[k][0].(string) })
	modifiers, err = readModifiers()
	return words, modifiers, err
}

// described sums the valences of the words that describe an emoji, as VADER does.
func described(description string, lexicon map[string]float64) (sum float64) {
	for _, word := range strings.Fields(strings.ToLower(description)) {
		sum += lexicon[strings.Trim(word, ",")]
	}
	return sum
}

func readModifiers() (rows [][]driver.Value, err error) {
	records, err := readLexicon("modifiers.csv", 3)
	for _, record := range records {
		amount, err := strconv.ParseFloat(record[2], 64)
		if err != nil {
			return nil, fmt.Errorf("lexicon: modifiers.csv: %s: %w", record[0], err)
		}
		rows = append(rows, []driver.Value{record[0], record[1], amount})
	}
	return rows, err
}

// cues lists the phrases of a cue file, such as those of requests.
func cues(name string) ([]string, error) {
	records, err := readLexicon(name+".csv", 1)
	var list []string
	for _, record := range records {
		list = append(list, record[0])
	}
	return list, err
}

func readLexicon(name string, columns int) ([][]string, error) {
	file, err := lexiconFiles.Open("lexicon/" + name)
	if err != nil {
		return nil, fmt.Errorf("lexicon: %w", err)
	}
	defer file.Close()
	r := csv.NewReader(file)
	r.Comment, r.FieldsPerRecord = '#', columns
	records, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("lexicon: %s: %w", name, err)
	}
	return records, nil
}
