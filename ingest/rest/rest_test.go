package rest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/internal/secret"
)

// read decodes settings as the configuration does, and demands that they are
// right.
func read(t *testing.T, text, url string) Settings {
	t.Helper()
	var s Settings
	if err := yaml.Load([]byte(text), &s, yaml.WithKnownFields()); err != nil {
		t.Fatal(err)
	}
	s.URL = url
	s.Check(func(path, message, hint string) { t.Errorf("%s: %s; %s", path, message, hint) })
	return s
}

// pull pulls all of a source from the start.
func pull(t *testing.T, s Settings, from ingest.From) (items []ingest.Item, position string, err error) {
	t.Helper()
	var log bytes.Buffer
	hosts := api.NewHosts(slog.New(slog.NewTextHandler(&log, nil)))
	defer hosts.Close()
	hosts.Pause = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	live, err := s.Live(hosts, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	streams, err := live.Streams(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, stream := range streams {
		for page, failed := range stream.Pull(t.Context(), from) {
			if failed != nil {
				err = failed
				break
			}
			items = append(items, page.Items...)
			if page.Position != "" {
				position = page.Position
			}
		}
	}
	if strings.Contains(log.String(), "s3cret") || err != nil && strings.Contains(err.Error(), "s3cret") {
		t.Errorf("a secret in %v or in the log %s", err, log.String())
	}
	return items, position, err
}

var now = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)

const helpdesk = `
url: x
auth: {bearer: s3cret-token}
streams:
  - name: tickets
    request:
      path: /tickets
      query: {updated_since: "{{since}}", per_page: "{{limit}}"}
    records: .tickets[]
    paging: {by: next_url, value: .links.next, size: 100}
    cursor: {field: .updated_at, order: ascending}
    details:
      - {as: comments, request: {path: "/tickets/{{.id}}/comments"}, records: ".comments[]"}
    whole: true
    channel: email
    id: .id
    time: .created_at
    author: {id: .requester.id, email: .requester.email}
    account: .organization.name
    link: .url
    language: .locale
    labels: .tags
    state: .status
    votes: .votes
    segments: {plan: .organization.plan}
    deleted: .status == "deleted"
    feedback:
      - {title: .subject, body: .description}
      - {each: ".comments[] | select(.public)", id: .id, body: .body, time: .created_at, author: {id: .author_id}}
    ratings:
      - {metric: csat, score: .satisfaction.score, scale: [0, 1], words: {bad: 0, good: 1}, no_answer: [offered, unoffered]}
`

// helpdeskServer has three tickets: one in full, one that was deleted, one whose
// comments may not be seen and whose time is wrong.
func helpdeskServer(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/tickets":
		fmt.Fprint(w, `{"links": {"next": null}, "tickets": [
			{"id": 9007199254740993, "subject": "Export fails", "description": "It stops 😀 at\u0000 row 3.", "status": "open", "votes": 4, "locale": "de-AT",
			 "requester": {"id": 7, "email": "ada@acme.example"}, "organization": {"name": "Acme", "plan": "gold"}, "tags": ["export", "csv"],
			 "url": "https://helpdesk.example/1", "created_at": "2026-03-02T08:00:00+01:00", "updated_at": "2026-03-03T08:00:00Z", "satisfaction": {"score": "Good"}},
			{"id": 2, "status": "deleted", "created_at": "2026-03-02T09:00:00Z", "updated_at": "2026-03-03T09:00:00Z"},
			{"id": 3, "subject": "Words of a customer", "created_at": "soon", "updated_at": "2026-03-03T10:00:00Z"}]}`)
	case "/tickets/9007199254740993/comments":
		fmt.Fprint(w, `{"comments": [{"id": "c1", "body": "Here too.", "public": true, "created_at": "2026-03-02T10:00:00Z", "author_id": 8}, {"id": "c2", "body": "between us", "public": false}]}`)
	default:
		w.WriteHeader(http.StatusForbidden)
	}
}

