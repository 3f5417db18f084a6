package survey

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/earshot/earshot/ingest"
)

// limesurveyQuestion is a question, or a part of one.
type limesurveyQuestion struct {
	ID     ident  `json:"qid"`
	Parent ident  `json:"parent_qid"`
	Code   string `json:"title"` // what LimeSurvey calls a question's code
	Text   string `json:"question"`
	Type   string `json:"type"`
	Other  string `json:"other"`
}

type limesurveyQuestions []limesurveyQuestion

// form has a question for each column of an export: those that the list of
// questions explains, and the rest as they are called.
func (l limesurveyQuestions) form(rest []question) form {
	parts := map[ident][]limesurveyQuestion{}
	for _, q := range l {
		parts[q.Parent] = append(parts[q.Parent], q)
	}
	var f form
	for _, q := range slices.Concat(parts["0"], parts[""]) {
		f.add(q.columns(parts[q.ID]))
	}
	f.add(rest)
	return f
}

// columns are the columns of a question with these parts.
func (q limesurveyQuestion) columns(parts []limesurveyQuestion) []question {
	var all []question
	below := func(code, title string) question {
		return question{id: q.Code + "[" + code + "]", title: q.Text + " / " + title, words: true}
	}
	for _, part := range parts {
		one := q.question()
		one.id, one.title = q.Code+"["+part.Code+"]", q.Text+" / "+part.Text
		all = append(all, one)
		if q.Type == "P" {
			all = append(all, below(part.Code+"comment", plain(part.Text)+" / Comment"))
		}
	}
	if len(parts) == 0 {
		all = append(all, q.question())
	}
	if q.Type == "O" {
		all = append(all, below("comment", "Comment"))
	}
	if q.Other == "Y" {
		all = append(all, below("other", "Other"))
	}
	return all
}

// question goes by the types' letters: S, T, U and Q ask for words, 5 and A for
// one to five, B for one to ten; numbers and lists are scores where they are
// about recommending.
func (q limesurveyQuestion) question() question {
	out := question{id: q.Code, title: q.Text}
	switch q.Type {
	case "S", "T", "U", "Q":
		out.words = true
	case "5", "A":
		out.rating = &Rating{Metric: ingest.CSAT, Scale: []float64{1, 5}}
	case "B":
		out.rating = &Rating{Metric: ingest.CSAT, Scale: []float64{1, 10}}
	case "N", "L", "!":
		if recommending.MatchString(q.Text) {
			out.rating = &Rating{Metric: ingest.NPS}
		}
	}
	return out
}

// limesurveyAnswer is one response and its id.
type limesurveyAnswer struct {
	answer
	number int64
}

// limesurveyAnswers reads an export. Older servers put each response under its
// id.
func limesurveyAnswers(text []byte) ([]limesurveyAnswer, error) {
	var in struct {
		Responses []json.RawMessage `json:"responses"`
	}
	if err := json.Unmarshal(text, &in); err != nil {
		return nil, errors.New("export_responses: what came back is no export in JSON")
	}
	var all []limesurveyAnswer
	for _, raw := range in.Responses {
		values := map[string]any{}
		err := json.Unmarshal(raw, &values)
		if len(values) == 1 {
			for _, inner := range values {
				if nested, ok := inner.(map[string]any); ok {
					values = nested
				}
			}
		}
		a := limesurveyAnswer{}
		if a.number, _ = strconv.ParseInt(strings.TrimSpace(cell(values["id"])), 10, 64); err != nil || a.number < 1 {
			return nil, errors.New("export_responses: a response without an id")
		}
		a.answer = limesurveyResponse(values)
		a.raw = raw
		all = append(all, a)
	}
	return all, nil
}

// undated is the time that LimeSurvey writes for surveys that keep none.
const undated = "1980-01-01"

func limesurveyResponse(values map[string]any) answer {
	a := answer{id: strings.TrimSpace(cell(values["id"])), time: cell(values["submitdate"]), respondent: cell(values["token"]),
		language: cell(values["startlanguage"]), cells: map[string]string{},
		name: strings.TrimSpace(cell(values["firstname"]) + " " + cell(values["lastname"]))}
	switch {
	case strings.TrimSpace(a.time) == "":
		a.skip = partial
	case strings.HasPrefix(a.time, undated):
		if a.time = firstOf(cell(values["datestamp"]), cell(values["startdate"])); a.time == "" || strings.HasPrefix(a.time, undated) {
			a.fault = "time: the survey keeps no dates: switch on its setting Date stamp for the answers to come"
		}
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		a.cells[name] = cell(values[name])
		a.unknown = append(a.unknown, question{id: name})
	}
	return a
}
