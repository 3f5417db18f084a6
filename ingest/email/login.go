package email

import (
	"errors"
	"fmt"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-sasl"

	"github.com/earshot/earshot/ingest"
)

// login gives the server the password or an access token. A server that does
// not take it is an ingest.ErrRefused; one that is busy is not.
func (s *session) login() error {
	var err error
	if s.tokens != nil {
		err = s.loginWithToken()
	} else {
		err = s.loginWithPassword()
	}
	var said answer
	if !errors.As(err, &said) {
		return err
	}
	switch said.code {
	case imap.ResponseCodeUnavailable, imap.ResponseCodeInUse, imap.ResponseCodeLimit, imap.ResponseCodeServerBug, imap.ResponseCodeContactAdmin:
		return err
	}
	return fmt.Errorf("%w: %w", err, ingest.ErrRefused)
}

// loginWithPassword prefers PLAIN, which takes any characters.
func (s *session) loginWithPassword() error {
	user, password := s.settings.User, s.settings.Password.Reveal()
	caps := s.client.Caps()
	switch {
	case caps.Has(imap.AuthCap("PLAIN")):
		return s.do(mostTime, func() error { return s.client.Authenticate(sasl.NewPlainClient("", user, password)) })
	case caps.Has(imap.CapLoginDisabled):
		return fmt.Errorf("%s: takes no passwords: set oauth2, or tls if it is none", s.address())
	}
	return s.do(mostTime, func() error { return s.client.Login(user, password).Wait() })
}

func (s *session) loginWithToken() error {
	token, err := s.tokens.access(s.ctx)
	if err != nil {
		return err
	}
	s.secrets = append(s.secrets[:len(s.secrets):len(s.secrets)], token)
	mechanism := &xoauth2{user: s.settings.User, token: token.Reveal()}
	err = s.do(mostTime, func() error { return s.client.Authenticate(mechanism) })
	if err != nil && mechanism.refused {
		return fmt.Errorf("%s: the access token is not accepted for %s: %w", s.address(), s.settings.User, ingest.ErrRefused)
	}
	return err
}

// xoauth2 is the mechanism of Gmail and Microsoft 365 for access tokens.
type xoauth2 struct {
	user, token string
	refused     bool
}

// Start gives the user and the token at once.
func (x *xoauth2) Start() (mechanism string, response []byte, err error) {
	return "XOAUTH2", []byte("user=" + x.user + "\x01auth=Bearer " + x.token + "\x01\x01"), nil
}

// Next answers what can only be the reason for a refusal, after which the server
// says NO.
func (x *xoauth2) Next([]byte) ([]byte, error) {
	x.refused = true
	return []byte{}, nil
}
