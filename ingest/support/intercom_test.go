package support

import (
	"encoding/json"
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
	"github.com/earshot/earshot/ingest/email"
	"github.com/earshot/earshot/internal/secret"
)

// intercomSystem searches as Intercom does: updated_at in whole seconds, `>`
// excludes, and a cursor that is a place in the order.
type intercomSystem struct {
	list  []zendeskEntry
	empty bool
}

func (s *intercomSystem) Put(n int, words string, at time.Time) {
	entry := zendeskEntry{n, words, "open", at, at}
	if i := s.index(n); i >= 0 {
		entry.created = s.list[i].created
		s.list = slices.Delete(s.list, i, i+1)
	}
	s.list = append(s.list, entry)
}

func (s *intercomSystem) index(n int) int {
	return slices.IndexFunc(s.list, func(e zendeskEntry) bool { return e.n == n })
}

func (s *intercomSystem) Delete(n int) {
	s.list = slices.DeleteFunc(s.list, func(e zendeskEntry) bool { return e.n == n })
}

func (s *intercomSystem) EmptyPage() { s.empty = true }

func (s *intercomSystem) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "Bearer "+conformance.Token || r.Header.Get("Intercom-Version") == "" {
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprint(w, `{"type": "error.list", "errors": [{"code": "unauthorized", "message": "Access Token Invalid"}]}`)
		return
	}
	switch {
	case r.Method == http.MethodPost && r.URL.Path == "/conversations/search":
		s.search(w, r)
	case strings.HasPrefix(r.URL.Path, "/contacts/"):
		fmt.Fprint(w, `{"data": [{"name": "Customer Ltd"}]}`)
	default:
		n, _ := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/conversations/"))
		if i := s.index(n); i >= 0 {
			json.NewEncoder(w).Encode(s.list[i].conversation())
			return
		}
		w.WriteHeader(http.StatusNotFound)
	}
}

func (s *intercomSystem) search(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Query struct {
			Field, Operator string
			Value           int64
		}
		Sort       struct{ Field, Order string }
		Pagination struct {
			PerPage int    `json:"per_page"`
			After   string `json:"starting_after"`
		}
	}
	err := json.NewDecoder(r.Body).Decode(&in)
	if err != nil || in.Query.Field != "updated_at" || in.Query.Operator != ">" || in.Sort.Field != "updated_at" || in.Sort.Order != "ascending" || in.Pagination.PerPage > 150 {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	above, pages := in.Query.Value, map[string]any{"type": "pages"}
	if in.Pagination.After != "" {
		above, _ = strconv.ParseInt(in.Pagination.After, 10, 64)
	}
	page := []map[string]any{}
	for _, e := range s.list {
		if e.updated.Unix() <= above {
			continue
		}
		if len(page) == in.Pagination.PerPage || s.empty && in.Pagination.After == "" {
			pages["next"] = map[string]any{"starting_after": strconv.FormatInt(above, 10)}
			break
		}
		above = e.updated.Unix()
		page = append(page, map[string]any{"id": strconv.Itoa(e.n), "updated_at": e.updated.Unix()})
	}
	json.NewEncoder(w).Encode(map[string]any{"type": "conversation.list", "conversations": page, "pages": pages})
}

func (e zendeskEntry) conversation() map[string]any {
	return map[string]any{"type": "conversation", "id": strconv.Itoa(e.n), "state": "open", "created_at": e.created.Unix(), "updated_at": e.updated.Unix(),
		"source":   map[string]any{"type": "conversation", "body": "<p>" + e.words + "</p>", "author": map[string]any{"type": "user", "id": "c7"}},
		"contacts": map[string]any{"contacts": []any{map[string]any{"id": "c7"}}}}
}

func TestIntercomConforms(t *testing.T) {
	conformance.Run(t, conformance.Case{
		Queries: []string{"/conversations/search"},
		System:  func() conformance.System { return &intercomSystem{} },
		Records: 320,
		Live: func(hosts *api.Hosts, url, token string) (ingest.Live, error) {
			return Intercom{URL: url, Token: secret.New(token), Companies: new(bool)}.Live(hosts, time.UTC)
		},
	})
}

