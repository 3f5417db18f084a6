package tracker

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/ingest/conformance"
)

func (s *jiraStand) EmptyPage() { s.empty = true }

// withoutEmptyPage hides that a system may answer with one.
type withoutEmptyPage struct{ conformance.System }

func TestJiraConforms(t *testing.T) {
	bothJiras(t, func(t *testing.T, s *jiraStand) {
		cloud := s.cloud
		conformance.Run(t, conformance.Case{
			Queries: []string{"/rest/api/3/search/jql"},
			System: func() conformance.System {
				if cloud {
					return &jiraStand{cloud: true}
				}
				return withoutEmptyPage{&jiraStand{}}
			},
			Records: 330,
			Setup:   2, // serverInfo, myself
			Live: func(hosts *api.Hosts, url, token string) (ingest.Live, error) {
				return s.settings(url, token).Live(hosts, time.UTC)
			},
		})
	})
}

var monday = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

// TestJiraMoved: an issue that is moved to another project has another key and
// no longer answers to the first. Seen by its history at once where it went to a
// project that is pulled too; else by a sweep.
func TestJiraMoved(t *testing.T) {
	bothJiras(t, func(t *testing.T, s *jiraStand) {
		for n := range 30 {
			s.Put(n, fmt.Sprint("wish ", n), monday.Add(time.Duration(n)*time.Minute))
		}
		settings := s.settings(serve(t, s), conformance.Token)
		settings.Projects, settings.Roles = []string{"PAY", "APP"}, Roles{Role: "both"}
		s.other = func(w http.ResponseWriter, r *http.Request) { answer(w, []any{}) }
		f := newFolder(t)
		f.pull(settings, monday.Add(24*time.Hour), false)

		move := func(n int, key string, at time.Time) {
			one := s.issues[n]
			one.log = append(one.log, map[string]any{"id": "1", "created": at.Format("2006-01-02T15:04:05.000-0700"), "items": []any{
				map[string]any{"field": "project", "fromString": "Payments", "toString": "App"},
				map[string]any{"field": "Key", "fromString": one.key, "toString": key}}})
			one.key = key
			s.Put(one.n, one.words, at)
		}
		move(3, "APP-1", monday.Add(30*time.Hour)) // PAY-4
		move(6, "OPS-1", monday.Add(31*time.Hour)) // PAY-8: behind the first, 3 went to the end
		f.pull(settings, monday.Add(48*time.Hour), false)
		for _, table := range []string{"feedback", "work_items"} {
			ids := strings.Join(f.ids(table), " ")
			if strings.Contains(ids, "PAY-4 ") || !strings.Contains(ids, "APP-1") || !strings.Contains(ids, "PAY-8") {
				t.Errorf("%s after the move: %s", table, ids)
			}
		}
		if result := f.pull(settings, monday.Add(72*time.Hour), true); result.Err != nil && !strings.Contains(result.Err.Error(), "sprints") {
			t.Error(result.Err)
		}
		for _, table := range []string{"feedback", "work_items"} {
			if ids := f.ids(table); len(ids) != 29 || strings.Contains(strings.Join(ids, " "), "PAY-8") {
				t.Errorf("%s after a sweep: %d: %v", table, len(ids), ids)
			}
		}
	})
}

// TestJiraBulkEdit: many more issues than a page holds share one minute, and
// some of them are edited while they are read.
func TestJiraBulkEdit(t *testing.T) {
	bothJiras(t, func(t *testing.T, s *jiraStand) {
		for n := range 450 {
			s.Put(n, fmt.Sprint("wish ", n), monday.Add(time.Duration(n)*100*time.Millisecond))
		}
		s.searched = func(n int) {
			if !s.cloud && n < 4 {
				s.Put(s.issues[2].n, "touched", monday.Add(time.Hour+time.Duration(n)*time.Second))
			}
		}
		items, err := pullOf(t, s.settings(serve(t, s), conformance.Token))
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, item := range items["PAY issues"] {
			seen[item.Feedback[0].NativeID] = true
		}
		if len(seen) != 450 || s.searches > 8 {
			t.Errorf("%d issues of 450 after %d searches", len(seen), s.searches)
		}
	})
}

// TestJiraEditedWithinAMinute: an issue that changes twice in the minute at
// which a page ended is read twice.
func TestJiraEditedWithinAMinute(t *testing.T) {
	s := &jiraStand{cloud: true}
	for n := range 150 {
		s.Put(n, "wish", monday.Add(time.Duration(n)*time.Second))
	}
	s.searched = func(n int) {
		if n == 1 {
			s.Put(99, "the new wish", monday.Add(149*time.Second))
		}
	}
	items, err := pullOf(t, s.settings(serve(t, s), conformance.Token))
	if err != nil {
		t.Fatal(err)
	}
	last := ""
	for _, item := range items["PAY issues"] {
		if item.Feedback[0].NativeID == "PAY-100" {
			last = item.Feedback[0].Title
		}
	}
	if last != "the new wish" {
		t.Errorf("the newest version is %q", last)
	}
}

