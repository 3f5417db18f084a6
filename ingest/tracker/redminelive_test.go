package tracker

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/ingest/conformance"
	"github.com/earshot/earshot/internal/secret"
)

// redmineSystem answers as Redmine does: times to the second, an inclusive
// bound in updated_on, pages by offset of at most a hundred, notes only with one
// issue. Every third record is a note, and touches its issue.
type redmineSystem struct{ issues, notes shelf }

func (s *redmineSystem) Put(n int, words string, at time.Time) {
	if n%3 == 2 {
		s.notes.put(n, words, at)
		s.issues.put(10_000+n, "an issue with a note", at)
		return
	}
	s.issues.put(n, words, at)
}

func (s *redmineSystem) Delete(n int) {
	s.issues.delete(n)
	s.notes.delete(n)
}

func (s *redmineSystem) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/users/current.json" {
		if r.Header.Get("X-Redmine-Api-Key") != conformance.Token {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		answer(w, map[string]any{"user": map[string]any{"id": 1}})
		return
	}
	if of, ok := strings.CutPrefix(r.URL.Path, "/issues/"); ok {
		n, _ := strconv.Atoi(strings.TrimSuffix(of, ".json"))
		if i := s.issues.index(n); i >= 0 {
			answer(w, map[string]any{"issue": s.issue(s.issues[i], r.URL.Query().Get("include") == "journals")})
			return
		}
	}
	query := r.URL.Query()
	if r.URL.Path != "/issues.json" || query.Get("status_id") != "*" || !strings.HasPrefix(query.Get("sort"), "updated_on:asc") {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	since, _ := time.Parse("2006-01-02T15:04:05Z", strings.TrimPrefix(query.Get("updated_on"), ">="))
	all := s.issues.from(since)
	limit, _ := strconv.Atoi(query.Get("limit"))
	offset, _ := strconv.Atoi(query.Get("offset"))
	limit = min(limit, 100)
	list := []map[string]any{}
	for _, i := range all[min(offset, len(all)):min(offset+limit, len(all))] {
		list = append(list, s.issue(i, false))
	}
	answer(w, map[string]any{"issues": list, "total_count": len(all), "offset": offset, "limit": limit})
}

func (s *redmineSystem) issue(i shelved, journals bool) map[string]any {
	issue := map[string]any{
		"id": i.n, "project": map[string]any{"id": 1, "name": "Shop"}, "tracker": map[string]any{"id": 3, "name": "Support"},
		"status": map[string]any{"id": 1, "name": "New"}, "author": map[string]any{"id": 7, "name": "Ada"}, "subject": i.words, "description": "",
		"created_on": i.created.Format(time.RFC3339), "updated_on": i.updated.Format(time.RFC3339), "closed_on": nil,
	}
	if !journals {
		return issue
	}
	list := []map[string]any{}
	for _, n := range s.notes {
		if 10_000+n.n == i.n {
			list = append(list, map[string]any{"id": n.n, "user": map[string]any{"id": 8, "name": "Bob"}, "notes": n.words, "private_notes": false,
				"created_on": n.created.Format(time.RFC3339), "details": []any{}})
		}
	}
	issue["journals"] = list
	return issue
}

func TestRedmineConforms(t *testing.T) {
	conformance.Run(t, conformance.Case{
		System:  func() conformance.System { return &redmineSystem{} },
		Records: 330,
		Setup:   1,
		Skip:    map[string]string{"resumed": "each issue is a request: the first three are within the overlap; TestRedmineResumes ends later"},
		Live: func(hosts *api.Hosts, url, token string) (ingest.Live, error) {
			return Redmine{URL: url, Token: secret.New(token)}.Live(hosts, time.UTC)
		},
	})
}

