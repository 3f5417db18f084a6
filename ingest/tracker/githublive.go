package tracker

import (
	"cmp"
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

// GitHub is a source of kind github: issues, comments, milestones, releases and
// discussions of repositories, by the API of github.com or of a GitHub Enterprise
// Server.
//
// An issue that was deleted, or transferred to another repository, is no longer
// listed; asked for by number it answers 410, 404 or 301. The sweep finds out,
// without asking for each. It also brings new reactions, which do not count as a
// change of what they are on.
type GitHub struct {
	Repositories []string    `yaml:"repositories" jsonschema:"required,minItems=1" jsonschema_description:"owner/name of each repository"`
	Token        secret.Text `yaml:"token" jsonschema_description:"A personal access token that may read issues. Without one GitHub allows 60 requests an hour."`
	URL          string      `yaml:"url" jsonschema:"default=https://api.github.com,example=https://github.acme.example/api/v3" jsonschema_description:"The API's address, for GitHub Enterprise Server"`
	Discussions  bool        `yaml:"discussions" jsonschema_description:"Read discussions too; they are feedback and never in the plan. Needs a token."`

	Roles `yaml:",inline"`
}

// Check reports what a schema cannot say.
func (s GitHub) Check(problem func(path, message, hint string)) {
	checkRepositories(s.Repositories, problem)
	if s.Discussions && s.Token.IsZero() {
		problem("discussions", "cannot be read without a token", "set token")
	}
	if s.Discussions && s.Role == "plan" {
		problem("discussions", "has no effect with role plan", "use role: both")
	}
	s.Roles.Check(problem)
}

func checkRepositories(names []string, problem func(path, message, hint string)) {
	for i, name := range names {
		if owner, repo, ok := strings.Cut(name, "/"); !ok || owner == "" || repo == "" || strings.ContainsAny(name, " :?#") || strings.Contains(repo, "/") {
			problem(fmt.Sprintf("repositories[%d]", i), "not a repository", "write owner/name")
		}
	}
}

// Live makes the source.
func (s GitHub) Live(hosts *api.Hosts, zone *time.Location) (ingest.Live, error) {
	client, err := api.New(hosts, api.Options{
		Base:    cmp.Or(s.URL, "https://api.github.com"),
		Header:  map[string]string{"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"},
		Secrets: []secret.Text{s.Token},
		Sign: func(r *http.Request) {
			if !s.Token.IsZero() {
				r.Header.Set("Authorization", "Bearer "+s.Token.Reveal())
			}
		},
		Limited: githubLimited,
	})
	if err != nil {
		return nil, err
	}
	d := github{Settings{Roles: s.Roles.withDefaults()}, zone, newMarkdown()}
	j, err := newJudge(s.Roles, zone, d)
	if err != nil {
		return nil, err
	}
	var all live
	for _, repo := range s.Repositories {
		all = append(all, githubStreams(client, j, repo)...)
		if s.Discussions && d.settings.Role != "plan" {
			talk := newDiscussions(client, j, d, repo)
			all = append(all, ingest.Stream{Name: repo + " discussions", Whole: true, Pull: talk.pull})
		}
	}
	return all, nil
}

func githubStreams(client *api.Client, j *judge, repo string) live {
	list := func(name, path string) ingest.Stream {
		walk := seek{judge: j, change: githubChange, page: githubPage(client, "repos/"+repo+path)}
		return ingest.Stream{Name: repo + " " + name, Whole: true, Pull: walk.pull}
	}
	all := live{list("issues", "/issues")}
	if j.rules.settings.Role != "plan" {
		all = append(all, list("comments", "/issues/comments"))
	}
	if j.rules.settings.Role == "feedback" {
		return all
	}
	if j.rules.settings.Milestones != "none" {
		all = append(all, ingest.Stream{Name: repo + " milestones", Pull: linked(client, j, "repos/"+repo+"/milestones?state=all")})
	}
	return append(all, ingest.Stream{Name: repo + " releases", Pull: linked(client, j, "repos/"+repo+"/releases")})
}

// githubPage asks for issues or comments. since is inclusive.
func githubPage(client *api.Client, path string) func(context.Context, time.Time, string) ([]json.RawMessage, string, error) {
	return func(ctx context.Context, since time.Time, next string) ([]json.RawMessage, string, error) {
		request := api.Request{Path: next}
		if next == "" {
			request = api.Request{Path: path, Query: url.Values{"state": {"all"}, "sort": {"updated"}, "direction": {"asc"}, "per_page": {"100"}}}
			if !since.IsZero() {
				request.Query.Set("since", since.UTC().Format(time.RFC3339))
			}
		}
		var records []json.RawMessage
		answer, err := client.JSON(ctx, request, &records)
		if err != nil {
			return nil, "", githubSlower(client, err)
		}
		return records, api.Next(answer.Header), nil
	}
}

// githubSlower knows the 403 that means "too fast" in its words only. The next
// run goes on: to go on asking can cost the right to.
func githubSlower(client *api.Client, err error) error {
	var e *api.Error
	if errors.As(err, &e) && e.Status == http.StatusForbidden && strings.Contains(e.Said, "rate limit") {
		return client.Spent(time.Now().Add(time.Minute))
	}
	return err
}

func githubChange(raw json.RawMessage) (change, error) {
	var in struct {
		ID        int64     `json:"id"`
		UpdatedAt time.Time `json:"updated_at"`
	}
	if err := json.Unmarshal(raw, &in); err != nil {
		return change{}, fmt.Errorf("a record without id and updated_at: is this GitHub's API?")
	}
	return change{strconv.FormatInt(in.ID, 10), in.UpdatedAt}, nil
}

// githubLimited knows GitHub's 403, which means "too fast" when nothing remains
// or when it says how long to wait; without a word of it a minute is right.
func githubLimited(status int, header http.Header) (time.Duration, bool) {
	if status != http.StatusForbidden && status != http.StatusTooManyRequests {
		return 0, false
	}
	if header.Get("Retry-After") == "" && header.Get("X-Ratelimit-Remaining") != "0" {
		return time.Minute, status == http.StatusTooManyRequests
	}
	return 0, true
}