// TestJiraTimes: JQL's times are minutes of the user's zone.
func TestJiraTimes(t *testing.T) {
	berlin := (&jiraStand{}).location()
	at := func(text string) time.Time {
		t.Helper()
		moment, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return moment
	}
	for _, c := range []struct {
		zone       *time.Location
		since, jql string
	}{
		{berlin, "2026-03-02T08:00:59Z", "2026-03-02 09:00"},
		{berlin, "2026-07-02T23:30:00Z", "2026-07-03 01:30"},
		{berlin, "2026-10-25T00:30:00Z", "2026-10-25 01:30"}, // half past two, and it comes again an hour later
		{berlin, "2026-10-25T01:30:00Z", "2026-10-25 02:30"},
		{nil, "2026-03-02T08:00:00Z", "2026-03-01 18:00"},
	} {
		s := jiraSystem{user: c.zone}
		if got := s.moment(at(c.since)); got != c.jql {
			t.Errorf("%s: %s, want %s", c.since, got, c.jql)
		}
	}
}

// TestJiraUnknownZone: a zone that nobody knows costs requests, no issue.
func TestJiraUnknownZone(t *testing.T) {
	auckland, err := time.LoadLocation("Pacific/Auckland")
	if err != nil {
		t.Fatal(err)
	}
	s := &jiraStand{cloud: true, zone: auckland, zoneName: "Somewhere/Else"}
	for n := range 330 {
		s.Put(n, "wish", monday.Add(time.Duration(n)*5*time.Minute))
	}
	items, err := pullOf(t, s.settings(serve(t, s), conformance.Token))
	seen := map[string]bool{}
	for _, item := range items["PAY issues"] {
		seen[item.Feedback[0].NativeID] = true
	}
	if err != nil || len(seen) != 330 {
		t.Errorf("%d issues of 330, %v", len(seen), err)
	}
}

// TestJiraDay: what the index shows only hours later is read by the next run.
func TestJiraDay(t *testing.T) {
	run := monday.Add(48 * time.Hour)
	for _, c := range []struct{ changed, want time.Time }{
		{run.Add(-time.Minute), run.Add(-24 * time.Hour)},
		{monday, monday}, // nothing newer then, so nothing that lagged
	} {
		got := jiraBegin(ingest.From{Position: jiraMark{c.changed, run}.String()})
		if !got.Equal(c.want) {
			t.Errorf("changed %v: from %v, want %v", c.changed, got, c.want)
		}
	}
}

// TestJiraComments: a search cuts an issue's comments.
func TestJiraComments(t *testing.T) {
	bothJiras(t, func(t *testing.T, s *jiraStand) {
		s.Put(0, "wish", monday)
		for n := range 8 {
			s.issues[0].comments = append(s.issues[0].comments, s.comment(500+n, fmt.Sprint("word ", n), monday))
		}
		for _, more := range []map[string]any{nil, {"comment": map[string]any{"comments": s.issues[0].comments[:2]}}} { // a total of 8, and none
			s.issues[0].more = more
			s.tellsAllComments(t)
		}
	})
}

// tellsAllComments: an issue and its eight comments.
func (s *jiraStand) tellsAllComments(t *testing.T) {
	t.Helper()
	items, err := pullOf(t, s.settings(serve(t, s), conformance.Token))
	if err != nil {
		t.Fatal(err)
	}
	feedback := items["PAY issues"][0].Feedback
	if len(feedback) != 9 || feedback[8].Body != "word 7" || feedback[8].ThreadID != "PAY-1" || feedback[8].NativeID != "jira-comment-507" {
		t.Errorf("%d records, want the issue and 8 comments: %+v", len(feedback), feedback[len(feedback)-1])
	}
}

// TestJiraNobody: a search by nobody finds nothing, and is no empty project.
func TestJiraNobody(t *testing.T) {
	for _, reason := range []string{"AUTHENTICATED_FAILED", "AUTHENTICATION_DENIED"} {
		url := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Seraph-LoginReason", reason)
			answer(w, map[string]any{"isLast": true})
		}))
		_, err := pullOf(t, Jira{URL: url, Token: newSecret("x"), Projects: []string{"PAY"}})
		if !isRefused(err) {
			t.Errorf("%s: %v", reason, err)
		}
	}
}

// TestJiraChecks: settings that cannot work are told before anything is asked.
func TestJiraChecks(t *testing.T) {
	for _, c := range []struct {
		settings Jira
		want     string
	}{
		{Jira{Token: newSecret("x")}, "projects"},
		{Jira{Token: newSecret("x"), Projects: []string{"PAY"}, JQL: "labels = wish"}, "jql"},
		{Jira{Token: newSecret("x"), JQL: "labels = wish Order  by key"}, "jql"},
		{Jira{Token: newSecret("x"), Projects: []string{`A" OR "`}}, "projects[0]"},
		{Jira{Projects: []string{"PAY"}}, "token"},
		{Jira{Token: newSecret("x"), Projects: []string{"PAY"}, Deployment: "moon"}, "deployment"},
	} {
		var got []string
		c.settings.Check(func(path, _, _ string) { got = append(got, path) })
		if diff := cmp.Diff([]string{c.want}, got); diff != "" {
			t.Error(diff)
		}
	}
}

// fuzzWalk is a walk in a Jira of which nothing but url is known.
func fuzzWalk(f *testing.F, url string) jiraWalk {
	hosts, _ := quickHosts(f)
	settings := Jira{URL: url, Token: newSecret("x"), Projects: []string{"PAY"}, Roles: Roles{Role: "both"}}
	live, err := settings.Live(hosts, time.UTC)
	if err != nil {
		f.Fatal(err)
	}
	s := live.(jiraSystem)
	all := Settings{Roles: settings.Roles}.withDefaults()
	if s.judge, err = newJudge(settings.Roles, time.UTC, jira{all, time.UTC, newWiki()}); err != nil {
		f.Fatal(err)
	}
	return jiraWalk{s, `project = "PAY"`}
}
