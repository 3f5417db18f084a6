package access

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// Proxy is a proxy that asks people who they are and passes their name on in a
// header. Requests from anywhere else are not believed.
type Proxy struct {
	Header  string         // that holds the user: X-Forwarded-Email, say
	Groups  string         // that holds his groups, with commas between; "": none
	From    []netip.Prefix // where the proxy's own requests come from
	Rules   Rules
	Default Role // of those no rule names; "": they are denied
}

// Trusts says whether a request comes from the proxy itself. A nil proxy trusts
// nobody.
func (p *Proxy) Trusts(r *http.Request) bool {
	if p == nil {
		return false
	}
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return false
	}
	for _, prefix := range p.From {
		if prefix.Contains(from.Addr().Unmap()) {
			return true
		}
	}
	return false
}

// User is whom the proxy names: found is false where it does not, ErrDenied is
// the answer to whom no rule lets in. Two headers of the name are one too many:
// the second could be the visitor's own.
func (p *Proxy) User(r *http.Request) (user User, found bool, err error) {
	if !p.Trusts(r) || p.Header == "" {
		return User{}, false, nil
	}
	values := r.Header.Values(p.Header)
	if len(values) == 0 {
		return User{}, false, nil
	}
	name := strings.TrimSpace(values[0])
	if len(values) > 1 || !nameFits.MatchString(name) {
		return User{}, true, ErrDenied
	}
	role, known := p.Rules.Role(name, p.groups(r))
	if !known {
		role = p.Default
	}
	if role == "" {
		return User{}, true, ErrDenied
	}
	return User{Name: name, Role: role, By: ByProxy}, true, nil
}

func (p *Proxy) groups(r *http.Request) []string {
	if p.Groups == "" || len(r.Header.Values(p.Groups)) != 1 {
		return nil
	}
	var groups []string
	for _, group := range strings.Split(r.Header.Get(p.Groups), ",") {
		groups = append(groups, strings.TrimSpace(group))
	}
	return groups
}

// Address is where a request comes from: through the proxy, what that wrote
// down last.
func (p *Proxy) Address(r *http.Request) string {
	if p.Trusts(r) {
		list := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if from, err := netip.ParseAddr(strings.TrimSpace(list[len(list)-1])); err == nil {
			return from.String()
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
