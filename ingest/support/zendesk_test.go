package support

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
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

// zendeskSystem exports as Zendesk does: in the order of change, by a cursor,
// to an end that it names; what is deleted comes again with that status.
type zendeskSystem struct {
	tickets []zendeskEntry
	empty   bool // an empty page before the second one
	last    time.Time
}

type zendeskEntry struct {
	n                int
	words, status    string
	created, updated time.Time
}

func (s *zendeskSystem) Put(n int, words string, at time.Time) {
	entry := zendeskEntry{n, words, "open", at, at}
	if i := s.index(n); i >= 0 {
		entry.created = s.tickets[i].created
		s.tickets = slices.Delete(s.tickets, i, i+1)
	}
	s.last = at
	s.tickets = append(s.tickets, entry)
}

func (s *zendeskSystem) index(n int) int {
	return slices.IndexFunc(s.tickets, func(e zendeskEntry) bool { return e.n == n })
}

func (s *zendeskSystem) Delete(n int) {
	i := s.index(n)
	entry := s.tickets[i]
	s.last = s.last.Add(time.Second)
	entry.status, entry.updated = "deleted", s.last
	s.tickets = append(slices.Delete(s.tickets, i, i+1), entry)
}

func (s *zendeskSystem) EmptyPage() { s.empty = true }

func (s *zendeskSystem) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if user, password, _ := r.BasicAuth(); user != "ada@acme.example/token" || password != conformance.Token {
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprint(w, `{"error": "Couldn't authenticate you"}`)
		return
	}
	switch path := r.URL.Path; {
	case path == "/api/v2/incremental/tickets/cursor.json":
		s.export(w, r)
	case strings.HasSuffix(path, "/comments.json"):
		n, _ := strconv.Atoi(strings.Split(path, "/")[4])
		s.comments(w, n)
	default:
		fmt.Fprint(w, `{"satisfaction_ratings": [], "meta": {"has_more": false}}`)
	}
}

func (s *zendeskSystem) export(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	begin, _ := strconv.ParseInt(query.Get("start_time"), 10, 64)
	from, hollow := time.Unix(begin, 0).Add(-1), strings.HasSuffix(query.Get("cursor"), "!")
	if c := strings.TrimSuffix(query.Get("cursor"), "!"); c != "" {
		nano, _ := strconv.ParseInt(c, 10, 64)
		from = time.Unix(0, nano)
	}
	size, _ := strconv.Atoi(query.Get("per_page"))
	size = min(size, 100)
	page, end, after := []map[string]any{}, true, from
	for _, e := range s.tickets {
		if !e.updated.After(from) {
			continue
		}
		if len(page) == size || hollow {
			end = false
			break
		}
		page, after = append(page, e.json()), e.updated
	}
	cursor := strconv.FormatInt(after.UnixNano(), 10)
	if s.empty && !end && !hollow {
		cursor += "!"
	}
	json.NewEncoder(w).Encode(map[string]any{"tickets": page, "users": zendeskUsers(), "after_cursor": cursor, "end_of_stream": end})
}

func zendeskUsers() []map[string]any {
	return []map[string]any{
		{"id": 7, "name": "Grace", "email": "grace@customer.example", "role": "end-user"},
		{"id": 8, "name": "Ada", "email": "ada@acme.example", "role": "agent"},
	}
}

func (e zendeskEntry) json() map[string]any {
	if e.n%100 == 99 { // with answers: a ticket that was touched
		e.created = e.created.Add(-time.Hour)
	}
	return map[string]any{
		"id": 1000 + e.n, "via": map[string]any{"channel": "web"}, "subject": "Question", "description": e.words, "status": e.status,
		"created_at": e.created.Format(time.RFC3339), "updated_at": e.updated.Format(time.RFC3339),
		"requester_id": 7, "submitter_id": 7, "tags": []string{},
	}
}

