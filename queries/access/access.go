// Package access says who may ask questions, and writes down who asked what.
//
// People come in by a token of their own, by their organisation's OpenID
// Connect, by a proxy that has asked them already, or, on their own machine, by
// a link that works once. Each way gives a User with a role. Browsers then hold
// a session; programs give the token each time (Check).
//
// It writes one folder, data/access, which its owner alone can read: tokens.json
// (hashes, never tokens) and audit.jsonl. A second run finds both as they were;
// sessions end with the process.
package access

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// ErrDenied is the answer to whatever names no user; it does not say why, so
// that nobody learns which tokens were there once.
var ErrDenied = errors.New("access denied")

// Role is what a user may do.
type Role string

// A Reader asks, looks and downloads; an Editor also corrects themes and saves
// questions.
const (
	Reader Role = "reader"
	Editor Role = "editor"
)

// ParseRole refuses what is no role.
func ParseRole(text string) (Role, error) {
	if r := Role(text); r == Reader || r == Editor {
		return r, nil
	}
	return "", fmt.Errorf("role %q: it is reader or editor", text)
}

// How a user came in.
const (
	ByToken = "token"
	ByOIDC  = "oidc"
	ByProxy = "proxy"
	ByLink  = "link"
)

// User is somebody who came in.
type User struct {
	Name string
	Role Role
	By   string // ByToken, ...
	Key  string // of ByToken: the token's id, by which a session ends with its token
}

// Edits says whether the user may change anything.
func (u User) Edits() bool { return u.Role == Editor }

// Rule gives a role to those it names. An entry of any list is enough.
type Rule struct {
	Emails, Domains, Groups []string
	Role                    Role
}

// Rules are looked through in full: the highest role of those that fit counts.
type Rules []Rule

// Role is that of somebody with this address ("" where none is proved) and
// these groups; false where no rule names him. Addresses and domains are
// compared without regard to capitals, groups exactly.
func (rules Rules) Role(email string, groups []string) (Role, bool) {
	_, domain, _ := cutLast(email, "@")
	best := Role("")
	for _, rule := range rules {
		fits := email != "" && contains(rule.Emails, email) || domain != "" && contains(rule.Domains, domain) ||
			slices.ContainsFunc(groups, func(g string) bool { return slices.Contains(rule.Groups, g) })
		if fits && best != Editor {
			best = rule.Role
		}
	}
	return best, best != ""
}

func contains(list []string, text string) bool {
	return slices.ContainsFunc(list, func(entry string) bool { return strings.EqualFold(entry, text) })
}

func cutLast(text, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(text, sep); i >= 0 {
		return text[:i], text[i+len(sep):], true
	}
	return text, "", false
}

// Random is 32 bytes that nobody can guess, as 43 characters that a URL, a
// header and a cookie take as they are.
func Random() string {
	var bytes [32]byte
	_, _ = io.ReadFull(rand.Reader, bytes[:]) // crypto/rand ends the program rather than fail
	return base64.RawURLEncoding.EncodeToString(bytes[:])
}

// digest is what is kept of a random text. One round of SHA-256 is enough:
// slow hashes are for what people think up, and 256 random bits cannot be tried.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Check is what a program's token says: its user's name and role, or ErrDenied.
// It reads the file each time, so a token that was revoked is so at once.
func (t *Tokens) Check(_ context.Context, token string) (user string, role Role, err error) {
	u, err := t.User(token)
	return u.Name, u.Role, err
}

// Digest is the SHA-256 of a text, in hexadecimal digits.
func Digest(text []byte) string { return digest(string(text)) }
