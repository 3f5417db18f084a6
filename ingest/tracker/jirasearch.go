package tracker

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest/api"
)

const (
	jiraPage = 100 // issues of a page
	// jiraLap is how many issues two neighbouring pages of a Server share: what is
	// edited meanwhile leaves its place and moves the rest up by one.
	jiraLap = 20
)

// jiraQuery is one page of a search.
type jiraQuery struct {
	jql  string
	next string // what the page before named: a token of Cloud's, a Server's offset
	log  bool   // with the history of each issue
}

// jql asks for what was changed since. A minute is as fine as JQL's times are,
// and they are meant in the zone of the user that asks.
func (s *jiraSystem) jql(scope string, since time.Time) string {
	if !since.IsZero() {
		scope += ` AND updated >= "` + s.moment(since) + `"`
	}
	return scope + " ORDER BY updated ASC, key ASC"
}

func (s *jiraSystem) moment(t time.Time) string {
	const minute = "2006-01-02 15:04"
	if s.user == nil {
		return t.UTC().Add(-14 * time.Hour).Format(minute) // no zone is further from UTC
	}
	text := t.In(s.user).Format(minute)
	if text == t.Add(time.Hour).In(s.user).Format(minute) { // the hour that comes twice: this may be taken for the second
		text = t.Add(-time.Hour).In(s.user).Format(minute)
	}
	return text
}

// search asks for a page of issues and tells what names the next one; empty
// after the last.
func (s *jiraSystem) search(ctx context.Context, q jiraQuery) (issues []json.RawMessage, following string, err error) {
	if s.cloud {
		return s.searchCloud(ctx, q)
	}
	return s.searchServer(ctx, q)
}

// searchCloud: an empty page with a token is not the end, and a token on the
// last page is none.
func (s *jiraSystem) searchCloud(ctx context.Context, q jiraQuery) ([]json.RawMessage, string, error) {
	body := map[string]any{"jql": q.jql, "fields": s.asked(), "maxResults": jiraPage}
	if q.next != "" {
		body["nextPageToken"] = q.next
	}
	if q.log {
		body["expand"] = "changelog"
	}
	var answer struct {
		Issues        []json.RawMessage `json:"issues"`
		NextPageToken string            `json:"nextPageToken"`
		IsLast        bool              `json:"isLast"`
	}
	if _, err := s.client.JSON(ctx, api.Request{Method: "POST", Path: "rest/api/3/search/jql", Body: body}, &answer); err != nil {
		return nil, "", err
	}
	if answer.IsLast {
		answer.NextPageToken = ""
	}
	return answer.Issues, answer.NextPageToken, nil
}

func (s *jiraSystem) searchServer(ctx context.Context, q jiraQuery) ([]json.RawMessage, string, error) {
	query := url.Values{"jql": {q.jql}, "fields": {strings.Join(s.asked(), ",")}, "maxResults": {strconv.Itoa(jiraPage)}}
	start := 0
	if q.next != "" {
		start, _ = strconv.Atoi(q.next) // our own
		query.Set("startAt", q.next)
	}
	if q.log {
		query.Set("expand", "changelog")
	}
	var answer struct {
		StartAt int               `json:"startAt"`
		Total   int               `json:"total"`
		Issues  []json.RawMessage `json:"issues"`
	}
	if _, err := s.client.JSON(ctx, api.Request{Path: "rest/api/2/search", Query: query}, &answer); err != nil {
		return nil, "", err
	}
	if answer.StartAt != start {
		return nil, "", errJiraToken
	}
	n := len(answer.Issues)
	if n == 0 || start+n >= answer.Total {
		return answer.Issues, "", nil
	}
	if n > 2*jiraLap {
		n -= jiraLap
	}
	return answer.Issues, strconv.Itoa(start + n), nil
}
