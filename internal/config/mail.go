package config

import (
	"fmt"
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"

	"github.com/earshot/earshot/internal/secret"
)

// Mail is the weekly trend mail: who gets it, and how it is sent. Nothing is
// sent until Enabled is set.
type Mail struct {
	Enabled        bool        `yaml:"enabled" jsonschema:"default=false" jsonschema_description:"send mail; without it earshot mail writes files only; default: false"`
	Server         *MailServer `yaml:"server" jsonschema_description:"the SMTP server that takes your mail"`
	From           string      `yaml:"from" jsonschema:"minLength=3,example=Acme feedback <feedback@acme.example>" jsonschema_description:"who the mails are from: an address, with or without a name"`
	ReplyTo        string      `yaml:"reply_to" jsonschema:"minLength=3,example=Ana <ana@acme.example>" jsonschema_description:"the person who reads answers; default: from"`
	Unsubscribe    string      `yaml:"unsubscribe" jsonschema:"minLength=3,example=feedback-stop@acme.example" jsonschema_description:"the address that unsubscribe mails go to, entered with earshot mail unsubscribe; default: reply_to"`
	UnsubscribeURL string      `yaml:"unsubscribe_url" jsonschema:"pattern=^https://,example=https://acme.example/stop" jsonschema_description:"a page of yours that takes the POST of one-click unsubscribing (RFC 8058); default: none" jsonschema_extras:"patternErrorMessage=an address that begins with https://"`
	ReportsURL     string      `yaml:"reports_url" jsonschema:"pattern=^https?://,example=https://reports.acme.example" jsonschema_description:"where data/reports is served to readers; default: mails name the files" jsonschema_extras:"patternErrorMessage=an address that begins with https://"`
	DKIM           *DKIM       `yaml:"dkim" jsonschema_description:"sign mails; leave it out where the server does"`
	Recipients     []Recipient `yaml:"recipients" jsonschema_description:"who gets the weekly mail"`
	Webhooks       []Webhook   `yaml:"webhooks" jsonschema_description:"channels that get its finding"`
	Bounces        *Bounces    `yaml:"bounces" jsonschema_description:"where servers report what they could not deliver"`
}

// MailServer is an SMTP server and the login there.
type MailServer struct {
	Host     string      `yaml:"host" jsonschema:"required,minLength=1,example=smtp.acme.example" jsonschema_description:"the server's name"`
	Port     int         `yaml:"port" jsonschema:"minimum=1,maximum=65535,example=587" jsonschema_description:"default: 587, or 465 with tls implicit, 25 with none"`
	TLS      string      `yaml:"tls" jsonschema:"enum=starttls,enum=implicit,enum=none,default=starttls" jsonschema_description:"starttls, implicit from the first byte on, or none, which is for servers on this machine; default: starttls"`
	CA       secret.Text `yaml:"ca" jsonschema_description:"certificates (PEM) of an authority that this machine does not know: ${file:ca.pem}"`
	User     string      `yaml:"user" jsonschema:"minLength=1" jsonschema_description:"login name; default: no login"`
	Password secret.Text `yaml:"password" jsonschema_description:"its password"`
	Auth     string      `yaml:"auth" jsonschema:"enum=auto,enum=plain,enum=login,default=auto" jsonschema_description:"how the password is given; default: auto, as the server offers"`
	OAuth2   *MailOAuth2 `yaml:"oauth2" jsonschema_description:"in place of a password (XOAUTH2), for Gmail and Microsoft 365"`
}

// MailOAuth2 is as oauth2 of a mailbox that is read, with a scope for sending.
type MailOAuth2 struct {
	Provider     string      `yaml:"provider" jsonschema:"required,enum=google,enum=microsoft,enum=custom" jsonschema_description:"whose tokens they are"`
	ClientID     string      `yaml:"client_id" jsonschema:"required,minLength=1" jsonschema_description:"the application's id"`
	ClientSecret secret.Text `yaml:"client_secret" jsonschema_description:"the application's secret; a public client has none"`
	RefreshToken secret.Text `yaml:"refresh_token" jsonschema_description:"of the account's owner; without one the application asks for itself"`
	Tenant       string      `yaml:"tenant" jsonschema:"minLength=1" jsonschema_description:"of Microsoft: the organisation's id or domain; default: common"`
	TokenURL     string      `yaml:"token_url" jsonschema:"format=uri" jsonschema_description:"where tokens are given, with provider custom"`
	Scope        string      `yaml:"scope" jsonschema:"minLength=1" jsonschema_description:"what to ask for, with provider custom"`
}

// DKIM is the key that mails are signed with (RFC 6376).
type DKIM struct {
	Domain   string      `yaml:"domain" jsonschema:"required,minLength=1,example=acme.example" jsonschema_description:"the domain whose DNS has the public key"`
	Selector string      `yaml:"selector" jsonschema:"required,minLength=1,example=earshot" jsonschema_description:"the name under it: earshot._domainkey.acme.example"`
	Key      secret.Text `yaml:"key" jsonschema:"required" jsonschema_description:"the private key in PEM form, RSA or Ed25519: ${file:dkim.pem}"`
}

