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

// SurveyMonkey is a source of kind surveymonkey: the responses to one survey.
type SurveyMonkey struct {
	Survey int64       `yaml:"survey" jsonschema:"required,minimum=1,example=1234567" jsonschema_description:"The survey's number, as the API's list of surveys has it"`
	Token  secret.Text `yaml:"token" jsonschema:"required" jsonschema_description:"An access token that may view surveys and response details"`
	URL    string      `yaml:"url,omitempty" jsonschema:"default=https://api.surveymonkey.com,example=https://api.eu.surveymonkey.com" jsonschema_description:"The access URL that came with the token: it depends on where the account's data is kept"`

	Answers `yaml:",inline"`
}

// Check reports what a schema cannot say.
func (s SurveyMonkey) Check(problem func(path, message, hint string)) {
	if s.Survey <= 0 {
		problem("survey", "is not a survey's number", "write the number alone, such as 1234567")
	}
	s.Answers.Check(problem)
}

// Live makes the source.
func (s SurveyMonkey) Live(hosts *api.Hosts, zone *time.Location) (ingest.Live, error) {
	if err := s.err(); err != nil {
		return nil, err
	}
	client, err := api.New(hosts, api.Options{
		Base: cmp.Or(s.URL, "https://api.surveymonkey.com"), Secrets: []secret.Text{s.Token}, PerSecond: 2,
		Sign:    func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+s.Token.Reveal()) },
		Limited: monkeyLimited,
	})
	if err != nil {
		return nil, err
	}
	number := strconv.FormatInt(s.Survey, 10)
	m := surveyMonkey{client, "v3/surveys/" + number}
	// A list's start is not said to be inclusive: the next page begins a second earlier.
	w := walk{overlap: 10 * time.Minute, back: time.Second}
	w.open = func(ctx context.Context) (*script, turn, error) {
		details, err := m.details(ctx)
		if err != nil {
			return nil, nil, err
		}
		script, err := newScript(s.Answers, details.form(), zone)
		return script, m.pages(details), err
	}
	return live{Name: number, Whole: true, Pull: w.pull}, nil
}

// surveyMonkey asks for one survey.
type surveyMonkey struct {
	client *api.Client
	path   string
}

func (m surveyMonkey) details(ctx context.Context) (in monkeySurvey, err error) {
	answer, err := m.client.JSON(ctx, api.Request{Path: m.path + "/details"}, &in)
	if err != nil {
		return in, err
	}
	return in, m.spent(answer.Header)
}

// pages asks for responses to a survey of these details.
func (m surveyMonkey) pages(details monkeySurvey) turn {
	choices := details.choices()
	return func(ctx context.Context, since time.Time, next string) (leaf, error) {
		request := api.Request{Path: next}
		if next == "" {
			request = api.Request{Path: m.path + "/responses/bulk",
				Query: url.Values{"per_page": {"100"}, "sort_by": {"date_modified"}, "sort_order": {"ASC"}}}
			if !since.IsZero() {
				request.Query.Set("start_modified_at", since.UTC().Format("2006-01-02T15:04:05"))
			}
		}
		var in struct {
			Data  []json.RawMessage `json:"data"`
			Links struct {
				Next string `json:"next"`
			} `json:"links"`
		}
		answer, err := m.client.JSON(ctx, request, &in)
		if err != nil {
			return leaf{}, err
		}
		l := leaf{next: in.Links.Next, ends: m.spent(answer.Header)}
		for _, raw := range in.Data {
			a, err := choices.answer(raw, details.Language)
			if err != nil {
				return l, err
			}
			l.answers = append(l.answers, a)
		}
		return l, nil
	}
}

// spent is an error once an answer says that it was the day's last one.
func (m surveyMonkey) spent(header http.Header) error {
	if header.Get(monkeyDay+"Remaining") != "0" {
		return nil
	}
	return m.client.Spent(time.Now().Add(monkeyReset(header)))
}

// The API counts requests by minute and by day; the usual headers are not there.
const (
	monkeyDay    = "X-Ratelimit-App-Global-Day-"
	monkeyMinute = "X-Ratelimit-App-Global-Minute-"
)

func monkeyLimited(status int, header http.Header) (time.Duration, bool) {
	if status != http.StatusTooManyRequests {
		return 0, false
	}
	if header.Get(monkeyDay+"Remaining") == "0" {
		return monkeyReset(header), true
	}
	seconds, _ := strconv.Atoi(header.Get(monkeyMinute + "Reset"))
	return time.Duration(max(0, min(seconds, 3600))) * time.Second, true
}

// monkeyReset is how long the day's budget stays used up: until midnight UTC.
func monkeyReset(header http.Header) time.Duration {
	if seconds, err := strconv.Atoi(header.Get(monkeyDay + "Reset")); err == nil && seconds > 0 && seconds <= 86400 {
		return time.Duration(seconds) * time.Second
	}
	now := time.Now().UTC()
	return now.Truncate(24 * time.Hour).Add(24 * time.Hour).Sub(now)
}
