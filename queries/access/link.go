package access

import (
	"crypto/subtle"
	"sync"
)

// Link lets the one who started the program in, once: its key is printed where
// only he reads it. Without it, every program and every user of the machine, and
// any web page that finds the port, could ask.
type Link struct {
	user User

	mu   sync.Mutex
	hash string
}

// NewLink makes a link for a user and returns its key.
func NewLink(name string, role Role) (link *Link, key string) {
	key = Random()
	return &Link{user: User{Name: name, Role: role, By: ByLink}, hash: digest(key)}, key
}

// Use takes the key; a second time it is denied. A nil link denies everybody.
func (l *Link) Use(key string) (User, error) {
	if l == nil {
		return User{}, ErrDenied
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.hash == "" || subtle.ConstantTimeCompare([]byte(l.hash), []byte(digest(key))) != 1 {
		return User{}, ErrDenied
	}
	l.hash = ""
	return l.user, nil
}
