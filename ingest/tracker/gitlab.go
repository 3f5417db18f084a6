package tracker

import (
	"cmp"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
)

// gitlab reads the objects of GitLab's REST API, old versions' too.
type gitlab struct {
	settings Settings
	zone     *time.Location
	markdown markdown
}

type gitlabUser struct {
	ID       scalar `json:"id"`
	Username string `json:"username"`
	Name     string `json:"name"`
	Email    string `json:"email"`
	Bot      bool   `json:"bot"`
}

type gitlabIssue struct {
	ID          scalar     `json:"id"`
	IID         scalar     `json:"iid"`
	ProjectID   scalar     `json:"project_id"`
	Title       string     `json:"title"`
	Description string     `json:"description"`
	State       string     `json:"state"`
	IsClosed    bool       `json:"closed"`
	IssueType   string     `json:"issue_type"`
	Labels      []label    `json:"labels"`
	Author      gitlabUser `json:"author"`
	ReplyTo     string     `json:"service_desk_reply_to"`
	Upvotes     int64      `json:"upvotes"`
	Weight      *float64   `json:"weight"`
	WebURL      string     `json:"web_url"`
	References  struct {
		Full string `json:"full"`
	} `json:"references"`
	Milestone milestone       `json:"milestone"`
	Iteration gitlabIteration `json:"iteration"`
	CreatedAt scalar          `json:"created_at"`
	UpdatedAt scalar          `json:"updated_at"`
	ClosedAt  scalar          `json:"closed_at"`
}

type gitlabNote struct {
	ID        scalar     `json:"id"`
	Body      string     `json:"body"`
	Author    gitlabUser `json:"author"`
	Internal  bool       `json:"internal"`
	IsHidden  bool       `json:"confidential"` // before GitLab 15.5
	IID       scalar     `json:"noteable_iid"`
	ProjectID scalar     `json:"project_id"`
	CreatedAt scalar     `json:"created_at"`
}

type gitlabRelease struct {
	TagName    string `json:"tag_name"`
	Upcoming   bool   `json:"upcoming_release"`
	ReleasedAt scalar `json:"released_at"`
	CreatedAt  scalar `json:"created_at"`
	Links      struct {
		Self string `json:"self"`
	} `json:"_links"`
}

// A gitlabIteration is GitLab's sprint. One that the cadence made has no
// title, only a number.
type gitlabIteration struct {
	Title     string `json:"title"`
	IID       scalar `json:"iid"`
	State     int    `json:"state"` // 1 upcoming, 2 current, 3 closed
	StartDate scalar `json:"start_date"`
	DueDate   scalar `json:"due_date"`
}

func (gitlab) name() string { return "gitlab" }

func (gitlab) kind(o members) kind {
	switch {
	case o.has("source_branch", "target_branch") || o.text("noteable_type") == "MergeRequest":
		return aPull
	case o.names("title", "description", "author", "project_id") && !o.names("file_name") && !o.names("action_name"):
		return anIssue
	case o.has("id", "body", "created_at") && o.names("author") && !o.names("self") && !o.names("action_name") && !o.names("tag_name"):
		return noteKind(o)
	case o.has("sequence", "start_date", "due_date"):
		return aSprint
	case o.has("title") && o.names("description", "due_date", "updated_at") && !o.names("author"):
		return aMilestone
	case o.has("tag_name") && (o.has("released_at") || o.has("created_at", "commit")):
		return aRelease
	}
	return ""
}

// noteKind tells the comments on issues from the others. The first versions
// did not say what a note is on.
func noteKind(o members) kind {
	switch {
	case o.text("system") == "true":
		return aSystem
	case o.has("noteable_type") && o.text("noteable_type") != "Issue":
		return ""
	}
	return aComment
}

