package survey

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/ingest/conformance"
	"github.com/earshot/earshot/internal/secret"
)

// limeSystem answers as LimeSurvey does: every request is a POST to one path,
// what goes wrong is a status with HTTP 200, and an export is of a span of ids.
type limeSystem struct {
	answers []limeRecord
	raw     []string // whole responses
	nested  bool     // as older servers write them
	missing string   // the status of every export
	broken  int      // exports that fail before one does not
	calls   []limeCall
	open    int // sessions
}

type limeRecord struct {
	id    int64
	words string
	at    time.Time
}

type limeCall struct {
	Method string `json:"method"`
	Params []any  `json:"params"`
}

const limeQuestions = `[
	{"id": 1, "qid": 1, "parent_qid": 0, "title": "nps", "type": "N", "question": "<p>Would you recommend us?</p>", "other": "N"},
	{"id": "2", "qid": "2", "parent_qid": "0", "title": "why", "type": "T", "question": "Why?", "other": "N"},
	{"qid": 3, "parent_qid": 0, "title": "sat", "type": "A", "question": "How content are you with", "other": "N"},
	{"qid": 4, "parent_qid": 3, "title": "SQ001", "type": "T", "question": "the price", "other": "N"},
	{"qid": 5, "parent_qid": 3, "title": "SQ002", "type": "T", "question": "the help", "other": "N"},
	{"qid": 6, "parent_qid": 0, "title": "role", "type": "L", "question": "What are you?", "other": "Y"}]`

// Put keeps a record's id: a response that is edited has it still.
func (s *limeSystem) Put(n int, words string, at time.Time) {
	id := int64(n + 1)
	if i := slices.IndexFunc(s.answers, func(r limeRecord) bool { return r.id == id }); i >= 0 {
		s.answers[i].words = words
		return
	}
	s.answers = append(s.answers, limeRecord{id, words, at})
}

func (s *limeSystem) Delete(n int) {
	s.answers = slices.DeleteFunc(s.answers, func(r limeRecord) bool { return r.id == int64(n+1) })
}

func (s *limeSystem) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var call limeCall
	if r.URL.Path != "/index.php/admin/remotecontrol" || r.Method != http.MethodPost || json.NewDecoder(r.Body).Decode(&call) != nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	s.calls = append(s.calls, call)
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(map[string]any{"id": 1, "error": nil, "result": s.result(call)})
}

func (s *limeSystem) result(call limeCall) any {
	problem := func(text string) any { return map[string]string{"status": text} }
	if call.Method == "get_session_key" {
		if !cmp.Equal(call.Params, []any{"ada", conformance.Token}) {
			return problem("Invalid user name or password")
		}
		s.open++
		return "key"
	}
	switch {
	case len(call.Params) == 0 || call.Params[0] != "key" || s.open == 0:
		return problem("Invalid session key")
	case call.Method == "release_session_key":
		s.open--
		return "OK"
	case call.Params[1] != 123456.0:
		return problem("Error: Invalid survey ID")
	case call.Method == "list_questions":
		return json.RawMessage(limeQuestions)
	case s.missing != "":
		return problem(s.missing)
	case s.broken > 0:
		s.broken--
		return problem("No permission")
	}
	return s.export(call.Params)
}

func (s *limeSystem) export(params []any) string {
	first, last := int64(params[7].(float64)), int64(1)<<40
	if to, bound := params[8].(float64); bound {
		last = int64(to)
	}
	responses := []any{}
	for _, raw := range s.raw {
		if first <= 1 {
			responses = append(responses, json.RawMessage(raw))
		}
	}
	for _, one := range s.answers {
		if one.id < first || one.id > last {
			continue
		}
		if s.nested {
			responses = append(responses, map[string]any{fmt.Sprint(one.id): one.json()})
		} else {
			responses = append(responses, one.json())
		}
	}
	text, _ := json.Marshal(map[string]any{"responses": responses})
	return base64.StdEncoding.EncodeToString(text)
}

func (r limeRecord) json() map[string]any {
	return map[string]any{"id": fmt.Sprint(r.id), "submitdate": r.at.UTC().Format(time.DateTime), "lastpage": "1", "startlanguage": "en", "token": "",
		"nps": "9.0000000000", "why": r.words, "sat[SQ001]": "4", "sat[SQ002]": "", "role": "Admin", "role[other]": ""}
}

func limeLive(hosts *api.Hosts, url string) (ingest.Live, error) {
	return LimeSurvey{Survey: 123456, User: "ada", Password: secret.New(conformance.Token), URL: url}.live(hosts, time.UTC, 50)
}

