package tracker

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/ingest/conformance"
	"github.com/earshot/earshot/internal/secret"
)

// exchange is one of a recorded session with api.github.com; npm's package
// @octokit/fixtures holds them too.
type exchange struct {
	Method   string            `json:"method"`
	Path     string            `json:"path"`
	Status   int               `json:"status"`
	Headers  map[string]scalar `json:"headers"`
	Response json.RawMessage   `json:"response"`
}

func exchanges(t *testing.T, scenario string) (all []exchange) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dataFolder(t), "api/octokit-fixtures/api.github.com", scenario, "normalized-fixture.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// replay writes a recorded answer, as if this were the host that gave it.
func replay(w http.ResponseWriter, r *http.Request, e exchange) {
	for name, value := range e.Headers {
		if name != "content-length" && name != "content-encoding" {
			w.Header().Set(name, strings.ReplaceAll(string(value), "https://api.github.com", "http://"+r.Host))
		}
	}
	w.WriteHeader(e.Status)
	w.Write(e.Response)
}

// recordedIssues answers with the recorded page that is asked for, under
// whatever name the repository is asked for.
func recordedIssues(t *testing.T, paths ...string) http.HandlerFunc {
	pages := map[string]exchange{}
	for _, e := range exchanges(t, "paginate-issues") {
		u, err := url.Parse(e.Path)
		if err != nil || e.Status != http.StatusOK {
			t.Fatal(e.Path, err)
		}
		pages[u.Query().Get("page")] = e
	}
	return func(w http.ResponseWriter, r *http.Request) {
		for _, path := range paths {
			if r.URL.Path == path {
				replay(w, r, pages[r.URL.Query().Get("page")])
				return
			}
		}
		answer(w, []any{})
	}
}

func githubOf(t *testing.T, handler http.HandlerFunc, s GitHub) map[string]pulled {
	t.Helper()
	s.URL, s.Token = stand(t, handler), secret.New(conformance.Token)
	live, err := s.Live(testHosts(t, nil), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return pullAll(t, live, ingest.From{})
}

func wantIssues(t *testing.T, p pulled) {
	t.Helper()
	seen := map[string]bool{}
	for _, id := range p.ids() {
		if seen[id] {
			t.Errorf("%s is there twice", id)
		}
		seen[id] = true
	}
	for n := 1; n <= 13; n++ {
		if id := "octokit-fixture-org/paginate-issues#" + strconv.Itoa(n); !seen[id] {
			t.Errorf("%s is missing", id)
		}
	}
	if p.err != nil || len(seen) != 13 {
		t.Errorf("%d issues, %v", len(seen), p.err)
	}
}

// TestGitHubRecordedPages: five pages, whose links leave the repository's name for
// its number. All of them are of one moment, so that pages are turned.
func TestGitHubRecordedPages(t *testing.T) {
	name := "octokit-fixture-org/paginate-issues"
	handler := recordedIssues(t, "/repos/"+name+"/issues", "/repositories/1000/issues")
	wantIssues(t, githubOf(t, handler, GitHub{Repositories: []string{name}})[name+" issues"])
}

// TestGitHubRenamed: a repository with another name answers 301 or 307 and names
// the place within the same host, where the token goes along.
func TestGitHubRenamed(t *testing.T) {
	name := "octokit-fixture-org/rename-repository"
	found := 0
	for _, e := range exchanges(t, "rename-repository") {
		if e.Status != http.StatusMovedPermanently && e.Status != http.StatusTemporaryRedirect {
			continue
		}
		found++
		e.Headers["location"] += "/issues" // recorded of the repository itself
		handler := recordedIssues(t, "/repositories/1000/issues")
		p := githubOf(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") != "Bearer "+conformance.Token {
				t.Error("without the token")
			}
			if r.URL.Path != "/repos/"+name+"/issues" {
				handler(w, r)
				return
			}
			moved := e
			moved.Headers = map[string]scalar{"location": e.Headers["location"] + scalar("?"+r.URL.RawQuery)}
			replay(w, r, moved)
		}, GitHub{Repositories: []string{name}})
		wantIssues(t, p[name+" issues"])
	}
	if found != 2 {
		t.Errorf("%d recorded redirects", found)
	}
}

// TestGitHubRecordedError: a 422 ends the stream with what GitHub says of it.
func TestGitHubRecordedError(t *testing.T) {
	var e exchange
	for _, one := range exchanges(t, "errors") {
		if one.Status == http.StatusUnprocessableEntity {
			e = one
		}
	}
	p := githubOf(t, func(w http.ResponseWriter, r *http.Request) { replay(w, r, e) }, GitHub{Repositories: []string{"acme/app"}})["acme/app issues"]
	if p.err == nil || !strings.Contains(p.err.Error(), "422") || !strings.Contains(p.err.Error(), "Validation Failed") || len(p.positions) > 0 {
		t.Errorf("%v, positions %q", p.err, p.positions)
	}
	if api.Missing(p.err) {
		t.Error("counts as missing")
	}
}
