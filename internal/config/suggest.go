package config

import (
	"fmt"
	"strings"

	"github.com/earshot/earshot/internal/near"
)

// suggest is a hint for a word that is none of the known ones: the one that
// was probably meant, else all of them.
func suggest(word string, known []string) string {
	if meant := near.Word(word, known); meant != "" {
		return fmt.Sprintf("did you mean %q?", meant)
	}
	if len(known) == 0 {
		return ""
	}
	return "known here: " + strings.Join(known, ", ")
}
