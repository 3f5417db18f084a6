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

// Typeform is a source of kind typeform: the responses to one form.
type Typeform struct {
	Form  string      `yaml:"form" jsonschema:"required,minLength=1,example=u6nXL7" jsonschema_description:"The form's id: in its address behind /to/ or /form/"`
	Token secret.Text `yaml:"token" jsonschema:"required" jsonschema_description:"A personal access token that may read forms and responses"`
	URL   string      `yaml:"url,omitempty" jsonschema:"default=https://api.typeform.com,example=https://api.eu.typeform.com" jsonschema_description:"The API's address; https://api.eu.typeform.com for accounts whose data is kept in the EU"`

	Answers `yaml:",inline"`
}

// Check reports what a schema cannot say.
func (s Typeform) Check(problem func(path, message, hint string)) {
	checker{problem}.identifier("form", s.Form)
	s.Answers.Check(problem)
}

// Live makes the source.
func (s Typeform) Live(hosts *api.Hosts, zone *time.Location) (ingest.Live, error) {
	if err := s.err(); err != nil {
		return nil, err
	}
	client, err := api.New(hosts, api.Options{
		Base: cmp.Or(s.URL, "https://api.typeform.com"), Secrets: []secret.Text{s.Token}, PerSecond: 2,
		Sign: func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+s.Token.Reveal()) },
	})
	if err != nil {
		return nil, err
	}
	t := typeform{client, "forms/" + s.Form}
	w := walk{overlap: time.Hour} // an answer may show half an hour after it was given
	w.open = func(ctx context.Context) (*script, turn, error) {
		f, err := t.form(ctx)
		if err != nil {
			return nil, nil, err
		}
		script, err := newScript(s.Answers, f, zone)
		return script, t.page, err
	}
	return live{Name: s.Form, Whole: true, Pull: w.pull}, nil
}

// typeform asks for one form.
type typeform struct {
	client *api.Client
	path   string
}

func (t typeform) form(ctx context.Context) (form, error) {
	var in typeformForm
	if _, err := t.client.JSON(ctx, api.Request{Path: t.path}, &in); err != nil {
		return form{}, err
	}
	return in.form(), nil
}

// typeformPage is the most that one answer may hold.
const typeformPage = 1000

// page asks by time, which is exact to the second and inclusive. Where more
// answers share a second than a page holds, it goes on behind the last one by
// its token; the API sorts those itself and takes no sort then.
func (t typeform) page(ctx context.Context, since time.Time, next string) (leaf, error) {
	query := url.Values{"page_size": {strconv.Itoa(typeformPage)}, "response_type": {"completed"}}
	switch {
	case next != "":
		query.Set("after", next)
	default:
		query.Set("sort", "submitted_at,asc")
		if !since.IsZero() {
			query.Set("since", since.UTC().Format("2006-01-02T15:04:05"))
		}
	}
	var in struct {
		Total int               `json:"total_items"`
		Items []json.RawMessage `json:"items"`
	}
	if _, err := t.client.JSON(ctx, api.Request{Path: t.path + "/responses", Query: query}, &in); err != nil {
		return leaf{}, err
	}
	var s leaf
	for _, raw := range in.Items {
		a, err := typeformAnswer(raw)
		if err != nil {
			return s, err
		}
		s.answers = append(s.answers, a)
	}
	if n := len(s.answers); n > 0 && (in.Total > n || n >= typeformPage) {
		s.next = s.answers[n-1].id
	}
	return s, nil
}
