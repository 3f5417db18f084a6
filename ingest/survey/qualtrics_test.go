package survey

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/ingest/conformance"
	"github.com/earshot/earshot/internal/secret"
)

// qualtricsSystem answers as Qualtrics does: an export is a file of what there
// is when it is asked for, startDate goes by the time of recording and not of
// edits, and a file is complete at the second question.
type qualtricsSystem struct {
	answers []qualtricsRecord
	exports []*qualtricsExport
	begun   []map[string]any // what exports were asked for
	asked   []string
	fails   bool // the next export does
	gone    bool // so are exports begun before
	file    []byte
}

type qualtricsRecord struct {
	n        int
	words    string
	recorded time.Time
	row      []string
}

type qualtricsExport struct {
	polls  int
	failed bool
	file   []byte
}

const qualtricsDefinition = `{"result": {"SurveyID": "SV_1", "SurveyName": "Feedback", "Questions": {
	"QID1": {"QuestionID": "QID1", "QuestionType": "MC", "Selector": "NPS", "DataExportTag": "Q1", "QuestionText": "Recommend us?"},
	"QID2": {"QuestionID": "QID2", "QuestionType": "TE", "Selector": "ESTB", "DataExportTag": "Q2", "QuestionText": "Why?"},
	"QID3": {"QuestionID": "QID3", "QuestionType": "MC", "Selector": "SAVR", "DataExportTag": "Q3", "QuestionText": "Which part?"}}},
	"meta": {"httpStatus": "200 - OK", "requestId": "x"}}`

var qualtricsHeader = [][]string{
	{"StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)", "Finished", "RecordedDate", "ResponseId", "RecipientLastName",
		"RecipientFirstName", "RecipientEmail", "ExternalReference", "DistributionChannel", "UserLanguage", "Q1_NPS_GROUP", "Q1", "Q2", "Q3", "Q3_4_TEXT", "plan"},
	{"Start Date", "End Date", "Response Type", "IP Address", "Progress", "Duration (in seconds)", "Finished", "Recorded Date", "Response ID", "Recipient Last Name",
		"Recipient First Name", "Recipient Email", "External Data Reference", "Distribution Channel", "User Language", "Recommend us? - Group", "Recommend us?",
		"Why?", "Which part? - Selected Choice", "Which part? - Other - Text", "plan"},
	{`{"ImportId":"startDate","timeZone":"Z"}`, `{"ImportId":"endDate","timeZone":"Z"}`, `{"ImportId":"status"}`, `{"ImportId":"ipAddress"}`, `{"ImportId":"progress"}`,
		`{"ImportId":"duration"}`, `{"ImportId":"finished"}`, `{"ImportId":"recordedDate","timeZone":"Z"}`, `{"ImportId":"_recordId"}`, `{"ImportId":"recipientLastName"}`,
		`{"ImportId":"recipientFirstName"}`, `{"ImportId":"recipientEmail"}`, `{"ImportId":"externalDataReference"}`, `{"ImportId":"distributionChannel"}`,
		`{"ImportId":"userLanguage"}`, `{"ImportId":"QID1_NPS_GROUP"}`, `{"ImportId":"QID1"}`, `{"ImportId":"QID2_TEXT"}`, `{"ImportId":"QID3"}`, `{"ImportId":"QID3_4_TEXT"}`, `{"ImportId":"plan"}`},
}

func (s *qualtricsSystem) Put(n int, words string, at time.Time) {
	if i := slices.IndexFunc(s.answers, func(r qualtricsRecord) bool { return r.n == n }); i >= 0 {
		s.answers[i].words = words
		return
	}
	s.answers = append(s.answers, qualtricsRecord{n: n, words: words, recorded: at})
}

func (s *qualtricsSystem) Delete(n int) {
	s.answers = slices.DeleteFunc(s.answers, func(r qualtricsRecord) bool { return r.n == n })
}

const qualtricsExports = "/API/v3/surveys/SV_1/export-responses"

