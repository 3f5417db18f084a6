// Package posttest is an SMTP server for tests: a real one on loopback, with
// TLS and logins, that refuses, breaks off and keeps Message-IDs when told to.
package posttest

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/mail"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-sasl"
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

type session struct {
	server   *Server
	auth     []string
	conn     *smtp.Conn
	known    bool
	from, to string
}

// AuthMechanisms lists what the server takes.
func (s *session) AuthMechanisms() []string { return s.auth }

// Auth is the server's side of a login.
func (s *session) Auth(mechanism string) (sasl.Server, error) {
	check := func(ok bool) error {
		if !ok {
			return &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: "authentication failed"}
		}
		s.known = true
		s.server.set(func() { s.server.logins = append(s.server.logins, mechanism) })
		return nil
	}
	switch mechanism {
	case "LOGIN":
		return &asked{check: func(password string) error { return check(password == Password) }}, nil
	case "XOAUTH2":
		return tokens{func(response string) error {
			return check(strings.HasSuffix(response, "\x01auth=Bearer "+Token+"\x01\x01"))
		}}, nil
	}
	return sasl.NewPlainServer(func(_, _, password string) error { return check(password == Password) }), nil
}

// asked is the server's side of LOGIN: it asks for the name, then for the password.
type asked struct {
	questions int
	check     func(password string) error
}

// Next takes an answer.
func (a *asked) Next(response []byte) ([]byte, bool, error) {
	a.questions++
	switch a.questions {
	case 1:
		if response == nil {
			return []byte("Username:"), false, nil
		}
		a.questions++
		fallthrough
	case 2:
		return []byte("Password:"), false, nil
	}
	return nil, true, a.check(string(response))
}

type tokens struct{ check func(string) error }

// Next takes the client's only response.
func (t tokens) Next(response []byte) ([]byte, bool, error) {
	if response == nil {
		return []byte{}, false, nil
	}
	return nil, true, t.check(string(response))
}

// Mail begins a message.
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if !s.known {
		return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "authentication required"}
	}
	s.from = from
	return nil
}

// Rcpt takes a recipient.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	return s.ask(func() func(string) error { return s.server.onRcpt })
}

func (s *session) ask(which func() func(string) error) error {
	s.server.mu.Lock()
	f := which()
	s.server.mu.Unlock()
	if f == nil {
		return nil
	}
	err := f(s.to)
	if errors.Is(err, ErrCut) {
		s.conn.Conn().Close()
	}
	return err
}

// ErrCut, given back by a hook, closes the connection without an answer.
var ErrCut = errors.New("the connection is cut")

// Data takes the message, once for each Message-ID.
func (s *session) Data(r io.Reader) error {
	source, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if err := s.ask(func() func(string) error { return s.server.onData }); err != nil {
		return err
	}
	message, err := mail.ReadMessage(strings.NewReader(string(source)))
	if err != nil {
		return err
	}
	id := message.Header.Get("Message-Id")
	s.server.set(func() {
		if s.server.ids[id]++; s.server.ids[id] == 1 {
			s.server.taken = append(s.server.taken, Mail{s.from, s.to, string(source)})
		}
	})
	return s.ask(func() func(string) error { return s.server.onTaken })
}

// Reset forgets the message.
func (s *session) Reset() { s.from, s.to = "", "" }

// Logout ends the session.
func (s *session) Logout() error { return nil }
