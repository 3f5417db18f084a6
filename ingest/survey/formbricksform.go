package survey

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
)

// formbricksSurvey is a survey's definition. Blocks hold the questions; older
// servers have them in a list of their own.
type formbricksSurvey struct {
	Questions []formbricksQuestion `json:"questions"`
	Blocks    []struct {
		Elements []formbricksQuestion `json:"elements"`
	} `json:"blocks"`
	Hidden struct {
		Fields []string `json:"fieldIds"`
	} `json:"hiddenFields"`
	Variables []struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"variables"`
	Languages []struct {
		Default  bool `json:"default"`
		Language struct {
			Code string `json:"code"`
		} `json:"language"`
	} `json:"languages"`
}

type formbricksQuestion struct {
	ID       string          `json:"id"`
	Type     string          `json:"type"`
	Headline json.RawMessage `json:"headline"` // by language, or plain
	Input    string          `json:"inputType"`
	Scale    string          `json:"scale"`
	Range    float64         `json:"range"`
}

// formbricksFacts are what a response says beside answers, and where it stands.
var formbricksFacts = []string{"source", "url", "country", "action", "browser", "os", "device"}

// contactFact begins the name of a contact's attribute: the survey does not say
// which there are, so that those asked for by name are taken.
const contactFact = "contact."

func (s formbricksSurvey) form(named []string) form {
	f := form{facts: slices.Clone(s.Hidden.Fields)}
	lists := [][]formbricksQuestion{s.Questions}
	for _, block := range s.Blocks {
		lists = append(lists, block.Elements)
	}
	for _, q := range slices.Concat(lists...) {
		f.questions = append(f.questions, q.question())
	}
	for _, v := range s.Variables {
		f.questions = append(f.questions, question{id: v.ID, title: v.Name})
	}
	for _, name := range named {
		if attribute, ok := strings.CutPrefix(fold(name), contactFact); ok && attribute != "" {
			f.facts = append(f.facts, contactFact+attribute)
		}
	}
	f.facts = append(f.facts, formbricksFacts...)
	return f
}

// tongue is the language that responses are in which name none.
func (s formbricksSurvey) tongue() string {
	for _, l := range s.Languages {
		if l.Default {
			return l.Language.Code
		}
	}
	return ""
}

func (q formbricksQuestion) question() question {
	out := question{id: q.ID, title: q.headline()}
	switch q.Type {
	case "nps":
		out.rating = &Rating{Metric: ingest.NPS}
	case "csat":
		out.rating = &Rating{Metric: ingest.CSAT, Scale: scale(1, q.Range, 5)}
	case "ces":
		out.rating = &Rating{Metric: ingest.CES, Scale: scale(1, q.Range, 7)}
	case "rating":
		if out.rating = asked(out.title, scale(1, q.Range, 5)); q.Scale == "star" {
			out.rating.Metric = ingest.Stars
		}
	case "openText":
		out.words = q.Input == "" || q.Input == "text"
		out.email = q.Input == "email"
	case "contactInfo":
		out.email = true
	}
	return out
}

// headline is the title in the survey's own language.
func (q formbricksQuestion) headline() string {
	var byLanguage map[string]string
	var text string
	if json.Unmarshal(q.Headline, &byLanguage) == nil {
		return byLanguage["default"]
	}
	_ = json.Unmarshal(q.Headline, &text) // neither: without a title
	return text
}

// formbricksResponse is one response.
type formbricksResponse struct {
	ID         string         `json:"id"`
	Created    time.Time      `json:"createdAt"`
	Updated    time.Time      `json:"updatedAt"`
	Finished   bool           `json:"finished"`
	Contact    string         `json:"contactId"`
	Language   string         `json:"language"`
	Data       map[string]any `json:"data"`
	Variables  map[string]any `json:"variables"`
	Attributes map[string]any `json:"contactAttributes"`
	Meta       struct {
		Source  string `json:"source"`
		URL     string `json:"url"`
		Country string `json:"country"`
		Action  string `json:"action"`
		Agent   struct {
			Browser string `json:"browser"`
			OS      string `json:"os"`
			Device  string `json:"device"`
		} `json:"userAgent"`
	} `json:"meta"`
}

// formbricksAnswer reads a response; language is the survey's own, which
// responses call default.
func formbricksAnswer(raw json.RawMessage, language string) (answer, error) {
	var in formbricksResponse
	if err := json.Unmarshal(raw, &in); err != nil || in.ID == "" || in.Updated.IsZero() {
		return answer{}, errors.New("a response without id, createdAt and updatedAt: is this Formbricks' API?")
	}
	a := answer{id: in.ID, changed: in.Updated, language: in.Language, raw: raw, cells: map[string]string{
		"source": in.Meta.Source, "url": in.Meta.URL, "country": in.Meta.Country, "action": in.Meta.Action,
		"browser": in.Meta.Agent.Browser, "os": in.Meta.Agent.OS, "device": in.Meta.Agent.Device}}
	if a.language == "" || a.language == "default" {
		a.language = language
	}
	if !in.Created.IsZero() {
		a.time = in.Created.Format(time.RFC3339Nano)
	}
	if !in.Finished {
		a.skip = partial
	}
	for name, value := range in.Attributes {
		a.cells[contactFact+fold(name)] = cell(value)
	}
	for _, values := range []map[string]any{in.Variables, in.Data} {
		for id, value := range values {
			a.cells[id] = cell(value)
		}
	}
	a.respondent = firstOf(cell(in.Attributes["userId"]), in.Contact)
	a.email = cell(in.Attributes["email"])
	a.name = strings.TrimSpace(cell(in.Attributes["firstName"]) + " " + cell(in.Attributes["lastName"]))
	return a, nil
}
