package cli

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os/user"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/earshot/earshot/internal/config"
	"github.com/earshot/earshot/queries/access"
	"github.com/earshot/earshot/queries/reader"
	"github.com/earshot/earshot/queries/web"
	"github.com/earshot/earshot/reports/page"
)

func (a *app) serveCommand() *cobra.Command {
	listen := ""
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the page on which people ask, until it is stopped",
		Long: `Serves a web page of the published file: reports, saved questions as forms, SQL
with completion, charts and downloads, themes with corrections, freshness.

It listens on this machine alone unless earshot.yaml (serve:) says otherwise, and
prints a link that lets you in once. Others sign in by a token (earshot token
add), by OpenID Connect or by a proxy, as serve: says. Other addresses need a
certificate (serve: tls:) or a proxy that has one. Questions only read; every one
is written to data/access/audit.jsonl.`,
		Example: "  earshot serve\n  earshot -w /srv/feedback serve --listen 127.0.0.1:9000",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			w, err := a.load()
			if err != nil {
				return err
			}
			if listen != "" {
				w.config.Serve.Listen = listen
			}
			return a.serve(cmd.Context(), w)
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "", "address and port to listen on (default: serve: listen: in earshot.yaml, 127.0.0.1:8789)")
	return cmd
}

func (a *app) serve(ctx context.Context, w *workspace) error {
	// Every user and program of this machine, and any web page that finds the
	// port, could ask if the page were just open: the link is for who started it.
	link, key := access.NewLink(ownName(), access.Editor)
	served, err := a.openPage(w, link, a.logger())
	if err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "listening on %s\n", served.address)
	if config.Loopback(served.host()) {
		fmt.Fprintf(a.stdout, "open this once, in your browser: %s/signin/link?key=%s\n", served.address, key)
	}
	return served.run(ctx)
}

// ownName is who started the program, as corrections and the audit log name him.
func ownName() string {
	if me, err := user.Current(); err == nil && me.Username != "" && !strings.ContainsAny(me.Username, `\ `) {
		return me.Username
	}
	return "local"
}

// served is the page, ready to answer.
type served struct {
	listener net.Listener
	address  string // with http:// or https://
	handler  http.Handler
	log      *slog.Logger
	closers  []io.Closer
}

func (s *served) host() string {
	host, _, _ := net.SplitHostPort(s.listener.Addr().String())
	return host
}

// run answers until ctx ends, and waits for what it began.
func (s *served) run(ctx context.Context) error {
	return errors.Join(web.Serve(ctx, s.listener, s.handler, s.log), s.close())
}

func (s *served) close() error {
	var problems []error
	for _, c := range s.closers {
		problems = append(problems, c.Close())
	}
	return errors.Join(problems...)
}

// openPage listens and makes the page; link may be nil.
func (a *app) openPage(w *workspace, link *access.Link, log *slog.Logger) (s *served, err error) {
	c := w.config.Serve
	if err := mayListen(c); err != nil {
		return nil, err
	}
	s = &served{log: log}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	if s.listener, err = net.Listen("tcp", c.Listen); err != nil {
		return s, hinted{fmt.Errorf("serve: %w", err), "does another `earshot serve` or `up` listen there? choose another port by --listen, or serve: listen:"}
	}
	secure := c.TLS != nil || strings.HasPrefix(c.URL, "https://")
	s.address = "http://" + s.listener.Addr().String()
	hosts := web.Hosts(s.listener.Addr(), c.URL)
	if c.TLS != nil {
		certificate := &certificate{cert: w.resolve(c.TLS.Certificate), key: w.resolve(c.TLS.Key)}
		if _, err := certificate.get(nil); err != nil {
			return s, errors.Join(fmt.Errorf("serve: tls: %w", err), s.listener.Close())
		}
		s.listener = tls.NewListener(s.listener, &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: certificate.get, NextProtos: []string{"http/1.1"}})
		s.address = "https://" + s.listener.Addr().String()
	}
	audit, err := access.OpenAudit(w.path("data", "access"), a.clock.Now)
	if err != nil {
		return s, errors.Join(err, s.listener.Close())
	}
	limits, err := isolated(askLimits(c.Limits))
	if err != nil {
		return s, errors.Join(err, audit.Close(), s.listener.Close())
	}
	pool := reader.Open(w.published(), limits)
	s.closers = append(s.closers, pool, audit)
	server, err := web.New(a.pageSettings(w, pool, audit, link, hosts, secure, log))
	if err != nil {
		return s, errors.Join(err, s.listener.Close())
	}
	s.handler = server.Handler()
	return s, nil
}

