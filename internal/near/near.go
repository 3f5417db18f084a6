// Package near finds the known word that a mistyped one was meant to be.
package near

import (
	"fmt"
	"strings"
)

// longest is how many letters of a word are compared: no key is longer.
const longest = 64

// Word is the known word that differs from word by the fewest typing slips, or ""
// where none is near: one slip in three letters, at most three, and not in each
// letter. Case, and the marks between words, are no slips.
func Word(word string, known []string) string {
	best, least := "", 4
	for _, candidate := range known {
		d, length := Slips(fold(word), fold(candidate)), len([]rune(candidate))
		if d < least && d <= max(1, length/3) && d < max(length, len([]rune(word))) {
			best, least = candidate, d
		}
	}
	return best
}

// Instead says which of the known words may be meant, or what there are.
func Instead(word string, known []string) string {
	if near := Word(word, known); near != "" {
		return fmt.Sprintf("did you mean %s?", near)
	}
	if len(known) == 0 {
		return "there is none"
	}
	return "there are: " + strings.Join(known, ", ")
}

var marks = strings.NewReplacer("-", "_", " ", "_")

func fold(word string) string { return marks.Replace(strings.ToLower(word)) }

// Slips counts letters typed wrong, too many, too few, or in swapped order: the
// optimal string alignment distance, which is Levenshtein's (1966) with swaps of
// neighbours. What is longer than 64 letters is compared by its first 64.
func Slips(one, other string) int {
	a, b := letters(one), letters(other)
	before, above, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range above {
		above[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, above, row = above, row, before
	}
	return above[len(b)]
}

func letters(word string) []rune {
	all := []rune(word)
	return all[:min(len(all), longest)]
}
