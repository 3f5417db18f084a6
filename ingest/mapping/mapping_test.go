package mapping

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/earshot/earshot/ingest"
)

// member is an expression that names a member of an object, or with a dot
// before it the value as it is.
type member string

func (m member) Values(_ context.Context, from, _ any) ([]any, error) {
	if m == "." {
		return []any{from}, nil
	}
	object, ok := from.(map[string]any)
	if !ok {
		return nil, errors.New("is no object's")
	}
	if name, each := strings.CutSuffix(string(m), "[]"); each {
		all, _ := object[name].([]any)
		return all, nil
	}
	return []any{object[string(m)]}, nil
}

func members(text string) (Expression, error) { return member(text), nil }

var everything = Record{
	ID: "id", Time: "time", Author: Author{ID: "who", Name: "name", Email: "mail"}, Account: "account", Thread: "thread", Parent: "parent",
	Language: "language", URL: "link", Labels: "labels", State: "state", Votes: "votes", Segments: map[string]string{"plan": "plan"}, Deleted: "deleted", Only: "only",
	Feedback: []Feedback{{Title: "title", Body: "body"}, {Entry: Entry{Each: "notes[]", ID: "id", Time: "time"}, Body: "body"}},
	Ratings:  []Rating{{Metric: ingest.NPS, Score: "nps"}, {Metric: ingest.CSAT, Score: "csat", Words: map[string]float64{"Very good": 5}, NoAnswer: []string{"n/a", "99"}}},
}

func itemOf(t *testing.T, r Record, text string) ingest.Item {
	t.Helper()
	m, err := New(r, "", "", members, time.FixedZone("", 3600))
	if err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var record any
	if err := decoder.Decode(&record); err != nil {
		t.Fatal(err)
	}
	item, err := m.Item(context.Background(), record, text)
	if err != nil {
		t.Fatal(err)
	}
	return item
}

// TestWrongTypes: what is of the wrong type is a reject that names the key, and
// the rest of the record is kept.
func TestWrongTypes(t *testing.T) {
	for _, c := range []struct {
		member, reason string
		stored         bool
	}{
		{`"id": null`, "id: is empty", false},
		{`"id": {"a": 1}`, "id: is an object: a text is needed", false},
		{`"id": [1]`, "id: is a list: a text is needed", false},
		{`"time": null`, "time: is empty", false},
		{`"time": true`, "time: is no text and no number", false},
		{`"time": 1770000000`, "time: is a bare number", false},
		{`"time": "0000-00-00 00:00:00"`, "time: is no time", false},
		{`"time": "1900-01-01"`, "time: is a time before 1970", false},
		{`"only": "maybe"`, "only: is a text: true or false is needed", false},
		{`"labels": {"a": "b"}`, "labels: is an object", true},
		{`"labels": [["a"]]`, "labels: is a list of other things", true},
		{`"votes": "many"`, "votes: is no whole number", true},
		{`"votes": 1.5`, "votes: is no whole number", true},
		{`"votes": 1e300`, "votes: is no whole number", true},
		{`"deleted": "perhaps"`, "deleted: is a text", true},
		{`"plan": []`, "segments.plan: is a list", true},
		{`"body": {}`, "feedback[0].body: is an object", true},
		{`"nps": "ten"`, "ratings[0].score: is a text and no score", true},
		{`"nps": 11`, "ratings[0].score: is not on the scale 0 to 10", true},
		{`"nps": 7.5`, "ratings[0].score: is no whole number", true},
		{`"nps": "NaN"`, "ratings[0].score: is a text and no score", true},
		{`"nps": [9]`, "ratings[0].score: is a list", true},
		{`"notes": [{"id": "a", "body": "secret words", "time": "2026-01-01"}, {"id": "a", "body": "more", "time": "2026-01-01"}]`, "feedback[1].id: is that of another thing", true},
		{`"notes": ["secret words"]`, "feedback[1].id: is no object's", true},
	} {
		item := itemOf(t, everything, `{"only": true, "id": "1", "time": "2026-03-01T10:00:00Z", "title": "secret words", "csat": "very  GOOD", `+c.member+`}`)
		if len(item.Rejects) != 1 || !strings.HasPrefix(item.Rejects[0].Reason, c.reason) || (len(item.Ratings) > 0) != c.stored || item.Rejects[0].Payload == "" {
			t.Errorf("%s: stored %v, rejects %+v", c.member, len(item.Ratings) > 0, item.Rejects)
		}
	}
}

