package tracker

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/earshot/earshot/ingest/conformance"
)

// jiraStand answers as Jira does, Cloud or Server: times in JQL are minutes of
// the user's zone, a search without names of fields gives ids, without a bound
// 400, without the right secret nothing, and Cloud's old search is gone.
type jiraStand struct {
	cloud    bool
	zone     *time.Location // of the user; nil: Europe/Berlin
	zoneName string         // what myself says, where it differs
	issues   []*jiraRecord  // in the order of change
	empty    bool           // the next page of Cloud's is empty, and not the last
	cut      int            // comments that a search gives along
	other    http.HandlerFunc
	searched func(n int) // a search was answered
	searches int
	asked    []jiraAsked
}

// jiraAsked is a request that the system got.
type jiraAsked struct {
	method, path string
	query        map[string][]string
	body         map[string]any
}

type jiraRecord struct {
	n                int
	key              string
	words            string
	created, updated time.Time
	comments         []any
	log              []any
	more             map[string]any // fields
}

func (s *jiraStand) Put(n int, words string, at time.Time) {
	i := slices.IndexFunc(s.issues, func(r *jiraRecord) bool { return r.n == n })
	one := &jiraRecord{n: n, key: fmt.Sprintf("PAY-%d", n+1), created: at}
	if i >= 0 {
		one = s.issues[i]
		s.issues = slices.Delete(s.issues, i, i+1)
	}
	one.words, one.updated = words, at
	s.issues = append(s.issues, one)
}

func (s *jiraStand) Delete(n int) {
	s.issues = slices.DeleteFunc(s.issues, func(r *jiraRecord) bool { return r.n == n })
}

func (s *jiraStand) location() *time.Location {
	if s.zone != nil {
		return s.zone
	}
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	return zone
}

func (s *jiraStand) known(r *http.Request) bool {
	user, password, _ := r.BasicAuth()
	if s.cloud {
		return user == "ada@acme.example" && password == conformance.Token
	}
	return r.Header.Get("Authorization") == "Bearer "+conformance.Token
}

func (s *jiraStand) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	asked := jiraAsked{method: r.Method, path: r.URL.Path, query: r.URL.Query(), body: map[string]any{}}
	if r.Method == "POST" {
		if err := json.NewDecoder(r.Body).Decode(&asked.body); err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
	}
	s.asked = append(s.asked, asked)
	version := "/rest/api/2/"
	if s.cloud {
		version = "/rest/api/3/"
	}
	path, api := strings.CutPrefix(r.URL.Path, version)
	switch {
	case r.URL.Path == "/rest/api/2/serverInfo":
		answer(w, map[string]any{"baseUrl": "https://acme.example", "deploymentType": map[bool]string{true: "Cloud", false: "Server"}[s.cloud]})
	case !s.known(r) && api && strings.HasPrefix(path, "search"):
		answer(w, map[string]any{"issues": []any{}, "isLast": true, "total": 0})
	case !s.known(r):
		w.WriteHeader(http.StatusUnauthorized)
	case api && path == "myself":
		name := s.zoneName
		if name == "" {
			name = s.location().String()
		}
		answer(w, map[string]any{"accountId": "me", "timeZone": name})
	case s.cloud && r.Method == "POST" && path == "search/jql":
		s.searchCloud(w, asked.body)
	case !s.cloud && r.Method == "GET" && path == "search":
		s.searchServer(w, r)
	case s.cloud && path == "search":
		w.WriteHeader(http.StatusGone)
	case api && strings.HasSuffix(path, "/comment"):
		s.comments(w, r, strings.Split(path, "/")[1])
	case s.other != nil:
		s.other(w, r)
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

var jiraJQL = regexp.MustCompile(`^(?:project = "(\w+)"|\((.+)\))(?: AND updated >= "(\d{4}-\d\d-\d\d \d\d:\d\d)")? ORDER BY updated ASC, key ASC$`)

// found are the issues that a search is for.
func (s *jiraStand) found(jql string) ([]*jiraRecord, bool) {
	m := jiraJQL.FindStringSubmatch(jql)
	if m == nil {
		return nil, false
	}
	var since time.Time
	if m[3] != "" {
		var err error
		if since, err = time.ParseInLocation("2006-01-02 15:04", m[3], s.location()); err != nil {
			return nil, false
		}
	}
	var list []*jiraRecord
	for _, one := range s.issues {
		if !one.updated.Before(since) && (m[1] == "" || strings.HasPrefix(one.key, m[1]+"-")) {
			list = append(list, one)
		}
	}
	return list, true
}

func (s *jiraStand) done() {
	s.searches++
	if s.searched != nil {
		s.searched(s.searches)
	}
}

func (s *jiraStand) searchCloud(w http.ResponseWriter, body map[string]any) {
	jql, _ := body["jql"].(string)
	list, ok := s.found(jql)
	start := 0
	if token, _ := body["nextPageToken"].(string); token != "" {
		text, _ := base64.StdEncoding.DecodeString(token)
		of, offset, _ := strings.Cut(string(text), "|")
		start, _ = strconv.Atoi(offset)
		ok = ok && of == jql
	}
	if !ok {
		w.WriteHeader(http.StatusBadRequest)
		answer(w, map[string]any{"errorMessages": []string{"Unbounded JQL queries are not allowed here."}})
		return
	}
	size, _ := body["maxResults"].(float64)
	last := min(start+min(int(size), 100), len(list))
	if s.empty {
		s.empty, last = false, start
	}
	fields, _ := body["fields"].([]any)
	issues := []any{}
	for _, one := range list[start:last] {
		issues = append(issues, s.json(one, len(fields) > 0, body["expand"] == "changelog"))
	}
	page := map[string]any{"issues": issues, "isLast": last == len(list)}
	if last < len(list) {
		page["nextPageToken"] = base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "%s|%d", jql, last))
	}
	answer(w, page)
	s.done()
}

