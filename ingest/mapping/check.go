package mapping

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
)

// Check reports what a schema cannot say; under stands before each path, such
// as "streams[0].". language may be nil: expressions are not compiled then.
func (r Record) Check(under string, language Language, problem func(path, message, hint string)) {
	tell := func(path, message, hint string) { problem(under+path, message, hint) }
	for path, text := range r.expressions() {
		if strings.TrimSpace(text) == "" || language == nil {
			continue
		}
		if _, err := language(text); err != nil {
			tell(path, err.Error(), "")
		}
	}
	if r.ID == "" {
		tell("id", "is missing", "name what tells records apart")
	}
	if r.Time == "" {
		tell("time", "is missing", "name when it was said")
	}
	if len(r.Feedback)+len(r.Ratings) == 0 {
		problem(strings.TrimSuffix(under, "."), "neither feedback nor ratings: nothing would be stored", "say where the words stand under feedback, the scores under ratings")
	}
	if _, err := newClock(r.TimeFormat, r.TimeZone, time.UTC); err != nil {
		path, message, _ := strings.Cut(err.Error(), ": ")
		tell(path, message, "")
	}
	for i, f := range r.Feedback {
		path := fmt.Sprintf("feedback[%d]", i)
		if f.Title == "" && f.Body == "" {
			tell(path, "neither title nor body", "name one of them")
		}
		f.Entry.check(path, tell)
	}
	for i, one := range r.Ratings {
		one.check(fmt.Sprintf("ratings[%d]", i), tell)
	}
}

func (e Entry) check(path string, tell func(path, message, hint string)) {
	switch {
	case e.Each != "" && e.ID == "":
		tell(path+".each", "its things have no id", "add id, which tells those of a record apart")
	case e.Each == "" && e.ID != "":
		tell(path+".id", "is for things that each gives", "leave it out: the record's id is enough")
	}
}

func (r Rating) check(path string, tell func(path, message, hint string)) {
	r.Entry.check(path, tell)
	if r.Score == "" {
		tell(path+".score", "is missing", "say where the score stands")
	}
	low, high := r.scale()
	if n := len(r.Scale); n != 0 && n != 2 || !(low < high) {
		tell(path+".scale", "is not the lowest and the highest answer", "write scale: [1, 5]")
		return
	}
	for _, word := range slices.Sorted(maps.Keys(r.Words)) {
		if score := r.Words[word]; score < low || score > high {
			tell(path+".words", fmt.Sprintf("%q has a score that is not on the scale", word), "")
		}
	}
	if r.Convention != "" && r.Metric != ingest.CES {
		tell(path+".convention", "is for ces only", "leave it out")
	}
	if r.LowIsGood && r.Metric == ingest.NPS {
		tell(path+".low_is_good", "nps is asked with 10 as the best", "leave it out")
	}
}

// expressions are all of a record with their paths. The empty ones are there too.
func (r Record) expressions() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		type one struct{ path, text string }
		all := []one{{"id", r.ID}, {"time", r.Time}, {"account", r.Account}, {"thread", r.Thread}, {"parent", r.Parent},
			{"language", r.Language}, {"link", r.URL}, {"labels", r.Labels}, {"state", r.State}, {"votes", r.Votes}, {"deleted", r.Deleted}, {"only", r.Only},
			{"author.id", r.Author.ID}, {"author.name", r.Author.Name}, {"author.email", r.Author.Email}}
		for _, name := range slices.Sorted(maps.Keys(r.Segments)) {
			all = append(all, one{"segments." + name, r.Segments[name]})
		}
		entry := func(path string, e Entry) {
			all = append(all, one{path + ".each", e.Each}, one{path + ".id", e.ID}, one{path + ".time", e.Time}, one{path + ".link", e.URL},
				one{path + ".author.id", e.Author.ID}, one{path + ".author.name", e.Author.Name}, one{path + ".author.email", e.Author.Email})
		}
		for i, f := range r.Feedback {
			path := fmt.Sprintf("feedback[%d]", i)
			entry(path, f.Entry)
			all = append(all, one{path + ".title", f.Title}, one{path + ".body", f.Body}, one{path + ".question", f.Question})
		}
		for i, rating := range r.Ratings {
			path := fmt.Sprintf("ratings[%d]", i)
			entry(path, rating.Entry)
			all = append(all, one{path + ".score", rating.Score}, one{path + ".question", rating.Question})
		}
		for _, o := range all {
			if !yield(o.path, o.text) {
				return
			}
		}
	}
}
