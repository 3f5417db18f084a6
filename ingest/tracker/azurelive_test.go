package tracker

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/ingest/conformance"
)

// azureStand answers as Azure DevOps does: a query gives ids alone, batches hold
// 200 at most, and more than the cap is an error unless $top says less.
type azureStand struct {
	items   []*azureRecord // in the order of change
	most    int            // the cap; 0: 20,000
	now     time.Time
	queries int
	queried func()
	other   http.HandlerFunc
}

type azureRecord struct {
	id               int
	words            string
	created, changed time.Time
	comments         []string
	more             map[string]any // fields
}

func (s *azureStand) Put(n int, words string, at time.Time) {
	i := slices.IndexFunc(s.items, func(r *azureRecord) bool { return r.id == n+1 })
	one := &azureRecord{id: n + 1, created: at}
	if i >= 0 {
		one = s.items[i]
		s.items = slices.Delete(s.items, i, i+1)
	}
	one.words, one.changed, s.now = words, at, at
	s.items = append(s.items, one)
}

func (s *azureStand) Delete(n int) {
	s.items = slices.DeleteFunc(s.items, func(r *azureRecord) bool { return r.id == n+1 })
}

func (s *azureStand) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if user, token, _ := r.BasicAuth(); user != "" || token != conformance.Token {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	path, ok := strings.CutPrefix(r.URL.Path, "/acme/My App/_apis/wit/")
	switch {
	case !ok || r.URL.Query().Get("api-version") == "":
		w.WriteHeader(http.StatusNotFound)
	case path == "workitemtypes":
		_, _ = w.Write([]byte(`{"count": 1, "value": [{"name": "User Story", "states": [
			{"name": "Neu", "category": "Proposed"}, {"name": "In Arbeit", "category": "InProgress"}, {"name": "Fertig", "category": "Completed"}]}]}`))
	case path == "wiql" && r.Method == "POST":
		s.wiql(w, r)
	case path == "workitemsbatch" && r.Method == "POST":
		s.batch(w, r)
	case strings.HasSuffix(path, "/comments"):
		s.comments(w, r, strings.Split(path, "/")[1])
	case s.other != nil:
		s.other(w, r)
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

var wiql = regexp.MustCompile(`^SELECT \[System\.Id\] FROM WorkItems WHERE \[System\.TeamProject\] = @project(?: AND \[System\.ChangedDate\] >= '([^']+)')? ORDER BY \[System\.ChangedDate\], \[System\.Id\]$`)

func (s *azureStand) wiql(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Query string `json:"query"`
	}
	err := json.NewDecoder(r.Body).Decode(&in)
	m := wiql.FindStringSubmatch(in.Query)
	top, _ := strconv.Atoi(r.URL.Query().Get("$top"))
	most := s.most
	if most == 0 {
		most = 20_000
	}
	if err != nil || m == nil || r.URL.Query().Get("timePrecision") != "true" || top > most {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	since, _ := time.Parse(time.RFC3339, m[1])
	list := []any{}
	for _, one := range s.items {
		if !one.changed.Before(since) && len(list) < top {
			list = append(list, map[string]any{"id": one.id, "url": "https://dev.azure.com/acme/_apis/wit/workItems/1"})
		}
	}
	answer(w, map[string]any{"queryType": "flat", "asOf": s.now.Format(time.RFC3339Nano), "workItems": list})
	s.queries++
	if s.queried != nil {
		s.queried()
	}
}

func (s *azureStand) batch(w http.ResponseWriter, r *http.Request) {
	var in struct {
		IDs         []int    `json:"ids"`
		Fields      []string `json:"fields"`
		ErrorPolicy string   `json:"errorPolicy"`
	}
	if json.NewDecoder(r.Body).Decode(&in) != nil || len(in.IDs) > 200 || len(in.Fields) == 0 || in.ErrorPolicy != "omit" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	list := []any{}
	for _, id := range in.IDs {
		i := slices.IndexFunc(s.items, func(r *azureRecord) bool { return r.id == id })
		if i < 0 {
			list = append(list, nil)
			continue
		}
		list = append(list, s.items[i].json())
	}
	answer(w, map[string]any{"count": len(list), "value": list})
}

func (r *azureRecord) json() map[string]any {
	fields := map[string]any{
		"System.Title": r.words, "System.WorkItemType": "User Story", "System.State": "Neu", "System.TeamProject": "My App",
		"System.IterationPath": "My App", "System.CommentCount": len(r.comments),
		"System.CreatedBy":   map[string]any{"id": "u1", "uniqueName": "ada@customer.example", "displayName": "Ada", "descriptor": "aad.x"},
		"System.CreatedDate": r.created.Format(time.RFC3339Nano), "System.ChangedDate": r.changed.Format(time.RFC3339Nano),
	}
	for name, value := range r.more {
		fields[name] = value
	}
	return map[string]any{"id": r.id, "rev": 1, "fields": fields, "url": fmt.Sprintf("https://dev.azure.com/acme/8f/_apis/wit/workItems/%d", r.id)}
}

// comments gives one at a time; the second is deleted.
func (s *azureStand) comments(w http.ResponseWriter, r *http.Request, id string) {
	i := slices.IndexFunc(s.items, func(r *azureRecord) bool { return strconv.Itoa(r.id) == id })
	text, _ := base64.StdEncoding.DecodeString(r.URL.Query().Get("continuationToken"))
	at, _ := strconv.Atoi(string(text))
	one := map[string]any{"id": 70 + at, "workItemId": id, "text": s.items[i].comments[at], "createdDate": "2026-03-02T10:00:00.123Z",
		"createdBy": map[string]any{"id": "u2", "uniqueName": "grace@customer.example", "displayName": "Grace"}}
	if at == 1 {
		one["isDeleted"] = true
	}
	page := map[string]any{"totalCount": len(s.items[i].comments), "count": 1, "comments": []any{one}}
	if at+1 < len(s.items[i].comments) {
		page["continuationToken"] = base64.StdEncoding.EncodeToString([]byte(strconv.Itoa(at + 1)))
	}
	answer(w, page)
}

func azureSettings(url, token string) AzureDevOps {
	return AzureDevOps{URL: url + "/acme", Projects: []string{"My App"}, Token: newSecret(token)}
}

func TestAzureDevOpsConforms(t *testing.T) {
	conformance.Run(t, conformance.Case{
		Queries: []string{"/acme/My App/_apis/wit/wiql", "/acme/My App/_apis/wit/workitemsbatch"},
		System:  func() conformance.System { return &azureStand{} },
		Records: 900,
		Setup:   2, // types of work items, the query
		Live: func(hosts *api.Hosts, url, token string) (ingest.Live, error) {
			return azureSettings(url, token).Live(hosts, time.UTC)
		},
	})
}

// TestAzureDevOpsRecords compares what a work item becomes in full.
func TestAzureDevOpsRecords(t *testing.T) {
	s := &azureStand{}
	s.Put(6, "Invoices", monday)
	s.items[0].comments = []string{"<div>We too.<br>Soon?</div>", "<p>gone</p>", "<ul><li>one</li><li>two &amp; a half</li></ul>"}
	s.items[0].more = map[string]any{
		"System.Description": `<div>Our <b>books</b> need it:</div><table><tr><td>PDF</td><td>yes</td></tr></table><img src="https://x.example/1.png">`,
		"System.State":       "In Arbeit", "System.Tags": "invoice; books ", "System.IterationPath": `My App\Release 1\Sprint 2`,
		"Microsoft.VSTS.Scheduling.Effort": 8.0,
	}
	s.other = func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(`{"id": 1, "name": "My App", "structureType": "iteration", "path": "\\My App\\Iteration", "hasChildren": true, "children": [
			{"name": "Release 1", "structureType": "iteration", "path": "\\My App\\Iteration\\Release 1", "children": [
				{"name": "Sprint 1", "structureType": "iteration", "path": "\\My App\\Iteration\\Release 1\\Sprint 1", "attributes": {"startDate": "2026-02-02T00:00:00Z", "finishDate": "2026-02-13T00:00:00Z"}},
				{"name": "Sprint 2", "structureType": "iteration", "path": "\\My App\\Iteration\\Release 1\\Sprint 2"}]}]}`))
	}
	settings := azureSettings(serve(t, s), conformance.Token)
	settings.Roles.Role = "both"
	items, err := pullOf(t, settings)
	if err != nil {
		t.Fatal(err)
	}
	for name := range items {
		for i := range items[name] {
			takePayload(t, &items[name][i])
		}
	}
	const url = "https://dev.azure.com/acme/8f/_workitems/edit/7"
	origin := func(id, parent, person, name string, at time.Time) ingest.Origin {
		return ingest.Origin{Channel: ingest.Tracker, NativeID: id, ThreadID: "#7", ParentID: parent, URL: url, OccurredAt: at,
			Author: ingest.Author{ID: "azuredevops:" + person, Name: name, Email: strings.ToLower(name) + "@customer.example"}, Segments: map[string]string{"project": "My App"}}
	}
	said := time.Date(2026, 3, 2, 10, 0, 0, 123e6, time.UTC)
	eight, words, labels := 8.0, "Our books need it:\n\nPDF | yes", []string{"invoice", "books"}
	day := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC) }
	want := map[string][]ingest.Item{
		"My App work items": {{
			Feedback: []ingest.Feedback{
				{Origin: origin("#7", "", "u1", "Ada", monday), Title: "Invoices", Body: words, Labels: labels, State: "open"},
				{Origin: origin("azuredevops-comment-70", "#7", "u2", "Grace", said), Body: "We too.\nSoon?"},
				{Origin: origin("azuredevops-comment-72", "#7", "u2", "Grace", said), Body: "- one\n- two & a half"},
				{Origin: ingest.Origin{Channel: ingest.Tracker, NativeID: "azuredevops-comment-71", ThreadID: "#7", OccurredAt: said}, Deleted: true},
			},
			WorkItems: []ingest.WorkItem{{Key: "#7", Type: "story", Title: "Invoices", Body: words, State: "in progress", Sprint: "Release 1/Sprint 2",
				Estimate: &eight, Labels: labels, URL: url, CreatedAt: monday, UpdatedAt: monday}},
		}},
		"My App iterations": {
			{Sprints: []ingest.Sprint{{Name: "Release 1/Sprint 1", State: "closed", StartsOn: day(2, 2), EndsOn: day(2, 13)}}},
			{Sprints: []ingest.Sprint{{Name: "Release 1/Sprint 2", State: "future"}}},
		},
	}
	if diff := cmp.Diff(want, items); diff != "" {
		t.Error(diff)
	}
}

