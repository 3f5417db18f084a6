package access

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"github.com/earshot/earshot/internal/durable"
)

// prefix lets people, and scanners for lost secrets, see what a token is for.
const prefix = "earshot_"

// Names appear in labels.csv and in the audit log.
var nameFits = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}$`)

// Token is what is known of a token; the token itself is shown once and kept
// nowhere.
type Token struct {
	ID      string    `json:"id"` // the first 12 digits of its hash
	Name    string    `json:"name"`
	Role    Role      `json:"role"`
	Hash    string    `json:"hash"` // SHA-256, in hexadecimal digits
	Created time.Time `json:"created"`
	Expires time.Time `json:"expires,omitzero"` // zero: never
	Revoked time.Time `json:"revoked,omitzero"` // zero: it counts
}

// State is active, expired or revoked.
func (t Token) State(now time.Time) string {
	switch {
	case !t.Revoked.IsZero():
		return "revoked"
	case !t.Expires.IsZero() && !now.Before(t.Expires):
		return "expired"
	}
	return "active"
}

// Tokens is the file that tokens are kept in.
type Tokens struct {
	path string
	now  func() time.Time
}

// OpenTokens names the folder, which need not be there: then there are none.
func OpenTokens(folder string, now func() time.Time) *Tokens {
	return &Tokens{filepath.Join(folder, "tokens.json"), now}
}

// Add makes a token and returns it, the only time that anybody sees it. lasts
// is how long it counts; 0: until it is revoked. A name has one active token.
func (t *Tokens) Add(ctx context.Context, name string, role Role, lasts time.Duration) (token string, err error) {
	if !nameFits.MatchString(name) {
		return "", fmt.Errorf("token name %q: up to 64 letters, digits and . _ - + @, a letter or digit first", name)
	}
	if _, err := ParseRole(string(role)); err != nil {
		return "", err
	}
	if lasts < 0 {
		return "", fmt.Errorf("token %s: it would have expired already", name)
	}
	token = prefix + Random()
	err = t.update(ctx, func(list []Token) ([]Token, error) {
		now := t.now().UTC().Truncate(time.Second)
		for _, old := range list {
			if old.Name == name && old.State(now) == "active" {
				return nil, fmt.Errorf("%s has a token already (%s): revoke it first, or take another name", name, old.ID)
			}
		}
		made := Token{ID: digest(token)[:12], Name: name, Role: role, Hash: digest(token), Created: now}
		if lasts > 0 {
			made.Expires = now.Add(lasts)
		}
		return append(list, made), nil
	})
	return token, err
}

// Revoke ends the active token of that name or id, and with it its sessions. A
// name's earlier tokens, which have expired, are passed over.
func (t *Tokens) Revoke(ctx context.Context, which string) error {
	return t.update(ctx, func(list []Token) ([]Token, error) {
		now := t.now().UTC().Truncate(time.Second)
		for i, token := range list {
			if (token.Name == which || token.ID == which) && token.State(t.now()) == "active" {
				list[i].Revoked = now
				return list, nil
			}
		}
		return nil, fmt.Errorf("no token that counts is named %q: it is revoked or has expired already, or never was", which)
	})
}

// List is every token there is or was, the oldest first.
func (t *Tokens) List() ([]Token, error) {
	text, err := os.ReadFile(t.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var list []Token
	if err == nil {
		err = json.Unmarshal(text, &list)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t.path, err)
	}
	return list, nil
}

// Any says whether somebody could come in by a token.
func (t *Tokens) Any() (bool, error) {
	list, err := t.List()
	for _, token := range list {
		if token.State(t.now()) == "active" {
			return true, err
		}
	}
	return false, err
}

// User is whose the token is; ErrDenied where it does not count.
func (t *Tokens) User(token string) (User, error) {
	if !strings.HasPrefix(token, prefix) || len(token) > 100 {
		return User{}, ErrDenied
	}
	return t.find(func(known Token) bool { return known.Hash == digest(token) })
}

// Still is the user of a token that a session began with; ErrDenied once it
// does not count any more.
func (t *Tokens) Still(id string) (User, error) {
	return t.find(func(known Token) bool { return known.ID == id })
}

func (t *Tokens) find(fits func(Token) bool) (User, error) {
	list, err := t.List()
	if err != nil {
		return User{}, err
	}
	for _, known := range list {
		if fits(known) && known.State(t.now()) == "active" {
			return User{Name: known.Name, Role: known.Role, By: ByToken, Key: known.ID}, nil
		}
	}
	return User{}, ErrDenied
}

// update changes the list under a lock and puts the new file in the old one's
// place, so that whoever reads sees one or the other.
func (t *Tokens) update(ctx context.Context, change func([]Token) ([]Token, error)) (err error) {
	if err := os.MkdirAll(filepath.Dir(t.path), 0o700); err != nil {
		return fmt.Errorf("tokens: %w", err)
	}
	lock := flock.New(t.path+".lock", flock.SetPermissions(0o600))
	if _, err := lock.TryLockContext(ctx, 20*time.Millisecond); err != nil {
		return fmt.Errorf("tokens: %w", err)
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	list, err := t.List()
	if err != nil {
		return err
	}
	if list, err = change(list); err != nil {
		return err
	}
	text, err := json.MarshalIndent(list, "", "  ")
	if err != nil {
		return fmt.Errorf("tokens: %w", err)
	}
	if err := durable.Replace(t.path, append(text, '\n'), 0o600); err != nil {
		return fmt.Errorf("tokens: %w", err)
	}
	return nil
}
