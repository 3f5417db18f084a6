package tracker

import (
	"fmt"
	"net/http"
	"strconv"
	"testing"
	"time"

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
