package web

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/coreos/go-oidc/v3/oidc/oidctest"

	"github.com/earshot/earshot/internal/secret"
	"github.com/earshot/earshot/queries/access"
)

// provider speaks OpenID Connect's code flow, with PKCE, as a real one does.
type provider struct {
	url  string
	key  *rsa.PrivateKey
	mu   sync.Mutex
	code map[string]url.Values // what came with each code's authorization request

	claims func(claims map[string]any) // what this person's identity says beyond the usual
	sign   func(claims string) string  // nil: as it should
	grants int
}

func newProvider(t *testing.T) *provider {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &provider{key: key, code: map[string]url.Values{}}
	discovery := &oidctest.Server{PublicKeys: []oidctest.PublicKey{{PublicKey: key.Public(), KeyID: "k", Algorithm: oidc.RS256}}}
	mux := http.NewServeMux()
	mux.Handle("/", discovery)
	mux.HandleFunc("GET /auth", p.authorize)
	mux.HandleFunc("POST /token", p.token)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	p.url = server.URL
	discovery.SetIssuer(server.URL)
	return p
}

func (p *provider) authorize(w http.ResponseWriter, r *http.Request) {
	asked := r.URL.Query()
	if asked.Get("client_id") != "earshot" || asked.Get("response_type") != "code" || asked.Get("code_challenge_method") != "S256" || len(asked.Get("nonce")) < 20 || len(asked.Get("state")) < 20 || !strings.Contains(asked.Get("scope"), "openid") {
		http.Error(w, "not as agreed", http.StatusBadRequest)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	code := access.Random()
	p.code[code] = asked
	http.Redirect(w, r, asked.Get("redirect_uri")+"?"+url.Values{"code": {code}, "state": {asked.Get("state")}}.Encode(), http.StatusSeeOther)
}

func (p *provider) token(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	asked, known := p.code[r.FormValue("code")]
	delete(p.code, r.FormValue("code"))
	challenge := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	id, password, _ := r.BasicAuth()
	if !known || id != "earshot" || password != "hush-hush" || base64.RawURLEncoding.EncodeToString(challenge[:]) != asked.Get("code_challenge") || r.FormValue("redirect_uri") != asked.Get("redirect_uri") {
		http.Error(w, `{"error":"invalid_grant"}`, http.StatusBadRequest)
		return
	}
	p.grants++
	claims := map[string]any{"iss": p.url, "aud": "earshot", "sub": "0001", "nonce": asked.Get("nonce"), "iat": time.Now().Unix(), "exp": time.Now().Add(time.Hour).Unix()}
	if p.claims != nil {
		p.claims(claims)
	}
	text, _ := json.Marshal(claims)
	signed := ""
	if p.sign != nil {
		signed = p.sign(string(text))
	} else {
		signed = oidctest.SignIDToken(p.key, "k", oidc.RS256, string(text))
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"access_token": "a", "token_type": "Bearer", "id_token": signed})
}

// withProvider is a site that people sign in to by the provider.
func withProvider(t *testing.T, p *provider) *site {
	return newSite(t, func(s *Settings) {
		s.OIDC = &access.OIDC{
			Issuer: p.url, ClientID: "earshot", Secret: secret.New("hush-hush"), Callback: "http://" + s.Hosts[0] + "/signin/callback",
			Rules:  access.Rules{{Domains: []string{"acme.example"}, Role: access.Reader}, {Emails: []string{"Ana@acme.example"}, Groups: []string{"product"}, Role: access.Editor}},
			Client: &http.Client{Timeout: 5 * time.Second}, Now: s.Now,
		}
	})
}

// leave goes to the provider and comes to the door with what it gave.
func leave(t *testing.T, b *browser) (callback string) {
	t.Helper()
	status, body, header := b.get("/signin/oidc?next=/themes")
	if status != http.StatusSeeOther {
		t.Fatalf("%d: %s", status, body)
	}
	answer, err := b.Get(header.Get("Location"))
	if err != nil || answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("the provider says %v, %v", answer, err)
	}
	answer.Body.Close()
	back, err := url.Parse(answer.Header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	return back.RequestURI()
}

