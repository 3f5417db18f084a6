package page

import "github.com/earshot/earshot/reports/figure"

// Verdict is a verdict word with the class that gives it its frame: filled,
// plain or dashed, so that it can be told without colour.
type Verdict struct{ Word, Class string }

// NewVerdict frames one of the verdict words; none is "not compared".
func NewVerdict(word string) Verdict {
	switch word {
	case figure.RealChange:
		return Verdict{word, "real"}
	case figure.CouldChance:
		return Verdict{word, "chance"}
	case "":
		return Verdict{figure.NotCompared, "few"}
	}
	return Verdict{word, "few"}
}

// NewClaimVerdict frames the word of a release's claim, or of what came after an
// item: better, worse, fewer and more like a
// real change, no evidence like chance.
func NewClaimVerdict(word string) Verdict {
	switch word {
	case "better", "worse", "fewer", "more":
		return Verdict{word, "real"}
	case "no evidence":
		return Verdict{word, "chance"}
	}
	return Verdict{word, "few"}
}
