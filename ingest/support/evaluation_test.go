package support

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/ingest"
)

// realFile reads a recorded answer of Zendesk's, which is no part of the project.
func realFile(t *testing.T, name string) []byte {
	t.Helper()
	folder := os.Getenv("EARSHOT_EVAL_DATA")
	if folder == "" {
		t.Skip("EARSHOT_EVAL_DATA is not set: no real files to read")
	}
	content, err := os.ReadFile(filepath.Join(folder, "api/go-zendesk/GET", name))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// TestRealTickets: the recorded tickets with the recorded comments become the
// records that they are. The first comment is the description.
func TestRealTickets(t *testing.T) {
	var in struct {
		Tickets []json.RawMessage `json:"tickets"`
	}
	if err := json.Unmarshal(realFile(t, "tickets.json"), &in); err != nil {
		t.Fatal(err)
	}
	comments, people, err := readComments(realFile(t, "ticket_comments.json"))
	if err != nil {
		t.Fatal(err)
	}
	var items []ingest.Item
	for i, raw := range in.Tickets {
		var ticket zendeskTicket
		if err := json.Unmarshal(raw, &ticket); err != nil {
			t.Fatal(err)
		}
		if i > 0 {
			comments = nil
		}
		items = append(items, ticket.talk("https://acme.zendesk.com", string(raw), comments, people.known()).item())
	}
	author := ingest.Author{ID: "377922500012"}
	at := func(hour, minute, second int) time.Time {
		return time.Date(2019, 6, 3, hour, minute, second, 0, time.UTC)
	}
	want := []ingest.Item{
		{Feedback: []ingest.Feedback{
			{Origin: ingest.Origin{Channel: ingest.Email, NativeID: "ticket-2", ThreadID: "ticket-2", Author: author, OccurredAt: at(2, 23, 47),
				URL: "https://acme.zendesk.com/agent/tickets/2"}, Title: "Mail to create fixture ticket for testing",
				Body: "Mail to create fixture ticket for testing\n\nnukosuke (●ↀ ω ↀ●)", Labels: []string{}, State: "closed"},
			{Origin: ingest.Origin{Channel: ingest.Email, NativeID: "comment-3", ThreadID: "ticket-2", ParentID: "ticket-2", Author: author,
				OccurredAt: at(2, 23, 47), URL: "https://acme.zendesk.com/agent/tickets/2"}, Body: "Mail to create fixture ticket for testing"},
		}},
		{Feedback: []ingest.Feedback{
			{Origin: ingest.Origin{Channel: ingest.Tracker, NativeID: "ticket-3", ThreadID: "ticket-3", Author: author, OccurredAt: at(2, 34, 52),
				URL: "https://acme.zendesk.com/agent/tickets/3"}, Title: "にゃー", Body: "ぬこすけ", Labels: []string{}, State: "closed"},
		}},
	}
	if diff := cmp.Diff(want, withoutPayloads(items)); diff != "" {
		t.Error(diff)
	}
}

// TestRealPeople: end users and admins are told apart.
func TestRealPeople(t *testing.T) {
	var in directory
	if err := json.Unmarshal(realFile(t, "users.json"), &in); err != nil {
		t.Fatal(err)
	}
	k := in.known()
	if got := k.side(zendeskComment{Public: true, Author: "369531345753"}, ""); got != customer {
		t.Errorf("an end user is %q", got)
	}
	if got := k.side(zendeskComment{Public: true, Author: "369537351454"}, "369537351454"); got != agent {
		t.Errorf("an admin is %q", got)
	}
	if got := k.author("369531345753"); got != (ingest.Author{ID: "369531345753", Name: "Sample customer", Email: "customer@example.com"}) {
		t.Errorf("%+v", got)
	}
}
