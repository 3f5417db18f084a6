package tracker

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/conformance"
)

// jiraPlan answers for fields, versions, boards and sprints.
func jiraPlan(agile int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		path := strings.NewReplacer("/rest/api/3/", "", "/rest/api/2/", "").Replace(r.URL.Path)
		switch {
		case path == "field":
			_, _ = w.Write([]byte(`[
				{"id": "summary", "name": "Summary", "custom": false},
				{"id": "customfield_1", "name": "Story Points", "custom": true, "schema": {"type": "number"}},
				{"id": "customfield_2", "name": "Story point estimate", "custom": true, "schema": {"type": "number"}},
				{"id": "customfield_3", "name": "Iteration", "custom": true, "schema": {"type": "array", "custom": "com.pyxis.greenhopper.jira:gh-sprint"}}]`))
		case path == "project/PAY/versions":
			_, _ = w.Write([]byte(`[{"id": "1", "self": "https://acme.example/rest/api/3/version/1", "name": "2.0", "released": true, "releaseDate": "2026-03-01", "projectId": 7},
				{"id": "2", "name": "2.1", "released": false, "projectId": 7}]`))
		case agile != http.StatusOK:
			w.WriteHeader(agile)
		case path == "/rest/agile/1.0/board" && r.URL.Query().Get("startAt") == "0": // the shape with a total
			_, _ = w.Write([]byte(`{"startAt": 0, "maxResults": 2, "total": 3, "values": [{"id": 4, "type": "scrum"}, {"id": 5, "type": "kanban"}]}`))
		case path == "/rest/agile/1.0/board":
			_, _ = w.Write([]byte(`{"startAt": 2, "maxResults": 2, "total": 3, "values": [{"id": 6, "type": "simple"}]}`))
		case path == "/rest/agile/1.0/board/4/sprint" && r.URL.Query().Get("startAt") == "0": // the shape with isLast
			_, _ = w.Write([]byte(`{"startAt": 0, "maxResults": 1, "isLast": false, "values": [{"id": 1, "self": "https://acme.example/rest/agile/1.0/sprint/1", "state": "closed", "name": "Sprint 1",
				"startDate": "2026-02-02T09:00:00.000Z", "endDate": "2026-02-16T09:00:00.000Z", "originBoardId": 4}]}`))
		case path == "/rest/agile/1.0/board/4/sprint":
			_, _ = w.Write([]byte(`{"startAt": 1, "maxResults": 1, "isLast": true, "values": [{"id": 2, "state": "active", "name": "Sprint 2", "originBoardId": 4}]}`))
		case path == "/rest/agile/1.0/board/6/sprint":
			w.WriteHeader(http.StatusBadRequest)
			_, _ = w.Write([]byte(`{"errorMessages": ["The board does not support sprints"]}`))
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}
}

// plannedJira is a Jira with one story in the plan, and the settings to pull it.
func plannedJira(t *testing.T, s *jiraStand, agile int) Jira {
	s.Put(0, "Pay by invoice", monday)
	s.issues[0].more = map[string]any{
		"issuetype": map[string]any{"name": "Story"}, "labels": []string{"invoice"}, "votes": map[string]any{"votes": 4},
		"fixVersions":   []any{map[string]any{"name": "2.0", "released": true, "releaseDate": "2026-03-01"}},
		"customfield_1": nil, "customfield_2": 5.0,
		"customfield_3": []any{map[string]any{"name": "Sprint 2", "state": "active", "boardId": 4}},
		"description":   map[string]any{"type": "doc", "content": []any{map[string]any{"type": "paragraph", "content": []any{map[string]any{"type": "text", "text": "Our books need it."}}}}},
	}
	s.issues[0].comments = []any{s.comment(900, "We too.", monday.Add(time.Hour))}
	s.other = jiraPlan(agile)
	settings := s.settings(serve(t, s), conformance.Token)
	settings.Roles = Roles{Role: "both"}
	return settings
}