func (s *zendeskSystem) comments(w http.ResponseWriter, id int) {
	i := s.index(id - 1000)
	if i < 0 || s.tickets[i].status == "deleted" {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	e := s.tickets[i]
	comment := func(id, author int, body string) map[string]any {
		return map[string]any{"id": id, "author_id": author, "public": true, "body": body, "created_at": e.created.Format(time.RFC3339)}
	}
	json.NewEncoder(w).Encode(map[string]any{"comments": []any{comment(5000+2*e.n, 7, e.words), comment(5001+2*e.n, 8, "An agent's answer")},
		"users": zendeskUsers(), "meta": map[string]any{"has_more": false}})
}

func TestZendeskConforms(t *testing.T) {
	for name, comments := range map[string]bool{"with-comments": true, "tickets-alone": false} {
		t.Run(name, func(t *testing.T) {
			conformance.Run(t, conformance.Case{
				System:  func() conformance.System { return &zendeskSystem{} },
				Records: 230,
				Live: func(hosts *api.Hosts, url, token string) (ingest.Live, error) {
					return Zendesk{URL: url, Email: "ada@acme.example", Token: secret.New(token), Comments: &comments}.Live(hosts, time.UTC)
				},
			})
		})
	}
}

// desk is a live source on a server of the test's, whose waits are noted.
type desk struct {
	hosts *api.Hosts
	waits []time.Duration
	asked []string // method and address of each request, with its query
	url   string
}

func newDesk(t *testing.T, answer http.HandlerFunc) *desk {
	t.Helper()
	d := &desk{hosts: api.NewHosts(nil)}
	d.hosts.Pause = func(_ context.Context, wait time.Duration) error {
		d.waits = append(d.waits, wait)
		return nil
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.asked = append(d.asked, r.Method+" "+r.URL.RequestURI())
		answer(w, r)
	}))
	t.Cleanup(server.Close)
	t.Cleanup(d.hosts.Close)
	d.url = server.URL
	return d
}

