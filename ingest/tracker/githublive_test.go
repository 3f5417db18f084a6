package tracker

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/ingest/conformance"
	"github.com/earshot/earshot/internal/secret"
)

// githubSystem answers as GitHub does: since is inclusive, what is touched moves
// to the end, pages by Link, and pull requests among the issues.
type githubSystem struct{ issues shelf }

func (s *githubSystem) Put(n int, words string, at time.Time) { s.issues.put(n, words, at) }
func (s *githubSystem) Delete(n int)                          { s.issues.delete(n) }

func (s *githubSystem) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "Bearer "+conformance.Token {
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprint(w, `{"message": "Bad credentials"}`)
		return
	}
	query := r.URL.Query()
	since, _ := time.Parse(time.RFC3339, query.Get("since"))
	var list []map[string]any
	for _, one := range s.issues.from(since) {
		if r.URL.Path == "/repos/acme/app/issues" {
			list = append(list, githubIssueOf(one))
		}
	}
	n, _ := strconv.Atoi(query.Get("page"))
	size, _ := strconv.Atoi(query.Get("per_page"))
	page, more := cut(list, n, size)
	if more {
		query.Set("page", strconv.Itoa(max(n, 1)+1))
		w.Header().Set("Link", fmt.Sprintf(`<http://%s%s?%s>; rel="next"`, r.Host, r.URL.Path, query.Encode()))
	}
	answer(w, append([]map[string]any{}, page...))
}

func githubIssueOf(r shelved) map[string]any {
	return map[string]any{
		"id": 1000 + r.n, "number": r.n, "title": r.words, "body": "", "state": "open",
		"html_url":       fmt.Sprintf("https://github.com/acme/app/issues/%d", r.n),
		"repository_url": "https://api.github.com/repos/acme/app",
		"user":           map[string]any{"login": "ada", "type": "User"},
		"created_at":     r.created.Format(time.RFC3339), "updated_at": r.updated.Format(time.RFC3339),
	}
}

func TestGitHubConforms(t *testing.T) {
	conformance.Run(t, conformance.Case{
		System:  func() conformance.System { return &githubSystem{} },
		Records: 230,
		Live: func(hosts *api.Hosts, url, token string) (ingest.Live, error) {
			return GitHub{Repositories: []string{"acme/app"}, Token: secret.New(token), URL: url}.Live(hosts, time.UTC)
		},
	})
}

// TestGitHubTooFast: a 403 means "too fast" when nothing remains or when it says
// how long to wait, and in its words. Any other is a right that is missing, and
// costs one stream.
func TestGitHubTooFast(t *testing.T) {
	for name, c := range map[string]struct {
		header  map[string]string
		message string
		wait    time.Duration // at least
		spent   bool
		missing bool
	}{
		"reset":       {header: map[string]string{"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": strconv.FormatInt(time.Now().Add(100*time.Second).Unix(), 10)}, wait: 90 * time.Second},
		"reset later": {header: map[string]string{"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": strconv.FormatInt(time.Now().Add(time.Hour).Unix(), 10)}, spent: true},
		"retry after": {header: map[string]string{"X-RateLimit-Remaining": "4000", "Retry-After": "60"}, wait: time.Minute},
		"in words":    {header: map[string]string{"X-RateLimit-Remaining": "4000"}, message: "You have exceeded a secondary rate limit", spent: true},
		"no right":    {header: map[string]string{"X-RateLimit-Remaining": "4000"}, message: "Resource not accessible by personal access token", missing: true},
	} {
		t.Run(name, func(t *testing.T) {
			system := &githubSystem{}
			system.Put(1, "x", time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC))
			refused := 0
			url := stand(t, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != "/repos/acme/app/issues/comments" || c.wait > 0 && refused > 0 {
					system.ServeHTTP(w, r)
					return
				}
				refused++
				for name, value := range c.header {
					w.Header().Set(name, value)
				}
				w.WriteHeader(http.StatusForbidden)
				answer(w, map[string]string{"message": c.message})
			})
			var waits []time.Duration
			live, err := GitHub{Repositories: []string{"acme/app"}, Token: secret.New(conformance.Token), URL: url}.Live(testHosts(t, &waits), time.UTC)
			if err != nil {
				t.Fatal(err)
			}
			all := pullAll(t, live, ingest.From{})
			if p := all["acme/app issues"]; p.err != nil || len(p.items) != 1 {
				t.Errorf("issues: %d, %v", len(p.items), p.err)
			}
			err = all["acme/app comments"].err
			if errors.Is(err, api.ErrSpent) != c.spent || api.Missing(err) != c.missing || (err != nil) != (c.spent || c.missing) {
				t.Errorf("comments: %v", err)
			}
			if c.wait > 0 && (len(waits) != 1 || waits[0] < c.wait) || c.wait == 0 && len(waits) > 0 {
				t.Errorf("waited %v", waits)
			}
		})
	}
}

// TestGitHubPlan: milestones without issues come too, as what the settings say.
func TestGitHubPlan(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2024, 2, d, 0, 0, 0, 0, time.UTC) }
	for milestones, want := range map[string][]ingest.Item{
		"release": {{Releases: []ingest.Release{{Name: "2.0", ReleasedOn: day(1), URL: "https://github.com/acme/app/milestone/2"}}}},
		"sprint":  {{Sprints: []ingest.Sprint{{Name: "2.0", State: "closed", EndsOn: day(3)}}}},
		"none":    nil,
	} {
		all := githubOf(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/repos/acme/app/milestones" {
				fmt.Fprint(w, "[]")
				return
			}
			if r.URL.Query().Get("state") != "all" || r.URL.Query().Get("per_page") != "100" {
				t.Errorf("asked for %s", r.URL.RawQuery)
			}
			fmt.Fprint(w, `[{"number":2,"title":"2.0","open_issues":0,"closed_issues":0,"state":"closed","due_on":"2024-02-03T00:00:00Z","closed_at":"2024-02-01T00:00:00Z","updated_at":"2024-02-01T00:00:00Z","html_url":"https://github.com/acme/app/milestone/2"}]`)
		}, GitHub{Repositories: []string{"acme/app"}, Roles: Roles{Role: "plan", Milestones: milestones}})
		if diff := cmp.Diff(want, all["acme/app milestones"].items); diff != "" {
			t.Error(milestones, diff)
		}
		if _, there := all["acme/app comments"]; there {
			t.Error("comments are no plan")
		}
	}
}

func TestGitHubCheck(t *testing.T) {
	var paths []string
	GitHub{Repositories: []string{"acme/app", "acme"}, Discussions: true, Roles: Roles{Role: "plan"}}.Check(func(path, _, _ string) { paths = append(paths, path) })
	if diff := cmp.Diff([]string{"repositories[1]", "discussions", "discussions"}, paths); diff != "" {
		t.Error(diff)
	}
}
