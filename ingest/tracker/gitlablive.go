package tracker

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/internal/secret"
)

// GitLab is a source of kind gitlab: issues, their notes, milestones, iterations
// and releases of projects and groups, by the REST API of gitlab.com or of an
// instance of one's own.
type GitLab struct {
	Projects []string    `yaml:"projects" jsonschema_description:"Path (group/project) or number of each project"`
	Groups   []string    `yaml:"groups" jsonschema_description:"Path or number of each group: all of its projects and subgroups"`
	Token    secret.Text `yaml:"token" jsonschema_description:"An access token with the scope read_api. Without one only public projects can be read."`
	URL      string      `yaml:"url" jsonschema:"default=https://gitlab.com,example=https://gitlab.acme.example" jsonschema_description:"The instance's address"`

	Roles `yaml:",inline"`
}

// Check reports what a schema cannot say.
func (s GitLab) Check(problem func(path, message, hint string)) {
	if len(s.Projects)+len(s.Groups) == 0 {
		problem("projects", "nothing to read", "name at least one project or group")
	}
	for i, name := range s.Projects {
		if !gitlabPath(name) {
			problem(fmt.Sprintf("projects[%d]", i), "not a project", "write group/project, or its number")
		}
	}
	for i, name := range s.Groups {
		if !gitlabPath(name) {
			problem(fmt.Sprintf("groups[%d]", i), "not a group", "write its path, or its number")
		}
	}
	s.Roles.Check(problem)
}

func gitlabPath(name string) bool {
	return name != "" && !strings.ContainsAny(name, " :?#%") && !strings.HasPrefix(name, "/") && !strings.HasSuffix(name, "/")
}

// Live makes the source.
func (s GitLab) Live(hosts *api.Hosts, zone *time.Location) (ingest.Live, error) {
	client, err := api.New(hosts, api.Options{
		Base:    strings.TrimSuffix(strings.TrimRight(cmp.Or(s.URL, "https://gitlab.com"), "/"), "/api/v4") + "/api/v4",
		Secrets: []secret.Text{s.Token},
		Sign: func(r *http.Request) {
			if !s.Token.IsZero() {
				r.Header.Set("PRIVATE-TOKEN", s.Token.Reveal())
			}
		},
	})
	if err != nil {
		return nil, err
	}
	d := gitlab{Settings{Roles: s.Roles.withDefaults()}, zone, newMarkdown()}
	j, err := newJudge(s.Roles, zone, d)
	if err != nil {
		return nil, err
	}
	g := gitlabLive{client, j, d}
	var all live
	for _, name := range s.Projects {
		all = append(all, g.streams(name, "projects/"+url.PathEscape(name))...)
	}
	for _, name := range s.Groups {
		all = append(all, g.streams("group "+name, "groups/"+url.PathEscape(name))...)
	}
	return all, nil
}

// gitlabLive pulls from one instance.
type gitlabLive struct {
	client  *api.Client
	judge   *judge
	dialect gitlab
}

func (g gitlabLive) streams(name, path string) live {
	walk := seek{judge: g.judge, change: gitlabChange, page: g.issues(path)}
	if g.dialect.settings.Role != "plan" {
		walk.items = g.withNotes
	}
	all := live{{Name: name + " issues", Whole: true, Pull: walk.pull}}
	if g.dialect.settings.Role == "feedback" {
		return all
	}
	add := func(what, query string, optional bool) {
		l := list{g.client, g.judge, path + "/" + what + "?per_page=100" + query, gitlabNext, optional}
		all = append(all, ingest.Stream{Name: name + " " + what, Pull: l.pull})
	}
	if g.dialect.settings.Milestones != "none" {
		add("milestones", "", false)
	}
	add("iterations", "&state=all", true)                   // a paid edition's
	add("releases", "", strings.HasPrefix(path, "groups/")) // groups have them since GitLab 14
	return all
}