// TestRecords compares all that a recording became.
func TestRecords(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(helpdeskServer))
	defer server.Close()
	items, position, err := pull(t, read(t, helpdesk, server.URL), ingest.From{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	if position != `{"after":"2026-03-03T10:00:00Z"}` {
		t.Errorf("position %s", position)
	}
	for i := range items { // the originals are checked on their own
		for k := range items[i].Feedback {
			if k == 0 && !strings.Contains(items[i].Feedback[0].Payload, `"comments":`) {
				t.Errorf("payload %s", items[i].Feedback[0].Payload)
			}
			items[i].Feedback[k].Payload = ""
		}
		for k := range items[i].Rejects {
			items[i].Rejects[k].Payload = ""
		}
	}
	const home = "tickets/9007199254740993"
	at := func(hour int) time.Time { return time.Date(2026, 3, 2, hour, 0, 0, 0, time.UTC) }
	origin := ingest.Origin{Channel: ingest.Email, NativeID: home, ThreadID: home, ResponseID: home, Author: ingest.Author{ID: "7", Email: "ada@acme.example"},
		Account: "Acme", OccurredAt: at(7), Language: "de", URL: "https://helpdesk.example/1", Segments: map[string]string{"plan": "gold"}}
	comment, score := origin, origin
	comment.NativeID, comment.ParentID, comment.OccurredAt, comment.Author = home+"#2/c1", home, at(10), ingest.Author{ID: "8"}
	score.NativeID = home + "/csat"
	gone := ingest.Origin{Channel: ingest.Email, NativeID: "tickets/2", ThreadID: "tickets/2", ResponseID: "tickets/2", OccurredAt: at(9)}
	lost := gone
	lost.NativeID = "tickets/2/csat"
	labels := []string{"export", "csv"}
	want := []ingest.Item{
		{Feedback: []ingest.Feedback{
			{Origin: origin, Title: "Export fails", Body: "It stops 😀 at\x00 row 3.", Labels: labels, State: "open", Votes: 4},
			{Origin: comment, Body: "Here too.", Labels: labels, State: "open", Votes: 4}},
			Ratings: []ingest.Rating{{Origin: score, Metric: ingest.CSAT, Score: 1, ScaleMax: 1}}},
		{Feedback: []ingest.Feedback{{Origin: gone, State: "deleted", Deleted: true}}, Ratings: []ingest.Rating{{Origin: lost, Metric: ingest.CSAT, ScaleMax: 1, Deleted: true}}},
		{Rejects: []ingest.Reject{{Reason: "feedback[1].each: " + errFails.Error()}, {Reason: "time: is no time that can be read: set time_format to how it is written"}}},
	}
	want[1].Rejects = []ingest.Reject{{Reason: "feedback[1].each: " + errFails.Error()}}
	want[2].Rejects = want[2].Rejects[1:]
	if diff := cmp.Diff(want, items, cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Rejects" }, cmp.Comparer(func(a, b []ingest.Reject) bool {
		return fmt.Sprint(a) == fmt.Sprint(b)
	}))); diff != "" {
		t.Error(diff)
	}
}

// TestBelievesNoError: an API that reports its mistakes with status 200 has no
// empty list.
func TestBelievesNoError(t *testing.T) {
	for _, body := range []string{`{"errors": [{"message": "s3cret words"}]}`, `{"tickets": null}`, `[]`, `7`, `{"tickets": [null]}`} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, body) }))
		items, position, err := pull(t, read(t, helpdesk, server.URL), ingest.From{Now: now})
		server.Close()
		if err == nil || len(items) > 0 || position != "" {
			t.Errorf("%s: %d items, position %q, %v", body, len(items), position, err)
		}
	}
}

// TestClockAhead: a record from the future moves no cursor there.
func TestClockAhead(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(helpdeskServer))
	defer server.Close()
	early := time.Date(2026, 3, 3, 8, 30, 0, 0, time.UTC)
	_, position, err := pull(t, read(t, helpdesk, server.URL), ingest.From{Now: early})
	if err != nil || position != `{"after":"2026-03-03T08:30:00Z"}` {
		t.Errorf("position %s, %v", position, err)
	}
}

