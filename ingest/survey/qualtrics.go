package survey

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"net/http"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/internal/secret"
)

// Qualtrics is a source of kind qualtrics: the responses to one survey, by
// exports that Qualtrics makes on demand.
type Qualtrics struct {
	Survey  string      `yaml:"survey" jsonschema:"required,minLength=1,example=SV_0dZbYEs4BDJ3Xw1" jsonschema_description:"The survey's id: in its address, SV_ and letters"`
	Token   secret.Text `yaml:"token" jsonschema:"required" jsonschema_description:"An API token of a user who may view the survey's responses"`
	URL     string      `yaml:"url" jsonschema:"required,example=https://fra1.qualtrics.com" jsonschema_description:"The address with your data centre: Account settings, Qualtrics IDs"`
	Choices string      `yaml:"choices,omitempty" jsonschema:"enum=text,enum=number,default=text" jsonschema_description:"Whether cells hold the text of the choice or its recode value"`

	Answers `yaml:",inline"`
}

// Check reports what a schema cannot say.
func (s Qualtrics) Check(problem func(path, message, hint string)) {
	checker{problem}.identifier("survey", s.Survey)
	if s.URL == "" {
		problem("url", "is missing", "write https:// and your data centre's name before .qualtrics.com")
	}
	s.Answers.Check(problem)
}

// Live makes the source.
func (s Qualtrics) Live(hosts *api.Hosts, zone *time.Location) (ingest.Live, error) {
	if err := s.err(); err != nil {
		return nil, err
	}
	client, err := api.New(hosts, api.Options{
		Base: s.URL, Secrets: []secret.Text{s.Token}, PerSecond: 5,
		Sign: func(r *http.Request) { r.Header.Set("X-Api-Token", s.Token.Reveal()) },
	})
	if err != nil {
		return nil, err
	}
	q := qualtrics{Qualtrics: s, client: client, pause: hosts.Pause, unpacked: qualtricsUnpacked}
	return live{Name: s.Survey, Whole: true, Pull: q.pull}, nil
}

// qualtrics pulls one survey.
type qualtrics struct {
	Qualtrics
	client   *api.Client
	pause    func(context.Context, time.Duration) error
	unpacked int64 // bytes that a file may unpack to
}

// qualtricsMark is the position: an export that was begun is waited for by the
// next run too, where this one ends before it does.
type qualtricsMark struct {
	Recorded time.Time `json:"recorded,omitzero"` // of the newest response seen
	Export   string    `json:"export,omitempty"`  // begun and not yet read to its end
}

// qualtricsOverlap is how far behind its cursor an export begins again.
const qualtricsOverlap = time.Hour

// begin is the time of recording from which on responses are asked for.
func (m qualtricsMark) begin(from ingest.From) time.Time {
	if m.Recorded.IsZero() {
		return from.Since
	}
	return m.Recorded.Add(-qualtricsOverlap)
}

func (q qualtrics) pull(ctx context.Context, from ingest.From) iter.Seq2[ingest.Page, error] {
	return func(yield func(ingest.Page, error) bool) {
		if err := q.each(ctx, from, func(p ingest.Page) bool { return yield(p, nil) }); err != nil && !errors.Is(err, errStopped) {
			yield(ingest.Page{}, err)
		}
	}
}

// errStopped ends a pull that nobody listens to any more.
var errStopped = errors.New("stopped")

func (q qualtrics) each(ctx context.Context, from ingest.From, yield func(ingest.Page) bool) error {
	var m qualtricsMark
	if json.Unmarshal([]byte(from.Position), &m) != nil {
		m = qualtricsMark{}
	}
	kinds, err := q.kinds(ctx)
	if err != nil {
		return err
	}
	file, err := q.export(ctx, from, &m, yield)
	if err != nil {
		return err
	}
	newest, err := q.read(file, kinds, func(items []ingest.Item) bool { return yield(ingest.Page{Items: items}) })
	if errors.Is(err, errStopped) {
		return err
	}
	m.Export = ""
	if err == nil && newest.After(m.Recorded) {
		m.Recorded = from.Past(newest)
	}
	if !yield(ingest.Page{Position: position(m)}) {
		return errStopped
	}
	return err
}

// export begins an export, or goes on waiting for the one begun before, and
// gives its file.
func (q qualtrics) export(ctx context.Context, from ingest.From, m *qualtricsMark, yield func(ingest.Page) bool) ([]byte, error) {
	note := func() error {
		if !yield(ingest.Page{Position: position(*m)}) {
			return errStopped
		}
		return nil
	}
	if m.Export != "" {
		file, err := q.await(ctx, m.Export)
		if !api.Missing(err) && !errors.Is(err, errExport) {
			return file, err
		}
		m.Export = "" // Qualtrics keeps exports for some days
	}
	var err error
	if m.Export, err = q.begin(ctx, m.begin(from)); err != nil {
		return nil, err
	}
	if err := note(); err != nil {
		return nil, err
	}
	file, err := q.await(ctx, m.Export)
	if errors.Is(err, errExport) {
		m.Export = ""
		err = errors.Join(note(), err)
	}
	return file, err
}
