package tracker

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/internal/secret"
)

// Jira is a source of kind jira: the issues and comments of projects or of a
// search, versions and sprints, by the REST API of Jira Cloud or of a Jira
// Server or Data Center.
type Jira struct {
	URL        string      `yaml:"url" jsonschema:"required,example=https://acme.atlassian.net" jsonschema_description:"Jira's address, with its path where it has one."`
	Email      string      `yaml:"email" jsonschema_description:"The account that the API token belongs to, for Jira Cloud; of an old Server the login, with its password as the token. Without it the token is a personal access token of a Server or Data Center."`
	Token      secret.Text `yaml:"token" jsonschema:"required" jsonschema_description:"An API token (Cloud) or a personal access token (Server, Data Center) that may read the projects."`
	Deployment string      `yaml:"deployment" jsonschema:"enum=auto,enum=cloud,enum=server,default=auto" jsonschema_description:"cloud, or server for Server and Data Center. auto asks the system."`
	Projects   []string    `yaml:"projects" jsonschema_description:"Keys of the projects to pull, such as PAY. Else jql."`
	JQL        string      `yaml:"jql" jsonschema_description:"Which issues to pull, in place of projects; without ORDER BY. Versions and sprints are those that the issues name."`

	Roles  `yaml:",inline"`
	Fields `yaml:",inline"`
}

