package tracker

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/internal/secret"
)

// Redmine is a source of kind redmine: issues, their notes and versions, by the
// REST API, which the instance's administrator has to enable.
type Redmine struct {
	URL      string      `yaml:"url" jsonschema:"required,example=https://redmine.acme.example" jsonschema_description:"The instance's address"`
	Token    secret.Text `yaml:"token" jsonschema_description:"The API access key, from the account's page. Without one only public projects can be read."`
	Projects []string    `yaml:"projects" jsonschema_description:"Identifier or number of each project, with its subprojects. Default: all that the key's account may see."`
	Text     string      `yaml:"text" jsonschema:"enum=textile,enum=markdown,default=textile" jsonschema_description:"The instance's text formatting. Issues have their tracker and their category as labels."`

	Roles `yaml:",inline"`
}

// Check reports what a schema cannot say.
func (s Redmine) Check(problem func(path, message, hint string)) {
	for i, name := range s.Projects {
		if name == "" || strings.ContainsAny(name, " /:?#%") {
			problem(fmt.Sprintf("projects[%d]", i), "not a project", "write its identifier, as it stands in its address")
		}
	}
	s.Roles.Check(problem)
}

// Live makes the source.
func (s Redmine) Live(hosts *api.Hosts, zone *time.Location) (ingest.Live, error) {
	client, err := api.New(hosts, api.Options{
		Base:    s.URL,
		Secrets: []secret.Text{s.Token},
		Sign: func(r *http.Request) {
			if !s.Token.IsZero() {
				r.Header.Set("X-Redmine-API-Key", s.Token.Reveal())
			}
		},
	})
	if err != nil {
		return nil, err
	}
	words := newTextile().text
	if s.Text == "markdown" {
		words = newMarkdown().text
	}
	settings := Settings{Roles: s.Roles.withDefaults()}
	j, err := newJudge(s.Roles, zone, redmine{settings, zone, strings.TrimRight(s.URL, "/"), words})
	if err != nil {
		return nil, err
	}
	r := redmineLive{client: client, judge: j, signed: !s.Token.IsZero()}
	for _, project := range s.Projects {
		r.all = append(r.all, r.streams(project+" ", project)...)
	}
	if len(s.Projects) == 0 {
		r.all = r.streams("", "")
	}
	return r, nil
}

// redmineLive pulls from one instance.
type redmineLive struct {
	client *api.Client
	judge  *judge
	signed bool // a key goes along
	all    live
}

// Streams lists them, once the key is found to be accepted: where the public may
// read, Redmine answers a wrong key as it does the public. What only the key may
// see would count as deleted.
func (r redmineLive) Streams(ctx context.Context) ([]ingest.Stream, error) {
	if r.signed {
		if _, err := r.client.Do(ctx, api.Request{Path: "users/current.json"}); err != nil {
			return nil, err
		}
	}
	return r.all.Streams(ctx)
}

func (r redmineLive) streams(prefix, project string) live {
	settings := r.judge.rules.settings
	walk := seek{judge: r.judge, change: redmineChange, page: r.issues(project)}
	if settings.Role != "plan" {
		walk.items = r.withNotes
	}
	all := live{{Name: prefix + "issues", Whole: true, Pull: walk.pull}}
	if settings.Role != "feedback" && settings.Milestones != "none" {
		all = append(all, ingest.Stream{Name: prefix + "versions", Pull: r.versions(project)})
	}
	return all
}

// issues asks for a page of them. The bound is inclusive and to the second.
func (r redmineLive) issues(project string) func(context.Context, time.Time, string) ([]json.RawMessage, string, error) {
	return func(ctx context.Context, since time.Time, next string) ([]json.RawMessage, string, error) {
		query := url.Values{"status_id": {"*"}, "sort": {"updated_on:asc,id:asc"}}
		if project != "" {
			query.Set("project_id", project)
		}
		if !since.IsZero() {
			query.Set("updated_on", ">="+since.UTC().Format("2006-01-02T15:04:05Z"))
		}
		return r.page(ctx, "issues", query, next)
	}
}

