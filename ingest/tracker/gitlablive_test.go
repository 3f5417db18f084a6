package tracker

import (
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

const gitlabTime = "2006-01-02T15:04:05.000Z"

// gitlabSystem answers as GitLab does: updated_after is inclusive, what is
// touched moves to the end, a note touches its issue, pages by X-Next-Page
// without X-Total, and a list ends at an offset. Every third record is a note.
type gitlabSystem struct {
	issues, notes shelf
	offset        int // beyond which a list is not paged
}

// noted is the issue that holds a note.
func noted(n int) int { return 10_000 + n/30 }

func (s *gitlabSystem) Put(n int, words string, at time.Time) {
	if n%3 == 1 {
		s.notes.put(n, words, at)
		s.issues.put(noted(n), "an issue with notes", at)
		return
	}
	s.issues.put(n, words, at)
}

func (s *gitlabSystem) Delete(n int) {
	s.issues.delete(n)
	s.notes.delete(n)
}

func (s *gitlabSystem) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Private-Token") != conformance.Token {
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprint(w, `{"message":"401 Unauthorized"}`)
		return
	}
	var all []map[string]any
	query := r.URL.Query()
	switch of, ok := strings.CutPrefix(r.URL.Path, "/api/v4/projects/8/issues/"); {
	case r.URL.EscapedPath() == "/api/v4/projects/acme%2Fapp/issues":
		since, _ := time.Parse(time.RFC3339, query.Get("updated_after"))
		for _, i := range s.issues.from(since) {
			all = append(all, s.issue(i))
		}
	case ok:
		iid, _ := strconv.Atoi(strings.TrimSuffix(of, "/notes"))
		for _, n := range s.notes {
			if noted(n.n) == iid {
				all = append(all, gitlabNoteOf(n))
			}
		}
		slices.SortFunc(all, func(a, b map[string]any) int { return a["id"].(int) - b["id"].(int) })
	default:
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"message":"404 Project Not Found"}`)
		return
	}
	n, _ := strconv.Atoi(query.Get("page"))
	size, err := strconv.Atoi(query.Get("per_page"))
	if err != nil {
		size = 20
	}
	if s.offset > 0 && max(n, 1)*size > s.offset {
		w.WriteHeader(http.StatusMethodNotAllowed)
		fmt.Fprint(w, `{"error":"Offset pagination has a maximum allowed offset"}`)
		return
	}
	page, more := cut(all, n, size)
	w.Header().Set("X-Next-Page", "")
	if more {
		w.Header().Set("X-Next-Page", strconv.Itoa(max(n, 1)+1))
	}
	answer(w, append([]map[string]any{}, page...))
}

func (s *gitlabSystem) issue(i shelved) map[string]any {
	count := 0
	for _, n := range s.notes {
		if noted(n.n) == i.n {
			count++
		}
	}
	return map[string]any{
		"id": 70_000 + i.n, "iid": i.n, "project_id": 8, "title": i.words, "description": "", "state": "opened", "labels": []string{},
		"author": map[string]any{"id": 18, "username": "ada"}, "user_notes_count": count,
		"web_url":    fmt.Sprintf("https://gitlab.example/acme/app/-/issues/%d", i.n),
		"references": map[string]any{"full": fmt.Sprintf("acme/app#%d", i.n)},
		"created_at": i.created.Format(gitlabTime), "updated_at": i.updated.Format(gitlabTime),
	}
}

func gitlabNoteOf(n shelved) map[string]any {
	return map[string]any{
		"id": 90_000 + n.n, "body": n.words, "author": map[string]any{"id": 19, "username": "bob"}, "system": false, "internal": false,
		"noteable_type": "Issue", "noteable_iid": noted(n.n), "project_id": 8,
		"created_at": n.created.Format(gitlabTime), "updated_at": n.updated.Format(gitlabTime),
	}
}

func TestGitLabConforms(t *testing.T) {
	conformance.Run(t, conformance.Case{
		// The list may not be paged beyond its second page: it is asked for anew.
		System:  func() conformance.System { return &gitlabSystem{offset: 200} },
		Records: 330,
		Live: func(hosts *api.Hosts, url, token string) (ingest.Live, error) {
			return GitLab{Projects: []string{"acme/app"}, Token: secret.New(token), URL: url}.Live(hosts, time.UTC)
		},
	})
}

// TestGitLabRecords: the records of one issue with notes, whole.
func TestGitLabRecords(t *testing.T) {
	url := stand(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/api/v4/groups/acme/issues":
			if r.URL.Query().Get("non_archived") != "false" {
				t.Error("archived projects are left out")
			}
			fmt.Fprint(w, `[{"id":76,"iid":6,"project_id":8,"title":"Login fails","description":"After the **update**.","state":"closed","labels":["type::bug"],
				"author":{"id":18,"username":"ada","name":"Ada L."},"created_at":"2024-01-07T12:44:33.959Z","updated_at":"2024-01-08T12:44:33.959Z","closed_at":"2024-01-08T12:44:33.959Z",
				"upvotes":4,"weight":3,"user_notes_count":2,"web_url":"https://gitlab.example/acme/tools/shop/-/issues/6","references":{"full":"acme/tools/shop#6"},
				"milestone":{"id":5,"title":"v3.0","description":"","state":"closed","due_date":"2024-02-01","updated_at":"2024-02-02T00:00:00Z"},
				"iteration":{"id":1,"iid":4,"sequence":4,"title":null,"state":3,"start_date":"2024-01-01","due_date":"2024-01-14"}}]`)
		case "/api/v4/projects/8/issues/6/notes":
			fmt.Fprint(w, `[{"id":1201,"body":"The same here","author":{"id":1,"username":"bob"},"created_at":"2024-01-09T19:16:44.000Z","system":false,"internal":false,"noteable_type":"Issue","noteable_iid":6,"project_id":8},
				{"id":1202,"body":"added ~bug label","author":{"username":"ada"},"created_at":"2024-01-09T19:16:44Z","system":true,"noteable_type":"Issue","noteable_iid":6},
				{"id":1204,"body":"among us","author":{"username":"ada"},"created_at":"2024-01-09T19:16:44Z","system":false,"internal":true,"noteable_type":"Issue","noteable_iid":6}]`)
		case "/api/v4/groups/acme/milestones":
			fmt.Fprint(w, `[{"id":6,"title":"v4.0","description":null,"state":"active","due_date":"2024-06-01","start_date":null,"updated_at":"2024-02-02T00:00:00Z"}]`)
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	})
	live, err := GitLab{Groups: []string{"acme"}, URL: url, Roles: Roles{Role: "both"}}.Live(testHosts(t, nil), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	all := pullAll(t, live, ingest.From{})
	points := 3.0
	created := time.Date(2024, 1, 7, 12, 44, 33, 959_000_000, time.UTC)
	closed := created.AddDate(0, 0, 1)
	issue := ingest.Item{
		Feedback: []ingest.Feedback{{Title: "Login fails", Body: "After the update.", Labels: []string{"type::bug"}, State: "closed", Votes: 4,
			Origin: ingest.Origin{Channel: ingest.Tracker, NativeID: "acme/tools/shop#6", ThreadID: "acme/tools/shop#6", Author: ingest.Author{ID: "gitlab:ada", Name: "Ada L."},
				OccurredAt: created, URL: "https://gitlab.example/acme/tools/shop/-/issues/6", Segments: map[string]string{"project": "acme/tools/shop"}}}},
		WorkItems: []ingest.WorkItem{{Key: "acme/tools/shop#6", Type: "bug", Title: "Login fails", Body: "After the update.", State: "done",
			Sprint: "2024-01-01 - 2024-01-14", ReleasedIn: "v3.0", Estimate: &points, Votes: 4, Labels: []string{"type::bug"},
			URL: "https://gitlab.example/acme/tools/shop/-/issues/6", CreatedAt: created, UpdatedAt: closed, ClosedAt: closed}},
		Releases: []ingest.Release{{Name: "v3.0", ReleasedOn: time.Date(2024, 2, 1, 0, 0, 0, 0, time.UTC)}},
		Sprints: []ingest.Sprint{{Name: "2024-01-01 - 2024-01-14", State: "closed",
			StartsOn: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), EndsOn: time.Date(2024, 1, 14, 0, 0, 0, 0, time.UTC)}},
	}
	note := ingest.Item{Feedback: []ingest.Feedback{{Body: "The same here",
		Origin: ingest.Origin{Channel: ingest.Tracker, NativeID: "gitlab-note-1201", ThreadID: "acme/tools/shop#6", ParentID: "acme/tools/shop#6", Author: ingest.Author{ID: "gitlab:bob"},
			OccurredAt: time.Date(2024, 1, 9, 19, 16, 44, 0, time.UTC), URL: "https://gitlab.example/acme/tools/shop/-/issues/6#note_1201",
			Segments: map[string]string{"project": "acme/tools/shop"}}}}}
	want := []ingest.Item{issue, note, {Skip: "system note"}, {Skip: "internal note"}}
	if diff := cmp.Diff(want, all["group acme issues"].items, withoutPayload()); diff != "" {
		t.Error(diff)
	}
	want = []ingest.Item{{Releases: []ingest.Release{{Name: "v4.0"}}}}
	if diff := cmp.Diff(want, all["group acme milestones"].items); diff != "" {
		t.Error(diff)
	}
	for name, p := range all {
		if p.err != nil { // iterations and a group's releases are not in every edition
			t.Errorf("%s: %v", name, p.err)
		}
	}
}

// withoutPayload compares records but for the original, which the test wrote.
func withoutPayload() cmp.Option {
	return cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Payload" }, cmp.Ignore())
}

// TestGitLabOneMoment: more issues than a page were changed at one moment, as by
// an import. There pages are turned.
func TestGitLabOneMoment(t *testing.T) {
	system := &gitlabSystem{}
	at := time.Date(2026, 3, 2, 8, 0, 0, 123_000_000, time.UTC)
	for n := range 250 {
		system.issues.put(n, "x", at)
	}
	system.issues.put(250, "x", at.Add(time.Millisecond))
	live := gitlabOf(t, system.ServeHTTP, Roles{})
	got := pullAll(t, live, ingest.From{})["acme/app issues"]
	ids := got.ids()
	slices.Sort(ids)
	if ids = slices.Compact(ids); got.err != nil || len(ids) != 251 {
		t.Errorf("%d issues, want 251; %v", len(ids), got.err)
	}
}

func gitlabOf(t *testing.T, handler http.HandlerFunc, roles Roles) ingest.Live {
	t.Helper()
	live, err := GitLab{Projects: []string{"acme/app"}, Token: secret.New(conformance.Token), URL: stand(t, handler), Roles: roles}.Live(testHosts(t, nil), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return live
}

// TestGitLabNotesBeforeThePosition: when the notes of the second issue cannot be
// read, the position is that of the first, and the next run asks for both again.
func TestGitLabNotesBeforeThePosition(t *testing.T) {
	system := &gitlabSystem{}
	at := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	system.Put(0, "first", at)
	system.Put(1, "a note", at.Add(time.Hour))
	broken := true
	live := gitlabOf(t, func(w http.ResponseWriter, r *http.Request) {
		if broken && strings.HasSuffix(r.URL.Path, "/notes") {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		system.ServeHTTP(w, r)
	}, Roles{})
	p := pullAll(t, live, ingest.From{})["acme/app issues"]
	if !api.Missing(p.err) || len(p.positions) != 1 || p.positions[0] != (mark{at}).String() {
		t.Fatalf("positions %q, %v", p.positions, p.err)
	}
	broken = false
	p = pullAll(t, live, ingest.From{Position: p.positions[0]})["acme/app issues"]
	if want := []string{"acme/app#0", "acme/app#10000", "gitlab-note-90001"}; !slices.Equal(p.ids(), want) || p.err != nil {
		t.Errorf("%q, want %q; %v", p.ids(), want, p.err)
	}
}

// TestGitLabGoneMeanwhile: an issue that is deleted between the list and its
// notes costs nothing else.
func TestGitLabGoneMeanwhile(t *testing.T) {
	system := &gitlabSystem{}
	system.Put(1, "a note", time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC))
	live := gitlabOf(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/notes") {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		system.ServeHTTP(w, r)
	}, Roles{})
	if p := pullAll(t, live, ingest.From{})["acme/app issues"]; p.err != nil || len(p.ids()) != 1 {
		t.Errorf("%q, %v", p.ids(), p.err)
	}
}

// TestGitLabTooFast: a 429 that says only when its budget is full again.
func TestGitLabTooFast(t *testing.T) {
	system := &gitlabSystem{}
	asked := 0
	url := stand(t, func(w http.ResponseWriter, r *http.Request) {
		if asked++; asked == 1 {
			w.Header().Set("RateLimit-Remaining", "0")
			w.Header().Set("RateLimit-Reset", strconv.FormatInt(time.Now().Add(90*time.Second).Unix(), 10))
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		system.ServeHTTP(w, r)
	})
	var waits []time.Duration
	live, err := GitLab{Projects: []string{"acme/app"}, Token: secret.New(conformance.Token), URL: url}.Live(testHosts(t, &waits), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	if p := pullAll(t, live, ingest.From{})["acme/app issues"]; p.err != nil {
		t.Error(p.err)
	}
	if len(waits) != 1 || waits[0] < time.Minute || waits[0] > 2*time.Minute {
		t.Errorf("waited %v", waits)
	}
}

// TestGitLabLinkOnly: lists without numbered pages name the next one by Link.
func TestGitLabLinkOnly(t *testing.T) {
	var url string
	url = stand(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case !strings.HasSuffix(r.URL.Path, "/milestones"):
			fmt.Fprint(w, `[]`)
		case r.URL.Query().Get("cursor") == "":
			w.Header().Set("Link", fmt.Sprintf(`<%s%s?cursor=abc>; rel="next", <%s/x>; rel="first"`, url, r.URL.EscapedPath(), url))
			fmt.Fprint(w, `[{"id":1,"title":"v1","description":"","due_date":null,"updated_at":"2024-01-01T00:00:00Z"}]`)
		default:
			fmt.Fprint(w, `[{"id":2,"title":"v2","description":"","due_date":null,"updated_at":"2024-01-01T00:00:00Z"}]`)
		}
	})
	live, err := GitLab{Projects: []string{"acme/app"}, URL: url + "/", Roles: Roles{Role: "plan", Milestones: "sprint"}}.Live(testHosts(t, nil), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	p := pullAll(t, live, ingest.From{})["acme/app milestones"]
	if p.err != nil || len(p.items) != 2 || p.items[1].Sprints[0].Name != "v2" {
		t.Errorf("%+v, %v", p.items, p.err)
	}
}

func TestGitLabCheck(t *testing.T) {
	var paths []string
	note := func(path, _, _ string) { paths = append(paths, path) }
	GitLab{}.Check(note)
	GitLab{Projects: []string{"acme/app", "12", "a b"}, Groups: []string{"/acme"}}.Check(note)
	if diff := cmp.Diff([]string{"projects", "projects[2]", "groups[0]"}, paths); diff != "" {
		t.Error(diff)
	}
}

// TestGitLabRecordings: what real instances of GitLab answered, old ones too.
func TestGitLabRecordings(t *testing.T) {
	folder := filepath.Join(dataFolder(t), "api/narkoz-gitlab")
	url := stand(t, func(w http.ResponseWriter, r *http.Request) {
		name := map[bool]string{true: "notes.json", false: "group_issues.json"}[strings.HasSuffix(r.URL.Path, "/notes")]
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Error(err)
		}
		w.Write(data)
	})
	live, err := GitLab{Groups: []string{"example"}, URL: url}.Live(testHosts(t, nil), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	p := pullAll(t, live, ingest.From{})["group example issues"]
	var sum tally
	for _, item := range p.items {
		sum.add(item)
	}
	if p.err != nil || sum.feedback < 3 || sum.rejected > 0 {
		t.Errorf("%+v, %v", sum, p.err)
	}
	for _, item := range p.items {
		for _, f := range item.Feedback {
			if strings.HasPrefix(f.NativeID, "gitlab-note-") && !strings.HasPrefix(f.ThreadID, "example/example#") {
				t.Errorf("note %s in thread %q", f.NativeID, f.ThreadID)
			}
		}
	}
}