// TestRedmineResumes: a pull that ends in the middle of a page goes on with the
// issue that failed and those of the overlap.
func TestRedmineResumes(t *testing.T) {
	system := &redmineSystem{}
	at := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	for n := range 60 {
		system.Put(n, "x", at.Add(time.Duration(n)*time.Minute))
	}
	asked := 0
	live := redmineOf(t, func(w http.ResponseWriter, r *http.Request) {
		if asked++; asked == 43 { // the account, the list and 40 issues before it
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		system.ServeHTTP(w, r)
	}, Redmine{})
	p := pullAll(t, live, ingest.From{})["issues"]
	if p.err == nil || len(p.positions) != 40 || p.positions[39] != (mark{at.Add(39 * time.Minute)}).String() {
		t.Fatalf("positions %q, %v", p.positions, p.err)
	}
	asked = 1000
	p = pullAll(t, live, ingest.From{Position: p.positions[39]})["issues"]
	if want := 2 + 20 + 3; p.err != nil || asked-1000 != want {
		t.Errorf("%d requests, want %d; %v", asked-1000, want, p.err)
	}
}

// TestRedmineGoneMeanwhile: an issue that is deleted between the list and its
// notes costs nothing else.
func TestRedmineGoneMeanwhile(t *testing.T) {
	system := &redmineSystem{}
	system.Put(0, "x", time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC))
	live := redmineOf(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/issues/") {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		system.ServeHTTP(w, r)
	}, Redmine{})
	if p := pullAll(t, live, ingest.From{})["issues"]; p.err != nil || !slices.Equal(p.ids(), []string{"#0"}) {
		t.Errorf("%q, %v", p.ids(), p.err)
	}
}

// recording gives the files of a recording in testdata/live.
func recording(t *testing.T, name string) map[string]json.RawMessage {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("testdata/live", name))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]json.RawMessage{}
	for _, f := range archive.Files {
		files[f.Name] = f.Data
	}
	return files
}

// TestRedmineRecords: an issue with a note, a change without one, a private note
// and one by nobody in particular; versions of a project among two.
func TestRedmineRecords(t *testing.T) {
	files := recording(t, "redmine.txt")
	url := stand(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/issues.json":
			answer(w, map[string]any{"issues": []json.RawMessage{[]byte(withoutMember(files["issue.json"], "journals"))}, "total_count": 1, "offset": 0})
		case "/issues/123.json":
			answer(w, map[string]any{"issue": files["issue.json"]})
		case "/projects.json":
			fmt.Fprint(w, `{"projects":[{"id":1,"identifier":"shop"},{"id":2,"identifier":"closed-shop"}],"total_count":2,"offset":0}`)
		case "/projects/shop/versions.json":
			answer(w, map[string]any{"versions": []json.RawMessage{files["version.json"]}, "total_count": 1})
		default:
			w.WriteHeader(http.StatusForbidden)
		}
	})
	live, err := Redmine{URL: url, Roles: Roles{Role: "both", FeedbackLabels: []string{"Bug"}}}.Live(testHosts(t, nil), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	all := pullAll(t, live, ingest.From{})
	hours := 2.5
	at := func(day, hour, minute int) time.Time { return time.Date(2024, 1, day, hour, minute, 33, 0, time.UTC) }
	origin := func(id string, author ingest.Author, at time.Time, url string) ingest.Origin {
		o := ingest.Origin{Channel: ingest.Tracker, NativeID: id, ThreadID: "#123", Author: author, OccurredAt: at, URL: url, Segments: map[string]string{"project": "Shop"}}
		if id != "#123" {
			o.ParentID = "#123"
		}
		return o
	}
	page := url + "/issues/123"
	labels := []string{"Bug", "Login"}
	want := []ingest.Item{{
		Feedback: []ingest.Feedback{
			{Origin: origin("#123", ingest.Author{ID: "redmine:7", Name: "Ada L."}, at(7, 12, 44), page), Title: "Login fails", Body: "After the update.", Labels: labels, State: "done"},
			{Origin: origin("redmine-note-1", ingest.Author{ID: "redmine:8", Name: "Bob"}, at(8, 12, 44), page+"#change-1"), Body: "The same here"},
			{Origin: origin("redmine-note-4", ingest.Author{}, at(8, 12, 47), page+"#change-4"), Body: "Me too"},
		},
		WorkItems: []ingest.WorkItem{{Key: "#123", Type: "bug", Title: "Login fails", Body: "After the update.", State: "done", ReleasedIn: "2.0", Estimate: &hours,
			Labels: labels, URL: page, CreatedAt: at(7, 12, 44), UpdatedAt: at(9, 12, 44), ClosedAt: at(9, 12, 44)}},
	}}
	if diff := cmp.Diff(want, all["issues"].items, withoutPayload()); diff != "" || all["issues"].err != nil {
		t.Error(diff, all["issues"].err)
	}
	want = []ingest.Item{{Releases: []ingest.Release{{Name: "2.0", ReleasedOn: time.Date(2024, 2, 1, 0, 0, 0, 0, time.UTC), URL: url + "/versions/3"}}}}
	if diff := cmp.Diff(want, all["versions"].items); diff != "" || all["versions"].err != nil {
		t.Error(diff, all["versions"].err)
	}
}