// issues asks for a page of them. updated_after is inclusive. Beyond row 50,000
// of one list GitLab answers 405; asking anew after each page never gets there.
func (g gitlabLive) issues(path string) func(context.Context, time.Time, string) ([]json.RawMessage, string, error) {
	return func(ctx context.Context, since time.Time, next string) ([]json.RawMessage, string, error) {
		if next == "" {
			query := url.Values{"scope": {"all"}, "state": {"all"}, "order_by": {"updated_at"}, "sort": {"asc"}, "per_page": {"100"}}
			if strings.HasPrefix(path, "groups/") {
				query.Set("non_archived", "false") // what is archived was said all the same
			}
			if !since.IsZero() {
				query.Set("updated_after", since.UTC().Format("2006-01-02T15:04:05.000Z"))
			}
			next = path + "/issues?" + query.Encode()
		}
		var records []json.RawMessage
		answer, err := g.client.JSON(ctx, api.Request{Path: next}, &records)
		if err != nil {
			return nil, "", err
		}
		return records, gitlabNext(next, answer), nil
	}
}

// gitlabNext is the page that X-Next-Page names, or Link where pages have no
// numbers. The number comes first: Link names the instance as it calls itself,
// which need not be how it is reached from here.
func gitlabNext(path string, answer *api.Response) string {
	if page := answer.Header.Get("X-Next-Page"); page != "" {
		return withPage(path, page)
	}
	return api.Next(answer.Header)
}

// withPage is the path of another page of the same list.
func withPage(path, page string) string {
	path, text, _ := strings.Cut(path, "?")
	query, err := url.ParseQuery(text)
	if err != nil { // it was asked for a moment ago
		panic(err)
	}
	query.Set("page", page)
	return path + "?" + query.Encode()
}

// gitlabChange knows an issue by its id: iid is its number in the project only.
func gitlabChange(raw json.RawMessage) (change, error) {
	var in struct {
		ID        scalar    `json:"id"`
		UpdatedAt time.Time `json:"updated_at"`
	}
	if err := json.Unmarshal(raw, &in); err != nil || in.ID == "" || in.UpdatedAt.IsZero() {
		return change{}, errors.New("a record without id and updated_at: is this GitLab's API?")
	}
	return change{string(in.ID), in.UpdatedAt}, nil
}

// withNotes gives an issue and its notes. A new note or an edited one counts as
// a change of the issue, so that the issues that changed lead to all of them.
func (g gitlabLive) withNotes(ctx context.Context, raw json.RawMessage) ([]ingest.Item, error) {
	items := g.judge.items([]json.RawMessage{raw})
	var in gitlabIssue
	var more struct {
		Notes *int64 `json:"user_notes_count"`
	}
	if json.Unmarshal(raw, &in) != nil || in.IID == "" || in.ProjectID == "" {
		return items, nil // a reject
	}
	if json.Unmarshal(raw, &more) == nil && more.Notes != nil && *more.Notes == 0 {
		return items, nil
	}
	path := fmt.Sprintf("projects/%s/issues/%s/notes?order_by=created_at&sort=asc&per_page=100",
		url.PathEscape(string(in.ProjectID)), url.PathEscape(string(in.IID)))
	notes, err := list{client: g.client, path: path, next: gitlabNext}.records(ctx)
	var gone *api.Error
	switch {
	case errors.As(err, &gone) && gone.Status == http.StatusNotFound: // deleted or moved since the list was made
		return items, nil
	case err != nil:
		return nil, err
	}
	return append(items, g.notes(in, notes)...), nil
}

// notes judges the notes of an issue, which do not say where that is.
func (g gitlabLive) notes(in gitlabIssue, notes []json.RawMessage) []ingest.Item {
	own, d := *g.judge, g.dialect
	key, project := d.key(in)
	d.settings.Project = project
	own.all = []dialect{d}
	items := own.items(notes)
	for i := range items {
		for k := range items[i].Feedback {
			f := &items[i].Feedback[k]
			f.ThreadID, f.ParentID = key, key // old versions do not say it
			if in.WebURL != "" {
				f.URL = in.WebURL + "#note_" + strings.TrimPrefix(f.NativeID, "gitlab-note-")
			}
		}
	}
	return items
}
