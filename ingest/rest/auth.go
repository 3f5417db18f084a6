package rest

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/internal/secret"
)

// system is the API: the client, and the token that OAuth 2 gave it.
type system struct {
	*api.Client
	tokens  *api.Client // of the token's address; nil: no OAuth 2
	oauth   OAuth2
	token   secret.Text
	expires time.Time
	secrets []secret.Text // beside the token
}

func newSystem(hosts *api.Hosts, s Settings) (*system, error) {
	sys := &system{}
	sign, secrets := s.Auth.sign()
	sys.secrets = secrets
	if s.Auth.OAuth2 != nil {
		sys.oauth = *s.Auth.OAuth2
		sign = func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+sys.token.Reveal()) }
		base, err := tokenBase(sys.oauth.TokenURL)
		if err == nil {
			sys.tokens, err = api.New(hosts, api.Options{Base: base, Secrets: secrets})
		}
		if err != nil {
			return nil, fmt.Errorf("auth.oauth2.token_%w", err)
		}
	}
	var err error
	sys.Client, err = api.New(hosts, api.Options{Base: s.URL, Header: s.Header, Secrets: secrets, Sign: sign, PerSecond: s.Rate, Repeat: s.Retry})
	return sys, err
}

// tokenBase is scheme and host of the token's address.
func tokenBase(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return "", errors.New("url: want one such as https://login.example/oauth/token")
	}
	return u.Scheme + "://" + u.Host, nil
}

// sign is how the secret is put into a request, and what must never be shown.
func (a Auth) sign() (func(*http.Request), []secret.Text) {
	switch {
	case !a.Bearer.IsZero():
		return func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+a.Bearer.Reveal()) }, []secret.Text{a.Bearer}
	case a.Basic != nil:
		packed := base64.StdEncoding.EncodeToString([]byte(a.Basic.User + ":" + a.Basic.Password.Reveal()))
		return func(r *http.Request) { r.SetBasicAuth(a.Basic.User, a.Basic.Password.Reveal()) }, []secret.Text{a.Basic.Password, secret.New(packed)}
	case a.Header != nil:
		return func(r *http.Request) { r.Header.Set(a.Header.Name, a.Header.Prefix+a.Header.Value.Reveal()) }, []secret.Text{a.Header.Value}
	case a.Query != nil:
		return func(r *http.Request) {
			query := r.URL.Query()
			query.Set(a.Query.Name, a.Query.Prefix+a.Query.Value.Reveal())
			r.URL.RawQuery = query.Encode()
		}, []secret.Text{a.Query.Value}
	case a.OAuth2 != nil:
		packed := base64.StdEncoding.EncodeToString([]byte(a.OAuth2.ClientID + ":" + a.OAuth2.ClientSecret.Reveal()))
		return nil, []secret.Text{a.OAuth2.ClientSecret, secret.New(packed)}
	}
	return nil, nil
}

// ask asks the API, with a token that is still good. One that is refused though
// it was good a while ago is renewed once.
func (s *system) ask(ctx context.Context, r api.Request) (*api.Response, error) {
	if s.tokens == nil {
		return s.Do(ctx, r)
	}
	fresh := false
	if s.token.IsZero() || !time.Now().Before(s.expires) {
		if err := s.renew(ctx); err != nil {
			return nil, err
		}
		fresh = true
	}
	answer, err := s.Do(ctx, r)
	if fresh || !errors.Is(err, ingest.ErrRefused) {
		return answer, err
	}
	if err := s.renew(ctx); err != nil {
		return nil, err
	}
	return s.Do(ctx, r)
}

// renew gets a token. A wrong id or secret is ingest.ErrRefused: RFC 6749 lets
// servers say so with 400 as well as with 401.
func (s *system) renew(ctx context.Context) error {
	form := url.Values{"grant_type": {"client_credentials"}}
	header := http.Header{}
	if s.oauth.Scope != "" {
		form.Set("scope", s.oauth.Scope)
	}
	for _, name := range slices.Sorted(maps.Keys(s.oauth.Parameters)) {
		form.Set(name, s.oauth.Parameters[name])
	}
	id, password := s.oauth.ClientID, s.oauth.ClientSecret.Reveal()
	if s.oauth.Send == "form" {
		form.Set("client_id", id)
		form.Set("client_secret", password)
	} else {
		pair := url.QueryEscape(id) + ":" + url.QueryEscape(password)
		header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(pair)))
	}
	var in struct {
		Token   string `json:"access_token"`
		Expires any    `json:"expires_in"` // seconds; some servers send text
	}
	_, err := s.tokens.JSON(ctx, api.Request{Method: http.MethodPost, Path: s.oauth.TokenURL, Form: form, Header: header}, &in)
	var wrong *api.Error
	switch {
	case errors.As(err, &wrong) && wrong.Status == http.StatusBadRequest:
		return fmt.Errorf("%w: %w", ingest.ErrRefused, err)
	case err != nil:
		return err
	case in.Token == "":
		return errors.New("auth.oauth2: the answer holds no access_token: is token_url right?")
	}
	s.token = secret.New(in.Token)
	s.Secrets = append(slices.Clone(s.secrets), s.token)
	s.expires = time.Now().Add(lifetime(fmt.Sprint(cmp.Or(in.Expires, any(3600.0)))))
	return nil
}

// lifetime is how long a token is used: until a minute before it expires.
func lifetime(seconds string) time.Duration {
	d, err := time.ParseDuration(strings.TrimSuffix(seconds, "s") + "s")
	if err != nil || d <= 0 {
		d = time.Hour
	}
	return max(d-time.Minute, d/2)
}