// TestSecretParameter: an API that takes its key in the address, names next
// pages with it, and echoes it.
func TestSecretParameter(t *testing.T) {
	for _, status := range []int{200, 401, 500, 302} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("key") != "s3cret key/+" {
				t.Errorf("asked with %q", r.URL.RawQuery)
			}
			if status == 302 {
				w.Header().Set("Location", "http://127.0.0.2:9/?"+r.URL.RawQuery)
			}
			w.WriteHeader(status)
			fmt.Fprintf(w, `{"message": "no good: %s or %s", "next": "http://other.example/%s"}`, "s3cret key/+", r.URL.RawQuery, r.URL.RawQuery)
		}))
		s := read(t, `
url: x
auth: {query: {name: key, value: s3cret key/+}}
streams:
  - {name: a, request: {path: /}, records: "[]", paging: {by: next_url, value: .next}, id: .id, time: .t, feedback: [{body: .b}]}
`, server.URL)
		_, _, err := pull(t, s, ingest.From{Now: now})
		server.Close()
		if err == nil || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%d: %v", status, err)
		}
	}
}

// TestOAuth2: a token is fetched, used until it expires, renewed when it is
// refused before, and a wrong secret is told as one.
func TestOAuth2(t *testing.T) {
	tokens, good := 0, ""
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/token" {
			user, password, _ := r.BasicAuth()
			if r.FormValue("grant_type") != "client_credentials" || r.FormValue("scope") != "read" || user != "me" || password != "s3cret%2Fx" {
				w.WriteHeader(http.StatusBadRequest)
				io.WriteString(w, `{"error": "invalid_client"}`)
				return
			}
			tokens++
			good = fmt.Sprint("s3cret-", tokens)
			fmt.Fprintf(w, `{"access_token": %q, "expires_in": 3600}`, good)
			return
		}
		if r.Header.Get("Authorization") != "Bearer "+good {
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprintf(w, `{"message": "%s is old"}`, r.Header.Get("Authorization"))
			return
		}
		if r.URL.Query().Get("page") == "2" {
			good = "another" // it was withdrawn
		}
		io.WriteString(w, `{"more": `+fmt.Sprint(r.URL.Query().Get("page") != "4")+`, "items": [{"id": "`+r.URL.Query().Get("page")+`", "t": "2026-01-01", "b": "words"}]}`)
	}))
	defer server.Close()
	text := `
url: x
auth: {oauth2: {token_url: TOKEN, client_id: me, client_secret: s3cret/x, scope: read}}
streams:
  - {name: a, request: {path: /list, query: {page: "{{page}}"}}, records: ".items[]", paging: {by: page, first: 1, more: .more}, id: .id, time: .t, feedback: [{body: .b}]}
`
	s := read(t, strings.Replace(text, "TOKEN", server.URL+"/token", 1), server.URL)
	items, _, err := pull(t, s, ingest.From{Now: now})
	if err != nil || len(items) != 4 || tokens != 2 {
		t.Errorf("%d items with %d tokens, %v", len(items), tokens, err)
	}
	s.Auth.OAuth2.ClientSecret = secret.New("s3cret-wrong")
	if _, _, err := pull(t, s, ingest.From{Now: now}); !errors.Is(err, ingest.ErrRefused) {
		t.Errorf("not told as refused: %v", err)
	}
}

// TestWaysOfAuth: what each way sends.
func TestWaysOfAuth(t *testing.T) {
	for _, c := range []struct{ auth, want string }{
		{"{bearer: s3cret}", "Bearer s3cret"},
		{"{basic: {user: me, password: s3cret}}", "Basic bWU6czNjcmV0"},
		{"{header: {name: Authorization, value: s3cret, prefix: 'Token '}}", "Token s3cret"},
		{"{}", ""},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if got := r.Header.Get("Authorization"); got != c.want {
				t.Errorf("%s sent %q", c.auth, got)
			}
			io.WriteString(w, `[]`)
		}))
		_, _, err := pull(t, read(t, "url: x\nauth: "+c.auth+"\nstreams:\n  - {name: a, request: {path: /}, records: '.[]', id: .id, time: .t, feedback: [{body: .b}]}", server.URL), ingest.From{Now: now})
		server.Close()
		if err != nil {
			t.Error(err)
		}
	}
}
