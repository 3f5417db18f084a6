package tracker

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
)

// jira reads the objects of Jira's REST and Agile APIs: Cloud, whose texts are
// ADF, and Server and Data Center, whose texts are wiki markup.
type jira struct {
	settings Settings
	zone     *time.Location
	wiki     wiki
}

type jiraIssue struct {
	Key    string          `json:"key"`
	Self   string          `json:"self"`
	Fields json.RawMessage `json:"fields"`
}

type jiraFields struct {
	Summary     string          `json:"summary"`
	Description json.RawMessage `json:"description"`
	IssueType   jiraNamed       `json:"issuetype"`
	Resolution  jiraNamed       `json:"resolution"`
	Labels      []label         `json:"labels"`
	Project     struct {
		Key string `json:"key"`
	} `json:"project"`
	Status struct {
		Name     string `json:"name"`
		Category struct {
			Key string `json:"key"`
		} `json:"statusCategory"`
	} `json:"status"`
	Reporter jiraUser `json:"reporter"`
	Creator  jiraUser `json:"creator"`
	Votes    struct {
		Votes int64 `json:"votes"`
	} `json:"votes"`
	FixVersions   []jiraVersion `json:"fixVersions"`
	Sprint        *jiraSprint   `json:"sprint"`
	ClosedSprints []jiraSprint  `json:"closedSprints"`
	Comment       struct {
		Comments []json.RawMessage `json:"comments"`
	} `json:"comment"`
	Created    scalar `json:"created"`
	Updated    scalar `json:"updated"`
	ResolvedAt scalar `json:"resolutiondate"`
}

type jiraNamed struct {
	Name string `json:"name"`
}

type jiraUser struct {
	AccountID   string `json:"accountId"`
	Name        string `json:"name"`
	Key         string `json:"key"`
	Email       string `json:"emailAddress"`
	DisplayName string `json:"displayName"`
	AccountType string `json:"accountType"`
}

type jiraComment struct {
	ID         scalar          `json:"id"`
	Self       string          `json:"self"`
	Body       json.RawMessage `json:"body"`
	Author     jiraUser        `json:"author"`
	Created    scalar          `json:"created"`
	Public     *bool           `json:"jsdPublic"`  // service desk: false is internal
	Visibility json.RawMessage `json:"visibility"` // a role or group that may read it
}

type jiraVersion struct {
	Name        string `json:"name"`
	Released    bool   `json:"released"`
	ReleaseDate scalar `json:"releaseDate"`
}

func (jira) name() string { return "jira" }

func (jira) kind(o members) kind {
	self := o.text("self")
	switch {
	case o.has("key", "fields"):
		return anIssue
	case o.only("id", "key", "self", "expand") && (strings.Contains(self, "/issue/") || self == "" && o.has("id")):
		return aBareIssue
	case strings.Contains(self, "/comment/") && o.names("body", "created"):
		return aComment
	case o.has("name", "released") && (o.has("projectId") || strings.Contains(self, "/version/")):
		return aRelease
	case o.has("name", "state") && (o.has("originBoardId") || strings.Contains(self, "/sprint/")):
		return aSprint
	}
	return ""
}

func (j jira) read(k kind, raw []byte) (found, error) {
	switch k {
	case anIssue:
		return j.issue(raw)
	case aComment:
		c, err := j.comment(raw)
		return found{comments: []comment{c}}, err
	case aSprint:
		var s jiraSprint
		err := json.Unmarshal(raw, &s)
		return found{sprints: []ingest.Sprint{s.sprint(j.zone)}}, err
	}
	var v jiraVersion
	err := json.Unmarshal(raw, &v)
	return found{releases: []ingest.Release{v.release(j.zone)}}, err
}

func (j jira) issue(raw []byte) (found, error) {
	var in jiraIssue
	if err := json.Unmarshal(raw, &in); err != nil {
		return found{}, err
	}
	if in.Key == "" {
		return found{}, errors.New("issue without a key")
	}
	var fields jiraFields
	if err := json.Unmarshal(in.Fields, &fields); err != nil {
		return found{}, err
	}
	i := issue{
		key: in.Key, project: fields.Project.Key, kind: fields.IssueType.Name,
		title: fields.Summary, body: j.text(fields.Description, false), labels: names(fields.Labels),
		status: fields.Status.Name, state: jiraState(fields.Status.Category.Key, fields.Status.Name, fields.Resolution.Name),
		author: j.person(cmp.Or(fields.Reporter, fields.Creator)), votes: fields.Votes.Votes, url: browse(in.Self, in.Key),
		created: parseTime(fields.Created, j.zone), updated: parseTime(fields.Updated, j.zone),
		closed: parseTime(fields.ResolvedAt, j.zone), payload: string(raw),
	}
	f := found{issue: &i}
	if err := j.plan(&f, fields, in.Fields); err != nil {
		return found{}, err
	}
	for _, raw := range fields.Comment.Comments {
		c, err := j.comment(raw)
		if err != nil {
			return found{}, err
		}
		c.thread, c.project = i.key, i.project
		if i.url != "" {
			c.url = i.url + "?focusedCommentId=" + strings.TrimPrefix(c.id, "jira-comment-")
		}
		f.comments = append(f.comments, c)
	}
	return f, nil
}

// comment reads one comment. In a file of its own it does not know its
// issue's key, only the number in the address.
func (j jira) comment(raw []byte) (comment, error) {
	var in jiraComment
	if err := json.Unmarshal(raw, &in); err != nil {
		return comment{}, err
	}
	if in.ID == "" {
		return comment{}, errors.New("comment without an id")
	}
	path, _, _ := strings.Cut(in.Self, "/comment/")
	return comment{
		id: "jira-comment-" + string(in.ID), thread: path[strings.LastIndex(path, "/")+1:],
		author: j.person(in.Author), body: j.text(in.Body, true), created: parseTime(in.Created, j.zone),
		internal: in.Public != nil && !*in.Public || len(in.Visibility) > 0 && string(in.Visibility) != "null",
		payload:  string(raw),
	}, nil
}

// text reads a description or a comment's body: ADF is an object, wiki markup
// a string.
func (j jira) text(raw json.RawMessage, comment bool) string {
	if len(raw) > 0 && raw[0] == '{' {
		return adfText(raw, comment)
	}
	var source scalar
	if len(raw) > 0 {
		_ = source.UnmarshalJSON(raw) // part of a record that is JSON
	}
	return j.wiki.text(string(source), comment)
}

func (jira) person(u jiraUser) person {
	return newPerson("jira", cmp.Or(u.AccountID, u.Name, u.Key), u.DisplayName, u.Email, u.AccountType == "app")
}

// browse is the issue's page in the instance that self belongs to.
func browse(self, key string) string {
	base, _, ok := strings.Cut(self, "/rest/")
	if !ok {
		return ""
	}
	return base + "/browse/" + url.PathEscape(key)
}

// jiraNoun is what an address of Jira's API is about: board, filter, status.
func jiraNoun(self string) string {
	_, path, _ := strings.Cut(self, "/rest/")
	parts := strings.Split(path, "/") // api/2/status/1
	if len(parts) < 3 || len(parts[2]) > 24 {
		return ""
	}
	noun, _, _ := strings.Cut(parts[2], "?")
	for _, r := range noun {
		if r < 'A' || r > 'Z' && r < 'a' || r > 'z' {
			return ""
		}
	}
	return noun
}
