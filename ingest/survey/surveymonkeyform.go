package survey

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/earshot/earshot/ingest"
)

// monkeySurvey is a survey's details.
type monkeySurvey struct {
	Language  string            `json:"language"`
	Variables map[string]string `json:"custom_variables"`
	Pages     []struct {
		Questions []monkeyQuestion `json:"questions"`
	} `json:"pages"`
}

type monkeyQuestion struct {
	ID       ident  `json:"id"`
	Family   string `json:"family"`
	Subtype  string `json:"subtype"`
	Headings []struct {
		Heading string `json:"heading"`
	} `json:"headings"`
	Display struct {
		Type    string `json:"display_type"`
		Subtype string `json:"display_subtype"`
	} `json:"display_options"`
	Answers struct {
		Rows    []monkeyChoice  `json:"rows"`
		Cols    []monkeyColumn  `json:"cols"`
		Choices []monkeyChoice  `json:"choices"`
		Other   json.RawMessage `json:"other"` // one, or a list of them
	} `json:"answers"`
}

type monkeyColumn struct {
	monkeyChoice
	Choices []monkeyChoice `json:"choices"`
}

type monkeyChoice struct {
	ID       ident    `json:"id"`
	Text     string   `json:"text"`
	Type     string   `json:"type"` // of a row of demographic questions
	Position int      `json:"position"`
	Weight   *float64 `json:"weight"`
	None     bool     `json:"is_na"`
}

// monkeyFacts are what a response says beside answers and custom variables.
var monkeyFacts = []string{"collector_id", "collection_mode", "custom_value", "recipient_id"}

func (s monkeySurvey) form() form {
	f := form{facts: slices.Concat(slices.Sorted(maps.Keys(s.Variables)), monkeyFacts)}
	for _, page := range s.Pages {
		for _, q := range page.Questions {
			f.questions = append(f.questions, q.questions()...)
		}
	}
	return f
}

// questions are one for each row that is answered on its own, and one for what
// is written beside a choice.
func (q monkeyQuestion) questions() []question {
	whole := q.question()
	all := []question{whole}
	if !q.alone() {
		all = nil
		for _, row := range q.Answers.Rows {
			one := whole
			one.id, one.title = monkeyKey(q.ID, row.ID), whole.title+" / "+row.Text
			one.email = strings.EqualFold(row.Type, "email")
			all = append(all, one)
		}
	}
	if len(q.Answers.Cols) > 0 {
		all = q.grid(all)
	}
	for _, other := range q.others() {
		all = append(all, question{id: monkeyKey(q.ID, other.ID), title: whole.title + " / " + firstOf(other.Text, "Other"), words: true})
	}
	return all
}

// alone tells a question with a single answer; where it has a row, that has no
// name.
func (q monkeyQuestion) alone() bool {
	rows := q.Answers.Rows
	return len(rows) == 0 || len(rows) == 1 && plain(rows[0].Text) == ""
}

// grid are the questions of a matrix with menus: one for each row and column.
func (q monkeyQuestion) grid(rows []question) []question {
	var all []question
	for _, row := range rows {
		for _, c := range q.Answers.Cols {
			all = append(all, question{id: row.id + "." + string(c.ID), title: row.title + " / " + c.Text})
		}
	}
	return all
}

func (q monkeyQuestion) others() []monkeyChoice {
	var one monkeyChoice
	var list []monkeyChoice
	if json.Unmarshal(q.Answers.Other, &list) == nil {
		return list
	}
	if json.Unmarshal(q.Answers.Other, &one) == nil && one.ID != "" {
		return []monkeyChoice{one}
	}
	return nil
}

// monkeyKey joins the ids of a question and of what in it is answered.
func monkeyKey(ids ...ident) string {
	var parts []string
	for _, id := range ids {
		if id != "" {
			parts = append(parts, string(id))
		}
	}
	return strings.Join(parts, ".")
}

func (q monkeyQuestion) question() question {
	out := question{id: string(q.ID)}
	if len(q.Headings) > 0 {
		out.title = q.Headings[0].Heading
	}
	switch {
	case q.Family == "open_ended":
		out.words = q.Display.Type == "" && slices.Contains([]string{"single", "essay", "multi"}, q.Subtype)
	case q.Family == "matrix" && q.Subtype == "rating", q.Family == "nps":
		q.rate(&out)
	}
	return out
}

// rate says how a rating question is read.
func (q monkeyQuestion) rate(out *question) {
	low, high, scores := 0.0, 0.0, map[string]float64{}
	for i, c := range q.scale() {
		if c.Weight == nil {
			return
		}
		if i == 0 {
			low, high = *c.Weight, *c.Weight
		}
		low, high = min(low, *c.Weight), max(high, *c.Weight)
		scores[c.label()] = *c.Weight
	}
	for _, c := range q.Answers.Choices {
		if c.None {
			out.none = append(out.none, c.label())
		}
	}
	switch {
	case q.nps():
		out.rating = &Rating{Metric: ingest.NPS}
	case low == high, len(scores) < len(q.scale()): // labels that are alike cannot be told apart
	case q.Display.Type == "emoji":
		out.rating, out.scores = &Rating{Metric: ingest.Stars, Scale: []float64{low, high}}, scores
	default:
		out.rating, out.scores = &Rating{Metric: ingest.CSAT, Scale: []float64{low, high}}, scores
	}
}

// scale are the choices that count, in their order.
func (q monkeyQuestion) scale() []monkeyChoice {
	all := slices.Clone(q.Answers.Choices)
	slices.SortStableFunc(all, func(a, b monkeyChoice) int { return a.Position - b.Position })
	return slices.DeleteFunc(all, func(c monkeyChoice) bool { return c.None })
}

// nps tells the question about recommending: eleven choices from 0 to 10, whose
// weights may be those of detractors, passives and promoters.
func (q monkeyQuestion) nps() bool {
	choices := q.scale()
	if len(choices) != 11 {
		return false
	}
	counted, weighed := true, true
	for i, c := range choices {
		value, ok := number(c.Text, 10)
		counted = counted && ok && value == float64(i)
		weighed = weighed && c.Weight != nil && *c.Weight == promotion(i)
	}
	return counted || weighed
}

func promotion(score int) float64 {
	switch {
	case score <= 6:
		return -100
	case score <= 8:
		return 0
	}
	return 100
}

// label is how a choice stands in a cell; stars have no words.
func (c monkeyChoice) label() string {
	if text := plain(c.Text); text != "" || c.Weight == nil {
		return text
	}
	return figure(*c.Weight)
}
