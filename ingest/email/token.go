package email

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/internal/secret"
)

// OAuth2 is how access tokens are asked for: with a refresh token that the
// account's owner once gave, or without one as the application itself, which
// Microsoft 365 allows where an administrator has agreed.
type OAuth2 struct {
	Provider     string      `yaml:"provider" jsonschema:"required,enum=google,enum=microsoft,enum=custom" jsonschema_description:"Whose tokens they are"`
	ClientID     string      `yaml:"client_id" jsonschema:"required" jsonschema_description:"The application's id"`
	ClientSecret secret.Text `yaml:"client_secret" jsonschema_description:"The application's secret; a public client has none"`
	RefreshToken secret.Text `yaml:"refresh_token" jsonschema_description:"Of the account's owner. Without one the application asks for itself (client credentials), with microsoft and custom."`
	Tenant       string      `yaml:"tenant" jsonschema:"default=common" jsonschema_description:"Of Microsoft: the organisation's id or domain"`
	TokenURL     string      `yaml:"token_url" jsonschema:"format=uri" jsonschema_description:"Where tokens are given, with provider custom"`
	Scope        string      `yaml:"scope" jsonschema_description:"What to ask for, with provider custom"`
}

func (o OAuth2) check(problem func(path, message, hint string)) {
	switch o.Provider {
	case "google", "microsoft":
		if o.TokenURL != "" || o.Scope != "" {
			problem("oauth2", "token_url and scope are of provider custom", "take them out, or set provider: custom")
		}
	case "custom":
		if o.TokenURL == "" {
			problem("oauth2.token_url", "is missing", "where the provider gives tokens, such as https://login.acme.example/token")
		}
	default:
		problem("oauth2.provider", "not a provider", "one of google, microsoft, custom")
	}
	if o.ClientID == "" {
		problem("oauth2.client_id", "is missing", "the id of the application that you registered")
	}
	if strings.ContainsAny(o.Tenant, "/?# ") {
		problem("oauth2.tenant", "no tenant", "the organisation's id or domain")
	}
	if o.RefreshToken.IsZero() && (o.Provider == "google" || o.ClientSecret.IsZero() || o.Provider == "microsoft" && o.Tenant == "") {
		problem("oauth2.refresh_token", "is missing", "without one microsoft needs tenant and client_secret, custom client_secret, and google does not work")
	}
}

func (o OAuth2) url() string {
	switch o.Provider {
	case "google":
		return "https://oauth2.googleapis.com/token"
	case "microsoft":
		return "https://login.microsoftonline.com/" + cmp.Or(o.Tenant, "common") + "/oauth2/v2.0/token"
	}
	return o.TokenURL
}

// form is the request for a token.
func (o OAuth2) form() url.Values {
	form := url.Values{"client_id": {o.ClientID}}
	scope := o.Scope
	if o.RefreshToken.IsZero() {
		form.Set("grant_type", "client_credentials")
		if o.Provider == "microsoft" {
			scope = "https://outlook.office365.com/.default"
		}
	} else {
		form.Set("grant_type", "refresh_token")
		form.Set("refresh_token", o.RefreshToken.Reveal())
		if o.Provider == "microsoft" {
			scope = "https://outlook.office.com/IMAP.AccessAsUser.All offline_access"
		}
	}
	if scope != "" {
		form.Set("scope", scope)
	}
	if !o.ClientSecret.IsZero() {
		form.Set("client_secret", o.ClientSecret.Reveal())
	}
	return form
}

// tokens gives access tokens and keeps one as long as it holds.
type tokens struct {
	settings OAuth2
	client   *api.Client
	mu       sync.Mutex
	token    secret.Text
	until    time.Time
}

func newTokens(hosts *api.Hosts, o OAuth2) (*tokens, error) {
	client, err := api.New(hosts, api.Options{Base: o.url(), Secrets: []secret.Text{o.ClientSecret, o.RefreshToken}})
	if err != nil {
		return nil, fmt.Errorf("oauth2.token_url: %w", err)
	}
	return &tokens{settings: o, client: client}, nil
}

// Sending gives access tokens for sending mail by SMTP in place of reading it;
// each holds for a minute at least.
func (o OAuth2) Sending(hosts *api.Hosts) (func(context.Context) (secret.Text, error), error) {
	if o.Provider == "microsoft" && !o.RefreshToken.IsZero() {
		o.TokenURL, o.Provider, o.Scope = o.url(), "custom", "https://outlook.office.com/SMTP.Send offline_access"
	}
	t, err := newTokens(hosts, o)
	if err != nil {
		return nil, err
	}
	return t.access, nil
}

// access gives a token that holds for a minute at least. 400 and 401 say that
// the refresh token or the secret is not accepted (RFC 6749, 5.2).
func (t *tokens) access(ctx context.Context) (secret.Text, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if time.Now().Add(time.Minute).Before(t.until) {
		return t.token, nil
	}
	var in struct {
		Token   string  `json:"access_token"`
		Seconds float64 `json:"expires_in"`
	}
	_, err := t.client.JSON(ctx, api.Request{Method: http.MethodPost, Path: t.settings.url(), Form: t.settings.form()}, &in)
	var said *api.Error
	switch {
	case errors.As(err, &said) && (said.Status == http.StatusBadRequest || said.Status == http.StatusUnauthorized):
		return secret.Text{}, fmt.Errorf("%w: %w", err, ingest.ErrRefused)
	case err != nil:
		return secret.Text{}, err
	case in.Token == "" || strings.ContainsAny(in.Token, "\x01\r\n"):
		return secret.Text{}, fmt.Errorf("%s gave no access token", t.settings.Provider)
	}
	t.token, t.until = secret.New(in.Token), time.Now().Add(time.Duration(in.Seconds*float64(time.Second)))
	return t.token, nil
}
