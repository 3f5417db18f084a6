package survey

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
)

// form is what a survey asks, as its tool defines it.
type form struct {
	questions []question
	facts     []string // hidden fields, variables and the like: what an answer says beside answers
}

// question is one question, or one row of one that asks several things.
type question struct {
	id     string   // in native ids: it outlives a rewording
	names  []string // others that people know it by
	title  string
	rating *Rating            // how to read it as a score; nil: its type is not that of one
	words  bool               // its type is that of words
	email  bool               // asks for the person's address
	scores map[string]float64 // what the choices count, by their labels
	none   []string           // labels of choices that are no answer
}

// answer is one response to a form, as a tool gave it.
type answer struct {
	id                                      string
	changed                                 time.Time // what the tool sorts its list by
	time                                    string
	respondent, email, name, language, link string
	cells                                   map[string]string // by id of question, or fact
	unknown                                 []question        // asked once, and no longer in the form
	skip                                    string            // why it is left out
	fault                                   string            // why it cannot be taken in
	raw                                     json.RawMessage
}

// own are the facts that every answer has, columns too, in this order behind
// all others.
var own = [...]string{"id", "time", "respondent", "email", "name", "language", "link"}

func (a answer) own() [len(own)]string {
	return [...]string{a.id, a.time, a.respondent, a.email, a.name, a.language, a.link}
}

// script reads the answers to one form.
type script struct {
	settings Answers
	form     form
	clock    clock
	mapping  *mapping
	at       map[string]int // id of question, or fact, to its column
	own      int            // the column of the first of own
}

// newScript binds settings to a form. Times that name no zone are read in zone.
func newScript(s Answers, f form, zone *time.Location) (*script, error) {
	when, err := newClock(Time{}, zone)
	if err != nil {
		return nil, err
	}
	r := &script{settings: s, form: form{facts: f.facts}, clock: when}
	r.form.add(f.questions)
	return r, r.bind()
}

// bind looks the settings' names up in the form.
func (r *script) bind() error {
	all := r.columns()
	settings := Settings{
		Ratings: r.settings.Ratings, Comments: r.settings.Comments, Respondent: r.settings.Respondent,
		Language: r.settings.Language, Segments: r.settings.Segments, Only: r.settings.Only, Skip: r.settings.Skip,
	}
	if settings.Ratings == nil {
		settings.Ratings = r.form.ratings()
	} else {
		settings.Ratings = r.form.complete(settings.Ratings, newColumns(all))
	}
	if settings.Comments == nil {
		settings.Comments = r.form.comments()
	}
	m, err := newMapping(settings, r.clock, all)
	if err != nil {
		return err
	}
	m.identity.column, m.time, m.url = r.own, r.own+1, r.own+6
	unset := func(column *int, set bool, to int) {
		if !set {
			*column = to
		}
	}
	unset(&m.who, r.settings.Respondent.ID.Name != "", r.own+2)
	unset(&m.email, r.settings.Respondent.Email.Name != "", r.own+3)
	unset(&m.name, r.settings.Respondent.Name.Name != "", r.own+4)
	unset(&m.language, r.settings.Language != Language{}, r.own+5)
	r.mapping = m
	return nil
}

// columns are the questions and then the facts. A question is found by its
// title, its id and its other names.
func (r *script) columns() []column {
	var all []column
	r.at = map[string]int{}
	for i, q := range r.form.questions {
		title := firstOf(plain(q.title), q.id)
		c := column{name: title, key: fold(q.id), question: title, parts: []string{fold(q.id)}}
		for _, name := range q.names {
			if name = fold(name); name != "" && !slices.Contains(c.parts, name) {
				c.parts = append(c.parts, name)
			}
		}
		all, r.at[q.id] = append(all, c), i
	}
	for _, fact := range r.form.facts {
		if _, twice := r.at[fact]; !twice {
			r.at[fact] = len(all)
			all = append(all, column{name: fact, parts: []string{fold(fact)}})
		}
	}
	r.own = len(all)
	for _, fact := range own {
		all = append(all, column{name: fact, parts: []string{fold(fact)}})
	}
	distinguish(all)
	return all
}

// item is what an answer became.
func (r *script) item(a answer) (ingest.Item, error) {
	if a.skip != "" {
		return ingest.Item{Skip: a.skip}, nil
	}
	if a.fault != "" {
		return reject(0, a.fault, string(a.raw)), nil
	}
	if err := r.learn(a.unknown); err != nil {
		return ingest.Item{}, err
	}
	cells := make([]string, r.own+len(own))
	for id, cell := range a.cells {
		if at, known := r.at[id]; known {
			cells[at] = cell
		}
	}
	a.email = firstOf(a.email, r.address(a))
	facts := a.own()
	copy(cells[r.own:], facts[:])
	return r.mapping.item(row{cells: cells, raw: string(a.raw)}), nil
}

// address is what was written where the form asks for an address, or what came
// along in a hidden field of that name.
func (r *script) address(a answer) string {
	for _, q := range r.form.questions {
		if !q.email {
			continue
		}
		for part := range strings.SplitSeq(a.cells[q.id], strings.TrimSpace(several)) { // of a name, a number and so on
			if strings.Contains(part, "@") {
				return part
			}
		}
	}
	if hidden := a.cells["email"]; strings.Contains(hidden, "@") {
		return hidden
	}
	return ""
}

// learn adds questions that are no longer in the form: what was answered to
// them before they were taken out still counts.
func (r *script) learn(questions []question) error {
	questions = slices.DeleteFunc(slices.Clone(questions), func(q question) bool {
		_, known := r.at[q.id]
		return known
	})
	if !r.form.add(questions) {
		return nil
	}
	return r.bind()
}

// add adds the questions that are not in the form; it tells whether any was.
func (f *form) add(questions []question) (added bool) {
	for _, q := range questions {
		if !slices.ContainsFunc(f.questions, func(have question) bool { return have.id == q.id }) {
			f.questions, added = append(f.questions, q), true
		}
	}
	return added
}

// ratings are the questions whose type asks for a score.
func (f form) ratings() []Rating {
	var all []Rating
	for i, q := range f.questions {
		if q.rating != nil {
			r := *q.rating
			r.Column = fmt.Sprintf("#%d", i+1)
			all = append(all, q.fill(r))
		}
	}
	return all
}

// comments are the questions whose type asks for words.
func (f form) comments() []Comment {
	var all []Comment
	for i, q := range f.questions {
		if q.words {
			all = append(all, Comment{Column: fmt.Sprintf("#%d", i+1)})
		}
	}
	return all
}

// complete adds to ratings what the form knows and they leave open: the scale,
// and what the choices count.
func (f form) complete(ratings []Rating, columns columns) []Rating {
	all := slices.Clone(ratings)
	for i, r := range all {
		if found := columns.find(r.Column); len(found) == 1 && found[0] < len(f.questions) {
			all[i] = f.questions[found[0]].fill(r)
		}
	}
	return all
}

// fill sets what r leaves open.
func (q question) fill(r Rating) Rating {
	if len(r.Scale) == 0 && q.rating != nil {
		r.Scale = q.rating.Scale
	}
	low, high := r.scale()
	if len(r.Words) == 0 && len(q.scores) > 0 {
		r.Words = maps.Clone(q.scores)
		maps.DeleteFunc(r.Words, func(_ string, score float64) bool { return score < low || score > high })
	}
	for _, label := range q.none {
		if _, scored := r.Words[label]; !scored {
			r.NoAnswer = append(slices.Clone(r.NoAnswer), label)
		}
	}
	return r
}
