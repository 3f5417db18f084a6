package tracker

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/internal/secret"
)

// AzureDevOps is a source of kind azuredevops: work items, comments and
// iterations of projects, by version 7.1 of the REST API, which
// Azure DevOps Services and Server 2022.1 speak.
type AzureDevOps struct {
	URL      string      `yaml:"url" jsonschema:"required,example=https://dev.azure.com/acme" jsonschema_description:"The organisation's address; of a server, with the collection."`
	Projects []string    `yaml:"projects" jsonschema:"required,minItems=1" jsonschema_description:"The names of the projects"`
	Token    secret.Text `yaml:"token" jsonschema:"required" jsonschema_description:"A personal access token that may read work items."`

	Roles `yaml:",inline"`
}

// Check reports what a schema cannot say.
func (s AzureDevOps) Check(problem func(path, message, hint string)) {
	for i, name := range s.Projects {
		if strings.TrimSpace(name) == "" || strings.ContainsAny(name, `/\?#'"`) {
			problem(fmt.Sprintf("projects[%d]", i), "not a project", "write its name alone, as it stands behind the organisation's in the address")
		}
	}
	s.Roles.Check(problem)
}

// Live makes the source.
func (s AzureDevOps) Live(hosts *api.Hosts, zone *time.Location) (ingest.Live, error) {
	client, err := api.New(hosts, api.Options{
		Base:    s.URL,
		Header:  map[string]string{"X-TFS-FedAuthRedirect": "Suppress"}, // 401 in place of a way to a login page
		Secrets: []secret.Text{s.Token},
		Sign:    func(r *http.Request) { r.SetBasicAuth("", s.Token.Reveal()) },
		Verdict: azureVerdict,
	})
	if err != nil {
		return nil, err
	}
	system := azureSystem{client: client, zone: zone, most: azureMost, categories: map[azureState]string{}}
	system.judge, err = newJudge(s.Roles, zone, azure{Settings{Roles: s.Roles.withDefaults()}, zone, newHypertext(), system.categories})
	if err != nil {
		return nil, err
	}
	return azureProjects{system, s.Projects}, nil
}

// azureProjects are the projects of an organisation that are pulled.
type azureProjects struct {
	azureSystem
	names []string
}

// azureVerdict knows that a secret which is not accepted is answered with a
// page to log in on, as if that were information.
func azureVerdict(answer *api.Response) error {
	if answer.Status == http.StatusNonAuthoritativeInfo {
		return ingest.ErrRefused
	}
	return nil
}

// azureMost is how many ids one query may give; beyond 20,000 it fails.
const azureMost = 19_999

// azureSystem is an organisation that is pulled.
type azureSystem struct {
	client     *api.Client
	zone       *time.Location
	judge      *judge
	most       int
	categories map[azureState]string
}

// Streams lists the work items and, for the plan, the iterations of each project.
func (s azureProjects) Streams(context.Context) ([]ingest.Stream, error) {
	var all []ingest.Stream
	for _, project := range s.names {
		all = append(all, ingest.Stream{Name: project + " work items", Whole: true, Pull: azureWalk{s.azureSystem, project}.pull})
		if s.judge.rules.settings.Role != "feedback" {
			all = append(all, ingest.Stream{Name: project + " iterations", Pull: s.iterations(project)})
		}
	}
	return all, nil
}

func (azureSystem) version() url.Values { return url.Values{"api-version": {"7.1"}} }

// ask sends a question that takes a body, and reads its answer.
func (s azureSystem) ask(ctx context.Context, path string, query url.Values, body, into any) error {
	_, err := s.client.JSON(ctx, api.Request{Method: "POST", Path: path, Query: query, Body: body}, into)
	return err
}
