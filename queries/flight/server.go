// Package flight answers Arrow Flight SQL: BI tools, notebooks and whatever has
// a JDBC, ODBC or ADBC driver for it read the newest published file.
//
// It asks all through a reader.Pool and writes the audit log alone. Tickets hold the
// statement itself and are signed, so that any of them is good until it expires
// whatever came in between; prepared statements are kept here until they are
// closed or unused for an hour.
package flight

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/apache/arrow/go/v17/arrow/flight"
	"github.com/apache/arrow/go/v17/arrow/flight/flightsql"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/keepalive"

	"github.com/earshot/earshot/queries/access"
	"github.com/earshot/earshot/queries/reader"
)

// Server answers Flight SQL over a pool.
type Server struct {
	flightsql.BaseServer

	pool   *reader.Pool
	access Access
	audit  *access.Audit
	now    func() time.Time
	key    [32]byte // signs tickets; new at each start

	mu       sync.Mutex
	prepared map[string]*prepared
	shapes   shapes
}

// New makes a server that lets in whom who knows; without it it lets in
// everybody, and Serve wants a loopback address. Every question is in audit
// before it is asked.
func New(pool *reader.Pool, who Access, audit *access.Audit, now func() time.Time) (*Server, error) {
	s := &Server{pool: pool, access: who, audit: audit, now: now, prepared: map[string]*prepared{}}
	rand.Read(s.key[:])
	return s, s.describe()
}

// What MayServe returns where it would let in the whole network, and where tokens
// and customers' words would cross it for everybody to read.
var (
	ErrOpen  = errors.New("without sign-in it listens on a loopback address alone")
	ErrClear = errors.New("others can reach it, and nothing encrypts what goes there")
)

// MayServe says whether the address is one to serve on, with a certificate or
// without: on a loopback address in any case.
func (s *Server) MayServe(address net.Addr, certificate *tls.Certificate) error {
	switch {
	case isLoopback(address):
		return nil
	case s.access == nil:
		return fmt.Errorf("%s: %w", address, ErrOpen)
	case certificate == nil:
		return fmt.Errorf("%s: %w", address, ErrClear)
	}
	return nil
}

// Serve answers on the listener, which it closes, until ctx is done; questions
// that run then are stopped. Without a certificate it speaks in the clear. Its
// error is MayServe's where it may not.
func (s *Server) Serve(ctx context.Context, listener net.Listener, certificate *tls.Certificate) error {
	if err := s.MayServe(listener.Addr(), certificate); err != nil {
		return errors.Join(err, listener.Close())
	}
	options := []grpc.ServerOption{grpc.KeepaliveParams(keepalive.ServerParameters{Time: time.Minute})} // a dead client lets go
	if certificate != nil {
		options = append(options, grpc.Creds(credentials.NewTLS(&tls.Config{Certificates: []tls.Certificate{*certificate}, MinVersion: tls.VersionTLS12})))
	}
	door := &door{access: s.access, ending: ctx}
	server := flight.NewServerWithMiddleware([]flight.ServerMiddleware{{Unary: door.unary, Stream: door.stream}}, options...)
	server.InitListener(listener)
	server.RegisterFlightService(flightsql.NewFlightServer(s))
	stopped := make(chan struct{})
	served := make(chan struct{})
	go func() {
		defer close(stopped)
		select {
		case <-ctx.Done():
			server.Shutdown()
		case <-served:
		}
	}()
	err := server.Serve()
	close(served)
	<-stopped
	if ctx.Err() != nil {
		return nil
	}
	return err
}

func isLoopback(address net.Addr) bool {
	tcp, ok := address.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}
