package rest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v4"
)

// TestCheck: each mistake is told under its key.
func TestCheck(t *testing.T) {
	const good = "url: https://a.example\nstreams:\n  - {name: a, request: {path: /}, records: '.[]', id: .id, time: .t, feedback: [{body: .b}]}\n"
	for _, c := range []struct{ from, to, want string }{
		{"", "", ""},
		{"id: .id", "id: '.id |'", "streams[0].id: is no jq program: unexpected EOF (line 1, column 6)"},
		{"id: .id", "id: '.id ? ) 1'", "streams[0].id: is no jq program: unexpected token \")\" (line 1, column 7)"},
		{"body: .b", "body: nothing(.b)", "streams[0].feedback[0].body: is no jq program: function not defined: nothing/1"},
		{"body: .b", "body: $ENV.HOME + $other", "streams[0].feedback[0].body: is no jq program: variable not defined: $other"},
		{"records: '.[]'", "records: '.[['", "streams[0].records: is no jq program"},
		{"path: /", "path: '/{{sinc}}'", "streams[0].request.path: {{sinc}} is not known"},
		{"path: /", "path: '/{{since}}'", "streams[0].cursor: is missing"},
		{"path: /}", "path: /}, cursor: {field: .u}", "streams[0].cursor: is of no use"},
		{"path: /}", "path: /}, cursor: {field: .u, format: soon, order: descending}", "streams[0].cursor.format: \"soon\" is not known"},
		{"path: /}", "path: /}, cursor: {field: .u, overlap: -1m, order: descending}", "streams[0].cursor.overlap"},
		{"path: /}", "path: /}, paging: {by: page}", "streams[0].paging: nothing says which page is the last"},
		{"path: /}", "path: /}, paging: {by: page, end: empty}", "streams[0].request: no {{page}} in it"},
		{"path: /}", "path: '/{{page}}'}, paging: {by: page, end: short}", "streams[0].paging.size: is missing"},
		{"path: /}", "path: /}, paging: {by: next_url}", "streams[0].paging.value: is missing"},
		{"path: /}", "path: /, body: {a: 1}}", "streams[0].request.body: GET has no body"},
		{"time: .t", "time: .t, time_format: noon", "streams[0].time_format: \"noon\" is not known"},
		{"time: .t", "time: .t, time_zone: Mars/Base", "streams[0].time_zone: \"Mars/Base\" is no zone"},
		{"[{body: .b}]", "[{each: .c, body: .b}]", "streams[0].feedback[0].each: its things have no id"},
		{"feedback: [{body: .b}]", "of: b, ratings: [{metric: nps, score: .s, scale: [5, 1]}]", "streams[0].of: no stream is named"},
		{"streams:", "auth: {bearer: x, query: {name: k, value: y}}\nstreams:", "auth: 2 ways at once"},
	} {
		var s Settings
		if err := yaml.Load([]byte(strings.Replace(good, c.from, c.to, 1)), &s, yaml.WithKnownFields()); err != nil {
			t.Fatal(c.to, err)
		}
		var found []string
		s.Check(func(path, message, _ string) { found = append(found, path+": "+message) })
		if all := strings.Join(found, "\n"); !strings.Contains(all, c.want) || c.want == "" && all != "" {
			t.Errorf("%s: want %q, got\n%s", c.to, c.want, all)
		}
	}
}

// TestProgramEnds: a program that would run for ever, or give values for ever,
// is stopped, and neither the environment nor further input can be reached.
func TestProgramEnds(t *testing.T) {
	t.Setenv("EARSHOT_TEST_VALUE", "s3cret")
	for _, text := range []string{"def f: f; f", "[repeat(1)] | length", "range(infinite)", "last(range(infinite))"} {
		p, err := compile(text, "$record")
		if err != nil {
			t.Fatal(err)
		}
		p.within = 50 * time.Millisecond
		if values, err := p.Values(context.Background(), nil, nil); err == nil {
			t.Errorf("%s gave %d values", text, len(values))
		}
	}
	for _, text := range []string{"env", "$ENV", "input", "input_filename", "[inputs]", `error("s3cret")`, `"s3cret" | error`, `"s3cret" | halt_error`, `{a: "s3cret"} | .[0]`, `"s3cret" | debug | empty`} {
		p, err := compile(text, "$record")
		if err != nil {
			continue
		}
		values, err := p.Values(context.Background(), nil, nil)
		if strings.Contains(fmt.Sprint(values, err), "s3cret") {
			t.Errorf("%s: %v, %v", text, values, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	p, err := compile("def f: f; f", "$record")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Values(ctx, nil, nil); err == nil || errors.Is(err, errFails) {
		t.Errorf("a cancelled program: %v", err)
	}
}
