package tracker

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
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

// asked is a request of GraphQL.
type asked struct {
	Query     string            `json:"query"`
	Variables map[string]string `json:"variables"`
}

func askedIn(r *http.Request) (a asked) {
	_ = json.NewDecoder(r.Body).Decode(&a)
	return a
}

// discussionSystem answers as GitHub's GraphQL does: the newest change first, a
// page begins behind the change that its cursor names.
type discussionSystem struct{ all shelf }

func (s *discussionSystem) Put(n int, words string, at time.Time) { s.all.put(n, words, at) }
func (s *discussionSystem) Delete(n int)                          { s.all.delete(n) }

func (s *discussionSystem) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.Header.Get("Authorization") != "Bearer "+conformance.Token:
		w.WriteHeader(http.StatusUnauthorized)
		return
	case r.URL.Path != "/graphql":
		fmt.Fprint(w, "[]")
		return
	}
	after, err := strconv.ParseInt(askedIn(r).Variables["after"], 10, 64)
	list := slices.DeleteFunc(slices.Clone(s.all), func(d shelved) bool { return err == nil && d.updated.UnixNano() >= after })
	slices.Reverse(list)
	page, more := cut(list, 1, 20)
	nodes, end := []any{}, ""
	for _, d := range page {
		nodes = append(nodes, map[string]any{"id": fmt.Sprint("D_", d.n), "number": d.n, "title": d.words, "body": "", "author": map[string]any{"login": "ada", "__typename": "User"},
			"createdAt": d.created.Format(time.RFC3339), "updatedAt": d.updated.Format(time.RFC3339)})
		end = fmt.Sprint(d.updated.UnixNano())
	}
	answer(w, map[string]any{"data": map[string]any{"repository": map[string]any{"discussions": map[string]any{
		"nodes": nodes, "pageInfo": map[string]any{"hasNextPage": more, "endCursor": end}}}}})
}

func TestDiscussionsConform(t *testing.T) {
	conformance.Run(t, conformance.Case{
		Queries: []string{"/graphql"},
		System:  func() conformance.System { return &discussionSystem{} },
		Records: 90,
		Setup:   2, // issues and comments: there are none
		Skip:    map[string]string{"resumed": "the newest come first: a walk that is cut begins anew"},
		Live: func(hosts *api.Hosts, url, token string) (ingest.Live, error) {
			return GitHub{Repositories: []string{"acme/app"}, Token: secret.New(token), URL: url, Discussions: true}.Live(hosts, time.UTC)
		},
	})
}

// discussionsOf pulls the discussions from a stand-in.
func discussionsOf(t *testing.T, from ingest.From, roles Roles, handler http.HandlerFunc) pulled {
	t.Helper()
	url := stand(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/graphql") {
			handler(w, r)
			return
		}
		fmt.Fprint(w, "[]")
	})
	live, err := GitHub{Repositories: []string{"acme/app"}, Token: secret.New(conformance.Token), URL: url + "/api/v3", Discussions: true, Roles: roles}.Live(testHosts(t, nil), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return pullAll(t, live, from)["acme/app discussions"]
}

// TestDiscussionRecords: comments and replies that do not come with the
// discussion are asked for; none of it is in the plan.
func TestDiscussionRecords(t *testing.T) {
	files := recording(t, "discussion.txt")
	p := discussionsOf(t, ingest.From{}, Roles{Role: "both", PlanTypes: []string{"story"}}, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/api/graphql" {
			t.Errorf("asked %s", r.URL.Path)
		}
		switch a := askedIn(r); a.Variables["id"] + a.Variables["after"] {
		case "":
			fmt.Fprintf(w, `{"data":{"repository":{"discussions":{"pageInfo":{"hasNextPage":false},"nodes":[%s]}}}}`, files["discussion.json"])
		case "D_1c1":
			fmt.Fprintf(w, `{"data":{"node":{"list":%s}}}`, files["comments.json"])
		case "DC_1r1":
			fmt.Fprintf(w, `{"data":{"node":{"list":%s}}}`, files["replies.json"])
		default:
			t.Errorf("asked %v", a.Variables)
		}
	})
	at := time.Date(2024, 1, 7, 12, 44, 33, 0, time.UTC)
	origin := func(id, author string, at time.Time, url string) ingest.Origin {
		o := ingest.Origin{Channel: ingest.Tracker, NativeID: id, ThreadID: "acme/app#12", Author: ingest.Author{ID: author}, OccurredAt: at, URL: url, Segments: map[string]string{"project": "acme/app"}}
		if id != "acme/app#12" {
			o.ParentID = "acme/app#12"
		}
		return o
	}
	page, next := "https://github.com/acme/app/discussions/12", at.AddDate(0, 0, 1)
	want := []ingest.Item{{Feedback: []ingest.Feedback{
		{Origin: origin("acme/app#12", "github:ada", at, page), Title: "Dark mode", Body: "Please, soon.", State: "done", Votes: 7, Labels: []string{"Ideas", "ui"}},
		{Origin: origin("github-discussion-comment-77", "", next, page+"#discussioncomment-77"), Body: "Yes!"},
		{Origin: origin("github-discussion-comment-78", "github:bob", next.Add(time.Minute), ""), Body: "No"},
		{Origin: origin("github-discussion-comment-79", "github:cy", next.Add(2*time.Minute), ""), Body: "Well", Votes: 2},
	}}}
	if diff := cmp.Diff(want, p.items, withoutPayload()); diff != "" || p.err != nil {
		t.Error(diff, p.err)
	}
	if want := []string{(mark{at.AddDate(0, 0, 2)}).String()}; !slices.Equal(p.positions, want) {
		t.Errorf("positions %q, want %q", p.positions, want)
	}
}

