package support

import (
	"cmp"
	"net/http"
	"net/url"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/ingest/email"
	"github.com/earshot/earshot/internal/secret"
)

// intercomVersion is the version of the API whose answers are read here.
const intercomVersion = "2.11"

// Intercom is a source of kind intercom: the conversations of an Intercom
// workspace with the contacts' own words, and their ratings.
type Intercom struct {
	Token     secret.Text `yaml:"token" jsonschema:"required" jsonschema_description:"Access token of an app in the workspace that may read conversations, contacts and companies"`
	Region    string      `yaml:"region" jsonschema:"enum=us,enum=eu,enum=au,default=us" jsonschema_description:"Where Intercom keeps the workspace"`
	URL       string      `yaml:"url" jsonschema:"example=https://api.eu.intercom.io" jsonschema_description:"The API's address, in place of region"`
	Workspace string      `yaml:"workspace" jsonschema:"example=ab12cd34" jsonschema_description:"The workspace's id, for links to its inbox. Default: no links"`
	Companies *bool       `yaml:"companies" jsonschema:"default=true" jsonschema_description:"Ask for each contact's company, one request each in a run. Default: yes"`
}

// Check reports what a schema cannot say.
func (s Intercom) Check(problem func(path, message, hint string)) {
	if s.Region != "" && s.URL != "" {
		problem("url", "region is there too", "keep one of them")
	}
}

// host is a host of the workspace's region, by its first name.
func (s Intercom) host(name string) string {
	if region := cmp.Or(s.Region, "us"); region != "us" {
		name += "." + region
	}
	return "https://" + name + ".intercom."
}

// intercom reads one workspace.
type intercom struct {
	client    *api.Client
	html      email.HTML
	inbox     string            // what the address of a conversation begins with; empty: no links
	companies map[string]string // contact to company, as far as asked for; nil: not wanted
}

// Live makes the source.
func (s Intercom) Live(hosts *api.Hosts, _ *time.Location) (ingest.Live, error) {
	client, err := api.New(hosts, api.Options{
		Base:      cmp.Or(s.URL, s.host("api")+"io"),
		Header:    map[string]string{"Intercom-Version": intercomVersion},
		Secrets:   []secret.Text{s.Token},
		PerSecond: 15, // of 10,000 a minute for the workspace, and 1,000 for an app
		Sign: func(r *http.Request) {
			r.Header.Set("Authorization", "Bearer "+s.Token.Reveal())
		},
	})
	if err != nil {
		return nil, err
	}
	i := &intercom{client: client, html: email.NewHTML()}
	if s.Workspace != "" {
		i.inbox = s.host("app") + "com/a/inbox/" + url.PathEscape(s.Workspace) + "/inbox/conversation/"
	}
	if s.Companies == nil || *s.Companies {
		i.companies = map[string]string{}
	}
	return live{{Name: "conversations", Whole: true, Pull: i.conversations}}, nil
}