// pull pulls one stream from a position on.
func pull(t *testing.T, source ingest.Live, stream string, from ingest.From) (items []ingest.Item, position string, err error) {
	t.Helper()
	streams, err := source.Streams(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range streams {
		if s.Name != stream {
			continue
		}
		for page, err := range s.Pull(context.Background(), from) {
			if err != nil {
				return items, position, err
			}
			items = append(items, page.Items...)
			if page.Position != "" {
				position = page.Position
			}
		}
		return items, position, nil
	}
	t.Fatalf("no stream %q", stream)
	return nil, "", nil
}

func (d *desk) zendesk(t *testing.T, s Zendesk) ingest.Live {
	t.Helper()
	s.URL, s.Token = d.url, secret.New("hush")
	source, err := s.Live(d.hosts, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return source
}

func moment(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return t
}

// recorded answers from a folder of files: testdata/zendesk/<last of the path>.
func recorded(t *testing.T, folder string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		name := strings.ReplaceAll(strings.Trim(strings.TrimPrefix(r.URL.Path, "/api/v2/"), "/"), "/", "-")
		content, err := os.ReadFile(filepath.Join("testdata", folder, strings.TrimSuffix(name, ".json")+".json"))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		w.Write(content)
	}
}

// TestZendeskRecords: a letter with answers of both sides, a form that an agent
// filled in for a customer, an internal ticket, a deleted one and a damaged one.
func TestZendeskRecords(t *testing.T) {
	d := newDesk(t, recorded(t, "zendesk"))
	items, position, err := pull(t, d.zendesk(t, Zendesk{}), "tickets", ingest.From{Now: moment("2026-05-01T00:00:00Z")})
	if err != nil {
		t.Fatal(err)
	}
	grace := ingest.Author{ID: "7", Name: "Grace Example", Email: "grace@customer.example"}
	origin := func(id, parent string, channel ingest.Channel, at string) ingest.Origin {
		return ingest.Origin{Channel: channel, NativeID: id, ThreadID: "ticket-41", ParentID: parent, Author: grace,
			Account: "Customer Ltd", OccurredAt: moment(at), URL: d.url + "/agent/tickets/41"}
	}
	want := []ingest.Item{
		{Feedback: []ingest.Feedback{
			{Origin: origin("ticket-41", "", ingest.Email, "2026-04-01T08:00:00Z"), Title: "Export hangs", Body: "The export never ends.",
				Labels: []string{"export", "slow"}, State: "open"},
			{Origin: origin("comment-903", "ticket-41", ingest.Email, "2026-04-02T08:00:00Z"), Body: "It still hangs."},
			{Origin: origin("comment-905", "ticket-41", ingest.Chat, "2026-04-03T08:00:00Z"), Body: "And now it is gone."},
		}},
		{Skip: "written by our side"},
		{Skip: "for our side's eyes only"},
		{Feedback: []ingest.Feedback{{Origin: ingest.Origin{Channel: ingest.Tracker, NativeID: "ticket-44", ThreadID: "ticket-44",
			OccurredAt: moment("2026-04-01T11:00:00Z"), URL: d.url + "/agent/tickets/44"}, Deleted: true, State: "closed", Labels: []string{}}}},
		{Rejects: []ingest.Reject{{Reason: "ticket: a time that is none: expected one such as 2024-05-31T12:00:00Z"}}},
	}
	if diff := cmp.Diff(want, withoutPayloads(items)); diff != "" {
		t.Error(diff)
	}
	if position != `{"cursor":"c-2"}` {
		t.Errorf("position %s", position)
	}
}

func withoutPayloads(items []ingest.Item) []ingest.Item {
	items = slices.Clone(items)
	for i := range items {
		for j := range items[i].Feedback {
			items[i].Feedback[j].Payload = ""
		}
		for j := range items[i].Ratings {
			items[i].Ratings[j].Payload = ""
		}
		for j := range items[i].Rejects {
			items[i].Rejects[j].Payload = ""
		}
	}
	return items
}

func TestZendeskSatisfaction(t *testing.T) {
	d := newDesk(t, recorded(t, "zendesk"))
	from := ingest.From{Now: moment("2026-05-01T00:00:00Z"), Position: changed{moment("2026-04-20T00:00:00Z")}.String()}
	items, position, err := pull(t, d.zendesk(t, Zendesk{}), "satisfaction ratings", from)
	if err != nil {
		t.Fatal(err)
	}
	rating := func(id, ticket, at string, score float64) ingest.Rating {
		return ingest.Rating{Origin: ingest.Origin{Channel: ingest.Survey, NativeID: id, ThreadID: ticket, ParentID: ticket, ResponseID: id,
			Author:  ingest.Author{ID: "7", Name: "Grace Example", Email: "grace@customer.example"},
			Account: "Customer Ltd", OccurredAt: moment(at), URL: d.url + "/agent/tickets/" + strings.TrimPrefix(ticket, "ticket-")},
			Metric: ingest.CSAT, Score: score, ScaleMax: 1}
	}
	bad := rating("rating-71", "ticket-41", "2026-04-21T09:00:00Z", 0)
	remark := ingest.Feedback{Origin: bad.Origin, Body: "Three days without a word.", Labels: []string{"The issue took too long to resolve"}}
	remark.NativeID = "rating-71-remark"
	want := []ingest.Item{
		{Ratings: []ingest.Rating{bad}, Feedback: []ingest.Feedback{remark}},
		{Ratings: []ingest.Rating{rating("rating-72", "ticket-42", "2026-04-22T09:00:00Z", 1)}},
		{Skip: "not rated"},
	}
	if diff := cmp.Diff(want, withoutPayloads(items)); diff != "" {
		t.Error(diff)
	}
	if position != (changed{moment("2026-04-23T08:00:00Z")}).String() {
		t.Errorf("position %s", position)
	}
	if !strings.Contains(d.asked[0], "start_time=1774224000") { // four weeks before the position
		t.Errorf("asked %s", d.asked[0])
	}
}

// TestZendeskWithoutSatisfaction: 403 on some plans. That stream's alone.
func TestZendeskWithoutSatisfaction(t *testing.T) {
	d := newDesk(t, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusForbidden) })
	_, _, err := pull(t, d.zendesk(t, Zendesk{}), "satisfaction ratings", ingest.From{})
	if err == nil || errors.Is(err, ingest.ErrRefused) || !strings.Contains(err.Error(), "satisfaction: false") {
		t.Errorf("got %v", err)
	}
	no := false
	streams, _ := d.zendesk(t, Zendesk{Satisfaction: &no}).Streams(context.Background())
	if len(streams) != 1 {
		t.Errorf("%d streams", len(streams))
	}
}

// TestZendeskBegins: never with a time of the last minute, and by the cursor
// alone from then on.
func TestZendeskBegins(t *testing.T) {
	now := moment("2026-05-01T00:00:00Z")
	for from, want := range map[ingest.From]string{
		{Now: now}:                             "start_time=0",
		{Now: now, Since: now}:                 fmt.Sprint("start_time=", now.Add(-2*time.Minute).Unix()),
		{Now: now, Since: now.Add(-time.Hour)}: fmt.Sprint("start_time=", now.Add(-time.Hour).Unix()),
		{Now: now, Since: now, Position: cursor{"MTU3fHw="}.String()}: "cursor=MTU3fHw%3D",
	} {
		if got := exportFrom(from).Encode(); got != want {
			t.Errorf("%+v: %s, want %s", from, got, want)
		}
	}
}

