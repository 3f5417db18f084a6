package config

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/earshot/earshot/internal/secret"
)

// Serve is the page that people ask their questions on: where it listens and
// whom it lets in.
type Serve struct {
	Enabled bool          `yaml:"enabled" jsonschema:"default=false" jsonschema_description:"serve the page with earshot up, too; default: false"`
	Listen  string        `yaml:"listen" jsonschema:"minLength=2,example=127.0.0.1:8789" jsonschema_description:"address and port of the page; default: 127.0.0.1:8789, this machine alone"`
	URL     string        `yaml:"url" jsonschema:"pattern=^https?://[^/?#]+/?$,example=https://feedback.acme.example" jsonschema_description:"what people type to reach it, without a path; default: the address it listens on" jsonschema_extras:"patternErrorMessage=an address such as https://feedback.acme.example\\, without a path"`
	TLS     *ServeTLS     `yaml:"tls" jsonschema_description:"certificate and key; leave it out on this machine alone, or behind a proxy that has them"`
	Session time.Duration `yaml:"session" jsonschema_description:"how long somebody stays signed in; default: 12h"`
	Allow   []Allow       `yaml:"allow" jsonschema_description:"who may come in by oidc or proxy, as what; the highest role that fits counts"`
	OIDC    *ServeOIDC    `yaml:"oidc" jsonschema_description:"sign-in by your organisation's OpenID Connect provider"`
	Proxy   *ServeProxy   `yaml:"proxy" jsonschema_description:"a proxy before the page that has asked people who they are, or that has the certificate"`
	Limits  AskLimits     `yaml:"limits" jsonschema_description:"what questions may take"`
}

// ServeTLS names two files.
type ServeTLS struct {
	Certificate string `yaml:"certificate" jsonschema:"required,minLength=1,example=/etc/earshot/cert.pem" jsonschema_description:"the certificate and those above it, in PEM form; read anew when it changes"`
	Key         string `yaml:"key" jsonschema:"required,minLength=1,example=/etc/earshot/key.pem" jsonschema_description:"its private key, in PEM form"`
}

// Allow gives a role to those it names.
type Allow struct {
	Emails  []string `yaml:"emails" jsonschema:"minItems=1,uniqueItems=true,example=[ana@acme.example]" jsonschema_description:"addresses that the provider has verified, or names that the proxy gives"`
	Domains []string `yaml:"domains" jsonschema:"minItems=1,uniqueItems=true,example=[acme.example]" jsonschema_description:"everybody with an address there"`
	Groups  []string `yaml:"groups" jsonschema:"minItems=1,uniqueItems=true,example=[product]" jsonschema_description:"groups, as the provider or the proxy names them"`
	Role    string   `yaml:"role" jsonschema:"enum=reader,enum=editor,default=reader" jsonschema_description:"reader asks and looks; editor also corrects themes and saves questions; default: reader"`
}

// ServeOIDC is an OpenID Connect provider.
type ServeOIDC struct {
	Issuer       string      `yaml:"issuer" jsonschema:"required,pattern=^https?://,example=https://login.acme.example" jsonschema_description:"the provider's address, as its discovery document gives it" jsonschema_extras:"patternErrorMessage=an address that begins with https://"`
	ClientID     string      `yaml:"client_id" jsonschema:"required,minLength=1" jsonschema_description:"the id that the provider gave this page"`
	ClientSecret secret.Text `yaml:"client_secret" jsonschema_description:"its secret; a public client has none"`
	Scopes       []string    `yaml:"scopes" jsonschema:"minItems=1,uniqueItems=true,example=[groups]" jsonschema_description:"what to ask for beside openid, profile and email"`
	Groups       string      `yaml:"groups_claim" jsonschema:"minLength=1,example=roles" jsonschema_description:"the claim that lists somebody's groups; default: groups"`
	Name         string      `yaml:"name_claim" jsonschema:"minLength=1,example=preferred_username" jsonschema_description:"the claim that names people in corrections and the audit log, where nobody can choose it himself; default: the verified address"`
}

// ServeProxy is a proxy that is believed.
type ServeProxy struct {
	Addresses []string `yaml:"addresses" jsonschema:"required,minItems=1,uniqueItems=true,example=[10.0.0.5]" jsonschema_description:"where the proxy's requests come from: addresses or ranges such as 10.1.0.0/24"`
	Header    string   `yaml:"header" jsonschema:"pattern=^[A-Za-z0-9-]+$,example=X-Forwarded-Email" jsonschema_description:"the header that names who asks, which the proxy sets or removes on every request; default: none, people sign in here" jsonschema_extras:"patternErrorMessage=the name of a header"`
	Groups    string   `yaml:"groups_header" jsonschema:"pattern=^[A-Za-z0-9-]+$,example=X-Forwarded-Groups" jsonschema_description:"the header that lists the groups, with commas; default: none" jsonschema_extras:"patternErrorMessage=the name of a header"`
	Default   string   `yaml:"default_role" jsonschema:"enum=reader,enum=editor" jsonschema_description:"of those that allow does not name; default: they are turned away"`
}

