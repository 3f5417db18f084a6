package survey

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
)

// Check reports what a schema cannot say. Paths are those of the settings,
// such as ratings[0].scale; the hint says what to write.
func (s Settings) Check(problem func(path, message, hint string)) {
	c := checker{problem}
	c.dialect(s)
	c.time(s.Time)
	answers := len(s.Ratings) + len(s.Comments)
	switch {
	case s.InvitationsTo != "" && answers > 0:
		problem("invitations_to", "the rows are invitations, and answers are mapped too", "make two sources of it: one that reads the invitations, one that reads the answers")
	case s.InvitationsTo != "" && s.Respondent.Email.Name == "" && s.Respondent.ID.Name == "" && s.ID.Name == "":
		problem("invitations_to", "nothing says who was asked", "name the column under respondent.email or respondent.id, as in the source of the answers")
	case s.InvitationsTo == "" && answers == 0:
		problem("", "neither ratings nor comments are mapped: nothing would be stored", "name the columns with scores under ratings and those with words under comments")
	}
	c.wanted(s.Ratings, s.Comments)
	if s.Title.Name != "" && len(s.Comments) == 0 {
		problem("title", "a title goes to a comment and none is mapped", "add the column under comments")
	}
	c.language(s.Language)
	c.filters("only", s.Only)
	c.filters("skip", s.Skip)
	for i, label := range s.Labels {
		c.named(fmt.Sprintf("labels[%d]", i), label.Name)
	}
	for _, name := range slices.Sorted(maps.Keys(s.Segments)) {
		c.named("segments."+name, s.Segments[name].Name)
	}
}

// checker reports problems.
type checker struct {
	problem func(path, message, hint string)
}

// wanted checks what scores and words are asked for; once is enough for each.
func (c checker) wanted(ratings []Rating, comments []Comment) {
	taken := map[string]string{}
	for i, r := range ratings {
		path := fmt.Sprintf("ratings[%d]", i)
		c.rating(path, r)
		c.once(taken, path+".column", string(r.Metric)+" "+fold(r.Column))
	}
	for i, comment := range comments {
		path := fmt.Sprintf("comments[%d].column", i)
		c.named(path, comment.Column)
		c.once(taken, path, "words "+fold(comment.Column))
	}
}

func (c checker) dialect(s Settings) {
	if _, err := delimiter(s.Delimiter); err != nil {
		c.problem("delimiter", fmt.Sprintf("%q %s", s.Delimiter, err), "write one character or comma, semicolon, tab, pipe; leave it out to have it found")
	}
	if _, err := newCharset(s.Encoding); err != nil {
		c.problem("encoding", err.Error(), "write utf-8, utf-16le, utf-16be, windows-1252 or latin-1; leave it out to have it found")
	}
	if n := s.headerRows(); n < 0 || n > 3 {
		c.problem("header_rows", fmt.Sprintf("%d is not 0 to 3", n), "1 for most files, 2 for SurveyMonkey, 3 for Qualtrics, 0 for files without names")
	}
	switch s.Channel {
	case "", ingest.Survey, ingest.Review:
	default:
		c.problem("channel", fmt.Sprintf("%q is not survey or review", s.Channel), "leave it out for surveys")
	}
}

func (c checker) time(t Time) {
	if t.Column == "" && t.Fixed == "" {
		c.problem("time", "neither a column nor a fixed date", "write time: <column>, or time: {fixed: 2025-06-30} for files without one")
	}
	if t.Optional && t.Fixed == "" {
		c.problem("time.optional", "a file without the column would have no time", "add fixed")
	}
	if _, err := zone(t.Zone, time.UTC); err != nil {
		c.problem("time.zone", fmt.Sprintf("%q %s", t.Zone, err), "")
	}
	bare := t
	bare.Zone = ""
	if _, err := newClock(bare, time.UTC); err != nil {
		path, message, _ := strings.Cut(err.Error(), ": ")
		c.problem(path, message, "")
	}
}

func (c checker) rating(path string, r Rating) {
	c.named(path+".column", r.Column)
	switch r.Metric {
	case ingest.NPS, ingest.CSAT, ingest.CES, ingest.Stars:
	default:
		c.problem(path+".metric", fmt.Sprintf("%q is not known", r.Metric), "write nps, csat, ces or stars")
	}
	low, high := r.scale()
	if n := len(r.Scale); n != 0 && n != 2 || low >= high {
		c.problem(path+".scale", "is not the lowest and the highest answer", "write scale: [1, 5]")
	}
	for _, word := range slices.Sorted(maps.Keys(r.Words)) {
		score := r.Words[word]
		if score < low || score > high {
			c.problem(path+".words", fmt.Sprintf("%q is %s, not on the scale %s to %s", short(word), figure(score), figure(low), figure(high)), "")
		}
	}
	for _, word := range r.NoAnswer {
		if _, both := newScorer(r).words[fold(word)]; both {
			c.problem(path+".no_answer", fmt.Sprintf("%q has a score in words too", short(word)), "keep one of the two")
		}
	}
	c.convention(path, r)
}

func (c checker) convention(path string, r Rating) {
	switch r.Convention {
	case "":
	case "mean", "share", "index":
		if r.Metric != ingest.CES {
			c.problem(path+".convention", fmt.Sprintf("%s has only one", r.Metric), "leave it out")
		}
	default:
		c.problem(path+".convention", fmt.Sprintf("%q is not known", r.Convention), "write mean, share or index")
	}
	if r.LowIsGood && r.Metric == ingest.NPS {
		c.problem(path+".low_is_good", "nps is asked with 10 as the best", "leave it out")
	}
}

func (c checker) language(l Language) {
	if l.Fixed != "" && (len(l.Fixed) != 2 || iso639(l.Fixed) != l.Fixed) {
		c.problem("language.fixed", fmt.Sprintf("%q is no ISO 639-1 code", l.Fixed), "write two small letters, such as en")
	}
}

func (c checker) filters(path string, filters []Filter) {
	for i, f := range filters {
		c.named(fmt.Sprintf("%s[%d].column", path, i), f.Column)
		if len(f.Values) == 0 {
			c.problem(fmt.Sprintf("%s[%d].values", path, i), "is empty", `list the cells, "" for blank ones`)
		}
	}
}

func (c checker) named(path, column string) {
	if strings.TrimSpace(column) == "" {
		c.problem(path, "names no column", "write the header, or #3 for the third column")
	}
}

// once reports what is mapped a second time: its records would have the ids of
// the first.
func (c checker) once(taken map[string]string, path, key string) {
	if first, twice := taken[key]; twice {
		c.problem(path, "is mapped at "+first+" already", "leave one of the two out")
		return
	}
	taken[key] = path
}

// identifier reports an id that cannot stand in an address.
func (c checker) identifier(path, id string) {
	if id == "" || strings.ContainsAny(id, "/?#&% \t") {
		c.problem(path, "is not an id", "copy the id alone out of the survey's address")
	}
}
