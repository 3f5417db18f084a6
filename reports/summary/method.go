package summary

import (
	"strings"

	"github.com/earshot/earshot/reports/figure"
	"github.com/earshot/earshot/reports/how"
	"github.com/earshot/earshot/reports/week"
)

// methodView is the page's footer: where the figures come from and how each is
// computed.
type methodView struct {
	Sources []sourceView
	Rejects []rejectView
	Skipped []rejectView
	Unknown []unknownView
	Run     []fact
}

type sourceView struct {
	Name, Channel, Newest, State string
	Stale                        bool
	Feedback, Ratings            string
	Received, Stored             string
	Rejected, CountedOut         string
}

// unknownView is how much of a source is anonymous.
type unknownView struct{ Source, Channel, Record, Share, Interval, N string }

type rejectView struct{ Source, Reason, N, Place string }

type fact struct{ Name, Value string }

func newMethod(d data) methodView {
	v := methodView{Run: runFacts(d)}
	for _, s := range d.Sources {
		v.Sources = append(v.Sources, newSource(s))
	}
	for _, r := range d.rejects {
		v.Rejects = append(v.Rejects, rejectView{r.source, r.reason, figure.Whole(r.n), placeOf(r)})
	}
	for _, s := range d.skipped {
		v.Skipped = append(v.Skipped, rejectView{s.source, s.reason, figure.Whole(s.n), ""})
	}
	for _, a := range d.unknown {
		v.Unknown = append(v.Unknown, unknownView{a.source, a.channel, a.record, figure.Share.Value(a.share), figure.Share.Interval(a.low, a.high),
			figure.Whole(a.anonymous) + " of " + figure.Whole(a.n)})
	}
	return v
}

// Queries are those figures of the page that no mart holds, for the page of the SQL.
func Queries() []how.Query {
	var all []how.Query
	for _, name := range []string{"people", "unthemed"} {
		all = append(all, how.Query{Name: "summary " + name, SQL: text(week.Queries(), name)})
	}
	return all
}

// newSource says the state in words.
func newSource(s week.Source) sourceView {
	v := sourceView{
		Name: s.Name, Channel: s.Channel, Newest: figure.None, Stale: s.Stale, Feedback: figure.Whole(s.Feedback), Ratings: figure.Whole(s.Ratings),
		Received: figure.Whole(s.Received), Stored: figure.Whole(s.Stored), Rejected: figure.Whole(s.Rejected), CountedOut: figure.Whole(s.CountedOut),
	}
	if s.Last != nil {
		v.Newest = figure.Day(*s.Last)
	}
	switch {
	case s.Stale:
		v.State = "stale: silent for " + figure.Number(s.Days, "day", "days")
		if s.Allowed != nil {
			v.State += ", " + figure.Whole(*s.Allowed) + " allowed"
		}
	case s.Last == nil && s.Stored > 0:
		v.State = "plan or customers, no feedback"
	case s.Last == nil:
		v.State = "nothing yet"
	default:
		v.State = "fresh"
	}
	return v
}

func placeOf(r reject) string {
	place := r.file
	if at := strings.LastIndexAny(place, `/\`); at >= 0 {
		place = place[at+1:]
	}
	if r.line > 0 {
		place += ", line " + figure.Whole(r.line)
	}
	return place
}

// runFacts leaves the run's id to the manifest: the same figures made again by
// another run are the same page.
func runFacts(d data) []fact {
	facts := []fact{
		{"As of", d.run.AsOf.UTC().Format("2 January 2006, 15:04") + " UTC"},
		{"Run day", figure.Day(d.facts.Date) + " (" + d.facts.Timezone + ")"},
		{"Newest feedback or rating", figure.Day(d.facts.Newest)},
		{"In all", received(d)},
	}
	if d.run.Version != "" {
		facts = append(facts, fact{"earshot", d.run.Version})
	}
	return facts
}

func received(d data) string {
	return figure.Number(d.facts.Feedback, "piece of feedback", "pieces of feedback") + " of " +
		figure.Number(d.facts.People, "person", "people") + " and " + figure.Number(d.facts.Ratings, "rating", "ratings")
}