// TestRedmineOneSecond: more issues than a page were changed within one second.
func TestRedmineOneSecond(t *testing.T) {
	system := &redmineSystem{}
	at := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	for n := range 250 {
		system.issues.put(n, "x", at)
	}
	system.issues.put(250, "x", at.Add(time.Second))
	got := pullAll(t, redmineOf(t, system.ServeHTTP, Redmine{}), ingest.From{})["issues"]
	ids := got.ids()
	slices.Sort(ids)
	if ids = slices.Compact(ids); got.err != nil || len(ids) != 251 {
		t.Errorf("%d issues, want 251; %v", len(ids), got.err)
	}
}

func redmineOf(t *testing.T, handler http.HandlerFunc, s Redmine) ingest.Live {
	t.Helper()
	s.URL, s.Token = stand(t, handler), secret.New(conformance.Token)
	live, err := s.Live(testHosts(t, nil), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return live
}

// TestRedmineRequest: the bound goes encoded, with what it compares by, and the
// projects in requests of their own.
func TestRedmineRequest(t *testing.T) {
	var asked []string
	live := redmineOf(t, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.Path+"?"+r.URL.RawQuery)
		fmt.Fprint(w, `{"issues":[],"versions":[],"total_count":0,"offset":0,"limit":100}`)
	}, Redmine{Projects: []string{"shop"}, Roles: Roles{Role: "plan", Milestones: "sprint"}})
	pullAll(t, live, ingest.From{Since: time.Date(2026, 3, 2, 9, 0, 0, 0, time.FixedZone("", 3600))})
	want := []string{
		"/users/current.json?",
		"/issues.json?limit=100&offset=0&project_id=shop&sort=updated_on%3Aasc%2Cid%3Aasc&status_id=%2A&updated_on=%3E%3D2026-03-02T08%3A00%3A00Z",
		"/projects/shop/versions.json?",
	}
	if diff := cmp.Diff(want, asked); diff != "" {
		t.Error(diff)
	}
}

// TestRedmineOffset: an answer from elsewhere in the list, or an empty one in the
// middle of it, is an error and not the end.
func TestRedmineOffset(t *testing.T) {
	for _, body := range []string{`{"issues":[],"total_count":300,"offset":0}`, `{"issues":[],"total_count":300,"offset":200}`, `{"total_count":0}`, `{"issues":[{"id":1}],"total_count":1,"offset":0}`} {
		live := redmineOf(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) }, Redmine{})
		if p := pullAll(t, live, ingest.From{})["issues"]; p.err == nil || len(p.positions) > 0 {
			t.Errorf("%s: %v, %q", body, p.err, p.positions)
		}
	}
}

// TestRedmineStates: Redmine 4 tells the day of closing only.
func TestRedmineStates(t *testing.T) {
	for in, want := range map[string]state{
		`{"status":{"name":"New"}}`:                                                   open,
		`{"status":{"name":"In Progress","is_closed":false}}`:                         inProgress,
		`{"status":{"name":"Resolved","is_closed":false}}`:                            inProgress,
		`{"status":{"name":"Closed","is_closed":true}}`:                               done,
		`{"status":{"name":"Closed"},"closed_on":"2024-01-07T12:44:33Z"}`:             done,
		`{"status":{"name":"Rejected","is_closed":true}}`:                             declined,
		`{"status":{"name":"New","is_closed":false},"closed_on":"2024-01-07T12:44Z"}`: open,
	} {
		var i redmineIssue
		if err := json.Unmarshal([]byte(in), &i); err != nil || i.state() != want {
			t.Errorf("%s: %s, want %s; %v", in, i.state(), want, err)
		}
	}
}

func TestRedmineCheck(t *testing.T) {
	var paths []string
	Redmine{Projects: []string{"shop", "a/b", ""}}.Check(func(path, _, _ string) { paths = append(paths, path) })
	if diff := cmp.Diff([]string{"projects[1]", "projects[2]"}, paths); diff != "" {
		t.Error(diff)
	}
}
