package transform

import (
	"strings"
	"testing"
)

func TestTermMatches(t *testing.T) {
	languages := []string{"en", "fr"}
	for _, c := range []struct {
		phrase, fits, not string
	}{
		{"crash", "crash crashes crashed crashing", "crush crashpad"},
		{"crash*", "crash crashpad", "gatecrash"},
		{"*crash", "crash gatecrash", "crashes"},
		{`"crash"`, "crash", "crashes"},
		{"Don’t", "don't", "do"},
		{"facturation", "facturation facturations", "facteur"},
	} {
		terms := parsePhrase(c.phrase, languages)
		if len(terms) != 1 {
			t.Fatalf("%s: %d terms", c.phrase, len(terms))
		}
		for _, word := range strings.Fields(c.fits) {
			if !terms[0].match(word, stems(word, languages)) {
				t.Errorf("%s does not match %s", c.phrase, word)
			}
		}
		for _, word := range strings.Fields(c.not) {
			if terms[0].match(word, stems(word, languages)) {
				t.Errorf("%s matches %s", c.phrase, word)
			}
		}
	}
}

func TestPhraseWords(t *testing.T) {
	p := phrase{terms: parsePhrase("  keeps * closing ", []string{"en"})}
	if len(p.terms) != 3 || p.required() != 2 || p.terms[1].kind != anything {
		t.Errorf("got %+v", p.terms)
	}
}