func (g gitlab) read(k kind, raw []byte) (found, error) {
	switch k {
	case anIssue:
		return g.issue(raw)
	case aComment:
		return g.note(raw)
	case aSprint:
		var i gitlabIteration
		err := json.Unmarshal(raw, &i)
		return found{sprints: []ingest.Sprint{i.sprint(g.zone)}}, err
	case aMilestone:
		var m milestone
		err := json.Unmarshal(raw, &m)
		return m.found(g.settings.Roles, g.zone), err
	}
	var r gitlabRelease
	err := json.Unmarshal(raw, &r)
	release := ingest.Release{Name: r.TagName, URL: r.Links.Self}
	if !r.Upcoming {
		release.ReleasedOn = parseTime(cmp.Or(r.ReleasedAt, r.CreatedAt), g.zone)
	}
	return found{releases: []ingest.Release{release}}, err
}

func (g gitlab) issue(raw []byte) (found, error) {
	var in gitlabIssue
	if err := json.Unmarshal(raw, &in); err != nil {
		return found{}, err
	}
	i := issue{
		kind: in.IssueType, title: in.Title, body: g.markdown.text(in.Description, false), labels: names(in.Labels),
		status: in.State, state: gitlabState(in.State, in.IsClosed), author: g.person(in.Author),
		votes: in.Upvotes, url: in.WebURL, estimate: in.Weight,
		created: parseTime(in.CreatedAt, g.zone), updated: parseTime(in.UpdatedAt, g.zone),
		closed: parseTime(in.ClosedAt, g.zone), payload: string(raw),
	}
	if i.key, i.project = g.key(in); i.key == "" {
		return found{}, errors.New("no iid or id")
	}
	if in.ReplyTo != "" { // a mail to the service desk, filed by a bot
		i.author = person{email: in.ReplyTo}
	}
	i.place(in.Milestone, g.settings.Roles)
	f := in.Milestone.found(g.settings.Roles, g.zone)
	if in.Iteration.StartDate != "" {
		sprint := in.Iteration.sprint(g.zone)
		i.sprint, f.sprints = sprint.Name, append(f.sprints, sprint)
	}
	f.issue = &i
	return f, nil
}

// key is group/project#12. The first versions gave neither a path nor the
// issue's number in the project.
func (g gitlab) key(in gitlabIssue) (key, project string) {
	if project, _, ok := strings.Cut(in.References.Full, "#"); ok {
		return in.References.Full, project
	}
	project = cmp.Or(repoOf(in.WebURL, "/-/issues/"), repoOf(in.WebURL, "/issues/"), g.project(in.ProjectID))
	switch {
	case in.IID != "":
		return project + "#" + string(in.IID), project
	case in.ID != "":
		return "gitlab-issue-" + string(in.ID), project
	}
	return "", ""
}

func (g gitlab) project(id scalar) string {
	if g.settings.Project != "" || id == "" {
		return g.settings.Project
	}
	return "project-" + string(id)
}

func (g gitlab) note(raw []byte) (found, error) {
	var in gitlabNote
	if err := json.Unmarshal(raw, &in); err != nil {
		return found{}, err
	}
	c := comment{
		id: "gitlab-note-" + string(in.ID), project: g.project(in.ProjectID), author: g.person(in.Author),
		body: g.markdown.text(in.Body, true), created: parseTime(in.CreatedAt, g.zone),
		internal: in.Internal || in.IsHidden, payload: string(raw),
	}
	if in.IID != "" {
		c.thread = c.project + "#" + string(in.IID)
	}
	return found{comments: []comment{c}}, nil
}

func (i gitlabIteration) sprint(zone *time.Location) ingest.Sprint {
	states := map[int]string{1: "future", 2: "active", 3: "closed"}
	name := i.Title
	if name == "" {
		name = string(i.StartDate) + " - " + string(i.DueDate)
	}
	return ingest.Sprint{Name: name, State: states[i.State],
		StartsOn: parseTime(i.StartDate, zone), EndsOn: parseTime(i.DueDate, zone)}
}

func (gitlab) person(u gitlabUser) person {
	bot := u.Bot || strings.HasPrefix(u.Username, "project_") && strings.Contains(u.Username, "_bot_") ||
		strings.HasPrefix(u.Username, "group_") && strings.Contains(u.Username, "_bot_")
	return newPerson("gitlab", cmp.Or(u.Username, string(u.ID)), u.Name, u.Email, bot)
}