// TestTimes: a time without a zone is one of the workspace's; fractions count.
func TestTimes(t *testing.T) {
	for _, c := range []struct{ format, zone, value, want string }{
		{"", "", `"2026-03-01T10:00:00Z"`, "2026-03-01T10:00:00Z"},
		{"", "", `"2026-03-01 10:00:00"`, "2026-03-01T09:00:00Z"},
		{"", "", `"2026-03-01 10:00:00.123456+00"`, "2026-03-01T10:00:00.123456Z"},
		{"", "America/New_York", `"2026-03-08 12:30:00"`, "2026-03-08T16:30:00Z"},
		{"", "", `"2026-03-01"`, "2026-02-28T23:00:00Z"},
		{"", "", `"2026-03-01T10:00:00+0530"`, "2026-03-01T04:30:00Z"},
		{"unix", "", `1772359200`, "2026-03-01T10:00:00Z"},
		{"unix", "", `"1772359200.5"`, "2026-03-01T10:00:00.5Z"},
		{"unix_ms", "", `1772359200123`, "2026-03-01T10:00:00.123Z"},
		{"unix", "", `1772359200123`, ""},
		{"02.01.2006 15:04", "UTC", `"01.03.2026 10:00"`, "2026-03-01T10:00:00Z"},
	} {
		item := itemOf(t, Record{ID: "id", Time: "time", TimeFormat: c.format, TimeZone: c.zone, Feedback: []Feedback{{Body: "id"}}}, `{"id": 1, "time": `+c.value+`}`)
		got := ""
		if len(item.Feedback) > 0 {
			got = item.Feedback[0].OccurredAt.UTC().Format(time.RFC3339Nano)
		}
		if got != c.want {
			t.Errorf("%s as %q: %s, want %s; %+v", c.value, c.format, got, c.want, item.Rejects)
		}
	}
}

func TestLeftOut(t *testing.T) {
	for text, want := range map[string]string{
		`{"only": false}`: "left out by only",
		`{"only": 1, "id": 1, "time": "2026-01-01", "csat": " N/A ", "nps": null}`: "no answer",
		`{"only": 1, "id": 1, "time": "2026-01-01", "csat": 99}`:                   "no answer",
	} {
		if item := itemOf(t, everything, text); item.Skip != want || len(item.Rejects) > 0 {
			t.Errorf("%s: %+v", text, item)
		}
	}
}

// FuzzItem: whatever a record is, it is stored, rejected or left out, its ids
// differ, and no reason quotes it.
func FuzzItem(f *testing.F) {
	for _, seed := range []string{`{}`, `null`, `[1, "a"]`, `{"only": 1, "id": 1e400, "time": "2026-01-01", "nps": -0, "body": "verywordy"}`,
		`{"only": "t", "id": "é\u0000", "time": 5, "notes": [{"id": "x", "time": "2026-01-01", "body": "verywordy"}, null, 7], "labels": ["a", null, 3, false], "votes": "12", "deleted": 1}`} {
		f.Add(seed)
	}
	m, err := New(everything, "a/", "b/", members, time.UTC)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		decoder := json.NewDecoder(strings.NewReader(text))
		decoder.UseNumber()
		var record any
		if decoder.Decode(&record) != nil {
			return
		}
		item, err := m.Item(context.Background(), record, text)
		if err != nil {
			t.Fatal(err)
		}
		if len(item.Feedback)+len(item.Ratings)+len(item.Rejects) == 0 && item.Skip == "" {
			t.Error("neither stored nor rejected nor left out")
		}
		ids := map[string]bool{}
		for _, one := range item.Feedback {
			if ids[one.NativeID] || one.NativeID == "a/" || one.OccurredAt.IsZero() {
				t.Errorf("id %q, at %v", one.NativeID, one.OccurredAt)
			}
			ids[one.NativeID] = true
		}
		for _, r := range item.Ratings {
			if !(r.Score >= r.ScaleMin && r.Score <= r.ScaleMax) || r.OccurredAt.IsZero() {
				t.Errorf("score %v at %v", r.Score, r.OccurredAt)
			}
		}
		for _, r := range item.Rejects {
			if strings.Contains(r.Reason, "verywordy") {
				t.Errorf("quotes: %s", r.Reason)
			}
		}
	})
}
