package webhook

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/net/netutil"

	"github.com/earshot/earshot/internal/serve"
)

const (
	connections = 512              // open at a time; more wait to be accepted
	grace       = 20 * time.Second // for deliveries under way when the end comes
)

// Serve answers on a listener until ctx ends; then it takes no more, and ends
// what is under way.
func Serve(ctx context.Context, listener net.Listener, r *Receiver) error {
	server := &http.Server{
		Handler:           r,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       r.limits.Wait + r.limits.Read + 10*time.Second,
		WriteTimeout:      r.limits.Wait + r.limits.Read + 30*time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(r.log.Handler(), slog.LevelInfo),
	}
	return serve.Until(ctx, server, netutil.LimitListener(listener, connections), grace)
}
