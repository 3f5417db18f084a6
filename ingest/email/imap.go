package email

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/internal/secret"
)

// IMAP is a source of kind imap: the mailboxes of an account. They are opened
// read-only and mails stay unread.
//
// A mail is known by its Message-ID, or without one by a hash of its bytes: one
// that lies in several mailboxes, or comes again under another UID, is stored
// once.
type IMAP struct {
	Host      string      `yaml:"host" jsonschema:"required,example=imap.acme.example" jsonschema_description:"The server's name"`
	Port      int         `yaml:"port" jsonschema:"minimum=1,maximum=65535" jsonschema_description:"Default 993, or 143 with tls starttls or none"`
	TLS       string      `yaml:"tls" jsonschema:"enum=implicit,enum=starttls,enum=none,default=implicit" jsonschema_description:"implicit from the first byte on, starttls, or none, which is for servers on this machine only"`
	CA        secret.Text `yaml:"ca" jsonschema_description:"Certificates (PEM) of the authority that signed the server's, for one that this machine does not know: ${file:ca.pem}"`
	User      string      `yaml:"user" jsonschema:"required" jsonschema_description:"Login name, mostly the address"`
	Password  secret.Text `yaml:"password" jsonschema_description:"Password, or the app password where the account needs two factors"`
	OAuth2    *OAuth2     `yaml:"oauth2" jsonschema_description:"In place of a password, for Gmail and Microsoft 365"`
	Mailboxes []string    `yaml:"mailboxes" jsonschema:"default=INBOX" jsonschema_description:"Names, or patterns: Support/* takes all below Support, % stands for one level. Patterns leave out trash, junk, drafts and sent mail, which are read only when named."`
	Expunged  string      `yaml:"expunged" jsonschema:"enum=keep,enum=delete,default=keep" jsonschema_description:"What becomes of a mail's words when the mail is no longer in its mailbox. With delete every sweep fetches all mails again."`

	Rules `yaml:",inline"`
}

// Check reports what a schema cannot say.
func (s IMAP) Check(problem func(path, message, hint string)) {
	if strings.TrimSpace(s.Host) == "" || strings.ContainsAny(s.Host, "/ @") {
		problem("host", "no name of a server", "write such as imap.acme.example; the port is a setting of its own")
	}
	if s.User == "" || strings.ContainsAny(s.User, "\r\n\x01") {
		problem("user", "no login name", "mostly the address")
	}
	if s.TLS == "none" && !loopback(s.Host) {
		problem("tls", "the password would go through the net in the open", "use implicit or starttls; none is for localhost")
	}
	if !s.CA.IsZero() && !x509.NewCertPool().AppendCertsFromPEM([]byte(s.CA.Reveal())) {
		problem("ca", "holds no certificate", "a file that begins with -----BEGIN CERTIFICATE-----")
	}
	switch {
	case s.Password.IsZero() && s.OAuth2 == nil:
		problem("", "neither password nor oauth2", "set one of them")
	case !s.Password.IsZero() && s.OAuth2 != nil:
		problem("oauth2", "beside a password", "keep one of them")
	case s.OAuth2 != nil:
		s.OAuth2.check(problem)
	}
	for i, name := range s.Mailboxes {
		if name == "" || strings.ContainsAny(name, "\r\n\x00") {
			problem(fmt.Sprintf("mailboxes[%d]", i), "no name of a mailbox", "such as INBOX or Support/*")
		}
	}
	s.Rules.Check(problem)
}

// loopback tells a host that is this machine.
func loopback(host string) bool {
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// Live makes the source.
func (s IMAP) Live(hosts *api.Hosts, zone *time.Location) (ingest.Live, error) {
	var problems []error
	s.Check(func(path, message, hint string) {
		problems = append(problems, fmt.Errorf("%s: %s; %s", path, message, hint))
	})
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	a := &account{settings: s, secrets: []secret.Text{s.Password}, format: newFormat(Settings{Rules: s.Rules}, zone), patience: patience}
	if s.OAuth2 != nil {
		tokens, err := newTokens(hosts, *s.OAuth2)
		if err != nil {
			return nil, err
		}
		a.tokens = tokens
		a.secrets = []secret.Text{s.OAuth2.ClientSecret, s.OAuth2.RefreshToken}
	}
	return a, nil
}

// account is an IMAP account. It implements ingest.Live.
type account struct {
	settings IMAP
	secrets  []secret.Text
	tokens   *tokens // nil: with a password
	format   *format
	patience time.Duration // how long the server may be silent
}

func (a *account) address() string {
	port := cmp.Or(a.settings.Port, 993)
	if a.settings.Port == 0 && (a.settings.TLS == "starttls" || a.settings.TLS == "none") {
		port = 143
	}
	return net.JoinHostPort(strings.Trim(a.settings.Host, "[]"), strconv.Itoa(port))
}

func (a *account) tls() *tls.Config {
	config := &tls.Config{ServerName: strings.Trim(a.settings.Host, "[]"), MinVersion: tls.VersionTLS12}
	if !a.settings.CA.IsZero() {
		config.RootCAs = x509.NewCertPool()
		config.RootCAs.AppendCertsFromPEM([]byte(a.settings.CA.Reveal()))
	}
	return config
}

// Streams gives a stream for each mailbox. The server is asked only where a
// pattern must be made names.
func (a *account) Streams(ctx context.Context) ([]ingest.Stream, error) {
	names := a.settings.Mailboxes
	if len(names) == 0 {
		names = []string{inbox}
	}
	boxes, err := a.boxes(ctx, names)
	if err != nil {
		return nil, err
	}
	streams := make([]ingest.Stream, len(boxes))
	for i, box := range boxes {
		// What was said stays said: mails are moved, archived and expunged for
		// reasons that have nothing to do with the customer's words, and in Gmail
		// a mail leaves its mailbox by a click on "archive". So a sweep, which
		// would fetch all mails again to see which are gone, is made on demand.
		streams[i] = ingest.Stream{Name: box.name, Whole: a.settings.Expunged == "delete", Pull: box.pull}
	}
	return streams, nil
}
