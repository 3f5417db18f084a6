package tracker

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// openAPI is as much of a description of an API as requests are held against.
type openAPI struct {
	Paths      map[string]map[string]json.RawMessage `json:"paths"`
	Components struct {
		Schemas map[string]openSchema `json:"schemas"`
	} `json:"components"`
}

type openSchema struct {
	Ref        string                     `json:"$ref"`
	Properties map[string]json.RawMessage `json:"properties"`
}

type openParameter struct {
	Name string `json:"name"`
	In   string `json:"in"`
}

type openOperation struct {
	Parameters  []openParameter `json:"parameters"`
	RequestBody struct {
		Content map[string]struct {
			Schema openSchema `json:"schema"`
		} `json:"content"`
	} `json:"requestBody"`
}

func readOpenAPI(t *testing.T, name string) openAPI {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dataFolder(t), "api/openapi", name))
	if err != nil {
		t.Fatal(err)
	}
	var api openAPI
	if err := json.Unmarshal(content, &api); err != nil {
		t.Fatal(err)
	}
	return api
}

// operation finds what answers a path; of several the one with more fixed parts.
func (a openAPI) operation(method, path string) (o openOperation, shared []openParameter, ok bool) {
	fewest := 100
	for pattern, methods := range a.Paths {
		open, matches := fits(pattern, path)
		raw := methods[strings.ToLower(method)]
		if !matches || raw == nil || open >= fewest {
			continue
		}
		fewest, o, shared = open, openOperation{}, nil
		ok = json.Unmarshal(raw, &o) == nil
		_ = json.Unmarshal(methods["parameters"], &shared) // may not be there
	}
	return o, shared, ok
}

// fits says whether a path is one of a pattern's, and how many of its parts are
// open.
func fits(pattern, path string) (open int, ok bool) {
	want, got := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return 0, false
	}
	for i := range want {
		switch {
		case strings.HasPrefix(want[i], "{") && got[i] != "":
			open++
		case want[i] != got[i]:
			return 0, false
		}
	}
	return open, true
}

// problems says what is wrong with a request.
func (a openAPI) problems(r jiraAsked, path string) (problems []string) {
	o, shared, ok := a.operation(r.method, path)
	if !ok {
		return []string{fmt.Sprintf("no operation %s %s", r.method, path)}
	}
	for name := range r.query {
		if !slices.Contains(append(o.Parameters, shared...), openParameter{name, "query"}) {
			problems = append(problems, fmt.Sprintf("%s %s has no parameter %s", r.method, path, name))
		}
	}
	schema := o.RequestBody.Content["application/json"].Schema
	if name, ok := strings.CutPrefix(schema.Ref, "#/components/schemas/"); ok {
		schema = a.Components.Schemas[name]
	}
	for name := range r.body {
		if _, ok := schema.Properties[name]; !ok {
			problems = append(problems, fmt.Sprintf("the body of %s %s has no member %s", r.method, path, name))
		}
	}
	return problems
}

// newer are operations that the descriptions at hand do not have: Cloud's search
// came after them, and the Agile API is described elsewhere. Names of parameters
// and of members are as Atlassian documents them.
var newer = map[string][]string{
	"POST /rest/api/3/search/jql":                {"jql", "fields", "fieldsByKeys", "expand", "maxResults", "nextPageToken", "properties", "reconcileIssues"},
	"GET /rest/agile/1.0/board":                  {"startAt", "maxResults", "type", "name", "projectKeyOrId"},
	"GET /rest/agile/1.0/board/{boardId}/sprint": {"startAt", "maxResults", "state"},
}

