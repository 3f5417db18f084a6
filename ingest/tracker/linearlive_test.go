package tracker

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/ingest/conformance"
)

// linearStand answers as Linear does: one address, the newest change first,
// cursors that are a record's id, errors with a code and status 200 or 400.
type linearStand struct {
	t      *testing.T
	lists  map[string][]*linearRecord // in the order of change
	asked  []string                   // the lists, request by request
	before func(n int, w http.ResponseWriter) bool
	after  func(n int)
}

type linearRecord struct {
	id               string
	updated, created time.Time
	members          map[string]any
}

func newLinearStand(t *testing.T) *linearStand {
	return &linearStand{t: t, lists: map[string][]*linearRecord{}}
}

// put adds a record or changes its members.
func (s *linearStand) put(list, id string, at time.Time, members map[string]any) {
	i := slices.IndexFunc(s.lists[list], func(r *linearRecord) bool { return r.id == id })
	one := &linearRecord{id: id, created: at}
	if i >= 0 {
		one = s.lists[list][i]
		s.lists[list] = slices.Delete(s.lists[list], i, i+1)
	}
	one.updated, one.members = at, members
	s.lists[list] = append(s.lists[list], one)
}

func linearIssueOf(n int, words string) map[string]any {
	return map[string]any{
		"__typename": "Issue", "identifier": fmt.Sprintf("PAY-%d", n), "previousIdentifiers": []any{}, "title": words, "description": nil,
		"url": fmt.Sprintf("https://linear.app/acme/issue/PAY-%d", n), "trashed": nil, "estimate": nil,
		"state": map[string]any{"name": "Todo", "type": "unstarted"}, "team": map[string]any{"key": "PAY"},
		"creator": map[string]any{"id": "u1", "name": "Ada", "displayName": "ada", "email": "ada@acme.example", "app": false},
		"labels":  map[string]any{"nodes": []any{}, "pageInfo": map[string]any{"hasNextPage": false}}, "reactions": []any{},
	}
}

func (s *linearStand) Put(n int, words string, at time.Time) {
	s.put("issues", "id"+strconv.Itoa(n), at, linearIssueOf(n, words))
}

func (s *linearStand) Delete(n int) {
	s.lists["issues"] = slices.DeleteFunc(s.lists["issues"], func(r *linearRecord) bool { return r.id == "id"+strconv.Itoa(n) })
}

var linearField = regexp.MustCompile(`\{\s*(\w+)\((?:filter|id):`)

func (s *linearStand) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Query     string `json:"query"`
		Variables struct {
			Filter struct {
				UpdatedAt struct{ GTE, LTE time.Time } `json:"updatedAt"`
			} `json:"filter"`
			First int    `json:"first"`
			After string `json:"after"`
			ID    string `json:"id"`
		} `json:"variables"`
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil || r.Method != "POST" || strings.HasSuffix(r.URL.Path, "/") {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	if r.Header.Get("Authorization") != conformance.Token {
		linearFails(w, http.StatusBadRequest, "AUTHENTICATION_ERROR", "Authentication required, not authenticated")
		return
	}
	m := linearField.FindStringSubmatch(in.Query)
	if m == nil {
		linearFails(w, http.StatusBadRequest, "GRAPHQL_VALIDATION_FAILED", "what?")
		return
	}
	s.asked = append(s.asked, m[1])
	if s.before != nil && s.before(len(s.asked), w) {
		return
	}
	if m[1] == "issue" {
		answer(w, map[string]any{"data": map[string]any{"issue": map[string]any{"labels": map[string]any{"nodes": []any{
			map[string]any{"name": "one"}, map[string]any{"name": "two"}}}}}})
		return
	}
	var found []*linearRecord
	for _, one := range slices.Backward(s.lists[m[1]]) {
		between := in.Variables.Filter.UpdatedAt
		if !one.updated.Before(between.GTE) && (between.LTE.IsZero() || !one.updated.After(between.LTE)) {
			found = append(found, one)
		}
	}
	start := 0
	if in.Variables.After != "" {
		start = 1 + slices.IndexFunc(found, func(r *linearRecord) bool { return r.id == in.Variables.After })
	}
	end := min(start+in.Variables.First, len(found))
	nodes, cursor := []any{}, ""
	for _, one := range found[start:end] {
		node := map[string]any{"id": one.id, "createdAt": one.created.Format(linearStamp), "updatedAt": one.updated.Format(linearStamp)}
		for name, value := range one.members {
			node[name] = value
		}
		nodes, cursor = append(nodes, node), one.id
	}
	answer(w, map[string]any{"data": map[string]any{m[1]: map[string]any{"nodes": nodes, "pageInfo": map[string]any{"hasNextPage": end < len(found), "endCursor": cursor}}}})
	if s.after != nil {
		s.after(len(s.asked))
	}
}

