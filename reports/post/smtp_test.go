package post

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/internal/secret"
	"github.com/earshot/earshot/reports/post/posttest"
)

func started(t *testing.T, way posttest.TLS, auth ...string) *posttest.Server {
	t.Helper()
	server, err := posttest.New(way, auth...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return server
}

// at is a moving clock: each look is a second later.
func at(start time.Time) func() time.Time {
	return func() time.Time { start = start.Add(time.Second); return start }
}

func monday() time.Time { return time.Date(2026, 7, 6, 7, 0, 0, 0, time.UTC) }

func aSender(t *testing.T, server *posttest.Server, tls string) Sender {
	t.Helper()
	s := Sender{
		From: "feedback@harbour.example", Journal: Journal{filepath.Join(t.TempDir(), "journal.jsonl")}, Now: at(monday()),
		Server: Server{Host: "localhost", Port: server.Port, TLS: tls, Timeout: 5 * time.Second},
	}
	if server.CA != "" {
		s.Server.CA = secret.New(server.CA)
	}
	return s
}

func letter(to string) Letter {
	id := strings.ReplaceAll(to, "@", ".") + "@harbour.example"
	return Letter{
		Report: "trend", Period: time.Date(2026, 6, 29, 0, 0, 0, 0, time.UTC), Recipient: to, Channel: SMTP, Kind: "trend", MessageID: id, Subject: "Feedback W27",
		Body: "From: feedback@harbour.example\r\nTo: " + to + "\r\nMessage-ID: <" + id + ">\r\nSubject: Feedback W27\r\n\r\n.a line with a dot\r\nNPS 31\r\n",
	}
}

// TestWaysToAServer: TLS of each sort and each login, with the message as it was.
func TestWaysToAServer(t *testing.T) {
	token := func(context.Context) (secret.Text, error) { return secret.New(posttest.Token), nil }
	for _, c := range []struct {
		name  string
		way   posttest.TLS
		tls   string
		auth  []string
		asked string
		token func(context.Context) (secret.Text, error)
		want  []string
	}{
		{"starttls", posttest.StartTLS, "", nil, "", nil, nil},
		{"implicit", posttest.Implicit, Implicit, nil, "", nil, nil},
		{"none", posttest.Plain, NoTLS, nil, "", nil, nil},
		{"plain", posttest.StartTLS, StartTLS, []string{"PLAIN", "LOGIN"}, "plain", nil, []string{"PLAIN"}},
		{"login", posttest.Implicit, Implicit, []string{"PLAIN", "LOGIN"}, "login", nil, []string{"LOGIN"}},
		{"as offered", posttest.StartTLS, StartTLS, []string{"LOGIN"}, "", nil, []string{"LOGIN"}},
		{"xoauth2", posttest.StartTLS, StartTLS, []string{"XOAUTH2"}, "", token, []string{"XOAUTH2"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := started(t, c.way, c.auth...)
			s := aSender(t, server, c.tls)
			s.Server.Auth, s.Server.Token = c.asked, c.token
			if c.auth != nil {
				s.Server.User, s.Server.Password = "feedback", secret.New(posttest.Password)
			}
			results, err := s.Send(context.Background(), []Letter{letter("ana@harbour.example"), letter("bo@harbour.example")})
			if err != nil || len(results) != 2 || results[0].Failure != nil || results[1].Failure != nil {
				t.Fatalf("%+v, %v", results, err)
			}
			taken := server.Taken()
			if len(taken) != 2 || server.Sessions() != 1 || taken[0].To != "ana@harbour.example" || taken[0].Source != letter("ana@harbour.example").Body {
				t.Errorf("%d sessions, %+v", server.Sessions(), taken)
			}
			if diff := cmp.Diff(c.want, server.Logins()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestNoFallback: a server without STARTTLS, or of an unknown authority, gets
// neither mail nor password.
func TestNoFallback(t *testing.T) {
	for name, c := range map[string]struct {
		way  posttest.TLS
		tls  string
		want string
	}{
		"no starttls":       {posttest.Plain, StartTLS, "connection: "},
		"unknown authority": {posttest.StartTLS, StartTLS, "unknown authority"},
	} {
		t.Run(name, func(t *testing.T) {
			server := started(t, c.way, "PLAIN")
			s := aSender(t, server, c.tls)
			s.Server.CA, s.Server.User, s.Server.Password = secret.Text{}, "feedback", secret.New(posttest.Password)
			results, err := s.Send(context.Background(), []Letter{letter("ana@harbour.example")})
			if err != nil || len(results) != 1 || results[0].Failure == nil || results[0].Failure.Permanent || !strings.Contains(results[0].Failure.Text, c.want) {
				t.Errorf("%+v %v, %v", results, results[0].Failure, err)
			}
			if len(server.Taken())+len(server.Logins()) > 0 {
				t.Error("something was sent")
			}
		})
	}
}

// TestAnswers: what each answer of a server means for a letter, and that the
// others go on.
func TestAnswers(t *testing.T) {
	say := func(code int, class smtp.EnhancedCode) error {
		return &smtp.SMTPError{Code: code, EnhancedCode: class, Message: "ana@harbour.example is not welcome"}
	}
	for _, c := range []struct {
		name       string
		rcpt, data error
		want       Failure
	}{
		{"greylisted", say(451, smtp.EnhancedCode{4, 7, 1}), nil, Failure{Text: "the server said 451 4.7.1"}},
		{"mailbox full", say(452, smtp.EnhancedCode{4, 2, 2}), nil, Failure{Text: "the server said 452 4.2.2"}},
		{"unknown", say(550, smtp.EnhancedCode{5, 1, 1}), nil, Failure{Text: "the server said 550 5.1.1: no such recipient", Permanent: true, Unknown: true}},
		{"policy", say(550, smtp.EnhancedCode{5, 7, 1}), nil, Failure{Text: "the server said 550 5.7.1", Permanent: true}},
		{"refused after the text", nil, say(554, smtp.EnhancedCode{5, 6, 0}), Failure{Text: "the server said 554 5.6.0", Permanent: true}},
		{"later, after the text", nil, say(450, smtp.EnhancedCode{4, 3, 0}), Failure{Text: "the server said 450 4.3.0"}},
		{"cut at the recipient", posttest.ErrCut, nil, Failure{Text: "connection: the server closed it"}},
		{"cut in the text", nil, posttest.ErrCut, Failure{Text: "connection: the server closed it"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := started(t, posttest.StartTLS)
			only := func(err error) func(string) error {
				return func(to string) error {
					if to == "ana@harbour.example" {
						return err
					}
					return nil
				}
			}
			server.OnRcpt(only(c.rcpt))
			server.OnData(only(c.data))
			s := aSender(t, server, StartTLS)
			results, err := s.Send(context.Background(), []Letter{letter("bo@harbour.example"), letter("ana@harbour.example"), letter("cy@harbour.example")})
			if err != nil || len(results) != 3 || results[0].Failure != nil || results[2].Failure != nil {
				t.Fatalf("%+v, %v", results, err)
			}
			if diff := cmp.Diff(&c.want, results[1].Failure); diff != "" {
				t.Error(diff)
			}
			if len(server.Taken()) != 2 {
				t.Errorf("%d mails taken", len(server.Taken()))
			}
			read, err := s.Journal.Read()
			if diff := cmp.Diff(results, read); diff != "" || err != nil {
				t.Errorf("%v\n%s", err, diff)
			}
		})
	}
}

// TestWrongLogin is of the server, not of a letter: it is tried again.
func TestWrongLogin(t *testing.T) {
	server := started(t, posttest.StartTLS, "PLAIN")
	s := aSender(t, server, StartTLS)
	s.Server.User, s.Server.Password = "feedback", secret.New("wrong-password")
	results, err := s.Send(context.Background(), []Letter{letter("ana@harbour.example"), letter("bo@harbour.example")})
	if err != nil || len(results) != 2 || server.Sessions() != 1 {
		t.Fatalf("%+v, %v, %d sessions", results, err, server.Sessions())
	}
	for _, r := range results {
		if r.Failure == nil || r.Failure.Permanent || !strings.Contains(r.Failure.Text, "login was refused") || strings.Contains(r.Failure.Text, "wrong-password") {
			t.Errorf("%+v", r.Failure)
		}
	}
}

// TestCancelled: a run that is ended leaves its letters claimed and says
// nothing of them.
func TestCancelled(t *testing.T) {
	server := started(t, posttest.StartTLS)
	ctx, cancel := context.WithCancel(context.Background())
	server.OnRcpt(func(string) error { cancel(); return errors.New("too late") })
	s := aSender(t, server, StartTLS)
	results, err := s.Send(ctx, []Letter{letter("ana@harbour.example"), letter("bo@harbour.example")})
	if err != nil || len(results) != 0 {
		t.Errorf("%+v, %v", results, err)
	}
}

// TestBothTokens: a token that cannot be had is told without what was asked with.
func TestTokenFails(t *testing.T) {
	server := started(t, posttest.StartTLS, "XOAUTH2")
	s := aSender(t, server, StartTLS)
	s.Server.User = "feedback"
	s.Server.Token = func(context.Context) (secret.Text, error) { return secret.Text{}, fmt.Errorf("refused") }
	results, err := s.Send(context.Background(), []Letter{letter("ana@harbour.example")})
	if err != nil || results[0].Failure == nil || !strings.Contains(results[0].Failure.Text, "access token: refused") {
		t.Errorf("%+v, %v", results, err)
	}
	if slices.Contains(server.Logins(), "XOAUTH2") {
		t.Error("logged in")
	}
}
