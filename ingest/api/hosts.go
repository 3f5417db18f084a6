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

	transport *http.Transport
	mu        sync.Mutex
	hosts     map[string]*host
}

// host is one server: asked one request at a time, as most of them wish.
type host struct {
	turn    sync.Mutex
	limiter *rate.Limiter
}

// NewHosts makes the connections of a run. Proxies come from the environment.
func NewHosts(log *slog.Logger) *Hosts {
	if log == nil {
		log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	return &Hosts{
		Pause: pause, Log: log, MaxWait: 5 * time.Minute,
		hosts: map[string]*host{},
		transport: &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           (&net.Dialer{Timeout: 15 * time.Second}).DialContext,
			TLSHandshakeTimeout:   15 * time.Second,
			ResponseHeaderTimeout: 2 * time.Minute,
			IdleConnTimeout:       time.Minute,
			MaxIdleConnsPerHost:   2,
			ForceAttemptHTTP2:     true,
		},
	}
}

// Close closes idle connections.
func (h *Hosts) Close() { h.transport.CloseIdleConnections() }

// host gives the server by its name; of several sources the slowest rate counts.
func (h *Hosts) host(name string, perSecond float64) *host {
	h.mu.Lock()
	defer h.mu.Unlock()
	one := h.hosts[name]
	if one == nil {
		one = &host{limiter: rate.NewLimiter(rate.Inf, 1)}
		h.hosts[name] = one
	}
	if limit := rate.Limit(perSecond); perSecond > 0 && limit < one.limiter.Limit() {
		one.limiter.SetLimit(limit)
	}
	return one
}

// turns waits for the host's turn and gives the function that ends it.
func (h *Hosts) turns(ctx context.Context, one *host) (done func(), err error) {
	one.turn.Lock()
	if wait := one.limiter.Reserve().Delay(); wait > 0 {
		if err := h.Pause(ctx, wait); err != nil {
			one.turn.Unlock()
			return nil, err
		}
	}
	return one.turn.Unlock, nil
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
