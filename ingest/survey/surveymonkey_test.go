package survey

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/ingest/conformance"
	"github.com/earshot/earshot/internal/secret"
)

// monkeySystem answers as SurveyMonkey does: sorted by modification, what is
// modified moves to the end, start_modified_at is exclusive, pages by number
// with links.next, and a budget of requests a day.
type monkeySystem struct {
	answers []monkeyRecord
	left    int // requests of the day; 0: not counted
	full    int // what status a request beyond them gets; 0: none comes
	asked   []string
}

type monkeyRecord struct {
	n                 int
	words             string
	created, modified time.Time
	more              string // members in place of the usual ones
}

const monkeyDetails = `{"id": "1234", "title": "Feedback", "language": "en", "custom_variables": {"plan": "The plan"}, "pages": [{"id": "1", "questions": [
	{"id": "10", "family": "matrix", "subtype": "rating", "headings": [{"heading": "How likely are you to recommend us?"}], "display_options": null,
	 "answers": {"rows": [{"id": "100", "text": "", "position": 1}], "choices": [
		{"id": "200", "text": "Not at all likely - 0", "weight": -100, "position": 1}, {"id": "201", "text": "1", "weight": -100, "position": 2},
		{"id": "202", "text": "2", "weight": -100, "position": 3}, {"id": "203", "text": "3", "weight": -100, "position": 4},
		{"id": "204", "text": "4", "weight": -100, "position": 5}, {"id": "205", "text": "5", "weight": -100, "position": 6},
		{"id": "206", "text": "6", "weight": -100, "position": 7}, {"id": "207", "text": "7", "weight": 0, "position": 8},
		{"id": "208", "text": "8", "weight": 0, "position": 9}, {"id": "210", "text": "Extremely likely - 10", "weight": 100, "position": 11},
		{"id": "209", "text": "9", "weight": 100, "position": 10}]}},
	{"id": "11", "family": "open_ended", "subtype": "essay", "headings": [{"heading": "<b>Why?</b><br>Tell&nbsp;us"}]},
	{"id": "12", "family": "matrix", "subtype": "rating", "headings": [{"heading": "How satisfied are you with"}],
	 "answers": {"rows": [{"id": "120", "text": "the price"}, {"id": "121", "text": "the help"}], "choices": [
		{"id": "220", "text": "Not", "weight": 1, "position": 1}, {"id": "221", "text": "So so", "weight": 2, "position": 2},
		{"id": "222", "text": "Very", "weight": 3, "position": 3}, {"id": "223", "text": "N/A", "weight": 0, "is_na": true, "position": 4}]}},
	{"id": "13", "family": "matrix", "subtype": "rating", "headings": [{"heading": "Stars?"}], "display_options": {"display_type": "emoji", "display_subtype": "star"},
	 "answers": {"rows": [{"id": "130", "text": ""}], "choices": [{"id": "230", "text": "", "weight": 1}, {"id": "231", "text": "", "weight": 2}, {"id": "232", "text": "", "weight": 3}]}},
	{"id": "14", "family": "multiple_choice", "subtype": "vertical", "headings": [{"heading": "Which parts?"}],
	 "answers": {"choices": [{"id": "240", "text": "Web"}, {"id": "241", "text": "App"}], "other": {"id": "249", "text": "Something else"}}},
	{"id": "15", "family": "demographic", "subtype": "us", "headings": [{"heading": "You"}],
	 "answers": {"rows": [{"id": "150", "text": "Name", "type": "name"}, {"id": "151", "text": "Email", "type": "email"}]}},
	{"id": "16", "family": "matrix", "subtype": "menu", "headings": [{"heading": "Use"}],
	 "answers": {"rows": [{"id": "160", "text": "Web"}], "cols": [{"id": "161", "text": "How often", "choices": [{"id": "260", "text": "Daily"}]}]}}]}]}`

func (s *monkeySystem) Put(n int, words string, at time.Time) {
	created := at
	if i := slices.IndexFunc(s.answers, func(r monkeyRecord) bool { return r.n == n }); i >= 0 {
		created = s.answers[i].created
	}
	s.Delete(n)
	s.answers = append(s.answers, monkeyRecord{n: n, words: words, created: created, modified: at})
}