func TestSignInByAProvider(t *testing.T) {
	p := newProvider(t)
	s := withProvider(t, p)
	for name, try := range map[string]struct {
		claims map[string]any
		want   string
	}{
		"somebody of the domain":         {map[string]any{"email": "bo@acme.example", "email_verified": true}, "bo@acme.example, reader"},
		"an editor by name":              {map[string]any{"email": "ana@ACME.example", "email_verified": true}, "ana@ACME.example, editor"},
		"an editor by group":             {map[string]any{"email": "x@other.example", "email_verified": true, "groups": []string{"sales", "product"}}, "x@other.example, editor"},
		"a group without a mail":         {map[string]any{"groups": []string{"product"}}, "0001, editor"},
		"a mail that is not verified":    {map[string]any{"email": "ana@acme.example", "email_verified": false}, ""},
		"a mail that nothing is said of": {map[string]any{"email": "ana@acme.example"}, ""},
		"another domain":                 {map[string]any{"email": "bo@acme.example.evil.example", "email_verified": true}, ""},
		"two at signs":                   {map[string]any{"email": "bo@acme.example@evil.example", "email_verified": true}, ""},
		"a group that is not a list":     {map[string]any{"groups": "product"}, ""},
		"nobody":                         {map[string]any{}, ""},
		"of another provider":            {map[string]any{"email": "ana@acme.example", "email_verified": true, "iss": "https://evil.example"}, ""},
		"for another client":             {map[string]any{"email": "ana@acme.example", "email_verified": true, "aud": "other"}, ""},
		"expired":                        {map[string]any{"email": "ana@acme.example", "email_verified": true, "exp": 1}, ""},
		"of another sign-in":             {map[string]any{"email": "ana@acme.example", "email_verified": true, "nonce": "replayed"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s.clock.pass(5 * time.Minute)
			p.claims = func(claims map[string]any) {
				claims["exp"] = s.clock.Now().Add(time.Hour).Unix()
				maps.Copy(claims, try.claims)
			}
			b := s.browser(t)
			status, body, header := b.get(leave(t, b))
			_, page, _ := b.get("/themes")
			if try.want == "" {
				if status != http.StatusForbidden || strings.Contains(page, "Sign out") {
					t.Errorf("came in: %d, %s", status, clip(body, 300))
				}
				return
			}
			if status != http.StatusSeeOther || header.Get("Location") != "/themes" || !strings.Contains(page, "<span>"+try.want+"</span>") {
				t.Errorf("%d to %q: %s", status, header.Get("Location"), clip(body+page, 1500))
			}
		})
	}
}

func TestASignInIsOfOneBrowserOnce(t *testing.T) {
	p := newProvider(t)
	s := withProvider(t, p)
	p.claims = func(claims map[string]any) {
		claims["exp"] = s.clock.Now().Add(time.Hour).Unix()
		claims["email"], claims["email_verified"] = "ana@acme.example", true
	}
	mine, other := s.browser(t), s.browser(t)
	callback := leave(t, mine)
	if status, _, _ := other.get(callback); status != http.StatusForbidden {
		t.Errorf("another browser comes in by my sign-in: %d", status)
	}
	leave(t, other)
	if status, _, _ := other.get(callback); status != http.StatusForbidden {
		t.Errorf("one that is signing in itself comes in by mine: %d", status)
	}
	if status, _, _ := mine.get(callback); status != http.StatusSeeOther {
		t.Errorf("after that I cannot come in: %d", status)
	}
	again := s.browser(t)
	again.Jar = mine.Jar
	if status, _, _ := again.get(callback); status != http.StatusForbidden {
		t.Errorf("a second time: %d", status)
	}
	late := s.browser(t)
	callback = leave(t, late)
	s.clock.pass(11 * time.Minute)
	if status, _, _ := late.get(callback); status != http.StatusForbidden {
		t.Errorf("eleven minutes later: %d", status)
	}
	for _, path := range []string{"/signin/callback", "/signin/callback?state=x&code=y", "/signin/callback?error=access_denied"} {
		if status, _, _ := s.browser(t).get(path); status != http.StatusForbidden {
			t.Errorf("%s: %d", path, status)
		}
	}
	p.sign = func(claims string) string {
		stranger, _ := rsa.GenerateKey(rand.Reader, 2048)
		return oidctest.SignIDToken(stranger, "k", oidc.RS256, claims)
	}
	s.clock.pass(5 * time.Minute)
	forged := s.browser(t)
	if status, _, _ := forged.get(leave(t, forged)); status != http.StatusForbidden {
		t.Errorf("signed by somebody else: %d", status)
	}
	p.sign = func(claims string) string {
		return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + "." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + "."
	}
	unsigned := s.browser(t)
	if status, _, _ := unsigned.get(leave(t, unsigned)); status != http.StatusForbidden {
		t.Errorf("not signed at all: %d", status)
	}
	if strings.Contains(s.log.String(), "hush-hush") || strings.Contains(s.log.String(), "eyJ") {
		t.Errorf("the log has a secret: %s", s.log)
	}
}