// TestAzureDevOpsCap: a query gives so many ids at most; the next one goes on
// from there.
func TestAzureDevOpsCap(t *testing.T) {
	s := &azureStand{most: 250}
	for n := range 900 {
		s.Put(n, "wish", monday.Add(time.Duration(n)*time.Second))
	}
	count := func(most int) (int, error) {
		seen := map[string]bool{}
		hosts, _ := quickHosts(t)
		live, err := azureSettings(serve(t, s), conformance.Token).Live(hosts, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		system := live.(azureProjects).azureSystem
		system.most = most
		for page, err := range (azureWalk{system, "My App"}).pull(t.Context(), ingest.From{Now: monday.Add(time.Hour)}) {
			if err != nil {
				return len(seen), err
			}
			for _, item := range page.Items {
				seen[item.Feedback[0].NativeID] = true
			}
		}
		return len(seen), nil
	}
	if n, err := count(250); n != 900 || err != nil {
		t.Errorf("%d of 900 work items, %v", n, err)
	}
	for _, one := range s.items {
		one.changed = monday
	}
	if n, err := count(250); err == nil || n != 250 {
		t.Errorf("%d work items of one moment, %v: want an error", n, err)
	}
}

// TestAzureDevOpsTouched: a work item that is edited behind the query is read in
// its new form, and does not move the cursor past those that are not read yet.
func TestAzureDevOpsTouched(t *testing.T) {
	s := &azureStand{}
	for n := range 500 {
		s.Put(n, "wish", monday.Add(time.Duration(n)*time.Minute))
	}
	s.queried = func() {
		if s.queries == 1 {
			s.Put(10, "the new wish", monday.Add(100*time.Hour))
			s.Delete(11)
		}
	}
	hosts, _ := quickHosts(t)
	live, err := azureSettings(serve(t, s), conformance.Token).Live(hosts, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	streams, _ := live.Streams(t.Context())
	for page, err := range streams[0].Pull(t.Context(), ingest.From{Now: monday.Add(200 * time.Hour)}) {
		if err != nil {
			t.Fatal(err)
		}
		if got := begin(ingest.From{Position: page.Position}).Add(overlap); !got.Equal(monday.Add(199*time.Minute)) || page.Items[10].Feedback[0].Title != "the new wish" || len(page.Items) != 199 {
			t.Errorf("position %v, %d items, %q", got, len(page.Items), page.Items[10].Feedback[0].Title)
		}
		break
	}
}

// TestAzureDevOpsLogin: a page to log in on, with status 203, is a refused token.
func TestAzureDevOpsLogin(t *testing.T) {
	url := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-TFS-FedAuthRedirect") != "Suppress" {
			t.Error("a redirect to a login page is not suppressed")
		}
		w.WriteHeader(http.StatusNonAuthoritativeInfo)
		_, _ = w.Write([]byte("<!DOCTYPE html><title>Sign In</title>"))
	}))
	if _, err := pullOf(t, azureSettings(url, "x")); !isRefused(err) {
		t.Error(err)
	}
}

