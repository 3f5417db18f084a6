package summary

import (
	"strings"
	"testing"
	"time"

	"github.com/earshot/earshot/reports/report"
	"github.com/earshot/earshot/reports/week"
	"github.com/google/go-cmp/cmp"
)

func number(v float64) *float64 { return &v }
func count(n int64) *int64      { return &n }

// aWeek is a week with feedback and nothing else.
func aWeek() data {
	return data{
		facts:   report.Facts{Week: time.Date(2026, 6, 29, 0, 0, 0, 0, time.UTC), Newest: time.Date(2026, 7, 5, 0, 0, 0, 0, time.UTC)},
		Figures: week.Figures{Before: true, InWeek: 90},
		movers:  []mover{{theme: "docs", name: "Docs", people: 4, people0: 15, exposure: 90, exposure0: 360, ratio: number(1.1), q: number(.9), direction: "up", verdict: "could be chance"}},
	}
}

func anNPS(value, change float64, verdict string) score {
	return score{Metric: "nps", Kind: "week", Figure: "net", N: 212, Value: &value, Low: number(24), High: number(38),
		N0: count(198), Value0: number(value - change), Change: &change, ChangeLow: number(-1), ChangeHigh: number(11), Detectable: number(16), Verdict: verdict}
}

func login() mover {
	return mover{theme: "login", name: "Login", owner: "Ana", people: 24, people0: 36, exposure: 90, exposure0: 360,
		ratio: number(2.67), low: number(1.6), high: number(4.4), q: number(.002), direction: "up", verdict: "real change", netHigh: number(-20), negative: count(13)}
}