func TestLimeSurveyConforms(t *testing.T) {
	conformance.Run(t, conformance.Case{
		Queries: []string{"/index.php/admin/remotecontrol"},
		System:  func() conformance.System { return &limeSystem{} },
		Records: 280, Setup: 2,
		Skip: map[string]string{
			"edit":                 "an export by ids shows only edits of the last ones: a sweep shows all, see TestLimeSurveyEdit",
			"touched while paging": "an edit does not move a response in the order of ids: see TestLimeSurveyEdit",
		},
		Live: func(hosts *api.Hosts, url, token string) (ingest.Live, error) {
			return LimeSurvey{Survey: 123456, User: "ada", Password: secret.New(token), URL: url}.live(hosts, time.UTC, 50)
		},
	})
}

// TestLimeSurveyRecord compares what becomes of one response in full.
func TestLimeSurveyRecord(t *testing.T) {
	raw := `{"id":"7","lastpage":"2","nps":"0.0000000000","role":"Other","role[other]":"Cook","sat[SQ001]":"2","sat[SQ002]":"5","seed":"99",` +
		`"startlanguage":"de","submitdate":"2026-03-02 08:01:30","token":"tok7","why":"Too slow.","old":"An older question."}`
	s := &limeSystem{raw: []string{raw}}
	settings := LimeSurvey{Survey: 123456, User: "ada", Password: secret.New(conformance.Token), Zone: "+02:00", Answers: Answers{
		Segments: map[string]Column{"role": {Name: "What are you?"}, "pages": {Name: "lastpage"}, "old": {Name: "old"}}}}
	got := pulled(t, s, ingest.From{Now: stamp(t, "2026-03-03T00:00:00Z")}, func(hosts *api.Hosts, url string) (ingest.Live, error) {
		settings.URL = url + "/index.php/admin/remotecontrol"
		return settings.Live(hosts, time.UTC)
	})
	o := ingest.Origin{Channel: ingest.Survey, ResponseID: "7", OccurredAt: stamp(t, "2026-03-02T06:01:30Z"), Language: "de",
		Author: ingest.Author{ID: "tok7"}, Segments: map[string]string{"role": "Other", "pages": "2", "old": "An older question."}}
	with := func(id, payload string) ingest.Origin {
		o := o
		o.NativeID, o.Payload = "7/"+id, payload
		return o
	}
	want := []ingest.Page{{Position: `{"id":7}`, Items: []ingest.Item{{
		Feedback: []ingest.Feedback{{Origin: with("why", raw), Question: "Why?", Body: "Too slow."},
			{Origin: with("role[other]", ""), Question: "What are you? / Other", Body: "Cook."}},
		Ratings: []ingest.Rating{
			{Origin: with("nps/nps", ""), Metric: ingest.NPS, Question: "Would you recommend us?", Score: 0, ScaleMax: 10},
			{Origin: with("csat/sat[sq001]", ""), Metric: ingest.CSAT, Question: "How content are you with / the price", Score: 2, ScaleMin: 1, ScaleMax: 5},
			{Origin: with("csat/sat[sq002]", ""), Metric: ingest.CSAT, Question: "How content are you with / the help", Score: 5, ScaleMin: 1, ScaleMax: 5}},
	}}}}
	want[0].Items[0].Feedback[1].Body = "Cook"
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestLimeSurveySession: the session is closed, after an error and after a kill too.
func TestLimeSurveySession(t *testing.T) {
	s := &limeSystem{broken: 1}
	hosts := api.NewHosts(nil)
	defer hosts.Close()
	var refused status
	if _, err := tried(t, hosts, s, ingest.From{Now: time.Now()}, limeLive); !errors.As(err, &refused) || refused.text != "No permission" || s.open != 0 {
		t.Errorf("%v, %d sessions left", err, s.open)
	}
	s.Put(1, "words", stamp(t, "2026-03-02T08:00:00Z"))
	ctx, cancel := context.WithCancel(t.Context())
	killed := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.ServeHTTP(w, r)
		if s.calls[len(s.calls)-1].Method == "export_responses" {
			cancel()
		}
	})
	source, err := served(t, hosts, killed, limeLive)
	if err != nil {
		t.Fatal(err)
	}
	streams, _ := source.Streams(ctx)
	for range streams[0].Pull(ctx, ingest.From{Now: time.Now()}) {
	}
	if s.open != 0 || ctx.Err() == nil {
		t.Errorf("%d sessions left", s.open)
	}
}

// TestLimeSurveyRefused: a wrong password is told as such, though it comes with
// HTTP 200, and is tried once.
func TestLimeSurveyRefused(t *testing.T) {
	s := &limeSystem{}
	hosts := api.NewHosts(nil)
	defer hosts.Close()
	_, err := tried(t, hosts, s, ingest.From{Now: time.Now()}, func(hosts *api.Hosts, url string) (ingest.Live, error) {
		return LimeSurvey{Survey: 123456, User: "ada", Password: secret.New("wrong"), URL: url}.Live(hosts, time.UTC)
	})
	if !errors.Is(err, ingest.ErrRefused) || len(s.calls) != 1 {
		t.Errorf("%v after %d calls", err, len(s.calls))
	}
}