const linearStamp = "2006-01-02T15:04:05.000Z"

func linearFails(w http.ResponseWriter, status int, code, message string) {
	w.WriteHeader(status)
	answer(w, map[string]any{"errors": []any{map[string]any{"message": message, "extensions": map[string]any{"code": code}}}, "data": nil})
}

func linearSettings(url, token string) Linear {
	return Linear{URL: url + "/graphql", Token: newSecret(token)}
}

func TestLinearConforms(t *testing.T) {
	conformance.Run(t, conformance.Case{
		Queries: []string{"/graphql"},
		System:  func() conformance.System { return newLinearStand(t) },
		Records: 230,
		Live: func(hosts *api.Hosts, url, token string) (ingest.Live, error) {
			return linearSettings(url, token).Live(hosts, time.UTC)
		},
	})
}

// TestLinearRecords compares what a workspace becomes in full.
func TestLinearRecords(t *testing.T) {
	s := newLinearStand(t)
	issue := linearIssueOf(7, "Invoices")
	for name, value := range map[string]any{
		"description": "Our **books** need it.", "estimate": 3.0, "state": map[string]any{"name": "Shipped", "type": "completed"},
		"completedAt": "2026-03-03T08:00:00.000Z", "externalUserCreator": map[string]any{"id": "x1", "name": "Grace", "email": "grace@customer.example"},
		"cycle": map[string]any{"number": 12.0, "name": nil, "team": map[string]any{"key": "PAY"}}, "project": map[string]any{"name": "Billing"},
		"labels":    map[string]any{"nodes": []any{map[string]any{"name": "one"}}, "pageInfo": map[string]any{"hasNextPage": true}},
		"reactions": []any{map[string]any{"emoji": "+1"}, map[string]any{"emoji": "eyes"}},
	} {
		issue[name] = value
	}
	of := map[string]any{"identifier": "PAY-7", "url": "https://linear.app/acme/issue/PAY-7", "team": map[string]any{"key": "PAY"}}
	s.put("issues", "i7", monday, issue)
	s.put("comments", "c1", monday, map[string]any{"__typename": "Comment", "body": "> quoted\n\nWe too.", "url": "https://linear.app/c1",
		"user": map[string]any{"id": "u2", "displayName": "bob"}, "issue": of})
	s.put("comments", "c2", monday, map[string]any{"__typename": "Comment", "body": "Linked.", "botActor": map[string]any{"id": "b1", "name": "Slack"}, "issue": of})
	s.put("customerNeeds", "n1", monday, map[string]any{"__typename": "CustomerNeed", "body": nil, "content": "We cannot pay.", "url": "https://mail.example/1",
		"customer": map[string]any{"id": "k1", "name": "Initech"}, "issue": of})
	s.put("cycles", "y1", monday, map[string]any{"__typename": "Cycle", "number": 12.0, "name": nil, "startsAt": "2026-03-02T00:00:00.000Z",
		"endsAt": "2026-03-16T00:00:00.000Z", "isActive": true, "team": map[string]any{"key": "PAY"}})
	s.put("projects", "p1", monday, map[string]any{"__typename": "Project", "name": "Billing", "url": "https://linear.app/p1", "completedAt": "2026-03-05T10:00:00.000Z"})
	settings := linearSettings(serve(t, s), conformance.Token)
	settings.Roles.Role = "both"
	items, err := pullOf(t, settings)
	if err != nil {
		t.Fatal(err)
	}
	for name := range items {
		for i := range items[name] {
			takePayload(t, &items[name][i])
		}
	}
	origin := func(id, parent, url string, author ingest.Author) ingest.Origin {
		return ingest.Origin{Channel: ingest.Tracker, NativeID: id, ThreadID: "PAY-7", ParentID: parent, URL: url, OccurredAt: monday, Author: author,
			Segments: map[string]string{"project": "PAY"}}
	}
	const url = "https://linear.app/acme/issue/PAY-7"
	need := origin("linear-request-n1", "PAY-7", "https://mail.example/1", ingest.Author{})
	need.Account = "Initech"
	three, labels := 3.0, []string{"one", "two"}
	want := map[string][]ingest.Item{
		"issues": {{
			Feedback: []ingest.Feedback{{Origin: origin("PAY-7", "", url, ingest.Author{ID: "linear:x1", Name: "Grace", Email: "grace@customer.example"}),
				Title: "Invoices", Body: "Our books need it.", Labels: labels, State: "done", Votes: 1}},
			WorkItems: []ingest.WorkItem{{Key: "PAY-7", Type: "story", Title: "Invoices", Body: "Our books need it.", State: "done", Sprint: "PAY Cycle 12", ReleasedIn: "Billing",
				Estimate: &three, Votes: 1, Labels: labels, URL: url, CreatedAt: monday, UpdatedAt: monday, ClosedAt: monday.Add(24 * time.Hour)}},
		}},
		"comments": {
			{Skip: "bot"},
			{Feedback: []ingest.Feedback{{Origin: origin("linear-comment-c1", "PAY-7", "https://linear.app/c1", ingest.Author{ID: "linear:u2", Name: "bob"}), Body: "We too."}}},
		},
		"customer requests": {{Feedback: []ingest.Feedback{{Origin: need, Body: "We cannot pay."}}}},
		"cycles":            {{Sprints: []ingest.Sprint{{Name: "PAY Cycle 12", State: "active", StartsOn: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC), EndsOn: time.Date(2026, 3, 16, 0, 0, 0, 0, time.UTC)}}}},
		"projects":          {{Releases: []ingest.Release{{Name: "Billing", URL: "https://linear.app/p1", ReleasedOn: time.Date(2026, 3, 5, 10, 0, 0, 0, time.UTC)}}}},
	}
	if diff := cmp.Diff(want, items); diff != "" {
		t.Error(diff)
	}
}