// AskLimits are what questions may take. The zero value of each is the default.
type AskLimits struct {
	Timeout time.Duration `yaml:"timeout" jsonschema_description:"of one question; default: 30s"`
	Memory  string        `yaml:"memory" jsonschema:"pattern=^[0-9]+(\\.[0-9]+)? ?([KMGT]i?)B$,example=2GB" jsonschema_description:"of all that run; default: 1GB" jsonschema_extras:"patternErrorMessage=a number with KB\\, MB\\, GB or TB"`
	Threads int           `yaml:"threads" jsonschema:"minimum=1,maximum=1024,example=4" jsonschema_description:"processors for all that run; default: all"`
	Rows    int64         `yaml:"rows" jsonschema:"minimum=1,maximum=1000000000,example=100000" jsonschema_description:"of one answer; the rest is cut off, which the page says; default: 100000"`
	Running int           `yaml:"running" jsonschema:"minimum=1,maximum=1000,example=4" jsonschema_description:"questions at once; default: 4"`
	Waiting int           `yaml:"waiting" jsonschema:"minimum=1,maximum=10000,example=32" jsonschema_description:"questions that wait for their turn; default: 32"`
	PerUser int           `yaml:"per_user" jsonschema:"minimum=1,maximum=1000,example=8" jsonschema_description:"of one person, running or waiting; default: 8"`
}

// serveDefaults is what holds where earshot.yaml is silent.
func serveDefaults() Serve { return Serve{Listen: "127.0.0.1:8789", Session: 12 * time.Hour} }

// checkServe checks what the schema cannot say.
func (d *document) checkServe(s *Serve, dir string) {
	if _, _, given := d.find([]string{"serve"}); !given {
		return
	}
	s.Allow = each(d, Allow{Role: "reader"}, "serve", "allow")
	if at := []string{"serve", "listen"}; !d.faulty(at...) {
		if host, port, err := net.SplitHostPort(s.Listen); err != nil || !aPort(port) {
			d.problem(at, fmt.Sprintf("%q is no address and port", shorten(s.Listen)), "write it as 127.0.0.1:8789")
		} else if s.URL == "" && host != "" && net.ParseIP(host) == nil && host != "localhost" {
			d.problem(at, "a name to listen on", "write the address here and the name in url")
		}
	}
	if s.TLS != nil {
		d.checkFile(dir, s.TLS.Certificate, "serve", "tls", "certificate")
		d.checkFile(dir, s.TLS.Key, "serve", "tls", "key")
	}
	if s.Session < time.Minute {
		d.problem([]string{"serve", "session"}, "a session of less than a minute", "write 12h, or as you like it")
	}
	for i, allow := range s.Allow {
		if len(allow.Emails)+len(allow.Domains)+len(allow.Groups) == 0 {
			d.problem([]string{"serve", "allow", strconv.Itoa(i)}, "it names nobody", "add emails, domains or groups")
		}
	}
	d.checkOIDC(s)
	d.checkProxy(s.Proxy)
}

func (d *document) checkOIDC(s *Serve) {
	if s.OIDC == nil {
		return
	}
	at := []string{"serve", "oidc"}
	if s.URL == "" {
		d.problem(at, "oidc without url", "the provider sends people back to an address: write it as url, such as https://feedback.acme.example")
	}
	if len(s.Allow) == 0 {
		d.problem(at, "oidc without allow", "say who may come in: allow: [{domains: [acme.example], role: reader}]")
	}
	place := under(at, "issuer")
	issuer, err := url.Parse(s.OIDC.Issuer)
	if d.faulty(place...) || err == nil && (issuer.Scheme == "https" || Loopback(issuer.Hostname())) {
		return
	}
	d.problem(place, "an issuer without https", "anybody between here and there could come in as anybody")
}

func (d *document) checkProxy(p *ServeProxy) {
	if p == nil || d.faulty("serve", "proxy", "addresses") {
		return
	}
	for i, address := range p.Addresses {
		if _, err := Prefix(address); err != nil {
			d.problem([]string{"serve", "proxy", "addresses", strconv.Itoa(i)}, fmt.Sprintf("%q is no address", shorten(address)), "write 10.0.0.5 or 10.1.0.0/24")
		}
	}
}

// Prefix is an address, or a range of them.
func Prefix(text string) (netip.Prefix, error) {
	if strings.Contains(text, "/") {
		return netip.ParsePrefix(text)
	}
	address, err := netip.ParseAddr(text)
	if err != nil {
		return netip.Prefix{}, err
	}
	return address.Prefix(address.BitLen())
}

// Loopback says whether a host is this machine and no other.
func Loopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}

func aPort(text string) bool {
	_, err := strconv.ParseUint(text, 10, 16)
	return err == nil
}
