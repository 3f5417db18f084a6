package tracker

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

// giteaSystem answers as Gitea does: issues come by the time of creation, the
// newest first, comments the oldest first; since and before are inclusive and to
// the second; an answer holds no more than the instance allows. Every third
// record is a comment.
type giteaSystem struct{ issues, comments shelf }

const giteaMost = 40

func (s *giteaSystem) Put(n int, words string, at time.Time) {
	if n%3 == 2 {
		s.comments.put(n, words, at)
		return
	}
	s.issues.put(n, words, at)
}

func (s *giteaSystem) Delete(n int) {
	s.issues.delete(n)
	s.comments.delete(n)
}

func (s *giteaSystem) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "token "+conformance.Token {
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprint(w, `{"message":"token is required"}`)
		return
	}
	var all shelf
	var as func(shelved) map[string]any
	switch r.URL.Path {
	case "/api/v1/repos/acme/app/issues":
		all, as = slices.Clone(s.issues), giteaIssueOf
		slices.SortFunc(all, func(a, b shelved) int { return b.created.Compare(a.created) })
	case "/api/v1/repos/acme/app/issues/comments":
		all, as = slices.Clone(s.comments), giteaCommentOf
		slices.SortFunc(all, func(a, b shelved) int { return a.created.Compare(b.created) })
	default:
		w.WriteHeader(http.StatusNotFound)
		return
	}
	query := r.URL.Query()
	since, _ := time.Parse(time.RFC3339, query.Get("since"))
	before, err := time.Parse(time.RFC3339, query.Get("before"))
	all = slices.DeleteFunc(all, func(i shelved) bool {
		at := i.updated.Truncate(time.Second)
		return at.Before(since) || err == nil && at.After(before)
	})
	n, _ := strconv.Atoi(query.Get("page"))
	limit, _ := strconv.Atoi(query.Get("limit"))
	page, _ := cut(all, n, min(limit, giteaMost))
	list := []map[string]any{}
	for _, i := range page {
		list = append(list, as(i))
	}
	w.Header().Set("X-Total-Count", strconv.Itoa(len(all)))
	answer(w, list)
}

func giteaIssueOf(i shelved) map[string]any {
	return map[string]any{
		"id": 500 + i.n, "number": i.n, "title": i.words, "body": "", "state": "open", "html_url": fmt.Sprintf("https://git.example/acme/app/issues/%d", i.n),
		"user": map[string]any{"login": "ada"}, "original_author": "", "pull_request": nil, "repository": map[string]any{"full_name": "acme/app"},
		"created_at": i.created.Format(time.RFC3339), "updated_at": i.updated.Format(time.RFC3339),
	}
}

func giteaCommentOf(i shelved) map[string]any {
	return map[string]any{
		"id": 900 + i.n, "body": i.words, "html_url": "https://git.example/acme/app/issues/1#issuecomment", "issue_url": "https://git.example/acme/app/issues/1",
		"pull_request_url": "", "user": map[string]any{"login": "bob"},
		"created_at": i.created.Format(time.RFC3339), "updated_at": i.updated.Format(time.RFC3339),
	}
}

func TestGiteaConforms(t *testing.T) {
	conformance.Run(t, conformance.Case{
		System:  func() conformance.System { return &giteaSystem{} },
		Records: 330,
		Live: func(hosts *api.Hosts, url, token string) (ingest.Live, error) {
			return Gitea{URL: url, Token: secret.New(token), Repositories: []string{"acme/app"}}.Live(hosts, time.UTC)
		},
	})
}