func TestHeadline(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*data)
		want   string
	}{
		"quiet":                {func(d *data) {}, "A quiet week: no theme moved; no ratings yet"},
		"quiet, nps":           {func(d *data) { d.Scores = []score{anNPS(31, 5, "could be chance")} }, "A quiet week: no theme moved; NPS 31, no real change"},
		"nps fell":             {func(d *data) { d.Scores = []score{anNPS(19, -12, "real change")} }, "NPS fell 12 points to 19"},
		"few answers":          {func(d *data) { d.Scores = []score{anNPS(31, 5, "too few to tell")} }, "A quiet week: no theme moved; NPS 31, too few answers to compare"},
		"complaints":           {func(d *data) { d.movers = append(d.movers, login()) }, "Login complaints are 2.7 times what they were; no ratings yet"},
		"not negative":         {func(d *data) { m := login(); m.netHigh = number(3); d.movers = []mover{m} }, "Login is named 2.7 times as often as before; no ratings yet"},
		"few of them complain": {func(d *data) { m := login(); m.negative = count(12); d.movers = []mover{m} }, "Login is named 2.7 times as often as before; no ratings yet"},
		"two words":            {func(d *data) { m := login(); m.name = "Signing in"; d.movers = []mover{m} }, "Complaints about Signing in are 2.7 times what they were; no ratings yet"},
		"new": {func(d *data) { m := login(); m.ratio, m.people0 = nil, 0; d.movers = []mover{m} },
			"Login complaints are new this week; no ratings yet"},
		"new, not negative": {func(d *data) { m := login(); m.ratio, m.people0, m.netHigh = nil, 0, nil; d.movers = []mover{m} },
			"Login is new this week; no ratings yet"},
		"fell": {func(d *data) {
			m := login()
			m.ratio, m.direction, m.netHigh = number(.31), "down", nil
			d.movers = []mover{m}
		}, "Login is named 0.31 times as often as before; no ratings yet"},
		"two": {func(d *data) {
			other := login()
			other.theme, other.q = "sso", number(.05)
			d.movers = []mover{other, login()}
		},
			"Login complaints are 2.7 times what they were and 1 more theme moved; no ratings yet"},
		"stale": {func(d *data) {
			d.movers = []mover{login()}
			d.Scores = []score{anNPS(31, 5, "real change")}
			d.Sources = []week.Source{{Name: "support mail", Stale: true, Days: 19}}
		}, "Nothing is compared: support mail has been silent for 19 days; NPS 31"},
		"two stale":  {func(d *data) { d.Sources = []week.Source{{Stale: true}, {Stale: true}} }, "Nothing is compared: 2 sources are silent; no ratings yet"},
		"first":      {func(d *data) { d.Before = false; d.People = []score{{Metric: "people", N: 84}} }, "The first week: 84 people; no ratings yet"},
		"one answer": {func(d *data) { d.Before = false; s := anNPS(100, 0, ""); s.N = 1; d.Scores = []score{s} }, "The first week: 90 pieces of feedback; NPS 100 from a single answer"},
		"silent":     {func(d *data) { d.InWeek = 0 }, "Nobody was heard in the week of 29 June to 5 July 2026; no ratings yet"},
		"no week":    {func(d *data) { d.facts.Week = time.Time{} }, "The first week is not over yet"},
		"too early":  {func(d *data) { d.Before, d.InWeek = false, 0 }, "The first week is not over yet"},
		"nothing":    {func(d *data) { d.facts = report.Facts{} }, "No feedback has come in yet"},
		"no themes":  {func(d *data) { d.movers = nil }, "No theme could be compared; no ratings yet"},
	} {
		d := aWeek()
		c.change(&d)
		if diff := cmp.Diff(c.want, headline(d)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// Only what is a real change may be said to have changed.
func TestLinesSayOnlyRealChanges(t *testing.T) {
	d := aWeek()
	d.Scores = []score{anNPS(31, 5, "could be chance")}
	if diff := cmp.Diff([]string{"Nothing that is more than chance."}, newLead(d).Changed); diff != "" {
		t.Error(diff)
	}
	d.movers = append(d.movers, login())
	d.Scores = []score{anNPS(19, -12, "real change")}
	want := lead{
		Headline: "Login complaints are 2.7 times what they were; NPS fell 12 points to 19",
		Changed:  []string{"Login: 24 people in the week, 2.7 times the rate of the eight weeks before.", "NPS: 19, −12 points against the week before."},
		Why: []string{"Login: 24 of 90 against 36 of 360; rate ratio 2.7× (1.6 to 4.4), q = 0.002 among 2 themes tested.",
			"NPS: 212 answers against 198 before; change −12 points (−1 to +11)."},
		Decide: []string{"Whether Login (Ana looks after it) comes before what is planned: read its quotations below first.", "What stands behind the change of NPS: what moved and who said it stand below."},
	}
	if diff := cmp.Diff(want, newLead(d)); diff != "" {
		t.Error(diff)
	}
}

func TestTooFewSaysWhatCouldNotBeSeen(t *testing.T) {
	d := aWeek()
	d.Scores = []score{anNPS(31, 5, "too few to tell")}
	if why := strings.Join(newLead(d).Why, " "); !strings.Contains(why, "A change of less than 16 points could not have been seen with n = 212.") {
		t.Error(why)
	}
}

func TestChooseTakesTheShortestPeriodWithEnough(t *testing.T) {
	of := func(kind string, n int64) score { return score{Metric: "nps", Kind: kind, N: n} }
	for _, c := range []struct {
		list []score
		want string
	}{
		{[]score{of("r13", 300), of("r4", 90), of("week", 30)}, "week"},
		{[]score{of("r13", 300), of("r4", 90), of("week", 29)}, "r4"},
		{[]score{of("r13", 12), of("r4", 5), of("week", 1)}, "r13"},
		{[]score{of("week", 3)}, "week"},
		{nil, ""},
	} {
		if got, _ := week.Choose("nps", "", c.list); got.Kind != c.want {
			t.Errorf("%v: %q, want %q", c.list, got.Kind, c.want)
		}
	}
}

func TestShownPutsRealChangesFirst(t *testing.T) {
	all := []mover{
		{theme: "a", direction: "up", verdict: "could be chance", q: number(.2)}, {theme: "b", direction: "up", verdict: "real change", q: number(.09)},
		{theme: "c", direction: "up", verdict: "too few to tell", q: number(.01)}, {theme: "d", direction: "down", verdict: "real change", q: number(.01)},
		{theme: "e", direction: "up", verdict: "real change", q: number(.01)}, {theme: "f", direction: "up", verdict: "could be chance", q: number(.3)},
		{theme: "g", direction: "up", verdict: "could be chance", q: number(.4)}, {theme: "h", direction: "up", verdict: "could be chance", q: number(.5)},
	}
	order := ""
	for _, m := range shown(all, "up") {
		order += m.theme
	}
	if order != "ebafg" {
		t.Errorf("order %s", order)
	}
}
