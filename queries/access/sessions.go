package access

import (
	"sync"
	"time"
)

const maxSessions = 10_000 // at a time; the one that ends first makes room

// Session is a browser of somebody who came in.
type Session struct {
	User    User
	CSRF    string // forms of this session carry it
	Expires time.Time
}

// Sessions are kept in memory, by the hash of what the browser holds.
type Sessions struct {
	tokens *Tokens
	lasts  time.Duration
	now    func() time.Time

	mu   sync.Mutex
	open map[string]Session
}

// NewSessions makes sessions that last so long. tokens says whether those that
// began with a token still count.
func NewSessions(tokens *Tokens, lasts time.Duration, now func() time.Time) *Sessions {
	return &Sessions{tokens: tokens, lasts: lasts, now: now, open: map[string]Session{}}
}

// Begin opens a session under an id of its own, never one that the browser
// brought: id is what its cookie holds.
func (s *Sessions) Begin(user User) (id string, session Session) {
	id = Random()
	session = Session{User: user, CSRF: Random(), Expires: s.now().Add(s.lasts)}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tidy()
	s.open[digest(id)] = session
	return id, session
}

// tidy takes out what has ended and, where that is not enough, the next to end.
func (s *Sessions) tidy() {
	next, when := "", time.Time{}
	for key, session := range s.open {
		if !s.now().Before(session.Expires) {
			delete(s.open, key)
		} else if when.IsZero() || session.Expires.Before(when) {
			next, when = key, session.Expires
		}
	}
	if len(s.open) >= maxSessions {
		delete(s.open, next)
	}
}

// Find is the session of that id, with the role that its user has now.
func (s *Sessions) Find(id string) (Session, bool) {
	if id == "" {
		return Session{}, false
	}
	s.mu.Lock()
	session, found := s.open[digest(id)]
	s.mu.Unlock()
	if !found || !s.now().Before(session.Expires) {
		return Session{}, false
	}
	if session.User.By == ByToken {
		user, err := s.tokens.Still(session.User.Key)
		if err != nil {
			s.End(id)
			return Session{}, false
		}
		session.User = user
	}
	return session, true
}

// End closes the session of that id, if there is one.
func (s *Sessions) End(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, digest(id))
}
