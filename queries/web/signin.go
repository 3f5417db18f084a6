package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/earshot/earshot/queries/access"
)

// signInBody is the sign-in page's own.
type signInBody struct {
	Next   string
	OIDC   bool
	Failed string
}

func (s *Server) signInPage(w http.ResponseWriter, r *http.Request, v visit) error {
	if v.known() {
		http.Redirect(w, r, local(r.FormValue("next")), http.StatusSeeOther)
		return nil
	}
	return s.askWho(w, r, http.StatusOK, "")
}

func (s *Server) askWho(w http.ResponseWriter, r *http.Request, status int, failed string) error {
	body := signInBody{Next: local(r.FormValue("next")), OIDC: s.OIDC != nil, Failed: failed}
	return s.render(w, r, visit{}, status, "signin", frame{Title: "Sign in", Body: body})
}

// tried counts an attempt to come in against its address.
func (s *Server) tried(v visit) error {
	if wait, ok := s.signIn.Allow(v.address); !ok {
		return busy{wait}
	}
	return nil
}

func (s *Server) signInByToken(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.tried(v); err != nil {
		return err
	}
	user, err := s.Tokens.User(strings.TrimSpace(r.PostForm.Get("token")))
	if err != nil && !errors.Is(err, access.ErrDenied) {
		return err
	}
	if err != nil {
		if err := s.audit(v, access.Event{Action: "sign in", Result: "denied"}); err != nil {
			return err
		}
		return s.askWho(w, r, http.StatusUnauthorized, "This token does not count: it may be cut short, expired or revoked.")
	}
	return s.enter(w, r, v, user, r.PostForm.Get("next"))
}

func (s *Server) signInByLink(w http.ResponseWriter, r *http.Request, v visit) error {
	if r.Method == http.MethodHead { // a look ahead, as chats and mail scanners take, does not use it up
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	if err := s.tried(v); err != nil {
		return err
	}
	user, err := s.Link.Use(r.FormValue("key"))
	if err != nil {
		if err := s.audit(v, access.Event{Action: "sign in", Result: "denied"}); err != nil {
			return err
		}
		return s.askWho(w, r, http.StatusUnauthorized, "This link was used already, or is of an earlier start. Start earshot serve again for a new one, or make a token.")
	}
	return s.enter(w, r, v, user, "/")
}

// enter begins a session under a new id, whatever the browser brought.
func (s *Server) enter(w http.ResponseWriter, r *http.Request, v visit, user access.User, next string) error {
	s.Sessions.End(s.cookie(r, sessionCookie))
	id, session := s.Sessions.Begin(user)
	v.Session = session
	if err := s.audit(v, access.Event{Action: "sign in", Result: "done"}); err != nil {
		s.Sessions.End(id)
		return err
	}
	s.setCookie(w, sessionCookie, id, session.Expires)
	http.Redirect(w, r, local(next), http.StatusSeeOther)
	return nil
}

func (s *Server) signOut(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.audit(v, access.Event{Action: "sign out", Result: "done"}); err != nil {
		return err
	}
	s.Sessions.End(s.cookie(r, sessionCookie))
	s.setCookie(w, sessionCookie, "", time.Time{})
	w.Header().Set("Clear-Site-Data", `"cache"`)
	http.Redirect(w, r, "/signin", http.StatusSeeOther)
	return nil
}

var errNoProvider = problem{http.StatusNotFound, "There is no provider to sign in by", "Sign in by a token."}

func (s *Server) leaveForProvider(w http.ResponseWriter, r *http.Request, v visit) error {
	if s.OIDC == nil {
		return errNoProvider
	}
	if err := s.tried(v); err != nil {
		return err
	}
	location, browser, err := s.OIDC.Begin(r.Context(), local(r.FormValue("next")))
	if err != nil {
		s.Log.Error("sign-in", "error", err)
		return s.askWho(w, r, http.StatusBadGateway, "The sign-in provider cannot be reached. Try again later, or sign in by a token.")
	}
	s.setCookie(w, signInCookie, browser, s.Now().Add(10*time.Minute))
	http.Redirect(w, r, location, http.StatusSeeOther)
	return nil
}

func (s *Server) backFromProvider(w http.ResponseWriter, r *http.Request, v visit) error {
	if s.OIDC == nil {
		return errNoProvider
	}
	if err := s.tried(v); err != nil {
		return err
	}
	user, next, err := s.OIDC.End(r.Context(), s.cookie(r, signInCookie), r.FormValue("state"), r.FormValue("code"))
	s.setCookie(w, signInCookie, "", time.Time{})
	if err == nil {
		return s.enter(w, r, v, user, next)
	}
	s.Log.Warn("sign-in", "error", err)
	if err := s.audit(v, access.Event{Action: "sign in", Result: "denied"}); err != nil {
		return err
	}
	status, text := http.StatusForbidden, "You are not among those who may come in, or the sign-in took too long. Try again, or ask whoever runs this page."
	if !errors.Is(err, access.ErrDenied) {
		status, text = http.StatusBadGateway, "The sign-in provider cannot be reached. Try again later, or sign in by a token."
	}
	r.Form = url.Values{"next": {next}}
	return s.askWho(w, r, status, text)
}
