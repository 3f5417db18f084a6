package config

import (
	"fmt"
	"strings"
)

// suggest is a hint for a word that is none of the known ones: the one that
// was probably meant, else all of them.
func suggest(word string, known []string) string {
	if near := nearest(word, known); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	if len(known) == 0 {
		return ""
	}
	return "known here: " + strings.Join(known, ", ")
}

// nearest is the known word that differs from word by the fewest typing slips,
// or "" where none is near: one slip in three letters, at most three.
func nearest(word string, known []string) string {
	best, least := "", 4
	for _, candidate := range known {
		d := slips(fold(word), fold(candidate))
		if d < least && d <= max(1, len([]rune(candidate))/3) {
			best, least = candidate, d
		}
	}
	return best
}

// fold makes what people mix up the same: case, and the marks between words.
func fold(word string) []rune {
	return []rune(strings.NewReplacer("-", "_", " ", "_").Replace(strings.ToLower(word)))
}

// slips counts letters typed wrong, too many, too few, or in swapped order
// (optimal string alignment distance). Words longer than any key count as far.
func slips(a, b []rune) int {
	if len(a) > 64 || len(b) > 64 {
		return 64
	}
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
