package api

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/earshot/earshot/internal/secret"
)

const token = "s3cret token/+&\""

// bench is a client of a server, whose waits are noted and not waited.
type bench struct {
	*testing.T
	server *httptest.Server
	hosts  *Hosts
	log    bytes.Buffer
	waits  []time.Duration
	mu     sync.Mutex
	asked  []string // of the server: method and path
}

func newBench(t *testing.T, answer http.HandlerFunc) *bench {
	t.Helper()
	ignore := goleak.IgnoreCurrent()
	t.Cleanup(func() { goleak.VerifyNone(t, ignore) })
	b := &bench{T: t}
	b.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b.mu.Lock()
		b.asked = append(b.asked, r.Method+" "+r.URL.Path)
		b.mu.Unlock()
		answer(w, r)
	}))
	b.server.Config.ErrorLog = nil
	b.hosts = NewHosts(slog.New(slog.NewTextHandler(&b.log, nil)))
	b.hosts.Pause = func(ctx context.Context, d time.Duration) error {
		b.waits = append(b.waits, d)
		return ctx.Err()
	}
	t.Cleanup(func() {
		b.hosts.Close()
		b.server.Close()
		if strings.Contains(b.log.String(), "s3cret") {
			t.Errorf("the log holds a secret: %s", b.log.String())
		}
	})
	return b
}

// requests are those that the server saw.
func (b *bench) requests() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.asked)
}

func (b *bench) client(o Options) *Client {
	b.Helper()
	if o.Base == "" {
		o.Base = b.server.URL
	}
	o.Secrets = []secret.Text{secret.New(token)}
	if o.Sign == nil {
		o.Sign = func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) }
	}
	c, err := New(b.hosts, o)
	if err != nil {
		b.Fatal(err)
	}
	return c
}

// fails asks and demands an error that holds want and no secret.
func (b *bench) fails(c *Client, r Request, want string) error {
	b.Helper()
	_, err := c.Do(b.Context(), r)
	if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "s3cret") {
		b.Errorf("error %v, want %q", err, want)
	}
	return err
}

func TestBase(t *testing.T) {
	hosts := NewHosts(nil)
	for _, base := range []string{"", "api.example", "/v1", "ftp://api.example", "https://", "https://me:s3cret@api.example", "https://api.example?key=s3cret", "https://:443", "http://[", "https://api.example\x00"} {
		if _, err := New(hosts, Options{Base: base}); err == nil || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%q: %v", base, err)
		}
	}
	for _, base := range []string{"https://api.example", "http://127.0.0.1:8080/v1/", "https://[::1]/"} {
		if _, err := New(hosts, Options{Base: base}); err != nil {
			t.Errorf("%q: %v", base, err)
		}
	}
}

// TestTarget: a page is asked for where it belongs, whatever the API calls it.
func TestTarget(t *testing.T) {
	hosts := NewHosts(nil)
	for _, c := range []struct{ base, path, want string }{
		{"https://api.example/v1", "items", "https://api.example/v1/items"},
		{"https://api.example/v1/", "/items", "https://api.example/v1/items"},
		{"https://api.example/v1", "//evil.example/items", "https://api.example/v1/evil.example/items"},
		{"https://api.example/v1", "items?from=http://other.example", "https://api.example/v1/items?from=http://other.example"},
		{"https://api.example", "https://API.example:443/x?page=2#part", "https://API.example:443/x?page=2"},
		{"https://api.example", "http://api.example/x?page=2", "https://api.example/x?page=2"},
		{"https://api.example", "https://me:pw@api.example/x", "https://api.example/x"},
		{"https://api.example", "https://api.example.evil.example/x", ""},
		{"https://api.example", "https://api.example@evil.example/x", ""},
		{"https://api.example", "https://api.example:8443/x", ""},
		{"http://api.example", "https://api.example/x", ""},
		{"https://api.example", "https://api.example/%zz", ""},
	} {
		client, err := New(hosts, Options{Base: c.base})
		if err != nil {
			t.Fatal(err)
		}
		target, err := client.target(Request{Path: c.path})
		got := ""
		if err == nil {
			got = target.String()
		}
		if got != c.want {
			t.Errorf("%s of %s: %q, %v, want %q", c.path, c.base, got, err, c.want)
		}
	}
}

