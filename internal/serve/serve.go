// Package serve runs HTTP servers that end well.
package serve

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"
)

// Until answers on a listener until ctx ends; then it takes no more, and gives
// what is under way the grace time to end before it is cut off. The error is nil
// after that, and what stopped the server otherwise.
func Until(ctx context.Context, server *http.Server, listener net.Listener, grace time.Duration) error {
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	wait, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	err := server.Shutdown(wait)
	if errors.Is(err, context.DeadlineExceeded) {
		err = server.Close()
	}
	if stopped := <-ended; !errors.Is(stopped, http.ErrServerClosed) {
		err = errors.Join(err, stopped)
	}
	return err
}
