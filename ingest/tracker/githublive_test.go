package tracker

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
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
type githubSystem struct {
	issues []githubRecord
}

type githubRecord struct {
	n       int
	words   string
	created time.Time
	updated time.Time
}

func (s *githubSystem) Put(n int, words string, at time.Time) {
	i := slices.IndexFunc(s.issues, func(r githubRecord) bool { return r.n == n })
	created := at
	if i >= 0 {
		created = s.issues[i].created
		s.issues = slices.Delete(s.issues, i, i+1)
	}
	s.issues = append(s.issues, githubRecord{n, words, created, at})
}

func (s *githubSystem) Delete(n int) {
	s.issues = slices.DeleteFunc(s.issues, func(r githubRecord) bool { return r.n == n })
}

func (s *githubSystem) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "Bearer "+conformance.Token {
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprint(w, `{"message": "Bad credentials"}`)
		return
	}
	query := r.URL.Query()
	since, _ := time.Parse(time.RFC3339, query.Get("since"))
	var list []map[string]any
	for _, one := range s.issues {
		if r.URL.Path == "/repos/acme/app/issues" && !one.updated.Before(since) {
			list = append(list, one.json())
		}
	}
	page, _ := strconv.Atoi(query.Get("page"))
	page = max(page, 1)
	perPage, _ := strconv.Atoi(query.Get("per_page"))
	first, last := min((page-1)*perPage, len(list)), min(page*perPage, len(list))
	if last < len(list) {
		query.Set("page", strconv.Itoa(page+1))
		w.Header().Set("Link", fmt.Sprintf(`<http://%s%s?%s>; rel="next"`, r.Host, r.URL.Path, query.Encode()))
	}
	json.NewEncoder(w).Encode(append([]map[string]any{}, list[first:last]...))
}

func (r githubRecord) json() map[string]any {
	issue := map[string]any{
		"id": 1000 + r.n, "number": r.n, "title": r.words, "body": "", "state": "open",
		"html_url":       fmt.Sprintf("https://github.com/acme/app/issues/%d", r.n),
		"repository_url": "https://api.github.com/repos/acme/app",
		"user":           map[string]any{"login": "ada", "type": "User"},
		"created_at":     r.created.Format(time.RFC3339), "updated_at": r.updated.Format(time.RFC3339),
	}
	return issue
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
