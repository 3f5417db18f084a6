package survey

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
)

func stamp(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

type making func(hosts *api.Hosts, url string) (ingest.Live, error)

// pulled is what one pull gives, without pauses.
func pulled(t *testing.T, system http.Handler, from ingest.From, make making) []ingest.Page {
	t.Helper()
	hosts := api.NewHosts(nil)
	defer hosts.Close()
	hosts.Pause = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	return pulledBy(t, hosts, system, from, make)
}

func pulledBy(t *testing.T, hosts *api.Hosts, system http.Handler, from ingest.From, make making) []ingest.Page {
	t.Helper()
	pages, err := tried(t, hosts, system, from, make)
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

// served is a source that pulls from a system.
func served(t *testing.T, hosts *api.Hosts, system http.Handler, make making) (ingest.Live, error) {
	t.Helper()
	server := httptest.NewServer(system)
	t.Cleanup(server.Close)
	return make(hosts, server.URL)
}

// tried is a pull that may fail.
func tried(t *testing.T, hosts *api.Hosts, system http.Handler, from ingest.From, make making) (pages []ingest.Page, err error) {
	t.Helper()
	source, err := served(t, hosts, system, make)
	if err != nil {
		t.Fatal(err)
	}
	streams, err := source.Streams(t.Context())
	if err != nil || len(streams) != 1 || !streams[0].Whole {
		t.Fatalf("streams %v, %v", streams, err)
	}
	for page, err := range streams[0].Pull(t.Context(), from) {
		if err != nil {
			return pages, err
		}
		pages = append(pages, page)
	}
	return pages, nil
}

// texts are the words of all pages.
func texts(pages []ingest.Page) []string {
	var all []string
	for _, page := range pages {
		for _, item := range page.Items {
			for _, f := range item.Feedback {
				all = append(all, f.Body)
			}
		}
	}
	return all
}

// skips counts why answers were left out.
func skips(pages []ingest.Page) map[string]int {
	all := map[string]int{}
	for _, page := range pages {
		for _, item := range page.Items {
			if item.Skip != "" {
				all[item.Skip]++
			}
		}
	}
	return all
}

func contains(s, part string) bool { return strings.Contains(s, part) }

// accounted holds an answer to a form to what every item is held to.
func accounted(t *testing.T, f form, a answer, err error) {
	t.Helper()
	if err != nil {
		return // the page cannot be read, and says so
	}
	s, err := newScript(Answers{}, f, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	item, err := s.item(a)
	if err != nil {
		t.Fatal(err)
	}
	stored := len(item.Feedback)+len(item.Ratings) > 0
	if !stored && len(item.Rejects) == 0 && item.Skip == "" {
		t.Error("neither stored nor rejected nor skipped")
	}
	ids := map[string]bool{}
	for _, o := range item.Feedback {
		if ids[o.NativeID] || o.OccurredAt.IsZero() {
			t.Errorf("%q is there twice or without a time", o.NativeID)
		}
		ids[o.NativeID] = true
	}
	for _, o := range item.Ratings {
		if ids[o.NativeID] || o.OccurredAt.IsZero() {
			t.Errorf("%q is there twice or without a time", o.NativeID)
		}
		ids[o.NativeID] = true
	}
}

// questions for the tests below: two of one title, one with choices.
func sampleForm() form {
	return form{facts: []string{"plan", "email"}, questions: []question{
		{id: "q1", names: []string{"recommend"}, title: "Would <b>you</b> recommend&nbsp;us?", rating: &Rating{Metric: ingest.NPS}},
		{id: "q2", title: "Why?", words: true},
		{id: "q3", title: "Why?", words: true},
		{id: "q4", title: "How content?", rating: &Rating{Metric: ingest.CSAT, Scale: []float64{1, 3}},
			scores: map[string]float64{"Not": 1, "So so": 2, "Very": 3}, none: []string{"Don't know"}},
		{id: "q5", title: "Which team?"},
	}}
}

func sampleAnswer(cells map[string]string) answer {
	return answer{id: "r1", time: "2026-03-02T08:00:00Z", respondent: "p7", language: "de-DE", cells: cells, raw: json.RawMessage(`{}`)}
}

// TestUnset: without settings the questions' types decide.
func TestUnset(t *testing.T) {
	item := scripted(t, Answers{}, sampleAnswer(map[string]string{"q1": "9", "q2": "Fast.", "q3": "Cheap.", "q4": "Very", "q5": "Sales",
		"plan": "pro", "email": "ada@acme.example"}))
	o := ingest.Origin{Channel: ingest.Survey, ResponseID: "r1", OccurredAt: stamp(t, "2026-03-02T08:00:00Z"), Language: "de",
		Author: ingest.Author{ID: "p7", Email: "ada@acme.example"}}
	with := func(id, payload string) ingest.Origin {
		o := o
		o.NativeID, o.Payload = "r1/"+id, payload
		return o
	}
	want := ingest.Item{
		Feedback: []ingest.Feedback{{Origin: with("q2", "{}"), Question: "Why?", Body: "Fast."}, {Origin: with("q3", ""), Question: "Why?", Body: "Cheap."}},
		Ratings: []ingest.Rating{{Origin: with("nps/q1", ""), Metric: ingest.NPS, Question: "Would you recommend us?", Score: 9, ScaleMax: 10},
			{Origin: with("csat/q4", ""), Metric: ingest.CSAT, Question: "How content?", Score: 3, ScaleMin: 1, ScaleMax: 3}},
	}
	if diff := cmp.Diff(want, item); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestKeys: the keys of files do, with a title, an id or another name.
func TestAnswersKeys(t *testing.T) {
	var s Answers
	settings := `
ratings: [{column: recommend, metric: nps}, {column: HOW content?, metric: ces}]
comments: [q2, {column: "Why?#2", question: And why?}]
respondent: {id: plan}
language: {fixed: fr}
segments: {team: Which team?, who: respondent}
skip: [{column: q5, values: [Test]}]
only: [{column: plan, values: [pro]}]`
	if err := yaml.Load([]byte(settings), &s, yaml.WithKnownFields()); err != nil {
		t.Fatal(err)
	}
	cells := map[string]string{"q1": "3", "q2": "Slow.", "q3": "Dear.", "q4": "Not", "q5": "Sales", "plan": "pro"}
	item := scripted(t, s, sampleAnswer(cells))
	if len(item.Ratings) != 2 || len(item.Feedback) != 2 {
		t.Fatalf("%+v", item)
	}
	f, r := item.Feedback[1], item.Ratings[1]
	if f.Question != "And why?" || f.Author.ID != "pro" || f.Language != "fr" || f.Segments["team"] != "Sales" || f.Segments["who"] != "p7" {
		t.Errorf("%+v", f)
	}
	if r.Metric != ingest.CES || r.Score != 1 || r.ScaleMax != 3 || r.Convention != "mean" {
		t.Errorf("the question's scale and choices are not known: %+v", r)
	}
	cells["q5"] = "test"
	if got := scripted(t, s, sampleAnswer(cells)).Skip; got != "left out: q5 is test" {
		t.Errorf("skip %q", got)
	}
	cells["q5"], cells["plan"] = "", "free"
	if got := scripted(t, s, sampleAnswer(cells)).Skip; got != "left out: plan is none of only" {
		t.Errorf("only %q", got)
	}
}

// TestNoAnswer: a choice that is none, and one of nobody's.
func TestNoAnswer(t *testing.T) {
	if got := scripted(t, Answers{}, sampleAnswer(map[string]string{"q4": "Don't know"})); got.Skip != "no answer" {
		t.Errorf("%+v", got)
	}
	if got := scripted(t, Answers{}, sampleAnswer(map[string]string{"q4": "Rather"})); len(got.Rejects) != 1 {
		t.Errorf("%+v", got)
	}
	if got := scripted(t, Answers{Ratings: []Rating{}}, sampleAnswer(map[string]string{"q1": "4"})); got.Skip != "no answer" {
		t.Errorf("ratings: [] still gives %+v", got)
	}
}

// TestNoSuchQuestion names what is near.
func TestNoSuchQuestion(t *testing.T) {
	_, err := newScript(Answers{Segments: map[string]Column{"team": {Name: "Which taem?"}}}, sampleForm(), time.UTC)
	if err == nil || !contains(err.Error(), `did you mean "Which team?"`) {
		t.Errorf("%v", err)
	}
}

func scripted(t *testing.T, s Answers, a answer) ingest.Item {
	t.Helper()
	script, err := newScript(s, sampleForm(), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	item, err := script.item(a)
	if err != nil {
		t.Fatal(err)
	}
	return item
}

// TestCircle: a list that turns and turns without anything new is an error, one
// that has many answers of one moment is none.
func TestCircle(t *testing.T) {
	at := stamp(t, "2026-03-02T08:00:00Z")
	many := func(from, to int) (all []answer) {
		for n := from; n < to; n++ {
			all = append(all, answer{id: string(rune('a' + n)), changed: at, skip: "x"})
		}
		return all
	}
	turns := 0
	w := walk{open: func(context.Context) (*script, turn, error) {
		s, err := newScript(Answers{}, sampleForm(), time.UTC)
		return s, func(context.Context, time.Time, string) (leaf, error) {
			turns++
			return leaf{answers: many(0, 10), next: fmt.Sprint("page", turns)}, nil
		}, err
	}}
	var err error
	for _, err = range w.pull(t.Context(), ingest.From{Now: at}) {
	}
	if !errors.Is(err, errCircle) || turns > 5 {
		t.Errorf("%v after %d pages", err, turns)
	}
}

func TestAnswersCheck(t *testing.T) {
	var paths []string
	Typeform{Form: "to/u6", Answers: Answers{Ratings: []Rating{{Column: "a"}}, Comments: []Comment{{}}, Language: Language{Fixed: "english"},
		Skip: []Filter{{Column: "a"}}, Segments: map[string]Column{"x": {}}}}.Check(func(path, _, _ string) { paths = append(paths, path) })
	Answers{Ratings: []Rating{}, Comments: []Comment{}}.Check(func(path, _, _ string) { paths = append(paths, path) })
	want := []string{"form", "ratings[0].metric", "comments[0].column", "language.fixed", "skip[0].values", "segments.x", ""}
	if diff := cmp.Diff(want, paths); diff != "" {
		t.Error(diff)
	}
}
