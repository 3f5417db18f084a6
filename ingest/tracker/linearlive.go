package tracker

import (
	"cmp"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/internal/secret"
)

// Linear is a source of kind linear: issues, comments, customers' requests,
// cycles and projects, by the GraphQL API.
type Linear struct {
	Token secret.Text `yaml:"token" jsonschema:"required" jsonschema_description:"A personal API key that may read."`
	Teams []string    `yaml:"teams" jsonschema_description:"Keys of the teams to pull, such as PAY. Default: all that the key may see."`
	URL   string      `yaml:"url" jsonschema:"default=https://api.linear.app/graphql" jsonschema_description:"The API's address"`

	Roles `yaml:",inline"`
}

// Check reports what a schema cannot say.
func (s Linear) Check(problem func(path, message, hint string)) {
	key := regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*$`)
	for i, name := range s.Teams {
		if !key.MatchString(name) {
			problem(fmt.Sprintf("teams[%d]", i), "not a team's key", "write the letters before the number of its issues, such as PAY")
		}
	}
	if s.Token.IsZero() {
		problem("token", "is missing", "Linear answers nobody")
	}
	s.Roles.Check(problem)
}

// Live makes the source.
func (s Linear) Live(hosts *api.Hosts, zone *time.Location) (ingest.Live, error) {
	url := strings.TrimRight(cmp.Or(s.URL, "https://api.linear.app/graphql"), "/")
	client, err := api.New(hosts, api.Options{
		Base:    url,
		Secrets: []secret.Text{s.Token},
		Sign:    func(r *http.Request) { r.Header.Set("Authorization", s.Token.Reveal()) }, // an API key goes without Bearer
		Verdict: linearVerdict,
	})
	if err != nil {
		return nil, err
	}
	settings := Settings{Roles: s.Roles.withDefaults()}
	j, err := newJudge(s.Roles, zone, linear{settings, zone, newMarkdown()})
	if err != nil {
		return nil, err
	}
	system := linearSystem{client: client, hosts: hosts, judge: j, teams: s.Teams, url: url}
	whole := func(name string, list linearList) ingest.Stream {
		return ingest.Stream{Name: name, Whole: true, Pull: linearWalk{system, list}.pull}
	}
	all := live{whole("issues", linearIssues())}
	if settings.Role != "plan" {
		all = append(all, whole("comments", linearComments()), whole("customer requests", linearRequests()))
	}
	if settings.Role != "feedback" {
		all = append(all, ingest.Stream{Name: "cycles", Pull: linearWalk{system, linearCycles()}.all})
		if settings.Milestones == "release" {
			all = append(all, ingest.Stream{Name: "projects", Pull: linearWalk{system, linearProjects()}.all})
		}
	}
	return all, nil
}
