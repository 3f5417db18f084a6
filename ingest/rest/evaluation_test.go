package rest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/earshot/earshot/ingest"
)

// TestRecordedPages pulls 13 issues on 5 pages as GitHub gave them.
func TestRecordedPages(t *testing.T) {
	folder := os.Getenv("EARSHOT_EVAL_DATA")
	if folder == "" {
		t.Skip("EARSHOT_EVAL_DATA names no folder with evaluation data")
	}
	text, err := os.ReadFile(filepath.Join(folder, "api/octokit-fixtures/api.github.com/paginate-issues/normalized-fixture.json"))
	if err != nil {
		t.Fatal(err)
	}
	var pages []struct {
		Path     string          `json:"path"`
		Response json.RawMessage `json:"response"`
		Headers  map[string]any  `json:"headers"`
	}
	if err := json.Unmarshal(text, &pages); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, page := range pages {
			if page.Path != r.URL.RequestURI() {
				continue
			}
			if link, ok := page.Headers["link"].(string); ok {
				w.Header().Set("Link", strings.ReplaceAll(link, "https://api.github.com", "http://"+r.Host))
			}
			_, _ = w.Write(page.Response)
			return
		}
		w.WriteHeader(http.StatusNotFound)
	}))
	defer server.Close()
	items, _, err := pull(t, read(t, `
url: x
streams:
  - name: issues
    request: {path: /repos/octokit-fixture-org/paginate-issues/issues, query: {per_page: "{{limit}}"}}
    records: .[]
    paging: {by: link, size: 3}
    id: .number
    time: .created_at
    channel: tracker
    author: {id: .user.login}
    link: .html_url
    labels: '[.labels[].name]'
    votes: .reactions["+1"]
    only: .pull_request == null
    feedback: [{title: .title, body: .body}]
`, server.URL), ingest.From{Now: now})
	ids := map[string]bool{}
	for _, item := range items {
		for _, r := range item.Rejects {
			t.Error(r.Reason)
		}
		for _, f := range item.Feedback {
			ids[f.NativeID] = f.Title != "" && f.Author.ID != "" && strings.HasPrefix(f.URL, "https://")
		}
	}
	if err != nil || len(items) != 13 || len(ids) != 13 || !ids["issues/13"] {
		t.Errorf("%d items, %v, %v", len(items), ids, err)
	}
}
