package survey

import (
	"encoding/json"
	"errors"
	"strings"
	"time"
)

// monkeyChoices are what a survey lets choose: responses name it by ids.
type monkeyChoices struct {
	labels  map[ident]string
	unnamed map[ident]bool // rows that are the only ones of their question
}

func (s monkeySurvey) choices() monkeyChoices {
	choices := monkeyChoices{map[ident]string{}, map[ident]bool{}}
	for _, page := range s.Pages {
		for _, q := range page.Questions {
			choices.add(q)
		}
	}
	return choices
}

func (m monkeyChoices) add(q monkeyQuestion) {
	for _, c := range q.Answers.Choices {
		m.labels[c.ID] = c.label()
	}
	for _, col := range q.Answers.Cols {
		for _, c := range col.Choices {
			m.labels[c.ID] = c.label()
		}
	}
	if q.nps() {
		for i, c := range q.scale() {
			m.labels[c.ID] = figure(float64(i))
		}
	}
	if q.alone() {
		for _, row := range q.Answers.Rows {
			m.unnamed[row.ID] = true
		}
	}
}

// monkeyResponse is one response.
type monkeyResponse struct {
	ID        ident                      `json:"id"`
	Status    string                     `json:"response_status"`
	Mode      string                     `json:"collection_mode"`
	Created   time.Time                  `json:"date_created"`
	Modified  time.Time                  `json:"date_modified"`
	Recipient ident                      `json:"recipient_id"`
	Collector ident                      `json:"collector_id"`
	Custom    string                     `json:"custom_value"`
	Link      string                     `json:"analyze_url"`
	Language  string                     `json:"language"`
	Variables map[string]any             `json:"custom_variables"`
	Metadata  map[string]json.RawMessage `json:"metadata"`
	Pages     []struct {
		Questions []struct {
			ID      ident          `json:"id"`
			Answers []monkeyAnswer `json:"answers"`
		} `json:"questions"`
	} `json:"pages"`
}

type monkeyAnswer struct {
	Choice ident  `json:"choice_id"`
	Row    ident  `json:"row_id"`
	Col    ident  `json:"col_id"`
	Other  ident  `json:"other_id"`
	Text   string `json:"text"`
}

// answer reads a response; language is the survey's.
func (m monkeyChoices) answer(raw json.RawMessage, language string) (answer, error) {
	var in monkeyResponse
	if err := json.Unmarshal(raw, &in); err != nil || in.ID == "" {
		return answer{}, errors.New("a response without id and times: is this SurveyMonkey's API?")
	}
	a := answer{id: string(in.ID), changed: in.Modified, link: in.Link, language: firstOf(in.Language, language), skip: in.skip(), raw: raw, cells: map[string]string{
		"collector_id": string(in.Collector), "collection_mode": in.Mode, "custom_value": in.Custom, "recipient_id": string(in.Recipient)}}
	if !in.Created.IsZero() {
		a.time = in.Created.Format(time.RFC3339Nano)
	}
	if in.Recipient != "0" {
		a.respondent = string(in.Recipient)
	}
	for name, value := range in.Variables {
		a.cells[name] = cell(value)
	}
	in.contact(&a)
	for _, page := range in.Pages {
		for _, q := range page.Questions {
			for _, one := range q.Answers {
				m.put(a.cells, q.ID, one)
			}
		}
	}
	return a, nil
}

// put puts one answer where the form has its question; several choices stand in
// one cell.
func (m monkeyChoices) put(cells map[string]string, id ident, one monkeyAnswer) {
	text := one.Text
	if label, known := m.labels[one.Choice]; known && one.Choice != "" {
		text = label
	}
	if m.unnamed[one.Row] {
		one.Row = ""
	}
	if text == "" {
		return
	}
	key := monkeyKey(id, one.Row, one.Col)
	if one.Other != "" {
		key = monkeyKey(id, one.Other)
	}
	if before := cells[key]; before != "" {
		text = before + several + text
	}
	cells[key] = text
}

func (r monkeyResponse) skip() string {
	switch {
	case r.Mode == "preview", r.Mode == "survey_preview":
		return "preview"
	case r.Status == "partial":
		return partial
	case r.Status != "" && r.Status != "completed":
		return r.Status + " answer" // over quota, disqualified
	}
	return ""
}

// contact is the addressee of an invitation.
func (r monkeyResponse) contact(a *answer) {
	var in map[string]struct {
		Value any `json:"value"`
	}
	if json.Unmarshal(r.Metadata["contact"], &in) != nil {
		return
	}
	a.email = cell(in["email"].Value)
	a.name = strings.TrimSpace(cell(in["first_name"].Value) + " " + cell(in["last_name"].Value))
}