func giteaOf(t *testing.T, handler http.HandlerFunc, roles Roles) ingest.Live {
	t.Helper()
	live, err := Gitea{URL: stand(t, handler), Token: secret.New(conformance.Token), Repositories: []string{"acme/app"}, Roles: roles}.Live(testHosts(t, nil), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return live
}

// TestGiteaRecords: what the API calls an issue, a comment, a milestone and a
// release, of an instance that lives below a path and took over another's issues.
func TestGiteaRecords(t *testing.T) {
	files := recording(t, "gitea.txt")
	live := giteaOf(t, func(w http.ResponseWriter, r *http.Request) {
		lists := map[string][]json.RawMessage{
			"/api/v1/repos/acme/app/issues":          {files["migrated.json"], files["issue.json"]},
			"/api/v1/repos/acme/app/issues/comments": {files["comment.json"], files["pullcomment.json"]},
			"/api/v1/repos/acme/app/milestones":      {files["milestone.json"]},
			"/api/v1/repos/acme/app/releases":        {files["release.json"]},
		}
		if pageOf("?"+r.URL.RawQuery) > 1 {
			fmt.Fprint(w, "[]")
			return
		}
		if r.URL.Path != "/api/v1/repos/acme/app/releases" { // whose number Gitea does not always tell
			w.Header().Set("X-Total-Count", strconv.Itoa(len(lists[r.URL.Path])))
		}
		answer(w, lists[r.URL.Path])
	}, Roles{Role: "both"})
	all := pullAll(t, live, ingest.From{})
	project := map[string]string{"project": "acme/app"}
	at := time.Date(2024, 1, 7, 12, 44, 33, 0, time.UTC)
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	page := "https://git.acme.example/sub/acme/app/"
	want := map[string][]ingest.Item{
		"acme/app issues": {{
			Feedback: []ingest.Feedback{{Title: "From elsewhere", State: "open", Origin: ingest.Origin{Channel: ingest.Tracker, NativeID: "acme/app#4", ThreadID: "acme/app#4",
				Author: ingest.Author{ID: "gitea-original:zoe", Name: "zoe"}, OccurredAt: at.AddDate(-1, 0, 0), URL: page + "issues/4", Segments: project}}},
			WorkItems: []ingest.WorkItem{{Key: "acme/app#4", Type: "story", Title: "From elsewhere", State: "open", URL: page + "issues/4",
				CreatedAt: at.AddDate(-1, 0, 0), UpdatedAt: at.AddDate(0, 0, 2)}},
		}, {
			Feedback: []ingest.Feedback{{Title: "Login fails", Body: "After the update.", State: "closed", Labels: []string{"Kind/Bug"},
				Origin: ingest.Origin{Channel: ingest.Tracker, NativeID: "acme/app#3", ThreadID: "acme/app#3",
					Author: ingest.Author{ID: "gitea:ada", Name: "Ada L."}, OccurredAt: at, URL: page + "issues/3", Segments: project}}},
			WorkItems: []ingest.WorkItem{{Key: "acme/app#3", Type: "bug", Title: "Login fails", Body: "After the update.", State: "done", ReleasedIn: "2.0",
				Labels: []string{"Kind/Bug"}, URL: page + "issues/3", CreatedAt: at, UpdatedAt: at.AddDate(0, 0, 2), ClosedAt: at.AddDate(0, 0, 2)}},
			Releases: []ingest.Release{{Name: "2.0", ReleasedOn: day(2024, 2, 1)}},
		}},
		"acme/app comments": {{
			Feedback: []ingest.Feedback{{Body: "The same here", Origin: ingest.Origin{Channel: ingest.Tracker, NativeID: "gitea-comment-77", ThreadID: "acme/app#3", ParentID: "acme/app#3",
				Author: ingest.Author{ID: "gitea:bob", Email: "bob@customer.example"}, OccurredAt: at.AddDate(0, 0, 1), URL: page + "issues/3#issuecomment-77", Segments: project}}},
		}, {Skip: "pull request"}},
		"acme/app milestones": {{Releases: []ingest.Release{{Name: "3.0"}}}},
		"acme/app releases":   {{Releases: []ingest.Release{{Name: "v1.9", ReleasedOn: day(2023, 12, 2), URL: page + "releases/tag/v1.9"}}}},
	}
	for name, p := range all {
		if diff := cmp.Diff(want[name], p.items, withoutPayload()); diff != "" || p.err != nil {
			t.Errorf("%s: %v %s", name, p.err, diff)
		}
	}
	if len(all) != len(want) {
		t.Errorf("%d streams", len(all))
	}
}

// TestGiteaShifts: at every moment of a walk an issue is touched, one is deleted
// and one is created; no other one falls through, and those touched come later.
func TestGiteaShifts(t *testing.T) {
	for moment, more := 1, true; more; moment++ {
		system := &giteaSystem{}
		at := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
		for n := range 300 {
			system.issues.put(n, "x", at.Add(time.Duration(n)*time.Minute))
		}
		asked := 0
		live := giteaOf(t, func(w http.ResponseWriter, r *http.Request) {
			if system.ServeHTTP(w, r); r.URL.Path == "/api/v1/repos/acme/app/issues" {
				asked++
			}
			if asked == moment {
				asked++
				now := at.Add(301 * time.Minute)
				system.Delete(290)
				system.issues.put(100, "touched", now)
				system.issues.put(1000, "new", now)
			}
		}, Roles{})
		first := pullAll(t, live, ingest.From{})["acme/app issues"]
		if more = asked >= moment; !more && moment < 12 {
			t.Fatalf("%d requests: too few to shift anything", asked)
		}
		if first.err != nil {
			t.Fatal(first.err)
		}
		second := pullAll(t, live, ingest.From{Position: first.positions[len(first.positions)-1]})["acme/app issues"]
		seen := map[string]bool{}
		for _, id := range append(first.ids(), second.ids()...) {
			seen[id] = true
		}
		delete(seen, "acme/app#290")
		if more && len(seen) != 300 { // 299 that stayed and the new one
			t.Errorf("at request %d of %d: %d issues", moment, asked, len(seen))
		}
	}
}

// TestGiteaOneSecond: more than an answer holds was changed within one second, as
// by a migration, and one of it is deleted while its pages are turned.
func TestGiteaOneSecond(t *testing.T) {
	system := &giteaSystem{}
	at := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	system.issues.put(1000, "before", at.Add(-time.Hour))
	for n := range 130 {
		system.issues.put(n, "x", at)
	}
	system.issues.put(1001, "after", at.Add(time.Second))
	deleted := false
	live := giteaOf(t, func(w http.ResponseWriter, r *http.Request) {
		system.ServeHTTP(w, r)
		if r.URL.Query().Get("page") == "2" && !deleted {
			deleted = true
			system.Delete(0)
		}
	}, Roles{})
	p := pullAll(t, live, ingest.From{})["acme/app issues"]
	ids := p.ids()
	slices.Sort(ids)
	if ids = slices.Compact(ids); p.err != nil || len(ids) != 131 || !deleted {
		t.Errorf("%d issues, want 131; %v", len(ids), p.err)
	}
}

// TestGiteaRestless: a second whose list changes at every reading is an error, and
// the position stays before it.
func TestGiteaRestless(t *testing.T) {
	system := &giteaSystem{}
	at := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	for n := range 130 {
		system.issues.put(n, "x", at)
	}
	next := 0
	live := giteaOf(t, func(w http.ResponseWriter, r *http.Request) {
		system.ServeHTTP(w, r)
		if r.URL.Query().Get("page") == "2" {
			system.Delete(next)
			next++
		}
	}, Roles{})
	p := pullAll(t, live, ingest.From{})["acme/app issues"]
	if p.err == nil || len(p.ids()) > 0 {
		t.Errorf("%d issues, %v", len(p.ids()), p.err)
	}
}

// TestGiteaUnbounded: an instance or a proxy that ignores since and before, or
// takes X-Total-Count away, is found out.
func TestGiteaUnbounded(t *testing.T) {
	system := &giteaSystem{}
	for n := range 100 {
		system.issues.put(n, "x", time.Date(2026, 3, 2, 8, n, 0, 0, time.UTC))
	}
	for _, spoil := range []func(http.ResponseWriter, *http.Request){
		func(w http.ResponseWriter, r *http.Request) {
			query := r.URL.Query()
			query.Del("before")
			r.URL.RawQuery = query.Encode()
			system.ServeHTTP(w, r)
		},
		func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "[]") },
	} {
		if p := pullAll(t, giteaOf(t, spoil, Roles{}), ingest.From{})["acme/app issues"]; p.err == nil || len(p.items) > 0 {
			t.Errorf("%d items, %v", len(p.items), p.err)
		}
	}
}

func TestListRepeats(t *testing.T) {
	live := giteaOf(t, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, `[{"id":1,"tag_name":"v1","published_at":"2024-01-01T00:00:00Z"}]`)
	}, Roles{Role: "plan"})
	if p := pullAll(t, live, ingest.From{})["acme/app releases"]; p.err == nil || len(p.items) != 1 {
		t.Errorf("%d items, %v", len(p.items), p.err)
	}
}
