package support

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/earshot/earshot/ingest"
)

// settledItem: an item is stored, rejected or counted out, and what is stored has an
// id and a time.
func settledItem(t *testing.T, item ingest.Item) {
	t.Helper()
	if len(item.Feedback)+len(item.Ratings)+len(item.Rejects) == 0 && item.Skip == "" {
		t.Errorf("an item that is nothing: %+v", item)
	}
	for _, f := range item.Feedback {
		if f.NativeID == "" || f.OccurredAt.IsZero() || f.Channel == "" || f.Title+f.Body == "" && !f.Deleted {
			t.Errorf("feedback that lacks something: %+v", f)
		}
	}
	for _, r := range item.Ratings {
		if r.NativeID == "" || r.OccurredAt.IsZero() || r.Score < r.ScaleMin || r.Score > r.ScaleMax {
			t.Errorf("a rating that lacks something: %+v", r)
		}
	}
}

func readTestdata(f *testing.F, path string) []byte {
	f.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	return content
}

func seed(f *testing.F, path, list string) {
	f.Helper()
	content := readTestdata(f, path)
	var in map[string]json.RawMessage
	var records []json.RawMessage
	if json.Unmarshal(content, &in) != nil || json.Unmarshal(in[list], &records) != nil || len(records) == 0 {
		f.Fatal(path + ": no seeds")
	}
	for _, raw := range records {
		f.Add([]byte(raw))
	}
}

func FuzzTicket(f *testing.F) {
	seed(f, "testdata/zendesk/incremental-tickets-cursor.json", "tickets")
	comments := readTestdata(f, "testdata/zendesk/tickets-41-comments.json")
	z := &zendesk{}
	f.Fuzz(func(t *testing.T, raw []byte) {
		item, err := z.ticket(t.Context(), raw, directory{}.known())
		if err != nil {
			t.Fatal(err)
		}
		settledItem(t, item)
		all, people, err := readComments(comments)
		var ticket zendeskTicket
		if err == nil && json.Unmarshal(raw, &ticket) == nil {
			settledItem(t, ticket.talk("", string(raw), all, people.known()).item())
		}
	})
}

func FuzzComments(f *testing.F) {
	f.Add(readTestdata(f, "testdata/zendesk/tickets-41-comments.json"))
	f.Add([]byte(`{"comments": [null, {}, {"id": "x", "author_id": null, "public": true}], "users": null}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		all, people, err := readComments(body)
		if err != nil {
			return
		}
		ticket := zendeskTicket{ID: "1", Subject: "S", Requester: "7", CreatedAt: moment("2026-04-01T08:00:00Z")}
		item := ticket.talk("", "{}", all, people.known()).item()
		settledItem(t, item)
	})
}

func FuzzRating(f *testing.F) {
	seed(f, "testdata/zendesk/satisfaction_ratings.json", "satisfaction_ratings")
	f.Fuzz(func(t *testing.T, raw []byte) {
		var r zendeskRating
		if json.Unmarshal(raw, &r) == nil {
			settledItem(t, r.item("", string(raw), directory{}.known()))
		}
	})
}