func TestTheProviderIsDown(t *testing.T) {
	p := newProvider(t)
	p.url = "http://127.0.0.1:1"
	s := withProvider(t, p)
	if status, body, _ := s.browser(t).get("/signin/oidc"); status != http.StatusBadGateway || !strings.Contains(body, "cannot be reached") {
		t.Errorf("%d: %s", status, body)
	}
	if status, _, _ := s.as(t, access.Reader).get("/"); status != http.StatusOK {
		t.Errorf("by a token one comes in all the same: %d", status)
	}
}

func TestAProxyIsBelievedAndNobodyElse(t *testing.T) {
	proxy := &access.Proxy{Header: "X-Forwarded-Email", From: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, Rules: access.Rules{{Domains: []string{"acme.example"}, Role: access.Reader}}}
	s := newSite(t, func(settings *Settings) { settings.Proxy = proxy })
	ask := func(b *browser, names ...string) (int, string) {
		r := b.request(http.MethodGet, "/ask", nil)
		for _, name := range names {
			r.Header.Add("X-Forwarded-Email", name)
		}
		status, body, _ := b.do(r)
		return status, body
	}
	b := s.browser(t)
	if status, body := ask(b, "bo@acme.example"); status != http.StatusOK || !strings.Contains(body, "<span>bo@acme.example, reader</span>") {
		t.Errorf("whom the proxy names: %d", status)
	}
	if status, body := ask(b, "cy@acme.example"); status != http.StatusOK || !strings.Contains(body, "<span>cy@acme.example, reader</span>") {
		t.Errorf("another one in the same browser: %d", status)
	}
	if status, _ := ask(b); status != http.StatusSeeOther {
		t.Errorf("a session goes on when the proxy names nobody: %d", status)
	}
	for _, names := range [][]string{{"bo@evil.example"}, {"bo@acme.example", "ana@acme.example"}, {"<b>@acme.example"}, {""}} {
		if status, _ := ask(s.browser(t), names...); status != http.StatusForbidden {
			t.Errorf("%q: %d", names, status)
		}
	}
	proxy.From = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	if status, _ := ask(s.browser(t), "bo@acme.example"); status != http.StatusSeeOther {
		t.Errorf("from elsewhere: %d", status)
	}
}

func TestALinkWorksOnce(t *testing.T) {
	link, key := access.NewLink("me", access.Editor)
	s := newSite(t, func(settings *Settings) { settings.Link = link })
	for _, wrong := range []string{"", "x", key[:20]} {
		if status, _, _ := s.browser(t).get("/signin/link?key=" + wrong); status != http.StatusUnauthorized {
			t.Errorf("the key %q: %d", wrong, status)
		}
	}
	b := s.browser(t)
	if status, _, _ := b.do(b.request(http.MethodHead, "/signin/link?key="+key, nil)); status != http.StatusNoContent {
		t.Errorf("a look ahead: %d", status)
	}
	if status, _, _ := b.get("/signin/link?key=" + key); status != http.StatusSeeOther {
		t.Errorf("the key: %d", status)
	}
	if status, _, _ := b.get("/"); status != http.StatusOK {
		t.Errorf("then: %d", status)
	}
	if status, _, _ := s.browser(t).get("/signin/link?key=" + key); status != http.StatusUnauthorized {
		t.Errorf("a second time: %d", status)
	}
}