// TestRedirects: within the host alone, and the secret goes nowhere else.
func TestRedirects(t *testing.T) {
	reached := false
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		reached = true
		if r.Header.Get("Authorization") != "" {
			t.Error("the secret was sent elsewhere")
		}
	}))
	defer elsewhere.Close()
	for _, c := range []struct{ method, to, want string }{
		{"GET", "/there", ""},
		{"GET", elsewhere.URL + "/?token=" + url.QueryEscape(token), "set url to that if it is right"},
		{"GET", "/circle", "in a circle"},
		{"GET", "http://[s3cret", "cannot be asked for"},
		{"POST", "/there", "redirects a POST"},
	} {
		b := newBench(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/there" {
				return
			}
			w.Header().Set("Location", c.to)
			w.WriteHeader(http.StatusFound)
		})
		request := Request{Method: c.method, Path: "/here", Query: url.Values{"key": {token}}}
		if c.want == "" {
			if _, err := b.client(Options{}).Do(t.Context(), request); err != nil {
				t.Error(err)
			}
			continue
		}
		b.fails(b.client(Options{}), request, c.want)
		if len(b.waits) > 0 {
			t.Errorf("%s was asked for again: %v", c.to, b.requests())
		}
	}
	if reached {
		t.Error("a redirect to another host was followed")
	}
}

// TestDiscreet: whatever a server says back, no secret is in an error.
func TestDiscreet(t *testing.T) {
	for _, body := range []string{
		`{"message": "bad token %s"}`, `{"error": {"message": "no %s"}}`, `{"errors": ["at /x?key=%s"]}`, `{"errorMessages": ["%s"]}`, `{"error": "Bearer %s", "description": ""}`,
		`<html>%s`, `%s`, `{"message": {"deep": "%s"}}`, `{"message": 5, "error": ["%s"]}`,
	} {
		for _, form := range []string{"s3cret token/+&\\\"", url.QueryEscape(token), url.PathEscape(token), "s3cret token/+&amp;&#34;"} {
			b := newBench(t, func(w http.ResponseWriter, r *http.Request) {
				w.WriteHeader(http.StatusTeapot)
				fmt.Fprintf(w, body, form)
			})
			b.fails(b.client(Options{}), Request{Path: "/x", Query: url.Values{"key": {token}}}, "/x: 418")
		}
	}
	b := newBench(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintf(w, `{"a": %q} more`, token) })
	var into struct{ A int }
	if _, err := b.client(Options{}).JSON(t.Context(), Request{}, &into); err == nil || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("unreadable: %v", err)
	}
}

func TestNobodyThere(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	b := newBench(t, nil)
	b.fails(b.client(Options{Base: "http://" + listener.Addr().String()}), Request{Path: "/x", Query: url.Values{"key": {token}}}, listener.Addr().String()+"/x: dial tcp "+listener.Addr().String()+": connect: connection refused")
}

// TestCertificate: one that is not trusted ends it at once.
func TestCertificate(t *testing.T) {
	b := newBench(t, nil)
	secure := httptest.NewUnstartedServer(nil)
	secure.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelInfo)
	secure.StartTLS()
	defer secure.Close()
	b.fails(b.client(Options{Base: secure.URL}), Request{Path: "/x"}, "certificate")
	if len(b.waits) > 0 {
		t.Errorf("tried again: %v", b.waits)
	}
}

// TestProxy: a request goes through the proxy that is set.
func TestProxy(t *testing.T) {
	b := newBench(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.String() != "http://api.invalid/x" {
			t.Errorf("the proxy was asked for %s", r.URL)
		}
	})
	proxy, err := url.Parse(b.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	b.hosts.Proxy = http.ProxyURL(proxy)
	if _, err := b.client(Options{Base: "http://api.invalid"}).Do(t.Context(), Request{Path: "/x"}); err != nil || len(b.requests()) != 1 {
		t.Error(b.requests(), err)
	}
	if NewHosts(nil).Proxy == nil {
		t.Error("the environment's proxy does not count")
	}
}
