package main

import (
	"cmp"
	"fmt"
	"hash/crc32"
	"slices"
	"strings"
	"time"
)

// The shapes of the tracker's API, as far as they matter.
type (
	apiUser struct {
		Login   string `json:"login"`
		ID      int    `json:"id"`
		HTMLURL string `json:"html_url"`
		Type    string `json:"type"`
	}
	apiLabel struct {
		Name  string `json:"name"`
		Color string `json:"color"`
	}
	apiReactions struct {
		Total int `json:"total_count"`
		Up    int `json:"+1"`
		Down  int `json:"-1"`
		Heart int `json:"heart"`
	}
	apiChange struct {
		URL string `json:"url"`
	}
	apiIssue struct {
		URL           string       `json:"url"`
		RepositoryURL string       `json:"repository_url"`
		HTMLURL       string       `json:"html_url"`
		ID            int          `json:"id"`
		Number        int          `json:"number"`
		Title         string       `json:"title"`
		User          apiUser      `json:"user"`
		Labels        []apiLabel   `json:"labels"`
		State         string       `json:"state"`
		StateReason   *string      `json:"state_reason"`
		Comments      int          `json:"comments"`
		CreatedAt     string       `json:"created_at"`
		UpdatedAt     string       `json:"updated_at"`
		ClosedAt      *string      `json:"closed_at"`
		Association   string       `json:"author_association"`
		PullRequest   *apiChange   `json:"pull_request,omitempty"`
		Body          string       `json:"body"`
		Reactions     apiReactions `json:"reactions"`
	}
	apiComment struct {
		URL         string       `json:"url"`
		HTMLURL     string       `json:"html_url"`
		IssueURL    string       `json:"issue_url"`
		ID          int          `json:"id"`
		User        apiUser      `json:"user"`
		CreatedAt   string       `json:"created_at"`
		UpdatedAt   string       `json:"updated_at"`
		Association string       `json:"author_association"`
		Body        string       `json:"body"`
		Reactions   apiReactions `json:"reactions"`
	}
)

// write writes both files.
func (b *board) write() error {
	issues := make([]apiIssue, 0, len(b.tickets))
	for _, t := range b.tickets {
		issues = append(issues, t.api())
	}
	slices.SortStableFunc(b.notes, func(x, y *note) int { return cmp.Or(x.at.Compare(y.at), cmp.Compare(x.id, y.id)) })
	comments := make([]apiComment, 0, len(b.notes))
	for _, n := range b.notes {
		comments = append(comments, n.api())
	}
	var err error
	if b.demo.files["feedback/issues.json"], err = jsonFile(issues); err != nil {
		return err
	}
	b.demo.files["feedback/issues-comments.json"], err = jsonFile(comments)
	return err
}

func (t *ticket) api() apiIssue {
	a := apiIssue{URL: fmt.Sprintf("%s/issues/%d", apiRoot, t.number), RepositoryURL: apiRoot,
		HTMLURL: fmt.Sprintf("%s/issues/%d", webRoot, t.number), ID: 1980000000 + t.number*7919, Number: t.number,
		Title: t.title, User: user(t.author), State: "open", Comments: len(t.comments), CreatedAt: stamp(t.at),
		UpdatedAt: stamp(t.touched()), Association: association(t.member), Body: t.body,
		Reactions: apiReactions{Total: t.up, Up: t.up}}
	for _, name := range t.labels {
		a.Labels = append(a.Labels, apiLabel{name, fmt.Sprintf("%06x", crc32.ChecksumIEEE([]byte(name))&0xffffff)})
	}
	if t.reason != "" {
		closed := stamp(t.closed)
		a.State, a.StateReason, a.ClosedAt = "closed", &t.reason, &closed
	}
	if t.change {
		a.PullRequest = &apiChange{fmt.Sprintf("%s/pulls/%d", apiRoot, t.number)}
	}
	return a
}

// touched is the last time at which anything happened to the issue.
func (t *ticket) touched() time.Time {
	last := t.at
	if t.closed.After(last) {
		last = t.closed
	}
	for _, n := range t.comments {
		if n.at.After(last) {
			last = n.at
		}
	}
	return last
}

func (n *note) api() apiComment {
	return apiComment{URL: fmt.Sprintf("%s/issues/comments/%d", apiRoot, n.id), ID: n.id, User: user(n.author),
		HTMLURL:  fmt.Sprintf("%s/issues/%d#issuecomment-%d", webRoot, n.ticket.number, n.id),
		IssueURL: fmt.Sprintf("%s/issues/%d", apiRoot, n.ticket.number), CreatedAt: stamp(n.at), UpdatedAt: stamp(n.at),
		Association: association(n.member), Body: n.body, Reactions: apiReactions{Total: n.up, Up: n.up}}
}

func user(login string) apiUser {
	u := apiUser{Login: login, ID: int(crc32.ChecksumIEEE([]byte(login)) % 90000000), HTMLURL: "https://github.example/" + login, Type: "User"}
	if strings.HasSuffix(login, "[bot]") {
		u.Type = "Bot"
	}
	return u
}

func association(member bool) string {
	if member {
		return "MEMBER"
	}
	return "NONE"
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
