package summary

import (
	"fmt"

	"github.com/earshot/earshot/reports/figure"
)

// nothingView is what was looked at and not found.
type nothingView struct {
	Lines []string
}

// listed is how many themes a line of this section names.
const listedNames = 40

func newNothing(d data) nothingView {
	if !d.comparable() || d.early() {
		return nothingView{[]string{"Nothing was compared, so nothing can be ruled out."}}
	}
	var chance, few []string
	for _, m := range d.movers {
		switch m.verdict {
		case figure.CouldChance:
			chance = append(chance, m.name)
		case figure.TooFew:
			few = append(few, m.name)
		}
	}
	v := nothingView{[]string{fmt.Sprintf("%s against the eight weeks before: %d with a real change, %d that could be chance, %d with too few people to tell. One in ten of the real changes may still be chance (false-discovery rate 10 %%).",
		sentenceStart(int64(len(d.movers))), len(d.movers)-len(chance)-len(few), len(chance), len(few))}}
	v.add("Could be chance", chance)
	v.add("Too few people to tell", few)
	v.add("Measures without a real change", stillScores(d))
	v.Lines = append(v.Lines, groupsLine(d.groups))
	return v
}

func sentenceStart(n int64) string {
	return figure.Number(n, "theme was tested", "themes were tested")
}

func (v *nothingView) add(what string, names []string) {
	if len(names) == 0 {
		return
	}
	if more := len(names) - listedNames; more > 0 {
		names = append(names[:listedNames:listedNames], figure.Whole(int64(more))+" more in csv/movers.csv")
	}
	v.Lines = append(v.Lines, what+": "+series(names)+".")
}

func stillScores(d data) []string {
	var all []string
	for _, s := range d.Strip() {
		if s.Compared() && s.Verdict != figure.RealChange {
			all = append(all, nameOf(s)+" ("+s.Verdict+")")
		}
	}
	return all
}

// groupsLine counts the comparisons by segment, plan, channel and so on, which
// are not corrected for their number: so they are counted here and not told as
// findings.
func groupsLine(groups []group) string {
	real := 0
	for _, g := range groups {
		if g.verdict == figure.RealChange {
			real++
		}
	}
	if len(groups) == 0 {
		return "No measure could be split by segment, plan or channel."
	}
	return fmt.Sprintf("Of %s of a measure by segment, plan, channel and the like, %d would count as a real change by itself; with so many, about one in twenty does by chance.",
		figure.Number(int64(len(groups)), "split", "splits"), real)
}