// TestJiraRecords compares what a project becomes in full.
func TestJiraRecords(t *testing.T) {
	items, err := pullOf(t, plannedJira(t, &jiraStand{cloud: true, cut: 2}, http.StatusOK))
	if err != nil {
		t.Fatal(err)
	}
	for name := range items {
		for i := range items[name] {
			takePayload(t, &items[name][i])
		}
	}
	five := 5.0
	origin := func(id, person, name string, at time.Time, url string) ingest.Origin {
		return ingest.Origin{Channel: ingest.Tracker, NativeID: id, ThreadID: "PAY-1", Author: ingest.Author{ID: "jira:" + person, Name: name},
			OccurredAt: at, URL: "https://acme.example/browse/PAY-1" + url, Segments: map[string]string{"project": "PAY"}}
	}
	comment := origin("jira-comment-900", "u2", "Grace", monday.Add(time.Hour), "?focusedCommentId=900")
	comment.ParentID = "PAY-1"
	want := map[string][]ingest.Item{
		"PAY issues": {{
			Feedback: []ingest.Feedback{
				{Origin: origin("PAY-1", "u1", "Ada", monday, ""), Title: "Pay by invoice", Body: "Our books need it.", Labels: []string{"invoice"}, State: "open", Votes: 4},
				{Origin: comment, Body: "We too."},
			},
			WorkItems: []ingest.WorkItem{{Key: "PAY-1", Type: "story", Title: "Pay by invoice", Body: "Our books need it.", State: "open", Sprint: "Sprint 2",
				ReleasedIn: "2.0", Estimate: &five, Votes: 4, Labels: []string{"invoice"}, URL: "https://acme.example/browse/PAY-1", CreatedAt: monday, UpdatedAt: monday}},
			Releases: []ingest.Release{{Name: "2.0", ReleasedOn: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)}},
			Sprints:  []ingest.Sprint{{Name: "Sprint 2", State: "active"}},
		}},
		"PAY versions": {{Skip: "release seen before or without a name"}, {Releases: []ingest.Release{{Name: "2.1"}}}},
		"PAY sprints": {
			{Sprints: []ingest.Sprint{{Name: "Sprint 1", State: "closed", StartsOn: time.Date(2026, 2, 2, 9, 0, 0, 0, time.UTC), EndsOn: time.Date(2026, 2, 16, 9, 0, 0, 0, time.UTC)}}},
			{Skip: "sprint seen before or without a name"},
		},
	}
	if diff := cmp.Diff(want, items); diff != "" {
		t.Error(diff)
	}
}

// takePayload takes the originals out, once they are seen to be objects.
func takePayload(t *testing.T, item *ingest.Item) {
	t.Helper()
	take := func(payload *string) {
		if !json.Valid([]byte(*payload)) || !strings.HasPrefix(*payload, "{") {
			t.Errorf("the payload is no object: %q", *payload)
		}
		*payload = ""
	}
	for i := range item.Feedback {
		take(&item.Feedback[i].Payload)
	}
	for i := range item.WorkItems {
		take(&item.WorkItems[i].Payload)
	}
}

// TestJiraWithoutBoards: who may not see boards gets the issues all the same,
// and is told.
func TestJiraWithoutBoards(t *testing.T) {
	for _, status := range []int{http.StatusForbidden, http.StatusNotFound} {
		f := newFolder(t)
		result := f.pull(plannedJira(t, &jiraStand{cloud: true}, status), monday.Add(24*time.Hour), false)
		if result.Err == nil || !strings.HasPrefix(result.Err.Error(), "PAY sprints: ") || strings.Contains(result.Err.Error(), "\n") {
			t.Errorf("%d: %v", status, result.Err)
		}
		if ids := f.ids("work_items"); len(ids) != 1 {
			t.Errorf("%d: work items %v", status, ids)
		}
	}
}

// TestJiraRecordings reads recorded answers of a search and of the Agile API as
// a pull does.
func TestJiraRecordings(t *testing.T) {
	root := filepath.Join(dataFolder(t), "api/go-jira")
	file := func(w http.ResponseWriter, name string) {
		content, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Error(err)
		}
		_, _ = w.Write(content)
	}
	url := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch path := r.URL.Path; {
		case path == "/rest/api/2/serverInfo":
			answer(w, map[string]any{"deploymentType": "Server"})
		case path == "/rest/api/2/myself":
			answer(w, map[string]any{"timeZone": "America/Los_Angeles"})
		case path == "/rest/api/2/search" && r.URL.Query().Get("startAt") == "":
			file(w, "issues_in_sprint.json") // one issue of a total of 10
		case path == "/rest/api/2/search":
			answer(w, map[string]any{"startAt": 1, "total": 10, "issues": []any{}})
		case path == "/rest/api/2/field":
			file(w, "all_fields.json")
		case path == "/rest/api/2/project/AR/versions":
			answer(w, []any{})
		case path == "/rest/agile/1.0/board":
			file(w, "all_boards.json")
		case strings.HasSuffix(path, "/4/sprint"):
			file(w, "sprints.json")
		case strings.HasSuffix(path, "/sprint"):
			file(w, "sprints_filtered.json")
		default:
			t.Errorf("%s was not expected", path)
		}
	}))
	items, err := pullOf(t, Jira{URL: url, Token: newSecret("x"), Projects: []string{"AR"}, Roles: Roles{Role: "both"},
		Fields: Fields{EstimateField: "customfield_10105"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(items["AR issues"]) != 1 || len(items["AR issues"][0].WorkItems) != 1 {
		t.Fatalf("issues: %+v", items["AR issues"])
	}
	w := items["AR issues"][0].WorkItems[0]
	if w.Key != "AR-86" || w.State != "open" || w.Title != "" || w.UpdatedAt.Year() != 2016 || w.Estimate == nil || *w.Estimate != 13 {
		t.Errorf("%s %s, updated %v, estimate %v", w.Key, w.State, w.UpdatedAt, w.Estimate)
	}
	names := map[string]bool{}
	for _, item := range items["AR sprints"] {
		for _, s := range item.Sprints {
			names[s.Name] = true
		}
	}
	if len(names) != 6 || !names["Iteration-10"] {
		t.Errorf("sprints: %v", names)
	}
}