// Recipient is one reader or several that get the same.
type Recipient struct {
	To       Addresses `yaml:"to" jsonschema:"required" jsonschema_description:"an address or a list of addresses; each gets a mail of its own"`
	Themes   []string  `yaml:"themes" jsonschema:"minItems=1,uniqueItems=true,example=[login]" jsonschema_description:"ids of themes.yaml that the mail is about; default: all"`
	Segments []string  `yaml:"segments" jsonschema:"minItems=1,uniqueItems=true,example=[Enterprise]" jsonschema_description:"segments whose scores are told and who is quoted; default: everybody"`
	Language string    `yaml:"language" jsonschema:"enum=en,enum=de,default=en" jsonschema_description:"of the mail: en or de; default: en"`
	Timezone string    `yaml:"timezone" jsonschema:"minLength=1,example=Europe/Berlin" jsonschema_description:"of the times in it; default: the workspace's"`
	Line     int       `yaml:"-"` // in earshot.yaml
}

// Webhook is a channel of Slack or Teams.
type Webhook struct {
	Name     string      `yaml:"name" jsonschema:"required,pattern=^[a-z0-9-]+$,example=product-channel" jsonschema_description:"its name in the outbox" jsonschema_extras:"patternErrorMessage=small letters\\, digits and hyphens"`
	Kind     string      `yaml:"kind" jsonschema:"required,enum=slack,enum=teams" jsonschema_description:"whose format it takes"`
	URL      secret.Text `yaml:"url" jsonschema:"required" jsonschema_description:"where it is: ${env:NAME} or ${file:PATH}"`
	Language string      `yaml:"language" jsonschema:"enum=en,enum=de,default=en" jsonschema_description:"en or de; default: en"`
}

// Addresses are mail addresses. The file gives one as text or several as a list.
type Addresses []string

// UnmarshalYAML takes both forms.
func (a *Addresses) UnmarshalYAML(node *yaml.Node) error { return (*Globs)(a).UnmarshalYAML(node) }

// JSONSchema names both forms.
func (Addresses) JSONSchema() *jsonschema.Schema {
	one := uint64(1)
	address := &jsonschema.Schema{Type: "string", MinLength: &one, Examples: []any{"ana@acme.example"}}
	list := &jsonschema.Schema{Type: "array", Items: address, MinItems: &one, UniqueItems: true}
	return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{address, list}, Examples: []any{"ana@acme.example"}}
}

// checkMail checks what the schema cannot say: addresses, zones, what is needed
// to send, readers and webhooks that are there twice.
func (d *document) checkMail(m *Mail) {
	if _, _, given := d.find([]string{"mail"}); !given {
		return
	}
	m.Recipients, m.Webhooks = each(d, Recipient{}, "mail", "recipients"), each(d, Webhook{}, "mail", "webhooks")
	for key, text := range map[string]string{"from": m.From, "reply_to": m.ReplyTo, "unsubscribe": m.Unsubscribe} {
		d.checkAddress([]string{"mail", key}, text)
	}
	if m.From == "" && len(m.Recipients) > 0 {
		d.problem([]string{"mail"}, `missing key "from"`, "say who the mails are from: from: feedback@acme.example")
	}
	if m.Enabled && m.Server == nil && len(m.Recipients) > 0 {
		d.problem([]string{"mail"}, `missing key "server"`, "name the SMTP server, or set enabled: false")
	}
	if s := m.Server; s != nil && s.OAuth2 != nil && !s.Password.IsZero() {
		d.problem([]string{"mail", "server", "oauth2"}, "a password and oauth2", "keep one of them")
	}
	if s := m.Server; s != nil && s.User == "" && (s.OAuth2 != nil || !s.Password.IsZero()) {
		d.problem([]string{"mail", "server"}, `missing key "user"`, "say who logs in")
	}
	d.checkBounces(m.Bounces)
	lines := map[string]int{}
	for i := range m.Recipients {
		r, at := &m.Recipients[i], []string{"mail", "recipients", strconv.Itoa(i)}
		r.Line = d.place(at).Line
		d.checkRecipient(r, at, lines)
	}
	for i, hook := range m.Webhooks {
		at := []string{"mail", "webhooks", strconv.Itoa(i), "name"}
		if line, twice := lines["\x00"+hook.Name]; twice && hook.Name != "" {
			d.problem(at, fmt.Sprintf("two webhooks have the name %q", hook.Name), fmt.Sprintf("the first is on line %d", line))
		}
		lines["\x00"+hook.Name] = d.place(at).Line
	}
}

func (d *document) checkRecipient(r *Recipient, at []string, lines map[string]int) {
	for _, address := range r.To {
		d.checkAddress(under(at, "to"), address)
		name := strings.ToLower(address)
		if line, twice := lines[name]; twice {
			d.problem(under(at, "to"), fmt.Sprintf("%s gets the mail already", shorten(address)), fmt.Sprintf("by line %d; an address gets one mail a week", line))
		}
		lines[name] = r.Line
	}
	if at := under(at, "timezone"); r.Timezone != "" && !d.faulty(at...) {
		if _, err := time.LoadLocation(r.Timezone); err != nil || r.Timezone == "Local" {
			hint := "use a name of the IANA list, such as Europe/Berlin"
			if near := zoneLike(r.Timezone); near != "" {
				hint = fmt.Sprintf("did you mean %q?", near)
			}
			d.problem(at, fmt.Sprintf("there is no time zone %q", shorten(r.Timezone)), hint)
		}
	}
}

// checkAddress refuses what is no address. A reader's stands without a name.
func (d *document) checkAddress(at []string, text string) {
	if text == "" || d.faulty(at...) {
		return
	}
	parsed, err := mail.ParseAddress(text)
	named := !slices.Contains([]string{"to", "unsubscribe", "address"}, at[len(at)-1])
	if err != nil || !named && parsed.Address != text {
		d.problem(at, fmt.Sprintf("%q is no mail address", shorten(text)), "write it as ana@acme.example")
	}
}