func (d *desk) intercom(t *testing.T, s Intercom) ingest.Live {
	t.Helper()
	s.URL, s.Token = d.url, secret.New("hush")
	source, err := s.Live(d.hosts, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return source
}

// TestIntercomRecords: a chat with answers of both sides and a rating, a letter
// of which Intercom gives the end only, a rated message of ours, and one that is
// gone meanwhile.
func TestIntercomRecords(t *testing.T) {
	d := newDesk(t, recorded(t, "intercom"))
	items, position, err := pull(t, d.intercom(t, Intercom{Workspace: "ab12cd34"}), "conversations", ingest.From{Now: moment("2026-05-01T00:00:00Z")})
	if err != nil {
		t.Fatal(err)
	}
	grace := ingest.Author{ID: "c7", Name: "Grace Example", Email: "grace@customer.example"}
	alan := ingest.Author{ID: "c9", Name: "Alan", Email: "alan@other.example"}
	origin := func(id, thread string, channel ingest.Channel, author ingest.Author, account string, at int64) ingest.Origin {
		o := ingest.Origin{Channel: channel, NativeID: id, ThreadID: "conversation-" + thread, ParentID: "conversation-" + thread, Author: author,
			Account: account, OccurredAt: time.Unix(at, 0).UTC(), URL: "https://app.intercom.com/a/inbox/ab12cd34/inbox/conversation/" + thread}
		if strings.HasPrefix(id, "conversation-") && channel != ingest.Survey {
			o.ParentID = ""
		}
		if channel == ingest.Survey {
			o.ResponseID = strings.TrimSuffix(id, "-remark")
		}
		return o
	}
	rating := func(id, thread string, author ingest.Author, at int64, score float64) ingest.Rating {
		return ingest.Rating{Origin: origin(id, thread, ingest.Survey, author, "Customer Ltd", at), Metric: ingest.CSAT, Score: score, ScaleMin: 1, ScaleMax: 5}
	}
	want := []ingest.Item{
		{Feedback: []ingest.Feedback{
			{Origin: origin("conversation-501", "501", ingest.Chat, grace, "Customer Ltd", 1775030400), Body: "The export hangs.\n\nEvery day & night.",
				Labels: []string{"export"}, State: "open"},
			{Origin: origin("part-13", "501", ingest.Chat, grace, "Customer Ltd", 1775034000), Body: "Still hangs."},
			{Origin: origin("part-15", "501", ingest.Chat, grace, "Customer Ltd", 1775034200), Deleted: true},
			{Origin: origin("conversation-501-rating-remark", "501", ingest.Survey, grace, "Customer Ltd", 1775118600), Body: "Too slow", Labels: []string{"export"}},
		}, Ratings: []ingest.Rating{rating("conversation-501-rating", "501", grace, 1775118600, 2)}},
		{Feedback: []ingest.Feedback{
			{Origin: origin("conversation-502", "502", ingest.Email, alan, "", 1775034000), Title: "Invoice", Body: "Where is my invoice?", State: "closed"},
			{Origin: origin("part-21", "502", ingest.Email, alan, "", 1775120000), Body: "Found it."},
		}, Rejects: []ingest.Reject{{Reason: "Intercom gives only the newest 1 of this conversation's 600 parts"}}},
		{Ratings: []ingest.Rating{rating("conversation-503-rating", "503", ingest.Author{ID: "c7"}, 1775120000, 5)}},
		{Skip: "gone meanwhile"},
	}
	if diff := cmp.Diff(want, withoutPayloads(items)); diff != "" {
		t.Error(diff)
	}
	if position != `{"changed":1775131200,"seen":{"504":1775131200}}` {
		t.Errorf("position %s", position)
	}
	companies := 0
	for _, asked := range d.asked {
		companies += strings.Count(asked, "/companies")
	}
	if companies != 2 {
		t.Errorf("companies of two contacts were asked for %d times", companies)
	}
}

// TestIntercomOverlap: the next pull begins a minute before its position and
// asks for nothing in it that was read as it is; of the minute before the run
// nothing counts as read.
func TestIntercomOverlap(t *testing.T) {
	now := time.Unix(1_775_200_000, 0)
	list := fmt.Sprintf(`{"conversations": [{"id": "1", "updated_at": %d}, {"id": "2", "updated_at": %d}], "pages": {"next": null}}`, now.Unix()-3600, now.Unix()-3590)
	var above []int64
	d := newDesk(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			fmt.Fprintf(w, `{"id": "1", "created_at": 1775000000, "source": {"body": "word", "author": {"type": "user"}}}`)
			return
		}
		var in struct{ Query struct{ Value int64 } }
		json.NewDecoder(r.Body).Decode(&in)
		above = append(above, in.Query.Value)
		fmt.Fprint(w, list)
	})
	source := d.intercom(t, Intercom{})
	items, position, err := pull(t, source, "conversations", ingest.From{Now: now})
	if err != nil || len(items) != 2 {
		t.Fatal(len(items), err)
	}
	items, _, err = pull(t, source, "conversations", ingest.From{Now: now, Position: position})
	if err != nil || len(items) != 0 {
		t.Errorf("%d conversations were read again, %v", len(items), err)
	}
	if diff := cmp.Diff([]int64{0, now.Unix() - 3650}, above); diff != "" {
		t.Error(diff)
	}
	list = fmt.Sprintf(`{"conversations": [{"id": "3", "updated_at": %d}], "pages": {}}`, now.Unix()+5)
	_, position, err = pull(t, source, "conversations", ingest.From{Now: now, Position: position})
	if err != nil || position != fmt.Sprintf(`{"changed":%d}`, now.Unix()) {
		t.Errorf("position %s, %v: in the future, or sure of what may still change", position, err)
	}
}