// TestLinearMoved: an issue that goes to another team has another number; one in
// the trash is deleted, and so are its comments.
func TestLinearMoved(t *testing.T) {
	s := newLinearStand(t)
	for n := range 5 {
		s.Put(n, "wish", monday.Add(time.Duration(n)*time.Minute))
	}
	s.put("comments", "c1", monday, map[string]any{"__typename": "Comment", "body": "We too.", "issue": map[string]any{"identifier": "PAY-3"}})
	settings := linearSettings(serve(t, s), conformance.Token)
	settings.Roles.Role = "both"
	f := newFolder(t)
	if result := f.pull(settings, monday.Add(24*time.Hour), false); result.Err != nil {
		t.Fatal(result.Err)
	}
	moved, trashed := linearIssueOf(2, "wish"), linearIssueOf(3, "wish")
	moved["identifier"], moved["previousIdentifiers"] = "APP-1", []any{"PAY-2"}
	trashed["trashed"] = true
	s.put("issues", "id2", monday.Add(30*time.Hour), moved)
	s.put("issues", "id3", monday.Add(31*time.Hour), trashed)
	s.put("comments", "c1", monday.Add(31*time.Hour), map[string]any{"__typename": "Comment", "body": "We too.", "issue": map[string]any{"identifier": "PAY-3", "trashed": true}})
	f.pull(settings, monday.Add(48*time.Hour), false)
	want := []string{"APP-1", "PAY-0", "PAY-1", "PAY-4"}
	for _, table := range []string{"feedback", "work_items"} {
		if diff := cmp.Diff(want, f.ids(table)); diff != "" {
			t.Error(table, diff)
		}
	}
}

// TestLinearOneMoment: more issues than a page holds changed at one moment.
func TestLinearOneMoment(t *testing.T) {
	s := newLinearStand(t)
	for n := range 180 {
		s.Put(n, "wish", monday)
	}
	items, err := pullOf(t, linearSettings(serve(t, s), conformance.Token))
	if err != nil || len(items["issues"]) != 180 {
		t.Errorf("%d of 180 issues, %v", len(items["issues"]), err)
	}
}

