package survey

import (
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

// bricksSystem answers as Formbricks does: sorted by update, what is updated
// moves to the end, startDate is inclusive, pages by what is skipped.
type bricksSystem struct {
	answers []bricksRecord
	extra   []string // whole responses
	asked   []string
}

type bricksRecord struct {
	n                int
	words            string
	created, updated time.Time
}

const bricksSurvey = `{"data": {"id": "sv1", "name": "Feedback", "hiddenFields": {"enabled": true, "fieldIds": ["plan"]},
	"variables": [{"id": "v1", "name": "Total", "type": "number", "value": 0}],
	"languages": [{"default": true, "enabled": true, "language": {"code": "de"}}, {"default": false, "language": {"code": "en"}}],
	"questions": [{"id": "q1", "type": "nps", "headline": {"default": "Recommend us?"}}],
	"blocks": [{"id": "b1", "name": "Block 1", "elements": [
		{"id": "q1", "type": "nps", "headline": {"default": "Recommend us?"}},
		{"id": "q2", "type": "openText", "inputType": "text", "headline": {"default": "<p class=\"x\">Why &amp; how?</p>", "en": "Why?"}}]},
	{"id": "b2", "name": "Block 2", "elements": [
		{"id": "q3", "type": "rating", "scale": "star", "range": 5, "headline": {"default": "Stars?"}},
		{"id": "q4", "type": "rating", "scale": "smiley", "range": 3, "headline": {"default": "Smile?"}},
		{"id": "q5", "type": "ces", "scale": "number", "range": 7, "headline": {"default": "How easy?"}},
		{"id": "q6", "type": "csat", "range": 5, "headline": {"default": "Content?"}},
		{"id": "q7", "type": "multipleChoiceMulti", "headline": {"default": "Which parts?"}, "choices": []},
		{"id": "q8", "type": "contactInfo", "headline": {"default": "Who are you?"}},
		{"id": "q9", "type": "openText", "inputType": "number", "headline": {"default": "How many?"}}]}]}}`

func (s *bricksSystem) Put(n int, words string, at time.Time) {
	created := at
	if i := slices.IndexFunc(s.answers, func(r bricksRecord) bool { return r.n == n }); i >= 0 {
		created = s.answers[i].created
	}
	s.Delete(n)
	s.answers = append(s.answers, bricksRecord{n, words, created, at})
}

func (s *bricksSystem) Delete(n int) {
	s.answers = slices.DeleteFunc(s.answers, func(r bricksRecord) bool { return r.n == n })
}

func (s *bricksSystem) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.asked = append(s.asked, r.URL.RequestURI())
	switch {
	case r.Header.Get("X-Api-Key") != conformance.Token:
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprint(w, `{"error": {"code": 401, "message": "Unauthorized"}}`)
	case r.URL.Path == "/api/v1/management/surveys/sv1":
		fmt.Fprint(w, bricksSurvey)
	case r.URL.Path == "/api/v2/management/responses" && r.URL.Query().Get("surveyId") == "sv1":
		s.page(w, r)
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

func (s *bricksSystem) page(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	since, _ := time.Parse(time.RFC3339, query.Get("startDate"))
	list := []json.RawMessage{}
	for _, one := range s.answers {
		if !one.updated.Before(since) {
			list = append(list, one.body())
		}
	}
	for _, raw := range s.extra {
		list = append(list, json.RawMessage(raw))
	}
	skip, _ := strconv.Atoi(query.Get("skip"))
	limit, _ := strconv.Atoi(query.Get("limit"))
	first, last := min(skip, len(list)), min(skip+min(limit, 250), len(list))
	json.NewEncoder(w).Encode(map[string]any{"data": list[first:last], "meta": map[string]int{"total": len(list), "limit": limit, "offset": skip}})
}

func (r bricksRecord) body() json.RawMessage {
	const layout = "2006-01-02T15:04:05.000Z"
	return json.RawMessage(fmt.Sprintf(`{"id": "r%d", "createdAt": %q, "updatedAt": %q, "finished": true, "surveyId": "sv1", "contactId": null, "endingId": null,
		"data": {"q1": 9, "q2": %q}, "variables": {}, "ttc": {"q1": 10.5}, "meta": {"source": "link", "userAgent": {"browser": "Chrome"}}, "contactAttributes": null,
		"singleUseId": null, "language": "default", "displayId": null}`, r.n, r.created.UTC().Format(layout), r.updated.UTC().Format(layout), r.words))
}

func bricksLive(hosts *api.Hosts, url string) (ingest.Live, error) {
	return Formbricks{Survey: "sv1", Token: secret.New(conformance.Token), URL: url}.Live(hosts, time.UTC)
}

func TestFormbricksConforms(t *testing.T) {
	conformance.Run(t, conformance.Case{
		System:  func() conformance.System { return &bricksSystem{} },
		Records: 730, Setup: 1,
		Live: func(hosts *api.Hosts, url, token string) (ingest.Live, error) {
			return Formbricks{Survey: "sv1", Token: secret.New(token), URL: url}.Live(hosts, time.UTC)
		},
	})
}

// TestFormbricksRecord compares what becomes of one response in full.
func TestFormbricksRecord(t *testing.T) {
	raw := `{"id":"r1","createdAt":"2026-03-02T08:00:00.250Z","updatedAt":"2026-03-02T08:02:00.500Z","finished":true,"surveyId":"sv1","contactId":"c7",` +
		`"data":{"q1":0,"q2":"Too slow.","q3":2,"q4":3,"q5":6,"q6":4,"q7":["Web","App"],"q8":["Ada","","ada@acme.example"],"q9":"12","plan":"pro"},` +
		`"variables":{"v1":15},"meta":{"country":"DE","userAgent":{"browser":"Chrome"}},"contactAttributes":{"userId":"u7","Tier":"gold"},"language":"en"}`
	s := &bricksSystem{extra: []string{raw}}
	settings := Formbricks{Survey: "sv1", Token: secret.New(conformance.Token), Answers: Answers{Segments: map[string]Column{
		"plan": {Name: "plan"}, "parts": {Name: "q7"}, "tier": {Name: "contact.tier"}, "browser": {Name: "browser"}, "total": {Name: "Total"}}}}
	got := pulled(t, s, ingest.From{Now: stamp(t, "2026-03-03T00:00:00Z")}, func(hosts *api.Hosts, url string) (ingest.Live, error) {
		settings.URL = url
		return settings.Live(hosts, time.UTC)
	})
	o := ingest.Origin{Channel: ingest.Survey, ResponseID: "r1", OccurredAt: stamp(t, "2026-03-02T08:00:00.25Z"), Language: "en",
		Author:   ingest.Author{ID: "u7", Email: "ada@acme.example"},
		Segments: map[string]string{"plan": "pro", "parts": "Web; App", "tier": "gold", "browser": "Chrome", "total": "15"}}
	with := func(id, payload string) ingest.Origin {
		o := o
		o.NativeID, o.Payload = "r1/"+id, payload
		return o
	}
	want := []ingest.Page{{Position: `{"changed":"2026-03-02T08:02:00.5Z"}`, Items: []ingest.Item{{
		Feedback: []ingest.Feedback{{Origin: with("q2", raw), Question: "Why & how?", Body: "Too slow."}},
		Ratings: []ingest.Rating{
			{Origin: with("nps/q1", ""), Metric: ingest.NPS, Question: "Recommend us?", Score: 0, ScaleMax: 10},
			{Origin: with("stars/q3", ""), Metric: ingest.Stars, Question: "Stars?", Score: 2, ScaleMin: 1, ScaleMax: 5},
			{Origin: with("csat/q4", ""), Metric: ingest.CSAT, Question: "Smile?", Score: 3, ScaleMin: 1, ScaleMax: 3},
			{Origin: with("ces/q5", ""), Metric: ingest.CES, Question: "How easy?", Score: 6, ScaleMin: 1, ScaleMax: 7, Convention: "mean"},
			{Origin: with("csat/q6", ""), Metric: ingest.CSAT, Question: "Content?", Score: 4, ScaleMin: 1, ScaleMax: 5}},
	}}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestFormbricksPartial: what is not finished is left out, counted, and comes
// once it is, since that is an update.
func TestFormbricksPartial(t *testing.T) {
	s := &bricksSystem{extra: []string{`{"id":"r1","createdAt":"2026-03-02T08:00:00Z","updatedAt":"2026-03-02T08:00:00Z","finished":false,"data":{"q1":3}}`}}
	if diff := cmp.Diff(map[string]int{"partial answer": 1}, skips(pulled(t, s, ingest.From{Now: time.Now()}, bricksLive))); diff != "" {
		t.Error(diff)
	}
}

// TestFormbricksCrowd: more answers share a second than a page holds.
func TestFormbricksCrowd(t *testing.T) {
	s := &bricksSystem{}
	at := stamp(t, "2026-03-02T08:00:00Z")
	for n := range 900 {
		if n == 30 || n == 890 {
			at = at.Add(time.Second)
		}
		s.Put(n, fmt.Sprint("words ", n), at.Add(time.Duration(n)*time.Microsecond))
	}
	if got := texts(pulled(t, s, ingest.From{Now: at}, bricksLive)); len(got) != 900 {
		t.Errorf("%d answers, want each of 900 once", len(got))
	}
}

// TestFormbricksContract holds all requests to the API's own descriptions.
func TestFormbricksContract(t *testing.T) {
	s := &bricksSystem{}
	for n := range 600 {
		s.Put(n, fmt.Sprint("words ", n), stamp(t, "2026-03-02T08:00:00Z").Add(time.Duration(n)*time.Minute))
	}
	first, second := contractOf(t, "formbricks-v1.json", "/api/v1"), contractOf(t, "formbricks-v2.yml", "/api/v2")
	system := first.over(second.over(s))
	pages := pulled(t, system, ingest.From{Now: time.Now()}, bricksLive)
	pulled(t, system, ingest.From{Position: pages[len(pages)-1].Position, Now: time.Now()}, bricksLive)
	if first.checked["GET /management/surveys/{surveyId}"] != 2 || second.checked["GET /management/responses"] < 4 {
		t.Errorf("not all was checked: %v %v", first.checked, second.checked)
	}
}

// FuzzFormbricks: whatever a response holds, it is stored, rejected or skipped.
func FuzzFormbricks(f *testing.F) {
	f.Add(string(bricksRecord{1, "w", time.Unix(1e9, 0), time.Unix(1e9, 0)}.body()))
	f.Add(`{"id":"r","createdAt":"2026-03-02T08:00:00Z","updatedAt":"2026-03-02T08:00:00Z","finished":true,"data":{"q1":"x","q2":{"a":"b"}},"contactAttributes":{"email":3}}`)
	var in struct{ Data formbricksSurvey }
	if err := json.Unmarshal([]byte(bricksSurvey), &in); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		a, err := formbricksAnswer(json.RawMessage(raw), "de")
		accounted(t, in.Data.form(nil), a, err)
	})
}
