package post

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"regexp"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	"github.com/earshot/earshot/internal/secret"
)

// Ways to a server.
const (
	Implicit = "implicit" // TLS from the first byte on
	StartTLS = "starttls" // demanded, not hoped for
	NoTLS    = "none"     // for a server on this machine
)

// Server is an SMTP server that takes mail for others.
type Server struct {
	Host     string
	Port     int         // 0: 465 for implicit, 587 for starttls, 25 for none
	TLS      string      // "": starttls
	CA       secret.Text // PEM, in addition to those that the machine knows
	User     string      // "": no login
	Password secret.Text
	Auth     string // plain, login, or "": whichever the server offers
	// Token gives an access token for XOAUTH2; nil: the password is used.
	Token   func(context.Context) (secret.Text, error)
	Name    string        // to greet with; "": the machine's
	Timeout time.Duration // of each answer; 0: 30 seconds
}

// connection is one session with a server.
type connection struct {
	client  *smtp.Client
	timeout time.Duration
	stop    func() bool
}

func (s Server) open(ctx context.Context) (*connection, error) {
	options, err := s.options(ctx)
	if err != nil {
		return nil, err
	}
	dialer, err := gomail.NewClient(s.Host, options...)
	if err != nil {
		return nil, err
	}
	client, err := dialer.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return nil, err
	}
	c := &connection{client: client, timeout: s.timeout()}
	// A cancelled run does not wait for a server that is silent.
	c.stop = context.AfterFunc(ctx, func() { client.UpdateDeadline(time.Nanosecond) })
	return c, nil
}

func (s Server) timeout() time.Duration {
	if s.Timeout == 0 {
		return 30 * time.Second
	}
	return s.Timeout
}

func (s Server) options(ctx context.Context) ([]gomail.Option, error) {
	config, err := s.tls()
	if err != nil {
		return nil, err
	}
	port := s.Port
	options := []gomail.Option{gomail.WithTimeout(s.timeout()), gomail.WithTLSConfig(config)}
	switch s.TLS {
	case Implicit:
		options, port = append(options, gomail.WithSSL()), either(port, 465)
	case NoTLS:
		options, port = append(options, gomail.WithTLSPolicy(gomail.NoTLS)), either(port, 25)
	default:
		options, port = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory)), either(port, 587)
	}
	if s.Name != "" {
		options = append(options, gomail.WithHELO(s.Name))
	}
	options = append(options, gomail.WithPort(port))
	login, err := s.login(ctx)
	return append(options, login...), err
}

func either(port, otherwise int) int {
	if port == 0 {
		return otherwise
	}
	return port
}

func (s Server) login(ctx context.Context) ([]gomail.Option, error) {
	if s.User == "" {
		return nil, nil
	}
	if s.Token != nil {
		token, err := s.Token(ctx)
		if err != nil {
			return nil, fmt.Errorf("access token: %w", err)
		}
		return []gomail.Option{gomail.WithSMTPAuth(gomail.SMTPAuthXOAUTH2), gomail.WithUsername(s.User), gomail.WithPassword(token.Reveal())}, nil
	}
	way := map[string]gomail.SMTPAuthType{"plain": gomail.SMTPAuthPlain, "login": gomail.SMTPAuthLogin}[s.Auth]
	if way == "" {
		way = gomail.SMTPAuthAutoDiscover
	}
	return []gomail.Option{gomail.WithSMTPAuth(way), gomail.WithUsername(s.User), gomail.WithPassword(s.Password.Reveal())}, nil
}

func (s Server) tls() (*tls.Config, error) {
	config := &tls.Config{ServerName: s.Host, MinVersion: tls.VersionTLS12}
	if s.CA.IsZero() {
		return config, nil
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM([]byte(s.CA.Reveal())) {
		return nil, errors.New("ca: no certificate in PEM form")
	}
	config.RootCAs = pool
	return config, nil
}

// send gives the server one message. An error of type *textproto.Error is the
// server's answer; after any other the connection is of no use. known is false
// where the server refuses the recipient.
func (c *connection) send(from, to string, body io.Reader) (known bool, err error) {
	c.client.UpdateDeadline(c.timeout)
	if err := c.client.Mail(from); err != nil {
		return true, err
	}
	if err := c.client.Rcpt(to); err != nil {
		return false, err
	}
	into, err := c.client.Data()
	if err != nil {
		return true, err
	}
	if _, err := io.Copy(into, body); err != nil {
		return true, err
	}
	c.client.UpdateDeadline(c.timeout)
	return true, into.Close()
}

func (c *connection) close() {
	c.stop()
	c.client.UpdateDeadline(c.timeout)
	if c.client.Quit() != nil {
		c.client.Close()
	}
}

var enhanced = regexp.MustCompile(`^[245]\.\d{1,3}\.\d{1,3}\b`)

// failure says what an error means for a letter.
func failure(err error, known bool) *Failure {
	var said *textproto.Error
	if !errors.As(err, &said) {
		return &Failure{Text: "connection: " + cause(err)}
	}
	f := &Failure{Text: fmt.Sprintf("the server said %d", said.Code), Permanent: said.Code >= 500}
	code := enhanced.FindString(said.Msg)
	if code != "" {
		f.Text += " " + code
	}
	switch {
	case f.Permanent && !known && (code == "" && said.Code == 550 || code == "5.1.1" || code == "5.1.2" || code == "5.1.3" || code == "5.1.6" || code == "5.1.10"):
		f.Unknown, f.Text = true, f.Text+": no such recipient"
	case said.Code == 534 || said.Code == 535 || said.Code == 530:
		// The login is wrong, not the letter: it is tried again.
		f.Permanent, f.Text = false, f.Text+": the login was refused"
	}
	return f
}

// cause is an error of the network in a few words, without addresses.
func cause(err error) string {
	var network net.Error
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	var operation *net.OpError
	switch {
	case errors.Is(err, context.Canceled):
		return "the run was ended"
	case errors.As(err, &unknown):
		return "the server's certificate is of an unknown authority: set ca"
	case errors.As(err, &host):
		return "the server's certificate is for another name"
	case errors.As(err, &network) && network.Timeout():
		return "no answer in time"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "the server closed it"
	case errors.As(err, &operation):
		return operation.Op + " failed"
	}
	return err.Error()
}
