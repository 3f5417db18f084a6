package support

import (
	"cmp"
	"context"
	"net/http"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/internal/secret"
)

// Zendesk is a source of kind zendesk: the tickets of a Zendesk Support account
// with the customers' answers, and their satisfaction ratings.
type Zendesk struct {
	Subdomain    string      `yaml:"subdomain" jsonschema:"pattern=^[A-Za-z0-9][A-Za-z0-9-]*$,example=acme" jsonschema_description:"acme of acme.zendesk.com"`
	URL          string      `yaml:"url" jsonschema:"example=https://acme.zendesk.com" jsonschema_description:"The whole address, in place of subdomain"`
	Email        string      `yaml:"email" jsonschema:"example=reports@acme.example" jsonschema_description:"Whose API token it is; an administrator's, who may export. Without it token is an OAuth access token"`
	Token        secret.Text `yaml:"token" jsonschema:"required" jsonschema_description:"API token, or OAuth access token with the scope read"`
	Comments     *bool       `yaml:"comments" jsonschema:"default=true" jsonschema_description:"Read the answers below tickets: one request for each ticket that was touched since it came, so 10,000 tickets take about an hour at 180 requests a minute, and as long again with each sweep. Default: yes"`
	Satisfaction *bool       `yaml:"satisfaction" jsonschema:"default=true" jsonschema_description:"Read satisfaction ratings, which not every plan has. Default: yes"`
	PerMinute    int         `yaml:"per_minute" jsonschema:"minimum=1,maximum=2500,default=180" jsonschema_description:"Requests a minute: the plan's limit less what others need (Team allows 200). The export of tickets itself is held to 10 a minute by Zendesk"`
}

// Check reports what a schema cannot say.
func (s Zendesk) Check(problem func(path, message, hint string)) {
	if (s.Subdomain == "") == (s.URL == "") {
		problem("subdomain", "either subdomain or url is to be there", "write subdomain: acme for acme.zendesk.com")
	}
	if s.Email != "" && (!strings.Contains(s.Email, "@") || strings.HasSuffix(s.Email, "/token")) {
		problem("email", "not an address", "write the address alone; /token is added where it belongs")
	}
}

// exportEvery is the pause between two requests of the export, which Zendesk
// allows ten of a minute.
const exportEvery = 6 * time.Second

// zendesk reads one account.
type zendesk struct {
	client   *api.Client
	export   *rate.Limiter
	pause    func(context.Context, time.Duration) error
	site     string
	comments bool
}

// Live makes the source.
func (s Zendesk) Live(hosts *api.Hosts, _ *time.Location) (ingest.Live, error) {
	client, err := api.New(hosts, api.Options{
		Base:      cmp.Or(s.URL, "https://"+s.Subdomain+".zendesk.com"),
		Secrets:   []secret.Text{s.Token},
		PerSecond: float64(cmp.Or(s.PerMinute, 180)) / 60,
		Repeat:    []int{http.StatusConflict},
		Sign: func(r *http.Request) {
			if s.Email != "" {
				r.SetBasicAuth(s.Email+"/token", s.Token.Reveal())
			} else {
				r.Header.Set("Authorization", "Bearer "+s.Token.Reveal())
			}
		},
	})
	if err != nil {
		return nil, err
	}
	z := &zendesk{
		client: client, export: rate.NewLimiter(rate.Every(exportEvery), 1), pause: hosts.Pause,
		site: strings.TrimRight(client.Base, "/"), comments: s.Comments == nil || *s.Comments,
	}
	all := live{{Name: "tickets", Whole: true, Pull: z.tickets}}
	if s.Satisfaction == nil || *s.Satisfaction {
		all = append(all, ingest.Stream{Name: "satisfaction ratings", Whole: true, Pull: z.ratings})
	}
	return all, nil
}