// TestLinearKilled: what is edited after a kill, and what was not read by then,
// comes with the next run.
func TestLinearKilled(t *testing.T) {
	s := newLinearStand(t)
	for n := range 230 {
		s.Put(n, "wish", monday.Add(time.Duration(n)*time.Minute))
	}
	hosts, _ := quickHosts(t)
	live, err := linearSettings(serve(t, s), conformance.Token).Live(hosts, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	streams, _ := live.Streams(t.Context())
	seen, position := map[string]string{}, ""
	pull := func(pages int) {
		for page, err := range streams[0].Pull(t.Context(), ingest.From{Position: position, Now: monday.Add(240 * time.Hour)}) {
			if err != nil {
				t.Fatal(err)
			}
			for _, item := range page.Items {
				seen[item.Feedback[0].NativeID] = item.Feedback[0].Title
			}
			if page.Position != "" {
				position = page.Position
			}
			if pages--; pages == 0 {
				return
			}
		}
	}
	pull(2)
	s.Put(1, "the new wish", monday.Add(100*time.Hour))     // not read yet
	s.Put(229, "the other wish", monday.Add(101*time.Hour)) // read
	pull(1)
	before := len(s.asked)
	pull(-1)
	if len(seen) != 230 || seen["PAY-1"] != "the new wish" || seen["PAY-229"] != "the other wish" || len(s.asked)-before > 4 {
		t.Errorf("%d of 230 issues after %d more requests, %q, %q", len(seen), len(s.asked)-before, seen["PAY-1"], seen["PAY-229"])
	}
}

// TestLinearBusy: a spent budget comes with status 200 or 400. A moment is waited
// for, an hour is not.
func TestLinearBusy(t *testing.T) {
	for _, status := range []int{http.StatusOK, http.StatusBadRequest} {
		for _, wait := range []time.Duration{20 * time.Second, 50 * time.Minute} {
			s := newLinearStand(t)
			s.Put(0, "wish", monday)
			s.before = func(n int, w http.ResponseWriter) bool {
				if n == 1 {
					w.Header().Set("X-RateLimit-Complexity-Remaining", "0")
					w.Header().Set("X-RateLimit-Complexity-Reset", strconv.FormatInt(time.Now().Add(wait).UnixMilli(), 10))
					linearFails(w, status, "RATELIMITED", "Rate limit exceeded")
				}
				return n == 1
			}
			hosts, waits := quickHosts(t)
			live, err := linearSettings(serve(t, s), conformance.Token).Live(hosts, time.UTC)
			if err != nil {
				t.Fatal(err)
			}
			streams, _ := live.Streams(t.Context())
			for _, e := range streams[0].Pull(t.Context(), ingest.From{Now: monday}) {
				err = e
			}
			long := wait > time.Minute
			if errors.Is(err, api.ErrSpent) != long || !long && (err != nil || len(*waits) != 1 || (*waits)[0] < 15*time.Second) {
				t.Errorf("%d, %v: %v, waited %v", status, wait, err, *waits)
			}
		}
	}
}

// TestLinearErrors: an error in an answer with status 200 is an error, of that
// stream alone.
func TestLinearErrors(t *testing.T) {
	s := newLinearStand(t)
	s.Put(0, "wish", monday)
	s.before = func(_ int, w http.ResponseWriter) bool {
		if s.asked[len(s.asked)-1] != "customerNeeds" {
			return false
		}
		linearFails(w, http.StatusOK, "FEATURE_NOT_ACCESSIBLE", "Customer requests are not part of this plan")
		return true
	}
	items, err := pullOf(t, linearSettings(serve(t, s), conformance.Token))
	if err == nil || !strings.Contains(err.Error(), "FEATURE_NOT_ACCESSIBLE") || isRefused(err) || len(items["issues"]) != 1 {
		t.Errorf("%d issues, %v", len(items["issues"]), err)
	}
}

// FuzzLinear: whatever a record is, it is stored, rejected or counted out.
func FuzzLinear(f *testing.F) {
	encodedIssue, err := json.Marshal(linearIssueOf(1, "wish"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(encodedIssue)
	f.Add([]byte(`{"__typename": "Comment", "id": "c", "body": "yes", "createdAt": "2026-03-02T08:00:00.000Z", "issue": {"identifier": "PAY-1"}}`))
	f.Add([]byte(`{"__typename": "CustomerNeed", "id": "n", "content": "yes", "createdAt": "2026-03-02T08:00:00.000Z", "customer": {"name": "Initech"}}`))
	f.Add([]byte(`{"__typename": "Issue", "title": "without an identifier"}`))
	f.Add([]byte(`{"__typename": "Cycle", "number": 1, "team": {"key": "PAY"}}`))
	f.Add([]byte(`{"__typename": "Project", "name": "Billing", "completedAt": "2026-03-02"}`))
	j, err := newJudge(Roles{Role: "both"}, time.UTC, linear{Settings{Roles: Roles{Role: "both"}.withDefaults()}, time.UTC, newMarkdown()})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if json.Valid(data) {
			settled(t, j.items([]json.RawMessage{data})[0])
		}
	})
}
