package rest

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
)

// indented is the lines of a documentation that stand in.
func indented(text string) string {
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		if strings.HasPrefix(line, "\t") {
			lines = append(lines, line[1:])
		}
	}
	return strings.Join(lines, "\n")
}

// FuzzTemplate: a template without places is its own text, and one that is
// filled holds no place any more.
func FuzzTemplate(f *testing.F) {
	for _, seed := range []string{"a{{since}}b", "{{ page }}/{{.id}}", "{{", "}}{{}}", "{{.a | .b}}{{last}}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		parsed, err := parse(text, true)
		if err != nil {
			return
		}
		named := map[string]string{}
		for _, name := range names {
			named[name] = "x"
		}
		filled, there, err := parsed.fill(values{ctx: context.Background(), named: named, record: map[string]any{"id": 5, "a": nil}})
		if err != nil || !there {
			return
		}
		if !strings.Contains(text, "{{") && filled != text {
			t.Errorf("%q became %q", text, filled)
		}
	})
}

// FuzzAnswer: whatever an API answers, each of its records is stored, rejected
// or left out, or the pull ends with an error.
func FuzzAnswer(f *testing.F) {
	for _, seed := range []string{`{"items": [], "next": null}`, `{"items": [{"id": 1, "t": "2026-01-01", "u": "2026-01-02", "b": "w"}], "next": "abc"}`, `{"items": {"a": {"id": [1]}}, "next": 5}`,
		`{"items": [1, "a", [], {}], "next": {"a": 1}}`, `[]`, `{"items": [{"id": 1e999, "t": 1e999, "u": "2026-01-01", "b": {}}]}`, `{"items": "text"}`} {
		f.Add(seed)
	}
	const text = `
url: x
streams:
  - {name: a, request: {path: /, query: {since: "{{since}}", at: "{{token}}"}}, records: ".items[]", paging: {by: token, value: .next}, cursor: {field: .u, order: ascending},
     id: .id, time: .t, labels: .l, votes: .v, feedback: [{body: .b}, {each: ".c[]?", id: .id, body: .b}], ratings: [{metric: nps, score: .s}]}
`
	body := ""
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) }))
	f.Cleanup(server.Close)
	f.Fuzz(func(t *testing.T, answer string) {
		body = answer
		hosts := api.NewHosts(nil)
		defer hosts.Close()
		live, err := read(t, text, server.URL).Live(hosts, now.Location())
		if err != nil {
			t.Fatal(err)
		}
		streams, err := live.Streams(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		pages := 0
		for page, err := range streams[0].Pull(t.Context(), ingest.From{Now: now}) {
			if pages++; pages > 10 {
				t.Fatal("page after page of the same answer")
			}
			if err != nil {
				break
			}
			for _, item := range page.Items {
				if len(item.Feedback)+len(item.Ratings)+len(item.Rejects) == 0 && item.Skip == "" {
					t.Errorf("neither stored nor rejected nor left out")
				}
			}
		}
	})
}
