// Package posttest is an SMTP server for tests: a real one on loopback, with
// TLS and logins, that refuses, breaks off and keeps Message-IDs when told to.
package posttest

import (
	"crypto/tls"
	"net"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

// Password is that of every user.
const Password = "geheim-und-lang"

// Token is the access token of every user.
const Token = "ya29.a-token"

// Server takes mail. Its hooks may be set before each use; nil ones do nothing.
type Server struct {
	Port int
	CA   string // PEM

	mu       sync.Mutex
	taken    []Mail
	ids      map[string]int
	logins   []string
	sessions int
	onRcpt   func(to string) error
	onData   func(to string) error // before the message counts as taken
	onTaken  func(to string) error // after it does, before the server says so
	stop     func()
}

// Mail is a message that the server took, once for each Message-ID.
type Mail struct {
	From, To, Source string
}

// TLS is how a server speaks.
type TLS int

// Ways to speak.
const (
	Plain TLS = iota
	StartTLS
	Implicit
)

// New starts a server; auth are the mechanisms that it demands one of, none: no
// login. The caller closes it.
func New(way TLS, auth ...string) (*Server, error) {
	s := &Server{ids: map[string]int{}}
	server := smtp.NewServer(backend{s, auth, way})
	server.Domain, server.AllowInsecureAuth, server.MaxMessageBytes = "localhost", true, 1<<20
	server.ReadTimeout, server.WriteTimeout = 10*time.Second, 10*time.Second
	server.ErrorLog = silence{}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s.Port = listener.Addr().(*net.TCPAddr).Port
	if way != Plain {
		certificate, authority, err := certificate()
		if err != nil {
			return nil, err
		}
		s.CA, server.TLSConfig = authority, &tls.Config{Certificates: []tls.Certificate{certificate}}
	}
	if way == Implicit {
		listener = tls.NewListener(listener, server.TLSConfig)
	}
	ended := make(chan struct{})
	go func() { defer close(ended); server.Serve(listener) }()
	s.stop = func() { server.Close(); listener.Close(); <-ended }
	return s, nil
}

// Close ends the server.
func (s *Server) Close() { s.stop() }

// OnRcpt has the server ask f before it takes a recipient.
func (s *Server) OnRcpt(f func(to string) error) { s.set(func() { s.onRcpt = f }) }

// OnData has it ask f before it takes a message.
func (s *Server) OnData(f func(to string) error) { s.set(func() { s.onData = f }) }

// OnTaken has it call f once it has a message for good, and before it says so.
func (s *Server) OnTaken(f func(to string) error) { s.set(func() { s.onTaken = f }) }

func (s *Server) set(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

// Taken lists the mails, each Message-ID once.
func (s *Server) Taken() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Mail(nil), s.taken...)
}

// Again counts how often a Message-ID came that was there already.
func (s *Server) Again() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	again := 0
	for _, n := range s.ids {
		again += n - 1
	}
	return again
}

// Logins lists the mechanisms that were used, in their order.
func (s *Server) Logins() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.logins...)
}

// Sessions counts the connections.
func (s *Server) Sessions() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sessions
}

type silence struct{}

func (silence) Printf(string, ...any) {}
func (silence) Println(...any)        {}

type backend struct {
	*Server
	auth []string
	way  TLS
}

func (b backend) NewSession(c *smtp.Conn) (smtp.Session, error) {
	if _, secure := c.TLSConnectionState(); !secure || b.way != StartTLS { // else it is counted already
		b.set(func() { b.sessions++ })
	}
	return &session{server: b.Server, auth: b.auth, conn: c, known: len(b.auth) == 0}, nil
}