// TestDiscussionsStop: the walk ends where the last one was, and its position
// moves at its end only.
func TestDiscussionsStop(t *testing.T) {
	system := &discussionSystem{}
	at := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	for n := range 90 {
		system.Put(n, "x", at.Add(time.Duration(n)*time.Minute))
	}
	requests := 0
	count := func(w http.ResponseWriter, r *http.Request) {
		requests++
		r.URL.Path = "/graphql"
		system.ServeHTTP(w, r)
	}
	end := (mark{at.Add(89 * time.Minute)}).String()
	p := discussionsOf(t, ingest.From{}, Roles{}, count)
	if p.err != nil || requests != 5+1 || !slices.Equal(p.positions, []string{end, end}) {
		t.Errorf("%d requests, positions %q, %v", requests, p.positions, p.err)
	}
	requests = 0
	p = discussionsOf(t, ingest.From{Position: (mark{at.Add(60 * time.Minute)}).String()}, Roles{}, count)
	if p.err != nil || requests != 2+1 || len(p.items) != 29+1+2+1 || !slices.Equal(p.positions, []string{end, end}) {
		t.Errorf("%d requests, %d items, positions %q, %v", requests, len(p.items), p.positions, p.err)
	}
	p = discussionsOf(t, ingest.From{}, Roles{}, func(w http.ResponseWriter, r *http.Request) {
		if requests++; requests > 4 {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		count(w, r)
	})
	if !api.Missing(p.err) || len(p.items) == 0 || len(p.positions) > 0 {
		t.Errorf("%d items, positions %q, %v", len(p.items), p.positions, p.err)
	}
}

// TestDiscussionErrors come with status 200.
func TestDiscussionErrors(t *testing.T) {
	for body, want := range map[string]string{
		`{"data":{"repository":null},"errors":[{"type":"NOT_FOUND","message":"words"}]}`: "not found",
		`{"data":{"repository":null}}`:                                       "no repository acme/app",
		`{"data":null,"errors":[{"type":"RATE_LIMITED","message":"words"}]}`: "no more requests",
		`{"data":[]}`: "without the data",
	} {
		p := discussionsOf(t, ingest.From{}, Roles{}, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) })
		if p.err == nil || !strings.Contains(p.err.Error(), want) || strings.Contains(p.err.Error(), "words") {
			t.Errorf("%s: %v", body, p.err)
		}
		if strings.Contains(body, "RATE") && !errors.Is(p.err, api.ErrSpent) {
			t.Errorf("%v is not the end of the budget", p.err)
		}
	}
}

// FuzzDiscussion: whatever a discussion holds, it becomes an item.
func FuzzDiscussion(f *testing.F) {
	seeds(f, "testdata/live/discussion.txt", func(_ string, data []byte) { f.Add(data) })
	url := stand(f, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"data":{"node":{"list":{"nodes":[]}}}}`) })
	client, err := api.New(testHosts(f, nil), api.Options{Base: url})
	if err != nil {
		f.Fatal(err)
	}
	dialect := github{Settings{}.withDefaults(), time.UTC, newMarkdown()}
	j, err := newJudge(Roles{}, time.UTC, dialect)
	if err != nil {
		f.Fatal(err)
	}
	d := newDiscussions(client, j, dialect, "acme/app")
	f.Fuzz(func(t *testing.T, data []byte) {
		if !json.Valid(data) {
			return
		}
		item, err := d.item(t.Context(), data)
		if err != nil {
			return // a cursor of the record's led nowhere
		}
		for i := range item.Rejects {
			item.Rejects[i].Line = 1 // an API has no lines
		}
		check(t, item)
		if empty(item) != (item.Skip != "") {
			t.Fatalf("neither stored, rejected nor counted out: %+v", item)
		}
	})
}