// TestIntercomLag: the search lags behind. One that changed a moment ago and
// stands among old ones does not move the position over them.
func TestIntercomLag(t *testing.T) {
	now := time.Unix(1_775_200_000, 0)
	d := newDesk(t, func(w http.ResponseWriter, r *http.Request) {
		var in struct {
			Pagination struct {
				After string `json:"starting_after"`
			}
		}
		json.NewDecoder(r.Body).Decode(&in)
		switch {
		case r.Method != http.MethodPost:
			fmt.Fprintf(w, `{"id": "1", "created_at": 1775000000, "source": {"body": "word", "author": {"type": "user"}}}`)
		case in.Pagination.After == "":
			fmt.Fprintf(w, `{"conversations": [{"id": "1", "updated_at": 1775000000}, {"id": "2", "updated_at": %d}], "pages": {"next": {"starting_after": "a"}}}`, now.Unix()-30)
		default:
			w.WriteHeader(http.StatusForbidden)
		}
	})
	items, position, err := pull(t, d.intercom(t, Intercom{}), "conversations", ingest.From{Now: now})
	if err == nil || len(items) != 2 || position != `{"changed":1775000000,"seen":{"1":1775000000}}` {
		t.Errorf("%d items, position %s, %v", len(items), position, err)
	}
}

// TestIntercomCompaniesRefused says what to do.
func TestIntercomCompaniesRefused(t *testing.T) {
	d := newDesk(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/contacts") {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		recorded(t, "intercom")(w, r)
	})
	if _, _, err := pull(t, d.intercom(t, Intercom{}), "conversations", ingest.From{}); err == nil || !strings.Contains(err.Error(), "companies: false") {
		t.Errorf("got %v", err)
	}
	no := false
	if items, _, err := pull(t, d.intercom(t, Intercom{Companies: &no}), "conversations", ingest.From{}); err != nil || len(items) != 4 {
		t.Errorf("%d items, %v", len(items), err)
	}
}

func TestIntercomRegions(t *testing.T) {
	for region, want := range map[string]string{"": "https://api.intercom.io", "us": "https://api.intercom.io", "eu": "https://api.eu.intercom.io", "au": "https://api.au.intercom.io"} {
		if got := (Intercom{Region: region}).host("api") + "io"; got != want {
			t.Errorf("%q: %s", region, got)
		}
	}
	var problems []string
	Intercom{Region: "eu", URL: "https://api.eu.intercom.io"}.Check(func(path, _, _ string) { problems = append(problems, path) })
	if diff := cmp.Diff([]string{"url"}, problems); diff != "" {
		t.Error(diff)
	}
}

func FuzzConversation(f *testing.F) {
	for _, id := range []string{"501", "502", "503"} {
		f.Add(readTestdata(f, "testdata/intercom/conversations-"+id+".json"))
	}
	i := &intercom{html: email.NewHTML()}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var c intercomConversation
		if json.Unmarshal(raw, &c) == nil {
			settledItem(t, c.item(i, "", string(raw)))
		}
	})
}
