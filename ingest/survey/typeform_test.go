package survey

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/ingest/conformance"
	"github.com/earshot/earshot/internal/secret"
)

// typeformSystem answers as Typeform does: since is inclusive and exact to the
// second, after is exclusive and refuses sort, and a page holds so many answers
// and not more. Typeform knows no edits: one is taken as submitted anew.
type typeformSystem struct {
	form    string // its definition
	most    int    // on a page
	answers []typeformRecord
	asked   []string
}

type typeformRecord struct {
	n     int
	words string
	at    time.Time
	json  string // in place of all of it
}

const typeformDefinition = `{"id": "u6nXL7", "title": "Feedback", "hidden": ["plan"], "variables": {"score": 0}, "fields": [
	{"id": "Q1nps", "ref": "recommend", "title": "Would you recommend *us*?", "type": "nps", "properties": {"steps": 11, "start_at_one": false}},
	{"id": "G1", "title": "More", "type": "group", "properties": {"fields": [
		{"id": "Q2why", "ref": "why", "title": "Why?", "type": "long_text"},
		{"id": "Q3stars", "ref": "stars", "title": "How was the help?", "type": "rating", "properties": {"steps": 5}}]}},
	{"id": "Q4ease", "ref": "ease", "title": "How content are you?", "type": "opinion_scale", "properties": {"steps": 7, "start_at_one": true}},
	{"id": "Q5role", "ref": "role", "title": "What are you?", "type": "multiple_choice"},
	{"id": "Q6mail", "ref": "mail", "title": "May we write?", "type": "email"}]}`

func newTypeform() *typeformSystem { return &typeformSystem{form: typeformDefinition, most: 100} }

func (s *typeformSystem) Put(n int, words string, at time.Time) {
	s.Delete(n)
	s.answers = append(s.answers, typeformRecord{n: n, words: words, at: at})
}

func (s *typeformSystem) Delete(n int) {
	s.answers = slices.DeleteFunc(s.answers, func(r typeformRecord) bool { return r.n == n })
}