// Check reports what a schema cannot say.
func (s Jira) Check(problem func(path, message, hint string)) {
	key := regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*$`)
	for i, name := range s.Projects {
		if !key.MatchString(name) {
			problem(fmt.Sprintf("projects[%d]", i), "not a project's key", "write the letters before the number of its issues, such as PAY")
		}
	}
	search := strings.TrimSpace(s.JQL)
	switch {
	case len(s.Projects) == 0 && search == "":
		problem("projects", "is missing", "name projects by their keys, or set jql")
	case len(s.Projects) > 0 && search != "":
		problem("jql", "stands beside projects", "keep one of them; jql may say: project in (PAY, APP) and ...")
	case regexp.MustCompile(`(?i)\border\s+by\b`).MatchString(search):
		problem("jql", "has an order of its own", "take ORDER BY out: changes are read in their order")
	}
	if s.Token.IsZero() {
		problem("token", "is missing", "a search without one finds nothing and does not say so")
	}
	if !slices.Contains([]string{"", "auto", "cloud", "server"}, s.Deployment) {
		problem("deployment", strconv.Quote(s.Deployment)+" is not known", "use auto, cloud, server")
	}
	s.Roles.Check(problem)
}

// Live makes the source.
func (s Jira) Live(hosts *api.Hosts, zone *time.Location) (ingest.Live, error) {
	client, err := api.New(hosts, api.Options{
		Base:    s.URL,
		Secrets: []secret.Text{s.Token},
		Sign:    s.sign,
		Verdict: jiraVerdict,
	})
	if err != nil {
		return nil, err
	}
	s.Check(func(path, message, hint string) {
		if err == nil {
			err = fmt.Errorf("%s: %s; %s", path, message, hint)
		}
	})
	if err != nil {
		return nil, err
	}
	if _, err := newJudge(s.Roles, zone, jira{}); err != nil { // tells now what is wrong with the roles
		return nil, err
	}
	return jiraSystem{Jira: s, client: client, zone: zone}, nil
}

func (s Jira) sign(r *http.Request) {
	if s.Email != "" {
		r.SetBasicAuth(s.Email, s.Token.Reveal())
		return
	}
	r.Header.Set("Authorization", "Bearer "+s.Token.Reveal())
}

// jiraVerdict knows that Jira takes a request with a wrong secret for one of
// nobody, where anybody may ask: it answers 200 and shows next to nothing.
func jiraVerdict(answer *api.Response) error {
	switch answer.Header.Get("X-Seraph-Loginreason") {
	case "AUTHENTICATED_FAILED":
		return ingest.ErrRefused
	case "AUTHENTICATION_DENIED":
		return fmt.Errorf("%w: log in with a browser once, Jira wants to see a CAPTCHA solved", ingest.ErrRefused)
	}
	return nil
}

// jiraSystem is a Jira that is pulled.
type jiraSystem struct {
	Jira
	client *api.Client
	zone   *time.Location

	cloud     bool
	user      *time.Location // whose zone JQL's times are in; nil: not known
	estimates []string       // the fields that may hold the estimate, the first of them is the dialect's
	judge     *judge
}

// Streams asks what kind of Jira this is and whom it takes us for, and lists
// the issues of each project and, for the plan, its versions and sprints.
func (s jiraSystem) Streams(ctx context.Context) ([]ingest.Stream, error) {
	if err := s.meet(ctx); err != nil {
		return nil, err
	}
	settings := Settings{Roles: s.Roles, Fields: s.Fields}.withDefaults()
	if settings.Role != "feedback" {
		if err := s.findFields(ctx, &settings.Fields); err != nil {
			return nil, err
		}
	}
	var err error
	s.judge, err = newJudge(s.Roles, s.zone, jira{settings, s.zone, newWiki()})
	if err != nil {
		return nil, err
	}
	issues := func(name, scope string) ingest.Stream {
		return ingest.Stream{Name: name, Whole: true, Pull: jiraWalk{s, scope}.pull}
	}
	if s.JQL != "" {
		return []ingest.Stream{issues("issues", "("+strings.TrimSpace(s.JQL)+")")}, nil
	}
	var all []ingest.Stream
	for _, key := range s.Projects {
		all = append(all, issues(key+" issues", `project = "`+key+`"`))
		if settings.Role != "feedback" {
			all = append(all, ingest.Stream{Name: key + " versions", Pull: s.versions(key)}, ingest.Stream{Name: key + " sprints", Pull: s.sprints(key)})
		}
	}
	return all, nil
}

// meet asks for the deployment and for our own account. That is the first
// request that a wrong secret cannot pass.
func (s *jiraSystem) meet(ctx context.Context) error {
	s.cloud = s.Deployment == "cloud"
	if cmp.Or(s.Deployment, "auto") == "auto" {
		var info struct {
			DeploymentType string `json:"deploymentType"` // old servers do not say
		}
		if _, err := s.client.JSON(ctx, api.Request{Path: "rest/api/2/serverInfo"}, &info); err != nil {
			return err
		}
		s.cloud = strings.EqualFold(info.DeploymentType, "cloud")
	}
	var me struct {
		TimeZone string `json:"timeZone"`
	}
	if _, err := s.client.JSON(ctx, api.Request{Path: s.rest("myself")}, &me); err != nil {
		return err
	}
	if zone, err := time.LoadLocation(me.TimeZone); err == nil && me.TimeZone != "" {
		s.user = zone
	}
	return nil
}

// rest is a path of the version of the API whose texts the dialect expects.
func (s *jiraSystem) rest(path string) string {
	if s.cloud {
		return "rest/api/3/" + path
	}
	return "rest/api/2/" + path
}

// findFields finds the fields of the estimate and the sprint that are not set:
// each Jira numbers them in its own way, and Cloud has two for the estimate.
func (s *jiraSystem) findFields(ctx context.Context, fields *Fields) error {
	s.estimates = []string{fields.EstimateField}
	if s.EstimateField != "" && s.SprintField != "" {
		return nil
	}
	var all []struct {
		ID     string `json:"id"`
		Name   string `json:"name"`
		Schema struct {
			Custom string `json:"custom"`
		} `json:"schema"`
	}
	if _, err := s.client.JSON(ctx, api.Request{Path: s.rest("field")}, &all); err != nil {
		if api.Missing(err) {
			return nil // the usual numbers will do
		}
		return err
	}
	var estimates []string
	for _, f := range all {
		switch name := strings.ToLower(f.Name); {
		case f.Schema.Custom == "com.pyxis.greenhopper.jira:gh-sprint" && s.SprintField == "":
			fields.SprintField = f.ID
		case s.EstimateField == "" && f.ID != "" && (name == "story points" || name == "story point estimate"):
			estimates = append(estimates, f.ID)
		}
	}
	if len(estimates) > 0 {
		s.estimates, fields.EstimateField = estimates, estimates[0]
	}
	return nil
}

// asked are the fields of an issue to ask for: without names a search gives ids.
func (s *jiraSystem) asked() []string {
	settings := s.judge.all[0].(jira).settings
	names := []string{"summary", "description", "issuetype", "status", "resolution", "labels", "project",
		"reporter", "creator", "votes", "created", "updated", "resolutiondate"}
	if settings.Role != "plan" {
		names = append(names, "comment")
	}
	if settings.Role != "feedback" {
		names = append(append(names, "fixVersions", settings.SprintField), s.estimates...)
	}
	return names
}