// page asks for a hundred records from an offset on, the most there are in an
// answer, and tells the next offset. An answer from elsewhere in the list would
// let records fall through.
func (r redmineLive) page(ctx context.Context, name string, query url.Values, offset string) ([]json.RawMessage, string, error) {
	first, _ := strconv.Atoi(offset)
	query.Set("limit", "100")
	query.Set("offset", strconv.Itoa(first))
	in := map[string]json.RawMessage{}
	if _, err := r.client.JSON(ctx, api.Request{Path: name + ".json", Query: query}, &in); err != nil {
		return nil, "", err
	}
	var records []json.RawMessage
	var at, total int
	err := errors.Join(json.Unmarshal(in[name], &records), json.Unmarshal(in["offset"], &at), json.Unmarshal(in["total_count"], &total))
	switch end := first + len(records); {
	case err != nil:
		return nil, "", fmt.Errorf("%s: an answer without %s, offset and total_count: is this Redmine's API?", name, name)
	case at != first, len(records) == 0 && end < total:
		return nil, "", fmt.Errorf("%s: asked for those from %d on, was given %d from %d on of %d", name, first, len(records), at, total)
	case end < total:
		return records, strconv.Itoa(end), nil
	}
	return records, "", nil
}

func redmineChange(raw json.RawMessage) (change, error) {
	var in struct {
		ID        scalar    `json:"id"`
		UpdatedOn time.Time `json:"updated_on"`
	}
	if err := json.Unmarshal(raw, &in); err != nil || in.ID == "" || in.UpdatedOn.IsZero() {
		return change{}, errors.New("a record without id and updated_on: is this Redmine's API?")
	}
	return change{string(in.ID), in.UpdatedOn}, nil
}

// withNotes gives an issue with its notes, which no list holds. A new note is a
// change of the issue. An edited one is not: the sweep brings it.
func (r redmineLive) withNotes(ctx context.Context, raw json.RawMessage) ([]ingest.Item, error) {
	c, err := redmineChange(raw)
	if err != nil {
		return nil, err
	}
	var whole struct {
		Issue json.RawMessage `json:"issue"`
	}
	request := api.Request{Path: "issues/" + url.PathEscape(c.id) + ".json", Query: url.Values{"include": {"journals"}}}
	_, err = r.client.JSON(ctx, request, &whole)
	switch {
	case api.Missing(err): // deleted or hidden since the list was made
		return r.judge.items([]json.RawMessage{raw}), nil
	case err != nil:
		return nil, err
	case len(whole.Issue) == 0:
		return nil, fmt.Errorf("issues/%s.json: an answer without an issue", c.id)
	}
	return r.judge.items([]json.RawMessage{whole.Issue}), nil
}

// versions pulls those of a project or, without one, of all projects. There a
// project whose versions are not for us is none of ours.
func (r redmineLive) versions(project string) func(context.Context, ingest.From) iter.Seq2[ingest.Page, error] {
	return func(ctx context.Context, _ ingest.From) iter.Seq2[ingest.Page, error] {
		return func(yield func(ingest.Page, error) bool) {
			projects, err := []string{project}, error(nil)
			if project == "" {
				projects, err = r.projects(ctx)
			}
			if err != nil {
				yield(ingest.Page{}, err)
				return
			}
			for _, one := range projects {
				var in struct {
					Versions []json.RawMessage `json:"versions"`
				}
				_, err := r.client.JSON(ctx, api.Request{Path: "projects/" + url.PathEscape(one) + "/versions.json"}, &in)
				if project == "" && api.Missing(err) {
					continue
				}
				if !yield(ingest.Page{Items: r.judge.items(in.Versions)}, err) || err != nil {
					return
				}
			}
		}
	}
}

// projects are the identifiers of all that the key's account may see.
func (r redmineLive) projects(ctx context.Context) (identifiers []string, err error) {
	var pages api.Pages
	for next := "0"; next != ""; {
		if err := pages.Go(next); err != nil {
			return nil, err
		}
		var records []json.RawMessage
		if records, next, err = r.page(ctx, "projects", url.Values{}, next); err != nil {
			return nil, err
		}
		for _, raw := range records {
			var in struct {
				ID         scalar `json:"id"`
				Identifier string `json:"identifier"`
			}
			if err := json.Unmarshal(raw, &in); err == nil {
				identifiers = append(identifiers, cmp.Or(in.Identifier, string(in.ID)))
			}
		}
	}
	return identifiers, nil
}