// TestZendeskRepeats: 409, 520 and 524 are asked again, and the export no more
// often than ten times a minute.
func TestZendeskRepeats(t *testing.T) {
	statuses := []int{409, 520, 524, 200}
	var n int
	d := newDesk(t, func(w http.ResponseWriter, r *http.Request) {
		if n < len(statuses) {
			w.WriteHeader(statuses[n])
		}
		n++
		if n >= len(statuses) {
			fmt.Fprintf(w, `{"tickets": [], "after_cursor": "c%d", "end_of_stream": %t}`, n, n == 6)
		}
	})
	if _, position, err := pull(t, d.zendesk(t, Zendesk{PerMinute: 2500}), "tickets", ingest.From{}); err != nil || position != `{"cursor":"c6"}` {
		t.Error(position, err)
	}
	long := 0
	for _, wait := range d.waits {
		if wait > 5*time.Second {
			long++
		}
	}
	if n != 6 || long != 2 {
		t.Errorf("%d requests, waits %v: want two pauses between three pages", n, d.waits)
	}
}

// TestZendeskEnds: only where the export says so.
func TestZendeskEnds(t *testing.T) {
	for answer, want := range map[string]string{
		`{"tickets": []}`: "is this Zendesk?",
		`{"tickets": [], "after_cursor": null, "end_of_stream": false}`:   "no cursor",
		`{"tickets": [], "after_cursor": "same", "end_of_stream": false}`: "again and again",
		`{"tickets": [], "after_cursor": null, "end_of_stream": true}`:    "",
	} {
		d := newDesk(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, answer) })
		_, position, err := pull(t, d.zendesk(t, Zendesk{}), "tickets", ingest.From{})
		if want == "" && (err != nil || position != "") || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, position %q", answer, err, position)
		}
	}
}

// TestZendeskComments: every page of them is read, one that names its page twice
// is an error, and a ticket that is gone meanwhile has none.
func TestZendeskComments(t *testing.T) {
	ticket := `{"tickets": [{"id": 1, "subject": "S", "description": "first", "requester_id": 7, "submitter_id": 7, "created_at": "2026-04-01T08:00:00Z"}],
		"after_cursor": "c", "end_of_stream": true, "users": [{"id": 7, "role": "end-user"}]}`
	comment := `{"comments": [{"id": %d, "author_id": 7, "public": true, "body": "word", "created_at": "2026-04-01T08:00:00Z"}], "meta": {"has_more": %t, "after_cursor": "%s"}}`
	for _, c := range []struct {
		next, want string
		status     int
		records    int
	}{{"", "", 200, 3}, {"a", "again and again", 200, 0}, {"", "", 404, 1}, {"", "403", 403, 0}} {
		d := newDesk(t, func(w http.ResponseWriter, r *http.Request) {
			after := r.URL.Query().Get("page[after]")
			switch {
			case !strings.Contains(r.URL.Path, "comments"):
				fmt.Fprint(w, ticket)
			case c.status != 200:
				w.WriteHeader(c.status)
			case after == "":
				fmt.Fprintf(w, comment, 1, true, "a")
			case after == "a":
				fmt.Fprintf(w, comment, 2, true, max(c.next, "b"[:1-len(c.next)]))
			default:
				fmt.Fprintf(w, comment, 3, false, "")
			}
		})
		items, _, err := pull(t, d.zendesk(t, Zendesk{}), "tickets", ingest.From{})
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v", c, err)
		}
		if err == nil && len(items[0].Feedback) != c.records {
			t.Errorf("%+v: %d records", c, len(items[0].Feedback))
		}
	}
}

// TestZendeskSigns: with an OAuth token where no address is given.
func TestZendeskSigns(t *testing.T) {
	var got []string
	d := newDesk(t, func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r.Header.Get("Authorization"))
		fmt.Fprint(w, `{"end_of_stream": true}`)
	})
	for _, email := range []string{"", "ada@acme.example"} {
		if _, _, err := pull(t, d.zendesk(t, Zendesk{Email: email}), "tickets", ingest.From{}); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"Bearer hush", "Basic YWRhQGFjbWUuZXhhbXBsZS90b2tlbjpodXNo"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestZendeskCheck(t *testing.T) {
	problems := func(s Zendesk) (all []string) {
		s.Check(func(path, _, _ string) { all = append(all, path) })
		return all
	}
	for _, c := range []struct {
		settings Zendesk
		want     []string
	}{
		{Zendesk{Subdomain: "acme"}, nil},
		{Zendesk{}, []string{"subdomain"}},
		{Zendesk{Subdomain: "acme", URL: "https://acme.zendesk.com"}, []string{"subdomain"}},
		{Zendesk{URL: "https://acme.zendesk.com", Email: "ada@acme.example/token"}, []string{"email"}},
	} {
		if diff := cmp.Diff(c.want, problems(c.settings)); diff != "" {
			t.Error(diff)
		}
	}
}
