package email

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/internal/secret"
)

func isRefused(err error) bool { return errors.Is(err, ingest.ErrRefused) }

// provider stands in for who gives access tokens.
type provider struct {
	*httptest.Server
	token func() string
	asked []string
}

func newProvider(t *testing.T, token func() string) *provider {
	p := &provider{token: token}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.ParseForm()
		p.asked = append(p.asked, r.PostForm.Encode())
		if r.PostForm.Get("client_secret") != "app-secret" {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprintf(w, `{"error": "invalid_grant", "error_description": "%s is unknown"}`, r.PostForm.Get("client_secret"))
			return
		}
		json.NewEncoder(w).Encode(map[string]any{"access_token": p.token(), "expires_in": 3600, "token_type": "Bearer"})
	}))
	t.Cleanup(p.Close)
	return p
}

func TestTokens(t *testing.T) {
	p := newProvider(t, func() string { return "token" })
	hosts := api.NewHosts(nil)
	defer hosts.Close()
	ask := func(o OAuth2) (*tokens, string, error) {
		o.Provider, o.ClientID, o.TokenURL = "custom", "app", p.URL+"/token"
		tokens, err := newTokens(hosts, o)
		if err != nil {
			t.Fatal(err)
		}
		token, err := tokens.access(context.Background())
		return tokens, token.Reveal(), err
	}
	tokens, token, err := ask(OAuth2{ClientSecret: secret.New("app-secret"), RefreshToken: secret.New("refresh-me")})
	if err != nil || token != "token" {
		t.Fatalf("%q, %v", token, err)
	}
	if _, err := tokens.access(context.Background()); err != nil || len(p.asked) != 1 {
		t.Errorf("a token that holds was asked for again: %q, %v", p.asked, err)
	}
	if _, _, err := ask(OAuth2{ClientSecret: secret.New("app-secret"), Scope: "mail"}); err != nil {
		t.Error(err)
	}
	_, _, err = ask(OAuth2{ClientSecret: secret.New("wrong-secret"), RefreshToken: secret.New("refresh-me")})
	if !isRefused(err) || strings.Contains(err.Error(), "wrong-secret") {
		t.Errorf("%v", err)
	}
	want := []string{"client_id=app&client_secret=app-secret&grant_type=refresh_token&refresh_token=refresh-me",
		"client_id=app&client_secret=app-secret&grant_type=client_credentials&scope=mail",
		"client_id=app&client_secret=wrong-secret&grant_type=refresh_token&refresh_token=refresh-me"}
	if !slices.Equal(p.asked, want) {
		t.Errorf("asked %q, want %q", p.asked, want)
	}
}

func TestTokenForms(t *testing.T) {
	for name, test := range map[string]struct {
		o         OAuth2
		url, form string
	}{
		"google": {OAuth2{Provider: "google", ClientID: "a", RefreshToken: secret.New("r")}, "https://oauth2.googleapis.com/token",
			"client_id=a&grant_type=refresh_token&refresh_token=r"},
		"microsoft": {OAuth2{Provider: "microsoft", ClientID: "a", RefreshToken: secret.New("r")}, "https://login.microsoftonline.com/common/oauth2/v2.0/token",
			"client_id=a&grant_type=refresh_token&refresh_token=r&scope=https%3A%2F%2Foutlook.office.com%2FIMAP.AccessAsUser.All+offline_access"},
		"microsoft, the application itself": {OAuth2{Provider: "microsoft", ClientID: "a", ClientSecret: secret.New("s"), Tenant: "acme.example"}, "https://login.microsoftonline.com/acme.example/oauth2/v2.0/token",
			"client_id=a&client_secret=s&grant_type=client_credentials&scope=https%3A%2F%2Foutlook.office365.com%2F.default"},
	} {
		if test.o.url() != test.url || test.o.form().Encode() != test.form {
			t.Errorf("%s: %s %s", name, test.o.url(), test.o.form().Encode())
		}
	}
}

func TestIMAPCheck(t *testing.T) {
	fine := IMAP{Host: "imap.acme.example", User: "help", Password: secret.New("x")}
	for want, change := range map[string]func(*IMAP){
		"":                 func(*IMAP) {},
		"host":             func(s *IMAP) { s.Host = "imaps://imap.acme.example" },
		"user":             func(s *IMAP) { s.User = "" },
		"tls":              func(s *IMAP) { s.TLS = "none" },
		"ca":               func(s *IMAP) { s.CA = secret.New("no certificate") },
		"neither password": func(s *IMAP) { s.Password = secret.Text{} },
		"oauth2: beside":   func(s *IMAP) { s.OAuth2 = &OAuth2{} },
		"mailboxes[1]":     func(s *IMAP) { s.Mailboxes = []string{"INBOX", ""} },
		"own[0]":           func(s *IMAP) { s.Own = []string{"acme"} },
		"oauth2.token_url": func(s *IMAP) {
			s.Password = secret.Text{}
			s.OAuth2 = &OAuth2{Provider: "custom", ClientID: "a", RefreshToken: secret.New("r")}
		},
		"oauth2.refresh_token": func(s *IMAP) { s.Password = secret.Text{}; s.OAuth2 = &OAuth2{Provider: "google", ClientID: "a"} },
		"oauth2.client_id": func(s *IMAP) {
			s.Password = secret.Text{}
			s.OAuth2 = &OAuth2{Provider: "google", RefreshToken: secret.New("r")}
		},
		"oauth2.provider": func(s *IMAP) {
			s.Password = secret.Text{}
			s.OAuth2 = &OAuth2{Provider: "x", ClientID: "a", RefreshToken: secret.New("r")}
		},
		"oauth2: token_url and sc": func(s *IMAP) {
			s.Password = secret.Text{}
			s.OAuth2 = &OAuth2{Provider: "google", ClientID: "a", RefreshToken: secret.New("r"), Scope: "x"}
		},
	} {
		s := fine
		change(&s)
		var got []string
		s.Check(func(path, message, _ string) { got = append(got, strings.TrimPrefix(path+": "+message, ": ")) })
		if want == "" && len(got) > 0 || want != "" && (len(got) != 1 || !strings.HasPrefix(got[0], want)) {
			t.Errorf("%q: %q", want, got)
		}
	}
	for _, host := range []string{"localhost", "127.0.0.1", "::1"} {
		s := fine
		s.Host, s.TLS = host, "none"
		s.Check(func(path, message, _ string) { t.Errorf("%s: %s: %s", host, path, message) })
	}
}
