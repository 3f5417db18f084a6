package tracker

import (
	"cmp"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
)

// github reads the objects of GitHub's REST API, and of Gitea and Forgejo,
// which are made after it.
type github struct {
	settings Settings
	zone     *time.Location
	markdown markdown
}

type githubUser struct {
	Login string `json:"login"`
	Name  string `json:"name"`
	Email string `json:"email"`
	Type  string `json:"type"`
}

type reactions struct {
	Plus   int64 `json:"+1"`
	Heart  int64 `json:"heart"`
	Hooray int64 `json:"hooray"`
	Rocket int64 `json:"rocket"`
}

// votes counts the reactions that say "me too". Somebody who leaves two of
// them counts twice: the API gives sums only.
func (r reactions) votes() int64 { return r.Plus + r.Heart + r.Hooray + r.Rocket }

type githubIssue struct {
	Number        int64  `json:"number"`
	Title         string `json:"title"`
	Body          string `json:"body"`
	State         string `json:"state"`
	StateReason   string `json:"state_reason"`
	HTMLURL       string `json:"html_url"`
	RepositoryURL string `json:"repository_url"`
	Type          struct {
		Name string `json:"name"`
	} `json:"type"`
	User      githubUser `json:"user"`
	Labels    []label    `json:"labels"`
	Milestone milestone  `json:"milestone"`
	Reactions reactions  `json:"reactions"`
	CreatedAt scalar     `json:"created_at"`
	UpdatedAt scalar     `json:"updated_at"`
	ClosedAt  scalar     `json:"closed_at"`
}

type githubComment struct {
	ID        scalar     `json:"id"`
	Body      string     `json:"body"`
	HTMLURL   string     `json:"html_url"`
	IssueURL  string     `json:"issue_url"`
	User      githubUser `json:"user"`
	Reactions reactions  `json:"reactions"`
	CreatedAt scalar     `json:"created_at"`
}

type githubRelease struct {
	TagName     string `json:"tag_name"`
	HTMLURL     string `json:"html_url"`
	Prerelease  bool   `json:"prerelease"`
	Draft       bool   `json:"draft"`
	PublishedAt scalar `json:"published_at"`
}

func (github) name() string { return "github" }

func (github) kind(o members) kind {
	switch {
	case o.has("number", "pull_request"), o.has("head", "base", "number"), o.has("pull_request_url"):
		return aPull
	case o.has("issue_url") && o.names("body", "user"):
		if strings.Contains(o.text("html_url"), "/pull/") {
			return aPull
		}
		return aComment
	case o.has("number", "title") && o.names("user") &&
		(o.has("repository_url") || strings.Contains(o.text("html_url"), "/issues/")):
		return anIssue
	case o.has("number", "title", "createdAt"):
		return aListed
	case o.has("number", "title", "open_issues"):
		return aMilestone
	case o.has("tag_name") && o.names("published_at"):
		return aRelease
	}
	return ""
}

func (g github) read(k kind, raw []byte) (found, error) {
	switch k {
	case anIssue:
		return g.issue(raw)
	case aComment:
		return g.comment(raw)
	case aMilestone:
		var m milestone
		err := json.Unmarshal(raw, &m)
		return m.found(g.settings.Roles, g.zone), err
	}
	var r githubRelease
	err := json.Unmarshal(raw, &r)
	release := ingest.Release{Name: r.TagName, URL: r.HTMLURL}
	if !r.Draft && !r.Prerelease {
		release.ReleasedOn = parseTime(r.PublishedAt, g.zone)
	}
	return found{releases: []ingest.Release{release}}, err
}

func (g github) issue(raw []byte) (found, error) {
	var in githubIssue
	if err := json.Unmarshal(raw, &in); err != nil {
		return found{}, err
	}
	repo := cmp.Or(afterRepos(in.RepositoryURL), repoOf(in.HTMLURL, "/issues/"), g.settings.Project)
	if repo == "" {
		return found{}, errors.New("no repository_url or html_url: set project")
	}
	i := issue{
		key: repo + "#" + strconv.FormatInt(in.Number, 10), project: repo, kind: in.Type.Name,
		title: in.Title, body: g.markdown.text(in.Body, false), labels: names(in.Labels),
		status: in.State, state: githubState(in.State, in.StateReason),
		author: g.person(in.User), votes: in.Reactions.votes(), url: in.HTMLURL,
		created: parseTime(in.CreatedAt, g.zone), updated: parseTime(in.UpdatedAt, g.zone),
		closed: parseTime(in.ClosedAt, g.zone), payload: string(raw),
	}
	i.place(in.Milestone, g.settings.Roles)
	f := in.Milestone.found(g.settings.Roles, g.zone)
	f.issue = &i
	return f, nil
}

func (g github) comment(raw []byte) (found, error) {
	var in githubComment
	if err := json.Unmarshal(raw, &in); err != nil {
		return found{}, err
	}
	repo, number := repoOf(in.IssueURL, "/issues/"), in.IssueURL[strings.LastIndex(in.IssueURL, "/")+1:]
	if rest := afterRepos(in.IssueURL); rest != "" {
		repo = repoOf(rest, "/issues/")
	}
	return found{comments: []comment{{
		id: "github-comment-" + string(in.ID), thread: repo + "#" + number, project: repo,
		author: g.person(in.User), body: g.markdown.text(in.Body, true), url: in.HTMLURL,
		votes: in.Reactions.votes(), created: parseTime(in.CreatedAt, g.zone), payload: string(raw),
	}}}, nil
}

func (github) person(u githubUser) person {
	return newPerson("github", u.Login, u.Name, u.Email, u.Type == "Bot")
}

// afterRepos is what follows /repos/ in an address of the API.
func afterRepos(url string) string {
	_, repo, _ := strings.Cut(url, "/repos/")
	return strings.Trim(repo, "/")
}

// repoOf is the path before a part of an address, without the host: the
// owner's and the repository's name, or the groups' and the project's.
func repoOf(url, before string) string {
	path, _, ok := strings.Cut(url, before)
	if !ok {
		return ""
	}
	if _, rest, ok := strings.Cut(path, "://"); ok {
		_, path, _ = strings.Cut(rest, "/")
	}
	return strings.TrimSuffix(path, "/-")
}