func (s *jiraStand) searchServer(w http.ResponseWriter, r *http.Request) {
	list, ok := s.found(r.URL.Query().Get("jql"))
	if !ok {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	start, _ := strconv.Atoi(r.URL.Query().Get("startAt"))
	size, _ := strconv.Atoi(r.URL.Query().Get("maxResults"))
	start = min(start, len(list))
	issues := []any{}
	for _, one := range list[start:min(start+size, len(list))] {
		issues = append(issues, s.json(one, true, r.URL.Query().Get("expand") == "changelog"))
	}
	answer(w, map[string]any{"startAt": start, "maxResults": size, "total": len(list), "issues": issues})
	s.done()
}

func (s *jiraStand) json(r *jiraRecord, fields, log bool) map[string]any {
	issue := map[string]any{"id": strconv.Itoa(10000 + r.n)}
	if !fields {
		return issue
	}
	version := 2
	if s.cloud {
		version = 3
	}
	project, _, _ := strings.Cut(r.key, "-")
	issue["key"], issue["expand"] = r.key, "operations,editmeta"
	issue["self"] = fmt.Sprintf("https://acme.example/rest/api/%d/issue/%d", version, 10000+r.n)
	shown := r.comments[:min(s.cut, len(r.comments))]
	of := map[string]any{
		"summary": r.words, "project": map[string]any{"key": project},
		"status":   map[string]any{"name": "To Do", "statusCategory": map[string]any{"key": "new"}},
		"reporter": map[string]any{"accountId": "u1", "name": "ada", "displayName": "Ada"},
		"comment":  map[string]any{"comments": append([]any{}, shown...), "total": len(r.comments), "startAt": 0},
		"created":  r.created.Format("2006-01-02T15:04:05.000-0700"), "updated": r.updated.Format("2006-01-02T15:04:05.000-0700"),
	}
	for name, value := range r.more {
		of[name] = value
	}
	issue["fields"] = of
	if log {
		issue["changelog"] = map[string]any{"startAt": 0, "total": len(r.log), "histories": append([]any{}, r.log...)}
	}
	return issue
}

// comments gives pages of at most three.
func (s *jiraStand) comments(w http.ResponseWriter, r *http.Request, id string) {
	i := slices.IndexFunc(s.issues, func(r *jiraRecord) bool { return strconv.Itoa(10000+r.n) == id })
	if i < 0 {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	all := s.issues[i].comments
	start, _ := strconv.Atoi(r.URL.Query().Get("startAt"))
	start = min(start, len(all))
	answer(w, map[string]any{"startAt": start, "maxResults": 3, "total": len(all), "comments": append([]any{}, all[start:min(start+3, len(all))]...)})
}

// comment is a comment of somebody's.
func (s *jiraStand) comment(id int, text string, at time.Time) map[string]any {
	c := map[string]any{
		"id": strconv.Itoa(id), "self": fmt.Sprintf("https://acme.example/rest/api/2/issue/10000/comment/%d", id),
		"author": map[string]any{"accountId": "u2", "name": "grace", "displayName": "Grace"}, "body": text,
		"created": at.Format("2006-01-02T15:04:05.000-0700"),
	}
	if s.cloud {
		c["body"] = map[string]any{"type": "doc", "version": 1, "content": []any{
			map[string]any{"type": "paragraph", "content": []any{map[string]any{"type": "text", "text": text}}}}}
	}
	return c
}

// settings are those with which the system is pulled at url.
func (s *jiraStand) settings(url, token string) Jira {
	settings := Jira{URL: url, Token: newSecret(token), Projects: []string{"PAY"}}
	if s.cloud {
		settings.Email = "ada@acme.example"
	}
	return settings
}

// both runs a test with Cloud and with a Server.
func bothJiras(t *testing.T, test func(t *testing.T, s *jiraStand)) {
	t.Run("cloud", func(t *testing.T) { test(t, &jiraStand{cloud: true, cut: 2}) })
	t.Run("server", func(t *testing.T) { test(t, &jiraStand{cut: 2}) })
}