// TestLimeSurveyNothing: a survey without a table or without responses has no
// answers and is no error; one that is not there is.
func TestLimeSurveyNothing(t *testing.T) {
	for _, said := range []string{"No Data, survey table does not exist.", "No Data, could not get max id.", "No Data"} {
		if pages := pulled(t, &limeSystem{missing: said}, ingest.From{Now: time.Now()}, limeLive); len(pages) > 0 {
			t.Errorf("%s: %v", said, pages)
		}
	}
	hosts := api.NewHosts(nil)
	defer hosts.Close()
	_, err := tried(t, hosts, &limeSystem{}, ingest.From{Now: time.Now()}, func(hosts *api.Hosts, url string) (ingest.Live, error) {
		return LimeSurvey{Survey: 99, User: "ada", Password: secret.New(conformance.Token), URL: url}.Live(hosts, time.UTC)
	})
	if err == nil || errors.Is(err, ingest.ErrRefused) {
		t.Errorf("%v", err)
	}
}

// TestLimeSurveyEdit: edits and responses that were begun early and ended late
// come with the next pull where their ids are near the last, else with a sweep.
func TestLimeSurveyEdit(t *testing.T) {
	s := &limeSystem{nested: true}
	at := stamp(t, "2026-03-02T08:00:00Z")
	for n := range 120 {
		if n != 100 {
			s.Put(n, fmt.Sprint("words ", n), at)
		}
	}
	pages := pulled(t, s, ingest.From{Now: at}, limeLive)
	s.Put(3, "early, edited", at)
	s.Put(110, "late, edited", at)
	s.Put(100, "ended late", at)
	later := texts(pulled(t, s, ingest.From{Position: pages[len(pages)-1].Position, Now: at}, limeLive))
	if !slices.Contains(later, "late, edited") || !slices.Contains(later, "ended late") || slices.Contains(later, "early, edited") {
		t.Errorf("%q", later)
	}
	if whole := texts(pulled(t, s, ingest.From{Now: at}, limeLive)); !slices.Contains(whole, "early, edited") || len(whole) != 120 {
		t.Errorf("%d, %q", len(whole), whole)
	}
}

// TestLimeSurveyGap: ids may begin anywhere and have gaps.
func TestLimeSurveyGap(t *testing.T) {
	s := &limeSystem{}
	at := stamp(t, "2026-03-02T08:00:00Z")
	for _, n := range []int{5, 49, 50, 70, 400, 90_000} {
		s.Put(n, fmt.Sprint("words ", n), at)
	}
	if got := texts(pulled(t, s, ingest.From{Now: at}, limeLive)); len(got) != 6 {
		t.Errorf("%q", got)
	}
}

// TestLimeSurveyUndated: surveys that keep no dates say 1980.
func TestLimeSurveyUndated(t *testing.T) {
	s := &limeSystem{raw: []string{`{"id":1,"submitdate":"1980-01-01 00:00:00","why":"w"}`, `{"id":2,"submitdate":"1980-01-01 00:00:00","datestamp":"2026-03-02 08:00:00","why":"w"}`,
		`{"id":3,"submitdate":null,"why":"w"}`}}
	pages := pulled(t, s, ingest.From{Now: time.Now()}, limeLive)
	items := pages[0].Items
	if len(items) != 3 || len(items[0].Rejects) != 1 || len(items[1].Feedback) != 1 || items[2].Skip != "partial answer" {
		t.Errorf("%+v", items)
	}
}

// TestLimeSurveySince: a first pull may leave out what is old.
func TestLimeSurveySince(t *testing.T) {
	s := &limeSystem{}
	at := stamp(t, "2026-03-02T08:00:00Z")
	s.Put(1, "old", at.Add(-time.Hour))
	s.Put(2, "new", at)
	if diff := cmp.Diff([]string{"new"}, texts(pulled(t, s, ingest.From{Since: at, Now: at}, limeLive))); diff != "" {
		t.Error(diff)
	}
}

// FuzzLimeSurvey: whatever an export holds, each response is stored, rejected or
// skipped.
func FuzzLimeSurvey(f *testing.F) {
	f.Add([]byte(`{"responses":[{"id":"1","submitdate":"2026-03-02 08:00:00","nps":"9","why":"w"},{"2":{"id":"2","submitdate":"1980-01-01 00:00:00"}}]}`))
	f.Add([]byte(`{"responses":[{"id":1e9,"submitdate":{"a":1},"nps":[1,2],"":"x"}]}`))
	var questions limesurveyQuestions
	if err := json.Unmarshal([]byte(limeQuestions), &questions); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		all, err := limesurveyAnswers(text)
		for _, a := range all {
			accounted(t, questions.form(a.unknown), a.answer, err)
		}
	})
}
