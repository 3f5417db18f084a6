// Package web is the page on which people who know a little SQL ask their own
// questions of the published file: the latest report and its archive, tables
// and their meaning, an editor with completion, saved questions as forms, themes
// with examples and corrections, runs and freshness.
//
// It reads the published file through a reader.Pool and serves the archive of
// reports as it lies there. It writes two things of the workspace, both only for
// editors and both whole or not at all: a saved question's file in queries/, and
// rows of labels.csv, which the next run applies. Every question is in the audit
// log before its answer goes out.
//
// Every page works without a script but for the editor's help; there is no
// inline script or style, so that the content policy needs none.
package web

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/earshot/earshot/internal/serve"
	"github.com/earshot/earshot/queries/access"
	"github.com/earshot/earshot/queries/reader"
)

// Settings are what the page needs of the workspace. All but those said to be
// optional are needed.
type Settings struct {
	Workspace string // its name, in every masthead
	Pool      *reader.Pool
	Reports   string                   // the archive of reports: data/reports
	Questions string                   // where own questions are: queries/; it need not be there
	Labels    string                   // labels.csv; it need not be there
	Themes    func() ([]string, error) // the ids of themes.yaml as it is now
	Zone      *time.Location           // of its days
	Style     []byte                   // the reports' style sheet, which the page adds to

	Tokens   *access.Tokens
	Sessions *access.Sessions
	OIDC     *access.OIDC  // optional
	Proxy    *access.Proxy // optional
	Link     *access.Link  // optional: lets in who started the program
	Audit    *access.Audit

	Hosts  []string // what a request's Host may be; a web page elsewhere that finds the port has another
	Secure bool     // people reach it by https: cookies say so
	Now    func() time.Time
	Log    *slog.Logger
}

// Server answers the page's requests.
type Server struct {
	Settings
	pages  *template.Template
	assets map[string]asset
	signIn *access.Rates // by address
	asking *access.Rates // by user
	files  corrections
	lists  lists
}

// New makes a server; it opens nothing and starts nothing.
func New(s Settings) (*Server, error) {
	if len(s.Hosts) == 0 {
		return nil, errors.New("web: no host that it answers to")
	}
	pages, err := parsePages()
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	assets, err := loadAssets(s.Style)
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	return &Server{
		Settings: s, pages: pages, assets: assets,
		signIn: access.NewRates(6*time.Second, 10, s.Now),
		asking: access.NewRates(500*time.Millisecond, 30, s.Now),
		files:  corrections{path: s.Labels, now: s.Now},
	}, nil
}

// Hosts are the names by which a server that listens on an address is reached:
// the public one where there is a URL, and this machine's own.
func Hosts(listen net.Addr, public string) []string {
	host, port, err := net.SplitHostPort(listen.String())
	if err != nil {
		return nil
	}
	hosts := []string{net.JoinHostPort("localhost", port), net.JoinHostPort("127.0.0.1", port), net.JoinHostPort("::1", port), net.JoinHostPort(host, port)}
	if u, err := url.Parse(public); err == nil && u.Host != "" {
		hosts = append(hosts, u.Host)
	}
	slices.Sort(hosts)
	return slices.Compact(hosts)
}

const grace = 20 * time.Second // for questions under way when the end comes

// Serve answers on a listener until ctx ends; then it takes no more, and ends
// what is under way.
func Serve(ctx context.Context, listener net.Listener, handler http.Handler, log *slog.Logger) error {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      10 * time.Minute, // a long download; questions have a limit of their own
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    256 << 10, // a shared link has its question in it
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	return serve.Until(ctx, server, listener, grace)
}
