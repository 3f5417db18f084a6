package survey

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/internal/secret"
)

// Formbricks is a source of kind formbricks: the responses to one survey of
// Formbricks Cloud or of a server of one's own.
type Formbricks struct {
	Survey string      `yaml:"survey" jsonschema:"required,minLength=1,example=clzgw1k4i0001mny1unf8eggn" jsonschema_description:"The survey's id: in its address behind /surveys/"`
	Token  secret.Text `yaml:"token" jsonschema:"required" jsonschema_description:"An API key that may read the survey's environment"`
	URL    string      `yaml:"url,omitempty" jsonschema:"default=https://app.formbricks.com,example=https://surveys.acme.example" jsonschema_description:"The address of a server of your own"`

	Answers `yaml:",inline"`
}

// Check reports what a schema cannot say.
func (s Formbricks) Check(problem func(path, message, hint string)) {
	checker{problem}.identifier("survey", s.Survey)
	s.Answers.Check(problem)
}

// Live makes the source.
func (s Formbricks) Live(hosts *api.Hosts, zone *time.Location) (ingest.Live, error) {
	if err := s.err(); err != nil {
		return nil, err
	}
	client, err := api.New(hosts, api.Options{
		Base: cmp.Or(s.URL, "https://app.formbricks.com"), Secrets: []secret.Text{s.Token},
		Sign: func(r *http.Request) { r.Header.Set("X-Api-Key", s.Token.Reveal()) },
	})
	if err != nil {
		return nil, err
	}
	b := formbricks{client, s.Survey}
	w := walk{overlap: 10 * time.Minute}
	w.open = func(ctx context.Context) (*script, turn, error) {
		definition, err := b.definition(ctx)
		if err != nil {
			return nil, nil, err
		}
		script, err := newScript(s.Answers, definition.form(s.named()), zone)
		return script, b.pages(definition.tongue()), err
	}
	return live{Name: s.Survey, Whole: true, Pull: w.pull}, nil
}

// formbricks asks for one survey.
type formbricks struct {
	client *api.Client
	survey string
}

// definition is asked for by the API's first version: the second has no path
// for it.
func (b formbricks) definition(ctx context.Context) (formbricksSurvey, error) {
	var in struct {
		Data formbricksSurvey `json:"data"`
	}
	_, err := b.client.JSON(ctx, api.Request{Path: "api/v1/management/surveys/" + b.survey}, &in)
	return in.Data, err
}

// formbricksPage is the most that one answer may hold.
const formbricksPage = 250

// pages asks for responses to a survey of this language. next is how many to
// skip.
func (b formbricks) pages(language string) turn {
	return func(ctx context.Context, since time.Time, next string) (leaf, error) {
		skip, _ := strconv.Atoi(next)
		query := url.Values{"surveyId": {b.survey}, "limit": {strconv.Itoa(formbricksPage)}, "skip": {strconv.Itoa(skip)},
			"sortBy": {"updatedAt"}, "order": {"asc"}}
		if !since.IsZero() {
			query.Set("filterDateField", "updatedAt")
			query.Set("startDate", since.UTC().Format("2006-01-02T15:04:05.000Z"))
		}
		var in struct {
			Data []json.RawMessage `json:"data"`
			Meta struct {
				Total int `json:"total"`
			} `json:"meta"`
		}
		if _, err := b.client.JSON(ctx, api.Request{Path: "api/v2/management/responses", Query: query}, &in); err != nil {
			return leaf{}, err
		}
		var l leaf
		for _, raw := range in.Data {
			a, err := formbricksAnswer(raw, language)
			if err != nil {
				return l, err
			}
			l.answers = append(l.answers, a)
		}
		if n := len(in.Data); n > 0 && (in.Meta.Total > skip+n || n >= formbricksPage) {
			l.next = strconv.Itoa(skip + n)
		}
		return l, nil
	}
}