// mayListen refuses to take passwords and feedback over the network in the
// clear.
func mayListen(c config.Serve) error {
	host, _, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return usage{hinted{fmt.Errorf("--listen: %q is no address and port", c.Listen), "write it as 127.0.0.1:8789"}}
	}
	if config.Loopback(host) || c.TLS != nil {
		return nil
	}
	if c.Proxy != nil && strings.HasPrefix(c.URL, "https://") {
		return nil
	}
	return hinted{fmt.Errorf("serve: %s can be reached by others, and nothing encrypts what goes there", c.Listen), "give serve: tls: a certificate, or put a proxy with one before it (serve: proxy: and url: https://...), or listen on 127.0.0.1"}
}

func (a *app) pageSettings(w *workspace, pool *reader.Pool, audit *access.Audit, link *access.Link, hosts []string, secure bool, log *slog.Logger) web.Settings {
	c := w.config.Serve
	tokens := w.tokens(a)
	return web.Settings{
		Workspace: w.config.Name, Pool: pool, Reports: w.reports(), Questions: w.path("queries"), Labels: w.path("labels.csv"),
		Themes: w.themeIDs, Zone: w.config.Zone(), Style: []byte(page.Style()),
		Tokens: tokens, Sessions: access.NewSessions(tokens, c.Session, a.clock.Now), OIDC: a.provider(c), Proxy: proxyOf(c), Link: link, Audit: audit,
		Hosts: hosts, Secure: secure, Now: a.clock.Now, Log: log,
	}
}

// themeIDs are those of themes.yaml as it is now: people change it while the
// page is open.
func (w *workspace) themeIDs() ([]string, error) {
	themes, err := config.LoadThemes(w.path("themes.yaml"))
	var ids []string
	for _, theme := range themes {
		ids = append(ids, theme.ID)
	}
	return ids, err
}

func (w *workspace) tokens(a *app) *access.Tokens {
	return access.OpenTokens(w.path("data", "access"), a.clock.Now)
}

func askLimits(l config.AskLimits) reader.Limits {
	return reader.Limits{Timeout: l.Timeout, Memory: l.Memory, Threads: l.Threads, Rows: l.Rows, Running: l.Running, Waiting: l.Waiting, PerUser: l.PerUser}
}

func rulesOf(c config.Serve) access.Rules {
	var rules access.Rules
	for _, allow := range c.Allow {
		rules = append(rules, access.Rule{Emails: allow.Emails, Domains: allow.Domains, Groups: allow.Groups, Role: access.Role(allow.Role)})
	}
	return rules
}

func (a *app) provider(c config.Serve) *access.OIDC {
	if c.OIDC == nil {
		return nil
	}
	return &access.OIDC{
		Issuer: c.OIDC.Issuer, ClientID: c.OIDC.ClientID, Secret: c.OIDC.ClientSecret, Callback: strings.TrimSuffix(c.URL, "/") + "/signin/callback",
		Scopes: c.OIDC.Scopes, Groups: c.OIDC.Groups, Name: c.OIDC.Name, Rules: rulesOf(c),
		Client: &http.Client{Timeout: 15 * time.Second}, Now: a.clock.Now,
	}
}

func proxyOf(c config.Serve) *access.Proxy {
	if c.Proxy == nil {
		return nil
	}
	p := &access.Proxy{Header: c.Proxy.Header, Groups: c.Proxy.Groups, Rules: rulesOf(c), Default: access.Role(c.Proxy.Default)}
	for _, address := range c.Proxy.Addresses {
		if prefix, err := config.Prefix(address); err == nil { // checked when it was read
			p.From = append(p.From, prefix)
		}
	}
	return p
}
