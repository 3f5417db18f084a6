package access

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/earshot/earshot/internal/secret"
)

const (
	signInLasts = 10 * time.Minute // from leaving for the provider to coming back
	maxSignIns  = 1000             // under way at a time
)

// OIDC lets people in by their organisation's OpenID Connect provider: the code
// flow with PKCE, state and nonce (RFC 6749, RFC 7636, OpenID Connect Core 1.0).
type OIDC struct {
	Issuer   string
	ClientID string
	Secret   secret.Text // none for a public client
	Callback string      // this server's own address that the provider sends people back to
	Scopes   []string    // beside openid, profile and email
	Groups   string      // the claim that lists groups; "": groups
	Name     string      // the claim that names people, where you trust it; "": the verified address, else the subject
	Rules    Rules
	Client   *http.Client
	Now      func() time.Time

	mu       sync.Mutex
	provider *oidc.Provider
	underway map[string]signIn // by state
}

// signIn is somebody who left for the provider.
type signIn struct {
	browser, nonce, verifier, next string
	expires                        time.Time
}

// Begin is where to send somebody, who comes back to next. browser is for a
// cookie: only the browser that left may come back.
func (o *OIDC) Begin(ctx context.Context, next string) (location, browser string, err error) {
	config, _, err := o.config(ctx)
	if err != nil {
		return "", "", err
	}
	state := Random()
	s := signIn{browser: Random(), nonce: Random(), verifier: oauth2.GenerateVerifier(), next: next, expires: o.Now().Add(signInLasts)}
	o.mu.Lock()
	defer o.mu.Unlock()
	for key, old := range o.underway {
		if o.Now().After(old.expires) {
			delete(o.underway, key)
		}
	}
	if len(o.underway) >= maxSignIns {
		return "", "", errors.New("oidc: too many people are signing in")
	}
	if o.underway == nil {
		o.underway = map[string]signIn{}
	}
	o.underway[state] = s
	return config.AuthCodeURL(state, oidc.Nonce(s.nonce), oauth2.S256ChallengeOption(s.verifier)), s.browser, nil
}

// take is the sign-in of a state, once.
func (o *OIDC) take(state, browser string) (signIn, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	s, found := o.underway[state]
	if !found || subtle.ConstantTimeCompare([]byte(s.browser), []byte(browser)) != 1 {
		return s, false
	}
	delete(o.underway, state)
	return s, o.Now().Before(s.expires)
}

// End is who came back with this state and code, and where to go on. It is
// ErrDenied for whom no rule names.
func (o *OIDC) End(ctx context.Context, browser, state, code string) (user User, next string, err error) {
	s, ok := o.take(state, browser)
	if !ok {
		return User{}, "", fmt.Errorf("oidc: this sign-in was not begun here, or took too long: %w", ErrDenied)
	}
	config, provider, err := o.config(ctx)
	if err != nil {
		return User{}, "", err
	}
	ctx = oidc.ClientContext(ctx, o.Client)
	answer, err := config.Exchange(ctx, code, oauth2.VerifierOption(s.verifier))
	if err != nil {
		return User{}, "", exchangeError(err)
	}
	raw, _ := answer.Extra("id_token").(string)
	token, err := provider.Verifier(&oidc.Config{ClientID: o.ClientID, Now: o.Now}).Verify(ctx, raw)
	if err != nil {
		return User{}, "", fmt.Errorf("oidc: the identity does not hold: %w", ErrDenied)
	}
	if subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(s.nonce)) != 1 {
		return User{}, "", fmt.Errorf("oidc: the identity is for another sign-in: %w", ErrDenied)
	}
	user, err = o.user(token)
	return user, s.next, err
}

// exchangeError names the provider's error code and not its answer, which may
// hold tokens.
func exchangeError(err error) error {
	var refused *oauth2.RetrieveError
	if errors.As(err, &refused) {
		return fmt.Errorf("oidc: the provider refused the code (%d): %w", refused.Response.StatusCode, ErrDenied)
	}
	return errors.New("oidc: the provider cannot be reached")
}

// user is whom the claims name. An address counts only where the provider says
// that it is verified: otherwise anybody could claim yours.
func (o *OIDC) user(token *oidc.IDToken) (User, error) {
	var claims struct {
		Email    string `json:"email"`
		Verified bool   `json:"email_verified"`
	}
	var all map[string]any
	if err := errors.Join(token.Claims(&claims), token.Claims(&all)); err != nil {
		return User{}, fmt.Errorf("oidc: claims that cannot be read: %w", ErrDenied)
	}
	email := ""
	if claims.Verified {
		email = claims.Email
	}
	role, known := o.Rules.Role(email, o.groups(all))
	if !known {
		return User{}, ErrDenied
	}
	given, _ := all[o.Name].(string)
	for _, name := range []string{given, email, token.Subject} {
		if nameFits.MatchString(name) {
			return User{Name: name, Role: role, By: ByOIDC}, nil
		}
	}
	return User{}, fmt.Errorf("oidc: no name that can be written down: %w", ErrDenied)
}

func (o *OIDC) groups(claims map[string]any) []string {
	claim := o.Groups
	if claim == "" {
		claim = "groups"
	}
	list, _ := claims[claim].([]any)
	var groups []string
	for _, entry := range list {
		if group, ok := entry.(string); ok {
			groups = append(groups, group)
		}
	}
	return groups
}

// config asks the provider what it is, the first time that somebody signs in:
// the page works while the provider does not.
func (o *OIDC) config(ctx context.Context) (oauth2.Config, *oidc.Provider, error) {
	o.mu.Lock()
	provider := o.provider
	o.mu.Unlock()
	if provider == nil {
		// The provider keeps this context for its keys: it must outlive the request.
		found, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), o.Client), o.Issuer)
		if err != nil {
			return oauth2.Config{}, nil, fmt.Errorf("oidc: %s does not say what it is: %w", o.Issuer, err)
		}
		o.mu.Lock()
		o.provider, provider = found, found
		o.mu.Unlock()
	}
	return oauth2.Config{
		ClientID: o.ClientID, ClientSecret: o.Secret.Reveal(), Endpoint: provider.Endpoint(), RedirectURL: o.Callback,
		Scopes: append([]string{oidc.ScopeOpenID, "profile", "email"}, o.Scopes...),
	}, provider, nil
}
