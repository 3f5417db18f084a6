package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"time"
)

const (
	pageSize = 100
	// service is how long the stand-in takes for a page: a tenth of what the APIs
	// of trackers take.
	service = 30 * time.Millisecond
)

// tracker stands in for GitHub: issues in the order of change, a page at a time
// since a moment.
type tracker struct {
	issues [][]byte // as JSON
	wait   time.Duration
	asked  atomic.Int64
}

var firstIssue = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)

func newTracker(n int) *tracker {
	t := &tracker{}
	c := newCorpus(3)
	for i := range n {
		at := firstIssue.Add(time.Duration(i) * time.Minute).Format(time.RFC3339)
		encoded, err := json.Marshal(map[string]any{
			"id": i + 1, "number": i + 1, "title": c.comment(), "body": c.comment() + "\n\n" + c.comment(), "state": "open", "comments": 0,
			"html_url":       fmt.Sprintf("https://github.com/acme/app/issues/%d", i+1),
			"repository_url": "https://api.github.com/repos/acme/app", "created_at": at, "updated_at": at, "closed_at": nil,
			"user":      map[string]any{"login": fmt.Sprint("user", i%5000), "id": i % 5000, "type": "User"},
			"labels":    []map[string]any{{"name": "bug", "color": "red"}},
			"reactions": map[string]any{"+1": i % 7, "total_count": i % 7},
		})
		if err != nil { // plain values
			panic(err)
		}
		t.issues = append(t.issues, encoded)
	}
	return t
}

func (t *tracker) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	t.asked.Add(1)
	time.Sleep(t.wait)
	first := 0
	if since, err := time.Parse(time.RFC3339, r.URL.Query().Get("since")); err == nil && since.After(firstIssue) {
		first = int(since.Sub(firstIssue) / time.Minute)
	}
	last := min(first+pageSize, len(t.issues))
	if r.URL.Path != "/repos/acme/app/issues" {
		first, last = 0, 0
	}
	if last > first && last < len(t.issues) {
		w.Header().Set("Link", fmt.Sprintf(`<http://%s%s?page=2&since=%s>; rel="next"`, r.Host, r.URL.Path, r.URL.Query().Get("since")))
	}
	w.Header().Set("Content-Type", "application/json")
	separator := "["
	for _, issue := range t.issues[first:last] {
		io.WriteString(w, separator) // an error shows at the other end
		w.Write(issue)
		separator = ","
	}
	if first == last {
		io.WriteString(w, "[")
	}
	io.WriteString(w, "]")
}

// benchPages measures a pull of n issues, page by page, against fetching the
// same pages and throwing them away.
func benchPages(ctx context.Context, binary, dir string, n int) error {
	fmt.Printf("\n%d issues by %d a page from a tracker on loopback that takes %v a page\n\n", n, pageSize, service)
	t := newTracker(n)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: t}
	go server.Serve(listener)
	defer server.Close()
	url := "http://" + listener.Addr().String()
	small, _, err := pullPages(ctx, binary, filepath.Join(dir, "few"), url, firstIssue.Add(time.Duration(n-n/5)*time.Minute))
	if err != nil {
		return err
	}
	t.wait = service
	thrown, pages, err := throwAway(ctx, url, n)
	if err != nil {
		return err
	}
	print(fmt.Sprintf("fetching %d pages and throwing them away", pages), thrown, 0, fmt.Sprintf("%.0f issues/s", float64(n)/thrown.Seconds()))
	t.asked.Store(0)
	pulled, stored, err := pullPages(ctx, binary, filepath.Join(dir, "all"), url, time.Time{})
	if err != nil {
		return err
	}
	print(fmt.Sprintf("earshot ingest, %d pages, %d issues stored", t.asked.Load(), stored), pulled.wall, pulled.memory, fmt.Sprintf("%.0f issues/s", float64(n)/pulled.wall.Seconds()))
	t.wait = 0
	bare, _, err := pullPages(ctx, binary, filepath.Join(dir, "bare"), url, time.Time{})
	if err != nil {
		return err
	}
	print("earshot ingest from a tracker that takes no time", bare.wall, bare.memory, fmt.Sprintf("%.0f issues/s", float64(n)/bare.wall.Seconds()))
	bar("issues stored / issues there", float64(stored)/float64(n), stored == int64(n), "1")
	speed := thrown.Seconds() / pulled.wall.Seconds()
	bar("speed of the pull / of throwing away", speed, speed >= 0.8, "at least 0.8")
	atMost(fmt.Sprintf("peak memory, %d issues / %d issues", n, n/5), float64(pulled.memory)/float64(small.memory), 1.5)
	return nil
}

// throwAway fetches page after page as the source does.
func throwAway(ctx context.Context, url string, n int) (time.Duration, int, error) {
	began := time.Now()
	pages := 0
	for first := 0; first+1 < n; first += pageSize - 1 { // the last issue of a page comes again: since is inclusive
		since := firstIssue.Add(time.Duration(first) * time.Minute).Format(time.RFC3339)
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/repos/acme/app/issues?since="+since, nil)
		if err != nil {
			return 0, 0, err
		}
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			return 0, 0, err
		}
		_, err = io.Copy(io.Discard, answer.Body)
		if err := errors.Join(err, answer.Body.Close()); err != nil {
			return 0, 0, err
		}
		pages++
	}
	return time.Since(began), pages, nil
}

// pullPages has earshot pull what was changed since then into a workspace of its
// own.
func pullPages(ctx context.Context, binary, space, url string, since time.Time) (run, int64, error) {
	if err := os.MkdirAll(space, 0o755); err != nil {
		return run{}, 0, err
	}
	settings := "sources: [{name: issues, kind: github, repositories: [acme/app], url: " + strconv.Quote(url) + "}]\n"
	if err := os.WriteFile(filepath.Join(space, "earshot.yaml"), []byte(settings), 0o644); err != nil {
		return run{}, 0, err
	}
	args := []string{"-w", space, "ingest", "--json"}
	if !since.IsZero() {
		args = append(args, "--since", since.Format(time.DateOnly))
	}
	r, err := start(ctx, binary, args...)
	if err != nil {
		return r, 0, err
	}
	var outcome struct {
		Sources []struct {
			Stored int64  `json:"stored"`
			Error  string `json:"error"`
		} `json:"sources"`
	}
	if err := json.Unmarshal(r.output, &outcome); err != nil {
		return r, 0, err
	}
	if outcome.Sources[0].Error != "" {
		return r, 0, errors.New(outcome.Sources[0].Error)
	}
	return r, outcome.Sources[0].Stored, nil
}