// TestAzureDevOpsMoved: a work item keeps its number in another project, and
// what is deleted or moved out of reach goes with a sweep.
func TestAzureDevOpsMoved(t *testing.T) {
	s := &azureStand{}
	for n := range 30 {
		s.Put(n, "wish", monday.Add(time.Duration(n)*time.Minute))
	}
	settings := azureSettings(serve(t, s), conformance.Token)
	f := newFolder(t)
	f.pull(settings, monday.Add(24*time.Hour), false)
	s.Delete(3)
	f.pull(settings, monday.Add(48*time.Hour), false)
	if n := len(f.ids("feedback")); n != 30 {
		t.Errorf("%d before the sweep", n)
	}
	f.pull(settings, monday.Add(72*time.Hour), true)
	if n := len(f.ids("feedback")); n != 29 {
		t.Errorf("%d after the sweep", n)
	}
}

// TestAzureStates: each process has states of its own; their categories tell.
func TestAzureStates(t *testing.T) {
	for _, c := range []struct {
		category, name, reason string
		want                   state
	}{
		{"Proposed", "Neu", "", open}, {"InProgress", "Committed", "", inProgress}, {"Resolved", "Resolved", "Fixed", inProgress},
		{"Completed", "Closed", "Acceptance tests pass", done}, {"Completed", "Closed", "Duplicate", moot}, {"Completed", "Closed", "Rejected", declined},
		{"Removed", "Removed", "", declined}, {"", "Removed", "", declined}, {"", "Closed", "", done}, {"", "Seltsam", "", open},
	} {
		if got := azureStateOf(c.category, c.name, c.reason); got != c.want {
			t.Errorf("%v: %s", c, got)
		}
	}
}

