package email

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

const (
	patience   = time.Minute      // a server that says nothing for so long is stalled
	mostTime   = 10 * time.Minute // for one command; with mails a second more for each leastSpeed bytes
	leastSpeed = 32 << 10
	farewell   = 5 * time.Second
)

// session is a connection on which we are logged in.
type session struct {
	*account
	ctx    context.Context
	client *imapclient.Client
	wire   *wire
	undo   func() bool // takes the closing with ctx back
}

// connect dials and logs in. The connection is closed when ctx ends.
func (a *account) connect(ctx context.Context) (*session, error) {
	dialer := net.Dialer{Timeout: a.patience}
	conn, err := dialer.DialContext(ctx, "tcp", a.address())
	if err != nil {
		return nil, err // names the address
	}
	s := &session{account: a, ctx: ctx, wire: &wire{Conn: conn, patience: a.patience}}
	s.undo = context.AfterFunc(ctx, func() { conn.Close() })
	if err := s.greet(); err != nil {
		s.undo()
		conn.Close()
		return nil, s.worded(err)
	}
	if err := s.login(); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// greet brings the connection under TLS and reads the server's greeting.
func (s *session) greet() error {
	defer s.wire.wait(mostTime)()
	options := &imapclient.Options{TLSConfig: s.tls()} // no DebugWriter: it would be given the password
	switch s.settings.TLS {
	case "starttls":
		client, err := imapclient.NewStartTLS(s.wire, options)
		if err != nil {
			return fmt.Errorf("STARTTLS: %w", err)
		}
		s.client = client
		return nil
	case "none":
		s.client = imapclient.New(s.wire, options)
	default:
		secure := tls.Client(s.wire, options.TLSConfig)
		if err := secure.HandshakeContext(s.ctx); err != nil {
			return fmt.Errorf("TLS: %w", err)
		}
		s.client = imapclient.New(secure, options)
	}
	return s.client.WaitGreeting()
}

// close logs out, which a server may not even answer.
func (s *session) close() {
	if s.ctx.Err() == nil {
		_ = s.do(farewell, func() error { return s.client.Logout().Wait() })
	}
	s.undo()
	_ = s.client.Close()
}

// do runs a command. The library has no deadline and, when the connection ends
// as a command begins, never answers: the line has the deadline, and what the
// library does not tell is told here.
func (s *session) do(most time.Duration, command func() error) error {
	select {
	case <-s.ctx.Done():
		return s.ctx.Err()
	case <-s.client.Closed():
		return s.worded(errClosed)
	default:
	}
	defer s.wire.wait(most)()
	done := make(chan error, 1)
	go func() { done <- command() }()
	select {
	case err := <-done:
		return s.worded(err)
	case <-s.client.Closed():
	}
	select {
	case err := <-done: // the library ends what it knows of before it closes
		return s.worded(err)
	case <-time.After(250 * time.Millisecond):
		return s.worded(errClosed)
	}
}

var errClosed = errors.New("the server closed the connection")

// worded says what went wrong without what was sent, and with the host.
func (s *session) worded(err error) error {
	if err == nil {
		return nil
	}
	if s.ctx.Err() != nil {
		return s.ctx.Err()
	}
	if s.wire.stalled.Load() {
		return fmt.Errorf("%s: no answer, or a very slow one: the server stalls", s.address())
	}
	var said *imap.Error
	if errors.As(err, &said) {
		return fmt.Errorf("%s: %w", s.address(), answer{said.Type, said.Code, s.clean(said.Text)})
	}
	var unknown x509.UnknownAuthorityError
	if errors.As(err, &unknown) {
		return fmt.Errorf("%s: the authority of its certificate is not known here: set ca to a file with the authority's certificate", s.address())
	}
	return fmt.Errorf("%s: %s", s.address(), s.clean(err.Error()))
}

// answer is a server's NO or BAD.
type answer struct {
	kind imap.StatusResponseType
	code imap.ResponseCode
	text string
}

func (a answer) Error() string {
	text := "the server says " + string(a.kind)
	if a.code != "" {
		text += " [" + string(a.code) + "]"
	}
	return strings.TrimSuffix(text+" "+a.text, " ")
}

// clean takes secrets out of what a server said, and bounds it.
func (a *account) clean(text string) string {
	for _, s := range a.secrets {
		if !s.IsZero() {
			text = strings.ReplaceAll(text, s.Reveal(), "[secret]")
		}
	}
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > 200 {
		text = strings.ToValidUTF8(text[:200], "") + "..."
	}
	return text
}
