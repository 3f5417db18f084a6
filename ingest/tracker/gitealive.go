package tracker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/internal/secret"
)

// Gitea is a source of kind gitea: issues, comments, milestones and releases of
// repositories of a Gitea or a Forgejo.
type Gitea struct {
	URL          string      `yaml:"url" jsonschema:"required,example=https://codeberg.org" jsonschema_description:"The address of the Gitea or Forgejo"`
	Token        secret.Text `yaml:"token" jsonschema_description:"An access token that may read issues and repositories. Without one only public repositories can be read."`
	Repositories []string    `yaml:"repositories" jsonschema:"required,minItems=1" jsonschema_description:"owner/name of each repository"`

	Roles `yaml:",inline"`
}

// Check reports what a schema cannot say.
func (s Gitea) Check(problem func(path, message, hint string)) {
	checkRepositories(s.Repositories, problem)
	s.Roles.Check(problem)
}

// Live makes the source.
func (s Gitea) Live(hosts *api.Hosts, zone *time.Location) (ingest.Live, error) {
	client, err := api.New(hosts, api.Options{
		Base:    strings.TrimSuffix(strings.TrimRight(s.URL, "/"), "/api/v1") + "/api/v1",
		Secrets: []secret.Text{s.Token},
		Sign: func(r *http.Request) {
			if !s.Token.IsZero() {
				r.Header.Set("Authorization", "token "+s.Token.Reveal())
			}
		},
	})
	if err != nil {
		return nil, err
	}
	j, err := newJudge(s.Roles, zone, gitea{github{Settings{Roles: s.Roles.withDefaults()}, zone, newMarkdown()}})
	if err != nil {
		return nil, err
	}
	var all live
	for _, repo := range s.Repositories {
		all = append(all, giteaStreams(client, j, repo)...)
	}
	return all, nil
}

func giteaStreams(client *api.Client, j *judge, repo string) live {
	settings := j.rules.settings
	var all live
	changing := func(name, path string, newest bool) {
		walk := spans{judge: j, change: giteaChange, newest: newest, page: giteaPage(client, "repos/"+repo+path)}
		all = append(all, ingest.Stream{Name: repo + " " + name, Whole: true, Pull: walk.pull})
	}
	whole := func(name, path string) {
		l := list{client: client, judge: j, path: "repos/" + repo + path, next: giteaNext}
		all = append(all, ingest.Stream{Name: repo + " " + name, Pull: l.pull})
	}
	changing("issues", "/issues", true)
	if settings.Role != "plan" {
		changing("comments", "/issues/comments", false)
	}
	if settings.Role != "feedback" {
		if settings.Milestones != "none" {
			whole("milestones", "/milestones?state=all&limit=50&page=1")
		}
		whole("releases", "/releases?limit=50&page=1")
	}
	return all
}

// giteaPage asks for a page of issues, which come by the time of creation, the
// newest first, or of comments, the oldest first. An answer holds what the
// instance allows, 50 as a rule, whatever the limit.
func giteaPage(client *api.Client, path string) func(context.Context, time.Time, time.Time, int) ([]json.RawMessage, int, error) {
	return func(ctx context.Context, since, until time.Time, page int) ([]json.RawMessage, int, error) {
		query := url.Values{"state": {"all"}, "type": {"issues"}, "limit": {"50"}, "page": {strconv.Itoa(page)}}
		if !since.IsZero() {
			query.Set("since", since.UTC().Format(time.RFC3339))
		}
		if !until.IsZero() {
			query.Set("before", until.UTC().Format(time.RFC3339)) // included, despite the name
		}
		var records []json.RawMessage
		answer, err := client.JSON(ctx, api.Request{Path: path, Query: query}, &records)
		if err != nil {
			return nil, 0, err
		}
		total, err := strconv.Atoi(answer.Header.Get("X-Total-Count"))
		if err != nil {
			return nil, 0, fmt.Errorf("%s: an answer without X-Total-Count: is this a Gitea of the last years, and does a proxy take headers away?", path)
		}
		return records, total, nil
	}
}

func giteaChange(raw json.RawMessage) (change, error) {
	var in struct {
		ID        scalar    `json:"id"`
		UpdatedAt time.Time `json:"updated_at"`
	}
	if err := json.Unmarshal(raw, &in); err != nil || in.ID == "" || in.UpdatedAt.IsZero() {
		return change{}, errors.New("a record without id and updated_at: is this Gitea's API?")
	}
	return change{string(in.ID), in.UpdatedAt}, nil
}

// giteaNext is the page after one that is not empty. Not all lists have a Link,
// and that names the host as it calls itself, which need not be how it is reached.
func giteaNext(path string, answer *api.Response) string {
	var records []json.RawMessage
	if json.Unmarshal(answer.Body, &records) != nil || len(records) == 0 {
		return ""
	}
	total, err := strconv.Atoi(answer.Header.Get("X-Total-Count"))
	n := pageOf(path)
	if err == nil && n*len(records) >= total {
		return ""
	}
	return withPage(path, strconv.Itoa(n+1))
}

// pageOf is the number of the page that a path asks for.
func pageOf(path string) int {
	_, text, _ := strings.Cut(path, "?")
	query, _ := url.ParseQuery(text)
	n, _ := strconv.Atoi(query.Get("page"))
	return max(n, 1)
}
