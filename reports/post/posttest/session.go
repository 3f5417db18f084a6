package posttest

import (
	"errors"
	"io"
	"net/mail"
	"strings"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

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