func (s *monkeySystem) Delete(n int) {
	s.answers = slices.DeleteFunc(s.answers, func(r monkeyRecord) bool { return r.n == n })
}

func (s *monkeySystem) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.asked = append(s.asked, r.URL.RequestURI())
	if s.left > 0 {
		s.left--
		w.Header().Set("X-Ratelimit-App-Global-Day-Remaining", strconv.Itoa(s.left))
		if s.left == 0 {
			w.Header().Set("X-Ratelimit-App-Global-Day-Reset", "7200")
		}
	}
	switch {
	case r.Header.Get("Authorization") != "Bearer "+conformance.Token:
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprint(w, `{"error": {"id": "1011", "name": "Authorization Error", "message": "The authorization token provided was invalid.", "http_status_code": 401}}`)
	case s.full != 0:
		w.Header().Set("X-Ratelimit-App-Global-Day-Remaining", "0")
		w.Header().Set("X-Ratelimit-App-Global-Day-Reset", "7200")
		w.WriteHeader(s.full)
	case r.URL.Path == "/v3/surveys/1234/details":
		fmt.Fprint(w, monkeyDetails)
	case r.URL.Path == "/v3/surveys/1234/responses/bulk":
		s.page(w, r)
	default:
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"error": {"id": "1020", "message": "There was an error retrieving the requested resource."}}`)
	}
}

func (s *monkeySystem) page(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	after, _ := time.Parse("2006-01-02T15:04:05", query.Get("start_modified_at"))
	list := []json.RawMessage{}
	for _, one := range s.answers {
		if one.modified.After(after) {
			list = append(list, one.body())
		}
	}
	page, _ := strconv.Atoi(query.Get("page"))
	page = max(page, 1)
	size, _ := strconv.Atoi(query.Get("per_page"))
	first, last := min((page-1)*size, len(list)), min(page*size, len(list))
	links := map[string]string{"self": "http://" + r.Host + r.URL.RequestURI()}
	if last < len(list) {
		query.Set("page", strconv.Itoa(page+1))
		links["next"] = "http://" + r.Host + r.URL.Path + "?" + query.Encode()
	}
	json.NewEncoder(w).Encode(map[string]any{"data": list[first:last], "page": page, "per_page": size, "total": len(list), "links": links})
}

func (r monkeyRecord) body() json.RawMessage {
	const layout = "2006-01-02T15:04:05+00:00"
	more := firstOf(r.more, fmt.Sprintf(`"response_status": "completed", "collection_mode": "default", "pages": [{"id": "1", "questions": [
		{"id": "10", "answers": [{"row_id": "100", "choice_id": "209"}]}, {"id": "11", "answers": [{"text": %q}]}]}]`, r.words))
	return json.RawMessage(fmt.Sprintf(`{"id": "%d", "date_created": %q, "date_modified": %q, %s}`, 5000+r.n,
		r.created.UTC().Format(layout), r.modified.UTC().Format(layout), more))
}

func monkeyLive(hosts *api.Hosts, url string) (ingest.Live, error) {
	return SurveyMonkey{Survey: 1234, Token: secret.New(conformance.Token), URL: url}.Live(hosts, time.UTC)
}

func TestSurveyMonkeyConforms(t *testing.T) {
	conformance.Run(t, conformance.Case{
		System:  func() conformance.System { return &monkeySystem{} },
		Records: 330, Setup: 1,
		Live: func(hosts *api.Hosts, url, token string) (ingest.Live, error) {
			return SurveyMonkey{Survey: 1234, Token: secret.New(token), URL: url}.Live(hosts, time.UTC)
		},
	})
}

// TestSurveyMonkeyRecord compares what becomes of one response in full.
func TestSurveyMonkeyRecord(t *testing.T) {
	at := stamp(t, "2026-03-02T08:00:00Z")
	s := &monkeySystem{answers: []monkeyRecord{{n: 1, created: at, modified: at.Add(time.Hour), more: `"response_status": "completed",
		"collection_mode": "default", "collector_id": "77", "recipient_id": "88", "custom_variables": {"plan": "pro"}, "analyze_url": "https://monkey.example/5001",
		"metadata": {"contact": {"first_name": {"type": "string", "value": "Ada"}, "email": {"type": "string", "value": "ada@acme.example"}}},
		"pages": [{"id": "1", "questions": [
			{"id": "10", "answers": [{"row_id": "100", "choice_id": "200"}]},
			{"id": "11", "answers": [{"text": "Too slow."}]},
			{"id": "12", "answers": [{"row_id": "120", "choice_id": "222"}, {"row_id": "121", "choice_id": "223"}]},
			{"id": 13, "answers": [{"row_id": "130", "choice_id": "231"}]},
			{"id": "14", "answers": [{"choice_id": "240"}, {"choice_id": "241"}, {"other_id": "249", "text": "The phone."}]},
			{"id": "15", "answers": [{"row_id": "151", "text": "other@acme.example"}]},
			{"id": "16", "answers": [{"row_id": "160", "col_id": "161", "choice_id": "260"}]}]}]`}}}
	settings := SurveyMonkey{Survey: 1234, Token: secret.New(conformance.Token), Answers: Answers{Segments: map[string]Column{
		"plan": {Name: "plan"}, "parts": {Name: "Which parts?"}, "use": {Name: "Use / Web / How often"}, "collector": {Name: "collector_id"}}}}
	got := pulled(t, s, ingest.From{Now: at.Add(24 * time.Hour)}, func(hosts *api.Hosts, url string) (ingest.Live, error) {
		settings.URL = url
		return settings.Live(hosts, time.UTC)
	})
	o := ingest.Origin{Channel: ingest.Survey, ResponseID: "5001", OccurredAt: at, Language: "en", URL: "https://monkey.example/5001",
		Author:   ingest.Author{ID: "88", Name: "Ada", Email: "ada@acme.example"},
		Segments: map[string]string{"plan": "pro", "parts": "Web; App", "use": "Daily", "collector": "77"}}
	var received map[string]any
	with := func(id string) ingest.Origin {
		o := o
		o.NativeID = "5001/" + id
		return o
	}
	if len(got) != 1 || len(got[0].Items) != 1 || len(got[0].Items[0].Feedback) == 0 {
		t.Fatalf("%+v", got)
	}
	if err := json.Unmarshal([]byte(got[0].Items[0].Feedback[0].Payload), &received); err != nil || received["id"] != "5001" {
		t.Errorf("payload %v, %v", received, err)
	}
	got[0].Items[0].Feedback[0].Payload = ""
	want := []ingest.Page{{Position: `{"changed":"2026-03-02T09:00:00Z"}`, Items: []ingest.Item{{
		Feedback: []ingest.Feedback{{Origin: with("11"), Question: "Why? Tell us", Body: "Too slow."},
			{Origin: with("14.249"), Question: "Which parts? / Something else", Body: "The phone."}},
		Ratings: []ingest.Rating{
			{Origin: with("nps/10"), Metric: ingest.NPS, Question: "How likely are you to recommend us?", Score: 0, ScaleMax: 10},
			{Origin: with("csat/12.120"), Metric: ingest.CSAT, Question: "How satisfied are you with / the price", Score: 3, ScaleMin: 1, ScaleMax: 3},
			{Origin: with("stars/13"), Metric: ingest.Stars, Question: "Stars?", Score: 2, ScaleMin: 1, ScaleMax: 3}},
	}}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestSurveyMonkeyDay: what came before the day's last request is kept, and the
// next run goes on behind it.
func TestSurveyMonkeyDay(t *testing.T) {
	s := &monkeySystem{left: 3} // the details and two pages
	at := stamp(t, "2026-03-02T08:00:00Z")
	for n := range 330 {
		s.Put(n, fmt.Sprint("words ", n), at.Add(time.Duration(n)*time.Hour))
	}
	hosts := api.NewHosts(nil)
	defer hosts.Close()
	hosts.Pause = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	now := at.Add(1000 * time.Hour)
	pages, err := tried(t, hosts, s, ingest.From{Now: now}, monkeyLive)
	if !errors.Is(err, api.ErrSpent) || len(s.asked) != 3 || len(texts(pages)) < 190 {
		t.Fatalf("%v after %d requests and %d answers", err, len(s.asked), len(texts(pages)))
	}
	s.left = 0
	rest := pulled(t, s, ingest.From{Position: pages[len(pages)-1].Position, Now: now}, monkeyLive)
	all := map[string]bool{}
	for _, text := range append(texts(pages), texts(rest)...) {
		all[text] = true
	}
	if len(all) != 330 {
		t.Errorf("%d of 330 answers after two days", len(all))
	}
}

// TestSurveyMonkeySpent: a refusal for the day is not waited out.
func TestSurveyMonkeySpent(t *testing.T) {
	s := &monkeySystem{full: http.StatusTooManyRequests}
	hosts := api.NewHosts(nil)
	defer hosts.Close()
	hosts.Pause = func(context.Context, time.Duration) error { t.Error("waits"); return nil }
	if _, err := tried(t, hosts, s, ingest.From{Now: time.Now()}, monkeyLive); !errors.Is(err, api.ErrSpent) {
		t.Error(err)
	}
	if wait := monkeyReset(http.Header{}); wait <= 0 || wait > 24*time.Hour {
		t.Errorf("midnight is %v away", wait)
	}
	header := http.Header{}
	header.Set(monkeyMinute+"Remaining", "0")
	header.Set(monkeyMinute+"Reset", "17")
	if wait, limited := monkeyLimited(http.StatusTooManyRequests, header); wait != 17*time.Second || !limited {
		t.Errorf("waits %v for the minute", wait)
	}
}

// TestSurveyMonkeyStatus: only what was completed counts.
func TestSurveyMonkeyStatus(t *testing.T) {
	s := &monkeySystem{}
	at := stamp(t, "2026-03-02T08:00:00Z")
	for n, more := range []string{`"response_status": "partial"`, `"response_status": "disqualified"`, `"response_status": "overquota"`,
		`"response_status": "completed", "collection_mode": "preview"`} {
		s.answers = append(s.answers, monkeyRecord{n: n, created: at, modified: at, more: more})
	}
	got := skips(pulled(t, s, ingest.From{Now: at}, monkeyLive))
	if diff := cmp.Diff(map[string]int{"partial answer": 1, "disqualified answer": 1, "overquota answer": 1, "preview": 1}, got); diff != "" {
		t.Error(diff)
	}
}

// TestSurveyMonkeyCrowd: many answers of one second, as an import makes them.
func TestSurveyMonkeyCrowd(t *testing.T) {
	s := &monkeySystem{}
	at := stamp(t, "2026-03-02T08:00:00Z")
	for n := range 450 {
		if n == 30 || n == 440 {
			at = at.Add(time.Second)
		}
		s.Put(n, fmt.Sprint("words ", n), at)
	}
	if got := texts(pulled(t, s, ingest.From{Now: at}, monkeyLive)); len(got) != 450 {
		t.Errorf("%d answers, want each of 450 once", len(got))
	}
}

// TestSurveyMonkeyDocumented reads the responses that the API's description shows.
func TestSurveyMonkeyDocumented(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(dataFolder(t), "api/surveymonkey/_responses.md"))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for block := range strings.SplitSeq(string(text), "```json") {
		body, _, _ := strings.Cut(block, "```")
		var in struct {
			Data []json.RawMessage `json:"data"`
		}
		if json.Unmarshal([]byte(body), &in) != nil {
			continue
		}
		for _, raw := range append(in.Data, json.RawMessage(body)) {
			if !strings.Contains(string(raw), `"date_created"`) || strings.Contains(string(raw), `"data"`) {
				continue
			}
			n++
			if a, err := (monkeyChoices{}).answer(raw, "en"); err != nil || a.time == "" || a.id == "" {
				t.Errorf("%+v, %v", a, err)
			}
		}
	}
	if n == 0 {
		t.Error("no response found")
	}
}

// FuzzSurveyMonkey: whatever a response holds, it is stored, rejected or skipped.
func FuzzSurveyMonkey(f *testing.F) {
	f.Add(string(monkeyRecord{n: 1, words: "w", created: time.Unix(1e9, 0), modified: time.Unix(1e9, 0)}.body()))
	f.Add(`{"id": 5, "date_created": "2026-03-02T12:00:00Z", "metadata": {"contact": 3}, "pages": [{"questions": [{"id": "14", "answers": [{"choice_id": "240"}, {"other_id": "249"}]}]}]}`)
	var details monkeySurvey
	if err := json.Unmarshal([]byte(monkeyDetails), &details); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		a, err := details.choices().answer(json.RawMessage(raw), "en")
		accounted(t, details.form(), a, err)
	})
}
