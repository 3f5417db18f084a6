package survey

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
)

// typeformForm is a form's definition.
type typeformForm struct {
	Fields    []typeformField            `json:"fields"`
	Hidden    []string                   `json:"hidden"`
	Variables map[string]json.RawMessage `json:"variables"`
}

// typeformField is a question, or a group of them.
type typeformField struct {
	ID         string `json:"id"`
	Ref        string `json:"ref"`
	Title      string `json:"title"`
	Type       string `json:"type"`
	Properties struct {
		Steps  int             `json:"steps"`
		AtOne  bool            `json:"start_at_one"`
		Fields []typeformField `json:"fields"`
	} `json:"properties"`
}

// typeformMeta is what a response's metadata may be asked for as a segment.
var typeformMeta = []string{"browser", "platform", "referer", "user_agent", "network_id"}

func (f typeformForm) form() form {
	out := form{facts: slices.Concat(f.Hidden, slices.Sorted(maps.Keys(f.Variables)), typeformMeta)}
	var add func(fields []typeformField, above string)
	add = func(fields []typeformField, above string) {
		for _, field := range fields {
			q := field.question()
			q.title = above + q.title
			if len(field.Properties.Fields) == 0 {
				out.questions = append(out.questions, q)
				continue
			}
			rows := ""
			if field.Type == "matrix" { // its rows are questions only together with it
				rows = q.title + " / "
			}
			add(field.Properties.Fields, rows)
		}
	}
	add(f.Fields, "")
	return out
}

func (f typeformField) question() question {
	q := question{id: f.ID, names: []string{f.Ref}, title: f.Title}
	steps := float64(f.Properties.Steps)
	switch f.Type {
	case "nps":
		q.rating = &Rating{Metric: ingest.NPS}
	case "rating":
		q.rating = &Rating{Metric: ingest.Stars, Scale: scale(1, steps, 5)}
	case "opinion_scale":
		low := 0.0
		if f.Properties.AtOne {
			low = 1
		}
		q.rating = asked(f.Title, scale(low, low+steps-1, low+10))
	case "short_text", "long_text":
		q.words = true
	case "email":
		q.email = true
	}
	return q
}

// typeformResponse is one response.
type typeformResponse struct {
	Token     string            `json:"token"`
	ID        string            `json:"response_id"`
	Type      string            `json:"response_type"`
	Landed    *time.Time        `json:"landed_at"`
	Submitted *time.Time        `json:"submitted_at"`
	Hidden    map[string]any    `json:"hidden"`
	Metadata  map[string]any    `json:"metadata"`
	Variables []typeformFigure  `json:"variables"`
	Answers   []json.RawMessage `json:"answers"`
}

type typeformFigure struct {
	Key    string   `json:"key"`
	Text   string   `json:"text"`
	Number *float64 `json:"number"`
}

func typeformAnswer(raw json.RawMessage) (answer, error) {
	var in typeformResponse
	if err := json.Unmarshal(raw, &in); err != nil || in.Token == "" && in.ID == "" {
		return answer{}, errors.New("a response without a token and times: is this Typeform's API?")
	}
	a := answer{id: firstOf(in.Token, in.ID), cells: map[string]string{}, raw: raw}
	// A response that was not submitted has no time of it, or that of year one.
	if in.Submitted == nil || in.Submitted.Year() < 2000 || in.Type != "" && in.Type != "completed" {
		a.skip = partial
		if in.Landed != nil {
			a.changed = *in.Landed
		}
		return a, nil
	}
	a.changed, a.time = *in.Submitted, in.Submitted.Format(time.RFC3339Nano)
	for _, facts := range []map[string]any{in.Metadata, in.Hidden} {
		for name, value := range facts {
			a.cells[name] = cell(value)
		}
	}
	for _, v := range in.Variables {
		if a.cells[v.Key] = v.Text; v.Number != nil {
			a.cells[v.Key] = figure(*v.Number)
		}
	}
	for _, one := range in.Answers {
		if err := a.typeform(one); err != nil {
			return a, err
		}
	}
	return a, nil
}

// partial is why answers are left out whose writers have not ended.
const partial = "partial answer"

// typeform adds the answer to one question. What was answered stands under the
// name of its type.
func (a *answer) typeform(raw json.RawMessage) error {
	var in struct {
		Type  string        `json:"type"`
		Field typeformField `json:"field"`
	}
	var values map[string]any
	if json.Unmarshal(raw, &in) != nil || json.Unmarshal(raw, &values) != nil {
		return fmt.Errorf("an answer without field and type: is this Typeform's API?")
	}
	switch value := values[in.Type].(type) {
	case map[string]any: // a choice, choices, a payment
		var texts []string
		for _, key := range []string{"label", "labels", "other", "amount"} {
			if text := cell(value[key]); text != "" {
				texts = append(texts, text)
			}
		}
		a.cells[in.Field.ID] = strings.Join(texts, several)
	default:
		a.cells[in.Field.ID] = cell(value)
	}
	a.unknown = append(a.unknown, in.Field.question())
	return nil
}
