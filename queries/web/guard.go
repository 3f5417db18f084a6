package web

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"hash/crc32"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/earshot/earshot/queries/access"
)

const maxBody = 256 << 10 // bytes of a form

// visit is one request's visitor. The zero value is nobody.
type visit struct {
	access.Session
	address string
}

func (v visit) known() bool { return v.User.Name != "" }

type nonceKey struct{}

// headers are on every answer, whatever it is. Nothing may be loaded but what
// is this server's own; the nonce is for the style sheet that the editor makes
// itself while it runs.
func (s *Server) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		nonce := access.Random()
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-"+nonce+"'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
		h.Set("Cache-Control", "no-store")
		if s.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), nonceKey{}, nonce)))
	})
}

func nonceOf(r *http.Request) string {
	nonce, _ := r.Context().Value(nonceKey{}).(string)
	return nonce
}

// ownHost refuses requests that name another host: a web page whose name was
// made to point here (DNS rebinding) would be of our origin otherwise.
func (s *Server) ownHost(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !slices.ContainsFunc(s.Hosts, func(host string) bool { return strings.EqualFold(host, r.Host) }) {
			http.Error(w, "this server does not answer to that name: set serve: url: in earshot.yaml", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// guarded lets those to a route who may take it.
func (s *Server) guarded(to route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		v, err := s.visitor(w, r)
		if err == nil {
			err = s.admit(to, r, v)
		}
		if err == nil {
			err = to.serve(w, r, v)
		}
		if err != nil {
			s.fail(w, r, v, err)
		}
	})
}

// visitor is whose session the request is of. Whom a trusted proxy names needs
// no other sign-in, and a session ends when it names somebody else.
func (s *Server) visitor(w http.ResponseWriter, r *http.Request) (visit, error) {
	v := visit{address: s.Proxy.Address(r)}
	id := s.cookie(r, sessionCookie)
	session, found := s.Sessions.Find(id)
	user, named, err := s.Proxy.User(r)
	switch {
	case err != nil:
		return v, problem{http.StatusForbidden, "You may not come in", "Ask whoever runs this page to let you in: serve: allow: in earshot.yaml."}
	case named && (!found || session.User != user):
		s.Sessions.End(id)
		id, v.Session = s.Sessions.Begin(user)
		s.setCookie(w, sessionCookie, id, v.Expires)
		return v, s.audit(v, access.Event{Action: "sign in", Result: "done"})
	case !named && found && session.User.By == access.ByProxy:
		s.Sessions.End(id)
		return v, nil
	}
	v.Session = session
	return v, nil
}

// errSignIn sends a visitor to the sign-in page.
var errSignIn = errors.New("sign in first")

// admit says why a visitor may not take a route.
func (s *Server) admit(to route, r *http.Request, v visit) error {
	unsafe := r.Method != http.MethodGet && r.Method != http.MethodHead
	if unsafe {
		if err := r.ParseForm(); err != nil {
			return formProblem(err)
		}
	}
	if to.role == "" {
		return nil
	}
	if !v.known() {
		return errSignIn
	}
	if unsafe && subtle.ConstantTimeCompare([]byte(r.PostForm.Get("csrf")), []byte(v.CSRF)) != 1 {
		return problem{http.StatusForbidden, "This form is of another sign-in", "Go back, load the page anew and send it again."}
	}
	if to.role == access.Editor && !v.User.Edits() {
		if err := s.audit(v, access.Event{Action: "enter", Target: to.pattern, Result: "denied"}); err != nil {
			return err
		}
		return problem{http.StatusForbidden, "Readers cannot change anything", "Ask whoever runs this page for the role editor."}
	}
	if to.asks {
		if wait, ok := s.asking.Allow(v.User.Name); !ok {
			return busy{wait}
		}
	}
	return nil
}

func formProblem(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return problem{http.StatusRequestEntityTooLarge, "That is too long", "A question may have " + strconv.Itoa(maxBody>>10) + " KB."}
	}
	return problem{http.StatusBadRequest, "The form cannot be read", "Load the page anew and send it again."}
}

// busy is the answer to whoever asks too often.
type busy struct{ wait time.Duration }

func (busy) Error() string { return "too many requests" }

// audit writes an event down. One that cannot be is an error: what nobody can
// look up must not be done.
func (s *Server) audit(v visit, event access.Event) error { return s.Audit.Write(v.signed(event)) }

// audited does what an event says, which is in the log before, and then with how
// it ended. took is in ms.
func (s *Server) audited(v visit, event access.Event, do func() error) (took int64, err error) {
	return s.Audit.Do(v.signed(event), do)
}

func (v visit) signed(event access.Event) access.Event {
	event.User, event.Role, event.By, event.From = v.User.Name, v.User.Role, v.User.By, v.address
	return event
}

const sessionCookie, signInCookie = "earshot", "earshot-signin"

// cookieName has the prefix that makes a browser hold it to this host and path
// under https, and tells workspaces apart: to a browser, the servers of two on one
// machine are one host.
func (s *Server) cookieName(name string) string {
	name = fmt.Sprintf("%s-%08x", name, crc32.ChecksumIEEE([]byte(s.Reports)))
	if s.Secure {
		return "__Host-" + name
	}
	return name
}

func (s *Server) cookie(r *http.Request, name string) string {
	cookie, err := r.Cookie(s.cookieName(name))
	if err != nil {
		return ""
	}
	return cookie.Value
}

// setCookie keeps a value until a time; an empty one is taken away. Lax, not
// Strict: links to a question or out of a report arrive signed in.
func (s *Server) setCookie(w http.ResponseWriter, name, value string, until time.Time) {
	cookie := &http.Cookie{Name: s.cookieName(name), Value: value, Path: "/", HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode, Expires: until}
	if value == "" {
		cookie.Expires, cookie.MaxAge = time.Time{}, -1
	}
	http.SetCookie(w, cookie)
}