// TestAzureDay: a day is the same day west of Greenwich.
func TestAzureDay(t *testing.T) {
	zone, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		t.Fatal(err)
	}
	if got := azureDay("2026-02-02T00:00:00Z", zone).Format(time.DateOnly); got != "2026-02-02" {
		t.Error(got)
	}
}

// FuzzAzure: whatever a work item or an iteration is, it is stored, rejected or
// counted out.
func FuzzAzure(f *testing.F) {
	f.Add([]byte(`{"id": 1, "fields": {"System.Title": "wish", "System.CreatedDate": "2026-03-02T08:00:00Z", "System.CreatedBy": "Ada <ACME\\ada>", "System.Tags": ";a;"},
		"comments": [{"id": 2, "text": "<p>yes", "createdDate": "2026-03-02T08:00:00Z"}], "multilineFieldsFormat": {"System.Description": "markdown"}}`))
	f.Add([]byte(`{"id": "x", "fields": {"System.Title": "wish"}}`))
	f.Add([]byte(`{"id": 0, "fields": {"System.Title": "wish"}}`))
	f.Add([]byte(`{"structureType": "iteration", "path": "\\A\\Iteration\\B", "state": "future", "attributes": {"startDate": "2026"}}`))
	j, err := newJudge(Roles{Role: "both"}, time.UTC, azure{Settings{Roles: Roles{Role: "both"}.withDefaults()}, time.UTC, newHypertext(), nil})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if json.Valid(data) {
			settled(t, j.items([]json.RawMessage{data})[0])
		}
	})
}

// FuzzHypertext: no document takes its words away or makes more of them.
func FuzzHypertext(f *testing.F) {
	for _, document := range []string{"<p>one<br>two</p>", "<ul><li>a<ul><li>b</ul></ul>", "<script>x</script>a &lt; b", "<table><tr><td>a<td>b</table>",
		strings.Repeat("<div>", 100) + "deep", "<blockquote>quoted</blockquote>said", "*stars* and_under_scores [x](y)"} {
		f.Add(document, false)
	}
	h := newHypertext()
	f.Fuzz(func(t *testing.T, document string, comment bool) {
		plain(t, document, h.text(document, comment))
	})
}

func TestHypertext(t *testing.T) {
	h := newHypertext()
	for document, want := range map[string]string{
		"<div>one</div><div>two</div><div><br></div><div>three</div>":         "one\n\ntwo\n\nthree",
		"<p>a &lt; b &amp;&amp; c_d_e *f*</p>":                                "a < b && c_d_e *f*",
		"<h2>Steps</h2><ol><li>open</li><li>pay</li></ol>":                    "Steps\n\n1. open\n2. pay",
		`see <a href="https://x.example">the page</a><img src="y.png">`:       "see the page",
		"<style>p{}</style><p>plain</p><script>alert(1)</script>":             "plain",
		"plain text, no markup":                                               "plain text, no markup",
		strings.Repeat("<div>", 100) + "deep" + strings.Repeat("</div>", 100): "deep",
	} {
		if got := h.text(document, false); got != want {
			t.Errorf("%q: %q, want %q", document, got, want)
		}
	}
}