func (s *typeformSystem) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.asked = append(s.asked, r.URL.RawQuery)
	query := r.URL.Query()
	switch {
	case r.Header.Get("Authorization") != "Bearer "+conformance.Token:
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprint(w, `{"code": "AUTHENTICATION_FAILED", "description": "Authentication credentials not found on the Request Headers"}`)
	case r.URL.Path == "/forms/u6nXL7":
		fmt.Fprint(w, s.form)
	case r.URL.Path != "/forms/u6nXL7/responses":
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"code": "FORM_NOT_FOUND", "description": "no such form"}`)
	case query.Get("after") != "" && query.Get("sort") != "":
		w.WriteHeader(http.StatusBadRequest)
	default:
		s.page(w, query.Get("since"), query.Get("after"), query.Get("page_size"))
	}
}

func (s *typeformSystem) page(w http.ResponseWriter, since, after, size string) {
	from, _ := time.Parse("2006-01-02T15:04:05", since)
	most, _ := strconv.Atoi(size)
	items, total, begun := []json.RawMessage{}, 0, after == ""
	for _, one := range s.answers {
		if begun && !one.at.Before(from) {
			if total++; len(items) < min(most, s.most) {
				items = append(items, one.body())
			}
		}
		begun = begun || one.token() == after
	}
	json.NewEncoder(w).Encode(map[string]any{"total_items": total, "page_count": (total + most - 1) / most, "items": items})
}

func (r typeformRecord) token() string { return fmt.Sprintf("token%d", r.n) }

func (r typeformRecord) body() json.RawMessage {
	if r.json != "" {
		return json.RawMessage(r.json)
	}
	return json.RawMessage(fmt.Sprintf(`{"landing_id": %[1]q, "token": %[1]q, "response_id": %[1]q, "response_type": "completed",
		"landed_at": %[2]q, "submitted_at": %[2]q, "metadata": {"platform": "other"}, "hidden": {"plan": "pro"}, "calculated": {"score": 0},
		"answers": [{"field": {"id": "Q1nps", "type": "nps", "ref": "recommend"}, "type": "number", "number": 9},
			{"field": {"id": "Q2why", "type": "long_text", "ref": "why"}, "type": "text", "text": %[3]q}]}`,
		r.token(), r.at.UTC().Format("2006-01-02T15:04:05Z"), r.words))
}

func TestTypeformConforms(t *testing.T) {
	conformance.Run(t, conformance.Case{
		System:  func() conformance.System { return newTypeform() },
		Records: 330, Setup: 1,
		Live: func(hosts *api.Hosts, url, token string) (ingest.Live, error) {
			return Typeform{Form: "u6nXL7", Token: secret.New(token), URL: url}.Live(hosts, time.UTC)
		},
	})
}

// TestTypeformRecord compares what becomes of one response in full.
func TestTypeformRecord(t *testing.T) {
	s := newTypeform()
	raw := `{"token":"a1","response_id":"a1","landed_at":"2026-03-02T08:00:00Z","submitted_at":"2026-03-02T08:01:30Z",` +
		`"metadata":{"browser":"touch","platform":"mobile"},"hidden":{"plan":"pro"},"variables":[{"key":"score","type":"number","number":4}],"answers":[` +
		`{"type":"number","number":0,"field":{"id":"Q1nps","type":"nps","ref":"recommend"}},` +
		`{"type":"text","text":"Too slow.","field":{"id":"Q2why","type":"long_text","ref":"why"}},` +
		`{"type":"number","number":2,"field":{"id":"Q3stars","type":"rating","ref":"stars"}},` +
		`{"type":"number","number":7,"field":{"id":"Q4ease","type":"opinion_scale","ref":"ease"}},` +
		`{"type":"choices","choices":{"labels":["Admin","Buyer"],"other":"Cook"},"field":{"id":"Q5role","type":"multiple_choice","ref":"role"}},` +
		`{"type":"email","email":"ada@acme.example","field":{"id":"Q6mail","type":"email","ref":"mail"}},` +
		`{"type":"text","text":"An older question's words.","field":{"id":"Q0gone","type":"short_text","ref":"gone"}}]}`
	s.answers = []typeformRecord{{at: stamp(t, "2026-03-02T08:01:30Z"), json: raw}}
	settings := Typeform{Form: "u6nXL7", Token: secret.New(conformance.Token), Answers: Answers{
		Segments: map[string]Column{"plan": {Name: "plan"}, "role": {Name: "What are you?"}, "platform": {Name: "Platform"}, "score": {Name: "score"}}}}
	got := pulled(t, s, ingest.From{Now: stamp(t, "2026-03-03T00:00:00Z")}, func(hosts *api.Hosts, url string) (ingest.Live, error) {
		settings.URL = url
		return settings.Live(hosts, time.UTC)
	})
	o := ingest.Origin{Channel: ingest.Survey, ResponseID: "a1", OccurredAt: stamp(t, "2026-03-02T08:01:30Z"),
		Author:   ingest.Author{Email: "ada@acme.example"},
		Segments: map[string]string{"plan": "pro", "role": "Admin; Buyer; Cook", "platform": "mobile", "score": "4"}}
	with := func(id, payload string) ingest.Origin {
		o := o
		o.NativeID, o.Payload = "a1/"+id, payload
		return o
	}
	want := []ingest.Page{{Position: `{"changed":"2026-03-02T08:01:30Z"}`, Items: []ingest.Item{{
		Feedback: []ingest.Feedback{{Origin: with("q2why", raw), Question: "Why?", Body: "Too slow."},
			{Origin: with("q0gone", ""), Question: "Q0gone", Body: "An older question's words."}},
		Ratings: []ingest.Rating{
			{Origin: with("nps/q1nps", ""), Metric: ingest.NPS, Question: "Would you recommend *us*?", Score: 0, ScaleMin: 0, ScaleMax: 10},
			{Origin: with("stars/q3stars", ""), Metric: ingest.Stars, Question: "How was the help?", Score: 2, ScaleMin: 1, ScaleMax: 5},
			{Origin: with("csat/q4ease", ""), Metric: ingest.CSAT, Question: "How content are you?", Score: 7, ScaleMin: 1, ScaleMax: 7}},
	}}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestTypeformCrowd: more answers share a second than a page holds.
func TestTypeformCrowd(t *testing.T) {
	s := newTypeform()
	at := stamp(t, "2026-03-02T08:00:00Z")
	for n := range 350 {
		if n == 40 || n == 340 {
			at = at.Add(time.Second)
		}
		s.Put(n, fmt.Sprint("words ", n), at)
	}
	bodies := map[string]bool{}
	for _, page := range typeformPages(t, s, ingest.From{Now: at}) {
		for _, item := range page.Items {
			bodies[item.Feedback[0].Body] = true
		}
	}
	if len(bodies) != 350 {
		t.Errorf("%d of 350 answers", len(bodies))
	}
}

// TestTypeformLate: what shows half an hour after it was given still comes.
func TestTypeformLate(t *testing.T) {
	s := newTypeform()
	noon := stamp(t, "2026-03-02T12:00:00Z")
	s.Put(1, "early", noon)
	pages := typeformPages(t, s, ingest.From{Now: noon.Add(time.Hour)})
	s.answers = slices.Insert(s.answers, 0, typeformRecord{n: 2, words: "late", at: noon.Add(-29 * time.Minute)})
	pages = typeformPages(t, s, ingest.From{Position: pages[len(pages)-1].Position, Now: noon.Add(2 * time.Hour)})
	if got := texts(pages); !slices.Contains(got, "late") {
		t.Errorf("only %q", got)
	}
	if want := "since=2026-03-02T11%3A00%3A00"; !slices.ContainsFunc(s.asked, func(q string) bool { return contains(q, want) }) {
		t.Errorf("no request began an hour before: %q", s.asked)
	}
}

// TestTypeformPartial: what was not submitted is left out and counted.
func TestTypeformPartial(t *testing.T) {
	s := newTypeform()
	at := stamp(t, "2026-03-02T12:00:00Z")
	for _, raw := range []string{`{"token":"p1","response_type":"partial","landed_at":"2026-03-02T12:00:00Z","submitted_at":null,"answers":null}`,
		`{"token":"p2","landed_at":"2026-03-02T12:00:00Z","submitted_at":"0001-01-01T00:00:00Z"}`} {
		s.answers = append(s.answers, typeformRecord{at: at, json: raw})
	}
	var items []ingest.Item
	for _, page := range typeformPages(t, s, ingest.From{Now: at}) {
		items = append(items, page.Items...)
	}
	if diff := cmp.Diff([]ingest.Item{{Skip: "partial answer"}, {Skip: "partial answer"}}, items); diff != "" {
		t.Error(diff)
	}
}

// TestTypeformRate: two requests a second.
func TestTypeformRate(t *testing.T) {
	s := newTypeform()
	for n := range 450 {
		s.Put(n, "w", stamp(t, "2026-03-02T12:00:00Z").Add(time.Duration(n)*time.Minute))
	}
	hosts := api.NewHosts(nil)
	defer hosts.Close()
	var waits []time.Duration
	hosts.Pause = func(_ context.Context, d time.Duration) error { waits = append(waits, d); return nil }
	pulledBy(t, hosts, s, ingest.From{Now: time.Now()}, typeformLive)
	for _, w := range waits {
		if w > 100*time.Millisecond {
			return
		}
	}
	t.Errorf("no wait for the host's rate: %v", waits)
}

func typeformLive(hosts *api.Hosts, url string) (ingest.Live, error) {
	return Typeform{Form: "u6nXL7", Token: secret.New(conformance.Token), URL: url}.Live(hosts, time.UTC)
}

func typeformPages(t *testing.T, s *typeformSystem, from ingest.From) []ingest.Page {
	t.Helper()
	return pulled(t, s, from, typeformLive)
}

// FuzzTypeform: whatever a response holds, it is stored, rejected or skipped.
func FuzzTypeform(f *testing.F) {
	f.Add(string(typeformRecord{n: 1, words: "w", at: time.Unix(1e9, 0)}.body()))
	f.Add(`{"token":"a","submitted_at":"2026-03-02T12:00:00Z","answers":[{"type":"choices","choices":{"labels":[1,null]},"field":{"id":""}}]}`)
	f.Add(`{"token":"a","submitted_at":"2026-03-02T12:00:00Z","hidden":{"id":"x"},"variables":[{"key":"id","number":1e300}]}`)
	var definition typeformForm
	if err := json.Unmarshal([]byte(typeformDefinition), &definition); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		a, err := typeformAnswer(json.RawMessage(raw))
		accounted(t, definition.form(), a, err)
	})
}