// documented says whether a request is one of the newer operations, and what is
// wrong with it.
func documented(r jiraAsked) (problems []string, ok bool) {
	for operation, names := range newer {
		method, pattern, _ := strings.Cut(operation, " ")
		if _, fits := fits(pattern, r.path); !fits || method != r.method {
			continue
		}
		for name := range r.query {
			if !slices.Contains(names, name) {
				problems = append(problems, operation+" has no parameter "+name)
			}
		}
		for name := range r.body {
			if !slices.Contains(names, name) {
				problems = append(problems, operation+" has no member "+name)
			}
		}
		return problems, true
	}
	return nil, false
}

// TestJiraRequests holds every request of three pulls against Atlassian's own
// description of the API.
func TestJiraRequests(t *testing.T) {
	bothJiras(t, func(t *testing.T, s *jiraStand) {
		api, cut := readOpenAPI(t, "jira.local.json"), "/rest"
		if s.cloud {
			api, cut = readOpenAPI(t, "atlassian.com_jira.json"), ""
		}
		s.cut = 0
		settings := plannedJira(t, s, http.StatusOK)
		for n := range 250 {
			s.Put(n+1, "wish", monday.Add(1))
		}
		f := newFolder(t)
		for run := range 3 {
			if result := f.pull(settings, monday.Add(1+24*3600e9), run == 2); result.Err != nil {
				t.Fatal(result.Err)
			}
		}
		held := map[string]int{}
		for _, r := range s.asked {
			problems, ok := documented(r)
			if !ok {
				problems = api.problems(r, strings.TrimPrefix(r.path, cut))
				// serverInfo is asked for before it is known which version there is;
				// Cloud answers to both.
				if s.cloud && r.path == "/rest/api/2/serverInfo" {
					problems = api.problems(r, "/rest/api/3/serverInfo")
				}
				held[r.path]++
			}
			for _, problem := range problems {
				t.Error(problem)
			}
		}
		if len(held) < 5 {
			t.Errorf("too few requests to tell: %v", held)
		}
	})
}

// TestOpenAPIFinds: the check above finds what is wrong.
func TestOpenAPIFinds(t *testing.T) {
	api := readOpenAPI(t, "atlassian.com_jira.json")
	for _, r := range []jiraAsked{
		{method: "GET", path: "/rest/api/3/nothing"},
		{method: "DELETE", path: "/rest/api/3/myself"},
		{method: "GET", path: "/rest/api/3/project/PAY/versions", query: map[string][]string{"page": {"1"}}},
		{method: "POST", path: "/rest/api/3/search", body: map[string]any{"nextPageToken": "x"}},
	} {
		if len(api.problems(r, r.path)) == 0 {
			t.Errorf("%+v passes", r)
		}
	}
	if problems, ok := documented(jiraAsked{method: "POST", path: "/rest/api/3/search/jql", body: map[string]any{"startAt": 1}}); !ok || len(problems) == 0 {
		t.Error("startAt passes in Cloud's new search")
	}
}

// FuzzJiraItem: whatever an issue of a search is, it is stored, rejected or
// counted out.
func FuzzJiraItem(f *testing.F) {
	seeds(f, "testdata/records/jira*.txt", func(_ string, data []byte) { f.Add(data) })
	f.Add([]byte(`{"id": "1", "key": "APP-1", "fields": {"updated": "2026-03-02T08:00:00.000+0000", "created": "2026-03-02T08:00:00.000+0000", "comment": {"total": 3, "comments": []}},
		"changelog": {"histories": [{"created": "2026-03-02T08:00:00.000+0000", "items": [{"field": "Key", "fromString": "PAY-1"}]}]}}`))
	f.Add([]byte(`{"id": "1", "key": "", "fields": {"summary": "wish", "created": "2026-03-02T08:00:00.000+0000"}}`))
	url := serve(f, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) }))
	walk := fuzzWalk(f, url)
	f.Fuzz(func(t *testing.T, data []byte) {
		if !json.Valid(data) {
			return
		}
		_, _ = jiraChange(data)
		item, err := walk.item(t.Context(), data, "1", monday)
		if err != nil {
			return // the comments could not be fetched
		}
		settled(t, item)
	})
}
