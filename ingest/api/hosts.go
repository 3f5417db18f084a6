// Package api is the one HTTP client of all sources that are pulled from a
// system's API.
//
// It reads only: GET, and the POST requests by which some systems take a query.
// It keeps to each host's rate, waits as long as a host asks for within a cap,
// repeats what may be repeated with growing pauses, bounds an answer's time and
// size, and never follows a redirect to another host, since the secret would
// go there. Neither an error nor a log line of it holds a secret, a query
// string or a body.
package api

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Hosts is what the sources of a run share: connections, and how fast each host
// may be asked.
type Hosts struct {
	// Pause waits; tests replace it to see for how long.
	Pause func(context.Context, time.Duration) error
	Log   *slog.Logger
	// MaxWait is the longest wait that a host may ask for; beyond it the pull
	// ends with ErrSpent and the next run goes on.
	MaxWait time.Duration
	// How long to wait at most for a connection, for the beginning of an answer
	// and for all of it. They count from the first client that is made on.
	Connect, Answer, Whole time.Duration
	// Proxy is the proxy of a request; NewHosts takes it from the environment.
	Proxy func(*http.Request) (*url.URL, error)

	mu        sync.Mutex
	transport *http.Transport // nil: no client was made yet
	hosts     map[string]*host
}

// host is one server: asked one request at a time, as most of them wish.
type host struct {
	turn    chan struct{} // holds one while somebody has the turn
	limiter *rate.Limiter
}

// NewHosts makes the connections of a run. Proxies come from the environment.
func NewHosts(log *slog.Logger) *Hosts {
	if log == nil {
		log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	return &Hosts{
		Pause: pause, Log: log, MaxWait: 5 * time.Minute,
		Connect: 15 * time.Second, Answer: 2 * time.Minute, Whole: 5 * time.Minute,
		Proxy: http.ProxyFromEnvironment,
		hosts: map[string]*host{},
	}
}

// connections are the connections of all clients.
func (h *Hosts) connections() *http.Transport {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.transport == nil {
		h.transport = &http.Transport{
			Proxy:                 h.Proxy,
			DialContext:           (&net.Dialer{Timeout: h.Connect}).DialContext,
			TLSHandshakeTimeout:   h.Connect,
			ResponseHeaderTimeout: h.Answer,
			IdleConnTimeout:       time.Minute,
			MaxIdleConnsPerHost:   2,
			ForceAttemptHTTP2:     true,
		}
	}
	return h.transport
}

// Close closes idle connections.
func (h *Hosts) Close() { h.connections().CloseIdleConnections() }

// host gives the server by its name; of several sources the slowest rate counts.
func (h *Hosts) host(name string, perSecond float64) *host {
	h.mu.Lock()
	defer h.mu.Unlock()
	one := h.hosts[name]
	if one == nil {
		one = &host{turn: make(chan struct{}, 1), limiter: rate.NewLimiter(rate.Inf, 1)}
		h.hosts[name] = one
	}
	if limit := rate.Limit(perSecond); perSecond > 0 && limit < one.limiter.Limit() {
		one.limiter.SetLimit(limit)
	}
	return one
}

// turns waits for the host's turn and gives the function that ends it.
func (h *Hosts) turns(ctx context.Context, one *host) (done func(), err error) {
	select {
	case one.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	done = func() { <-one.turn }
	if wait := one.limiter.Reserve().Delay(); wait > 0 {
		if err := h.Pause(ctx, wait); err != nil {
			done()
			return nil, err
		}
	}
	return done, nil
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