func (s *qualtricsSystem) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.asked = append(s.asked, r.Method+" "+r.URL.Path)
	if r.Header.Get("X-Api-Token") != conformance.Token {
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprint(w, `{"meta": {"httpStatus": "401 - Unauthorized", "error": {"errorCode": "AUTH_6.0", "errorMessage": "Invalid API Token"}}}`)
		return
	}
	rest, export := strings.CutPrefix(r.URL.Path, qualtricsExports)
	switch {
	case r.URL.Path == "/API/v3/survey-definitions/SV_1":
		fmt.Fprint(w, qualtricsDefinition)
	case export && rest == "" && r.Method == http.MethodPost:
		s.begin(w, r)
	case export && strings.HasSuffix(rest, "/file"):
		if one := s.export(strings.TrimSuffix(rest, "/file"), "/file%d"); one != nil {
			w.Header().Set("Content-Type", "application/octet-stream")
			w.Write(one.file)
		}
	case export:
		s.progress(w, rest)
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

func (s *qualtricsSystem) export(path, pattern string) *qualtricsExport {
	n := 0
	if _, err := fmt.Sscanf(path, pattern, &n); err != nil || n < 1 || n > len(s.exports) {
		return nil
	}
	return s.exports[n-1]
}

func (s *qualtricsSystem) begin(w http.ResponseWriter, r *http.Request) {
	var body map[string]any
	if json.NewDecoder(r.Body).Decode(&body) != nil || body["format"] != "csv" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	s.begun = append(s.begun, body)
	since, _ := time.Parse(time.RFC3339, fmt.Sprint(body["startDate"]))
	file := s.file
	if file == nil {
		file = zipped("Feedback.csv", s.table(since))
	}
	s.exports = append(s.exports, &qualtricsExport{failed: s.fails, file: file})
	s.fails, s.gone = false, false
	fmt.Fprintf(w, `{"result": {"progressId": "ES_%d", "percentComplete": 0.0, "status": "inProgress"}, "meta": {"httpStatus": "200 - OK"}}`, len(s.exports))
}

func (s *qualtricsSystem) progress(w http.ResponseWriter, rest string) {
	one := s.export(rest, "/ES_%d")
	switch {
	case one == nil || s.gone:
		w.WriteHeader(http.StatusNotFound)
		return
	case one.failed:
		fmt.Fprint(w, `{"result": {"percentComplete": 0.0, "status": "failed"}}`)
		return
	}
	if one.polls++; one.polls < 2 {
		fmt.Fprint(w, `{"result": {"percentComplete": 40.0, "status": "inProgress"}}`)
		return
	}
	fmt.Fprintf(w, `{"result": {"fileId": "file%s", "percentComplete": 100.0, "status": "complete"}}`, strings.TrimPrefix(rest, "/ES_"))
}

func (s *qualtricsSystem) table(since time.Time) []byte {
	var out bytes.Buffer
	out.WriteString("\ufeff")
	w := csv.NewWriter(&out)
	w.WriteAll(qualtricsHeader)
	for _, one := range s.answers {
		if !one.recorded.Before(since) {
			w.Write(one.cells())
		}
	}
	w.Flush()
	return out.Bytes()
}

func (r qualtricsRecord) cells() []string {
	if r.row != nil {
		return r.row
	}
	at := r.recorded.UTC().Format(time.DateTime)
	return []string{at, at, "IP Address", "192.0.2.1", "100", "60", "True", at, fmt.Sprintf("R_%d", r.n), "", "", "", "", "anonymous", "EN", "Promoter", "9", r.words, "Web", "", "pro"}
}

func zipped(name string, content []byte) []byte {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	entry, err := w.Create(name)
	if err != nil {
		panic(err)
	}
	entry.Write(content)
	w.Close()
	return out.Bytes()
}

func qualtricsLive(hosts *api.Hosts, url string) (ingest.Live, error) {
	return Qualtrics{Survey: "SV_1", Token: secret.New(conformance.Token), URL: url}.Live(hosts, time.UTC)
}

func TestQualtricsConforms(t *testing.T) {
	late := "an export by the time of recording does not show edits: a sweep does, see TestQualtricsSweep"
	conformance.Run(t, conformance.Case{
		Queries: []string{"/API/v3/surveys/SV_1/export-responses"},
		System:  func() conformance.System { return &qualtricsSystem{} },
		Records: 30, Setup: 2,
		Skip: map[string]string{"edit": late, "touched while paging": late},
		Live: func(hosts *api.Hosts, url, token string) (ingest.Live, error) {
			return Qualtrics{Survey: "SV_1", Token: secret.New(token), URL: url}.Live(hosts, time.UTC)
		},
	})
}

// TestQualtricsRecord compares what becomes of one row in full.
func TestQualtricsRecord(t *testing.T) {
	s := &qualtricsSystem{answers: []qualtricsRecord{{recorded: stamp(t, "2026-03-02T08:02:00Z"), row: []string{
		"2026-03-02 08:00:00", "2026-03-02 08:01:30", "IP Address", "", "100", "90", "True", "2026-03-02 08:02:00", "R_1", "Lovelace", "Ada", "ada@acme.example",
		"x7", "email", "DE", "Detractor", "0", "Too slow,\nand \"dear\".", "Other", "The phone.", "pro"}}}}
	settings := Qualtrics{Survey: "SV_1", Token: secret.New(conformance.Token), Answers: Answers{Segments: map[string]Column{
		"plan": {Name: "plan"}, "part": {Name: "Q3"}, "group": {Name: "Q1_NPS_GROUP"}}}}
	got := pulled(t, s, ingest.From{Now: stamp(t, "2026-03-03T00:00:00Z")}, func(hosts *api.Hosts, url string) (ingest.Live, error) {
		settings.URL = url
		return settings.Live(hosts, time.UTC)
	})
	o := ingest.Origin{Channel: ingest.Survey, ResponseID: "R_1", OccurredAt: stamp(t, "2026-03-02T08:01:30Z"), Language: "de",
		Author:   ingest.Author{ID: "x7", Name: "Ada Lovelace", Email: "ada@acme.example"},
		Segments: map[string]string{"plan": "pro", "part": "Other", "group": "Detractor"}}
	with := func(id string) ingest.Origin {
		o := o
		o.NativeID = "R_1/" + id
		return o
	}
	if len(got) != 3 || len(got[1].Items) != 1 || !strings.Contains(got[1].Items[0].Feedback[0].Payload, `"Q2 / Why?":"Too slow,\nand \"dear\"."`) {
		t.Fatalf("%+v", got)
	}
	got[1].Items[0].Feedback[0].Payload = ""
	want := []ingest.Page{{Position: `{"export":"ES_1"}`}, {Items: []ingest.Item{{
		Feedback: []ingest.Feedback{{Origin: with("q2"), Question: "Why?", Body: "Too slow,\nand \"dear\"."},
			{Origin: with("q3_4_text"), Question: "Which part? - Other - Text", Body: "The phone."}},
		Ratings: []ingest.Rating{{Origin: with("nps/q1"), Metric: ingest.NPS, Question: "Recommend us?", Score: 0, ScaleMax: 10}},
	}}}, {Position: `{"recorded":"2026-03-02T08:02:00Z"}`}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestQualtricsResumed: an export begun by an earlier run is not begun again.
func TestQualtricsResumed(t *testing.T) {
	s := &qualtricsSystem{}
	at := stamp(t, "2026-03-02T08:00:00Z")
	s.Put(1, "one", at)
	hosts := api.NewHosts(nil)
	defer hosts.Close()
	hosts.Pause = func(_ context.Context, d time.Duration) error { // killed while it waits for the export
		if d >= time.Second {
			return context.Canceled
		}
		return nil
	}
	pages, err := tried(t, hosts, s, ingest.From{Now: at}, qualtricsLive)
	if err == nil || len(pages) != 1 {
		t.Fatalf("%v, %v", pages, err)
	}
	position := pages[0].Position
	again := pulled(t, s, ingest.From{Position: position, Now: at}, qualtricsLive)
	if len(s.begun) != 1 || !slices.Contains(texts(again), "one") {
		t.Errorf("%d exports, %q", len(s.begun), texts(again))
	}
	s.gone = true // Qualtrics has thrown the file away by then
	again = pulled(t, s, ingest.From{Position: position, Now: at}, qualtricsLive)
	if len(s.begun) != 2 || !slices.Contains(texts(again), "one") {
		t.Errorf("%d exports, %q", len(s.begun), texts(again))
	}
}

// TestQualtricsFailed: an export that fails is an error, and the next run asks
// for another one.
func TestQualtricsFailed(t *testing.T) {
	s := &qualtricsSystem{fails: true}
	at := stamp(t, "2026-03-02T08:00:00Z")
	s.Put(1, "one", at)
	hosts := api.NewHosts(nil)
	defer hosts.Close()
	pages, err := tried(t, hosts, s, ingest.From{Now: at, Position: `{"recorded":"2026-03-02T08:00:00Z"}`}, qualtricsLive)
	if err == nil || pages[len(pages)-1].Position != `{"recorded":"2026-03-02T08:00:00Z"}` {
		t.Fatalf("%v, %+v", err, pages)
	}
	again := pulled(t, s, ingest.From{Position: pages[len(pages)-1].Position, Now: at}, qualtricsLive)
	if !slices.Contains(texts(again), "one") {
		t.Errorf("%q", texts(again))
	}
}

// TestQualtricsPatience: an export that is never done ends the pull, which goes
// on waiting for it the next time.
func TestQualtricsPatience(t *testing.T) {
	s := &qualtricsSystem{exports: []*qualtricsExport{{polls: -1 << 30}}}
	hosts := api.NewHosts(nil)
	defer hosts.Close()
	var waited time.Duration
	hosts.Pause = func(_ context.Context, d time.Duration) error { waited += d; return nil }
	pages, err := tried(t, hosts, s, ingest.From{Position: `{"export":"ES_1"}`, Now: time.Now()}, qualtricsLive)
	if err == nil || len(pages) > 0 || waited < qualtricsPatience {
		t.Errorf("%v after %v, %v", err, waited, pages)
	}
}

// TestQualtricsSweep: startDate misses edits, a pull from the start has them.
func TestQualtricsSweep(t *testing.T) {
	s := &qualtricsSystem{}
	at := stamp(t, "2026-03-02T08:00:00Z")
	s.Put(1, "one", at)
	s.Put(2, "two", at.Add(48*time.Hour))
	now := at.Add(72 * time.Hour)
	pages := pulled(t, s, ingest.From{Now: now}, qualtricsLive)
	s.Put(1, "one, edited", now)
	later := pulled(t, s, ingest.From{Position: pages[len(pages)-1].Position, Now: now}, qualtricsLive)
	if got := texts(later); len(got) != 1 || s.begun[1]["startDate"] != "2026-03-04T07:00:00Z" {
		t.Errorf("%q, %v", got, s.begun)
	}
	if got := texts(pulled(t, s, ingest.From{Now: now}, qualtricsLive)); !slices.Contains(got, "one, edited") || s.begun[2]["startDate"] != nil {
		t.Errorf("%q, %v", got, s.begun)
	}
}

// TestQualtricsUnwanted: previews and spam are left out, as text and as number.
func TestQualtricsUnwanted(t *testing.T) {
	s := &qualtricsSystem{}
	for i, status := range []string{"Survey Preview", "1", "Survey Test", "Spam", "8", "9", "IP Address", "0", "16"} {
		row := qualtricsRecord{n: i, words: "w", recorded: stamp(t, "2026-03-02T08:00:00Z")}.cells()
		row[2] = status
		s.answers = append(s.answers, qualtricsRecord{row: row})
	}
	row := qualtricsRecord{n: 20, words: "w"}.cells()
	row[13] = "preview"
	s.answers = append(s.answers, qualtricsRecord{row: row})
	pages := pulled(t, s, ingest.From{Now: time.Now()}, qualtricsLive)
	if diff := cmp.Diff(map[string]int{"preview": 4, "spam": 3}, skips(pages)); diff != "" || len(texts(pages)) != 3 {
		t.Errorf("%s %q", diff, texts(pages))
	}
}

// TestQualtricsFile: a file that is none, holds none, is cut off or unpacks to
// far too much is an error, and another export is asked for afterwards.
func TestQualtricsFile(t *testing.T) {
	good := zipped("a.csv", (&qualtricsSystem{answers: []qualtricsRecord{{n: 1, words: strings.Repeat("words ", 4000)}}}).table(time.Time{}))
	damaged := bytes.Clone(good)
	damaged[len(good)/3] ^= 0xff
	for name, file := range map[string][]byte{
		"page": []byte("<html>Log in</html>"), "empty": {}, "other": zipped("readme.txt", []byte("x")), "cut": good[:len(good)/2], "damaged": damaged,
		"no header": zipped("a.csv", nil), "other table": zipped("a.csv", []byte("a,b\na,b\na,b\n1,2\n")), "bomb": zipped("a.csv", bytes.Repeat([]byte("0"), 3<<20)),
	} {
		t.Run(name, func(t *testing.T) {
			s := &qualtricsSystem{file: file}
			hosts := api.NewHosts(nil)
			defer hosts.Close()
			hosts.Pause = func(context.Context, time.Duration) error { return nil }
			pages, err := tried(t, hosts, s, ingest.From{Now: time.Now()}, func(hosts *api.Hosts, url string) (ingest.Live, error) {
				settings := Qualtrics{Survey: "SV_1", Token: secret.New(conformance.Token), URL: url}
				client, err := api.New(hosts, api.Options{Base: url, Sign: func(r *http.Request) { r.Header.Set("X-Api-Token", conformance.Token) }})
				q := qualtrics{Qualtrics: settings, client: client, pause: hosts.Pause, unpacked: 1 << 20}
				return live{Name: "SV_1", Whole: true, Pull: q.pull}, err
			})
			if err == nil || pages[len(pages)-1].Position != `{}` {
				t.Errorf("%v, %+v", err, pages)
			}
		})
	}
}

// TestQualtricsContract holds the request for the definition to Qualtrics' own
// description, which does not describe exports.
func TestQualtricsContract(t *testing.T) {
	s := &qualtricsSystem{}
	c := contractOf(t, "qualtrics.com.json", "/API/v3")
	described := http.NewServeMux()
	described.Handle("/API/v3/survey-definitions/", c.over(s))
	described.Handle("/", s)
	pulled(t, described, ingest.From{Now: time.Now()}, qualtricsLive)
	if c.checked["GET /survey-definitions/{SurveyId}"] != 1 {
		t.Errorf("not checked: %v", c.checked)
	}
}

// FuzzQualtrics: whatever an export's table holds, every row is stored, rejected
// or skipped.
func FuzzQualtrics(f *testing.F) {
	s := &qualtricsSystem{answers: []qualtricsRecord{{n: 1, words: "one", recorded: time.Unix(1e9, 0)}}}
	f.Add(s.table(time.Time{}))
	f.Add([]byte("ResponseId,EndDate,Q1\n,,\n,,\nR_1,2026-03-02,11\nR_2,,5\n\"R_3\n"))
	kinds := []qualtricsKind{{"MC", "NPS", "Q1"}, {"TE", "SL", "Q2"}}
	f.Fuzz(func(t *testing.T, content []byte) {
		q := qualtrics{unpacked: 1 << 20}
		_, _ = q.read(zipped("a.csv", content), kinds, func(items []ingest.Item) bool {
			for _, item := range items {
				if len(item.Feedback)+len(item.Ratings)+len(item.Rejects) == 0 && item.Skip == "" {
					t.Error("neither stored nor rejected nor skipped")
				}
			}
			return true
		})
	})
}
