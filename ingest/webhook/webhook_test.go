package webhook

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/survey"
)

// typeform are the settings for what Typeform pushes.
func typeform() Settings {
	return Settings{
		Signature: Signature{Header: "Typeform-Signature", Scheme: "sha256=base64"},
		Settings: survey.Settings{
			Keys: map[string]string{"form_response.answers": "field.ref"},
			ID:   survey.Column{Name: "form_response.token"}, Time: survey.Time{Column: "form_response.submitted_at"},
			Respondent: survey.Respondent{Email: survey.Column{Name: "form_response.hidden.email"}},
			Ratings:    []survey.Rating{{Column: "form_response.answers.recommend.number", Metric: ingest.NPS, Question: "Recommend?"}},
			Comments:   []survey.Comment{{Column: "form_response.answers.why.text", Question: "Why?"}},
			Segments:   map[string]survey.Column{"plan": {Name: "form_response.hidden.plan"}},
			Only:       []survey.Filter{{Column: "event_type", Values: survey.Cells{"form_response"}}},
		},
	}
}

func readAll(t *testing.T, s Settings, body string) []ingest.Item {
	t.Helper()
	content, err := lines([]byte(body))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "a.jsonl")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := New(s, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	r, err := f.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var items []ingest.Item
	for r.Scan() {
		items = append(items, r.Item())
	}
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	return items
}

// TestTypeform: answers go by their question's name, wherever they stand; what
// was not answered is missing, and does no harm.
func TestTypeform(t *testing.T) {
	whole := `{"event_id": "e1", "event_type": "form_response", "form_response": {"token": "t1", "submitted_at": "2026-05-04T10:00:00Z",
		"hidden": {"email": "grace@customer.example", "plan": "pro"},
		"answers": [{"type": "text", "text": "It hangs", "field": {"ref": "why"}}, {"type": "number", "number": 3, "field": {"ref": "recommend"}}]}}`
	origin := ingest.Origin{Channel: ingest.Survey, ResponseID: "t1", OccurredAt: time.Date(2026, 5, 4, 10, 0, 0, 0, time.UTC),
		Author: ingest.Author{Email: "grace@customer.example"}, Segments: map[string]string{"plan": "pro"}}
	rating, words := origin, origin
	rating.NativeID, words.NativeID = "t1/nps/form_response.answers.recommend.number", "t1/form_response.answers.why.text"
	items := readAll(t, typeform(), whole)
	for i := range items {
		items[i].Feedback[0].Payload = ""
	}
	want := []ingest.Item{{
		Ratings:  []ingest.Rating{{Origin: rating, Metric: ingest.NPS, Question: "Recommend?", Score: 3, ScaleMax: 10}},
		Feedback: []ingest.Feedback{{Origin: words, Question: "Why?", Body: "It hangs"}},
	}}
	if diff := cmp.Diff(want, items); diff != "" {
		t.Error(diff)
	}
	for body, want := range map[string]string{
		strings.Replace(whole, `"ref": "recommend"`, `"ref": "other"`, 1):                                           "1 words",
		`{"event_type": "form_response", "form_response": {"token": "t2", "submitted_at": "2026-05-04T10:00:00Z"}}`: "no answer",
		`{"event_type": "test", "form_response": {"submitted_at": "2026-05-04T10:00:00Z", "token": "t2"}}`:          "left out: event_type is none of only",
		`{"event_type": "form_response", "form_response": {"token": "t2", "answers": []}}`:                          "reject",
		`[` + whole + `,` + whole + `]`: "1 ratings",
	} {
		got := readAll(t, typeform(), body)
		item := got[len(got)-1]
		switch {
		case len(item.Rejects) > 0 && want == "reject" && item.Rejects[0].Payload != "" && strings.Contains(item.Rejects[0].Reason, "form_response.submitted_at"):
		case item.Skip != "" && item.Skip == want:
		case want == "1 words" && len(item.Feedback) == 1 && len(item.Ratings) == 0:
		case want == "1 ratings" && len(item.Ratings) == 1 && len(got) == 2:
		default:
			t.Errorf("%s: %+v", want, item)
		}
	}
}

func TestCheck(t *testing.T) {
	rows := 2
	bad := typeform()
	bad.Signature.Scheme, bad.Signature.Tolerance = "md5", time.Minute
	bad.Format, bad.Delimiter, bad.Quotes, bad.Encoding, bad.HeaderRows, bad.Sheet, bad.Records = "csv", ";", "none", "utf-8", &rows, "A", "a"
	for _, c := range []struct {
		settings Settings
		want     []string
	}{
		{typeform(), nil},
		{bad, []string{"signature.scheme", "signature.tolerance", "format", "delimiter", "quotes", "encoding", "header_rows", "sheet", "records"}},
		{Settings{}, []string{"time", ""}},
	} {
		var problems []string
		c.settings.Check(func(path, _, _ string) { problems = append(problems, path) })
		if diff := cmp.Diff(c.want, problems); diff != "" {
			t.Error(diff)
		}
	}
}

// FuzzLines: whatever is kept is JSON lines of objects, as many as came.
func FuzzLines(f *testing.F) {
	for _, s := range []string{`{"a": 1}`, `[{"a": [1, 2]}, {}]`, `[]`, `[null]`, "{\"a\":\n\"b\\n\"}", ``, `{`, `{"a":1}{"b":2}`, "\"x\""} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		content, err := lines(body)
		if err != nil {
			return
		}
		n := bytes.Count(content, []byte{'\n'})
		for line := range bytes.Lines(content) {
			var object map[string]json.RawMessage
			if json.Unmarshal(line, &object) != nil || object == nil {
				t.Errorf("no object: %q", line)
			}
		}
		var list []json.RawMessage
		if json.Unmarshal(body, &list) == nil && len(list) != n || list == nil && n != 1 {
			t.Errorf("%d lines of %q", n, body)
		}
	})
}
