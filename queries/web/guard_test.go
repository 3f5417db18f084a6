package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/earshot/earshot/queries/access"
)

// paths are a request for every route of the table, so that none is forgotten.
func paths(t *testing.T, s *site) map[string]string {
	t.Helper()
	fill := strings.NewReplacer("{$}", "", "{name}", "feedback", "{id}", "login", "{path...}", "2026-02-03/summary.html")
	all := map[string]string{}
	for _, r := range s.routes() {
		_, pattern, _ := strings.Cut(r.pattern, " ")
		path := fill.Replace(pattern)
		switch {
		case strings.HasPrefix(path, "/assets/"):
			path = "/assets/web.css"
		case strings.HasPrefix(path, "/questions/"):
			path = "/questions/what_moved"
		}
		all[r.pattern] = path
	}
	return all
}

func TestEveryRouteAsksWho(t *testing.T) {
	s := newSite(t, nil)
	for pattern, path := range paths(t, s) {
		method, _, _ := strings.Cut(pattern, " ")
		var to route
		for _, r := range s.routes() {
			if r.pattern == pattern {
				to = r
			}
		}
		b := s.browser(t)
		status, _, header := b.do(b.request(method, path, url.Values{}))
		public := to.role == ""
		turnedAway := status == http.StatusUnauthorized && method == http.MethodPost || status == http.StatusSeeOther && strings.HasPrefix(header.Get("Location"), "/signin")
		if !public && !turnedAway {
			t.Errorf("%s without sign-in: %d", pattern, status)
		}
		if public && !strings.HasPrefix(path, "/signin") && !strings.HasPrefix(path, "/assets/") {
			t.Errorf("%s is open to anybody", pattern)
		}
		if to.role == access.Editor {
			reader := s.as(t, access.Reader)
			s.clock.pass(time.Minute) // so that signing in often is not what is refused
			if status, body, _ := reader.post(path, url.Values{}); status != http.StatusForbidden || !strings.Contains(body, "Readers cannot") {
				t.Errorf("%s as a reader: %d", pattern, status)
			}
		}
		if method == http.MethodPost && !public {
			editor := s.as(t, access.Editor)
			s.clock.pass(time.Minute)
			for _, csrf := range []string{"", "x", strings.Repeat("A", 43)} {
				if status, body, _ := editor.post(path, url.Values{"csrf": {csrf}, "sql": {"select 1"}}); status != http.StatusForbidden || !strings.Contains(body, "another sign-in") {
					t.Errorf("%s with the form token %q: %d", pattern, csrf, status)
				}
			}
		}
	}
}

func TestEveryAnswerHasThePolicy(t *testing.T) {
	s := newSite(t, nil)
	nobody, editor := s.browser(t), s.as(t, access.Editor)
	for pattern, path := range paths(t, s) {
		method, _, _ := strings.Cut(pattern, " ")
		for _, b := range []*browser{nobody, editor} {
			if b == editor && path == "/signout" {
				continue
			}
			_, body, header := b.do(b.request(method, path, url.Values{"csrf": {b.csrf}}))
			policy := header.Get("Content-Security-Policy")
			for _, want := range []string{"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"} {
				if !strings.Contains(policy, want) {
					t.Errorf("%s: the policy %q does not say %s", pattern, policy, want)
				}
			}
			if strings.Contains(policy, "unsafe") || header.Get("X-Content-Type-Options") != "nosniff" || header.Get("Set-Cookie") != "" && b == editor {
				t.Errorf("%s: %v", pattern, header)
			}
			if strings.Contains(body, "<script>") || strings.Contains(body, " style=") || strings.Contains(body, "<img") {
				t.Errorf("%s: inline script or style in\n%s", pattern, body)
			}
		}
	}
	for _, path := range []string{"/nowhere", "/assets/missing.js", "/ask/../../etc/passwd"} {
		if _, _, header := nobody.get(path); !strings.Contains(header.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s: no policy", path)
		}
	}
}

func TestHostileWordsAreText(t *testing.T) {
	s := newSite(t, nil)
	b := s.as(t, access.Editor)
	q := url.QueryEscape(hostile)
	pages := map[string]string{}
	for _, path := range []string{"/", "/ask?sql=" + q, "/tables", "/tables/feedback", "/themes", "/themes/login", "/themes/login?view=others&words=" + q, "/themes/login?words=" + q + "&view=" + q + "&done=" + q, "/signin?next=" + q, "/runs", "/questions/what_moved?p.theme=" + q, "/" + q} {
		_, pages[path], _ = b.get(path)
	}
	for _, sql := range []string{"select title, text as \"" + strings.ReplaceAll(hostile, `"`, `""`) + "\" from feedback", "select '" + strings.ReplaceAll(hostile, "'", "''") + "' as x, 1 as y", "select \"" + strings.ReplaceAll(hostile, `"`, "") + "\"", hostile} {
		for _, view := range []string{"table", "bar", "line", hostile} {
			s.clock.pass(time.Second)
			_, pages[sql+view], _ = b.post("/ask", url.Values{"sql": {sql}, "view": {view}, "x": {hostile}, "y": {hostile}})
		}
	}
	for path, page := range pages {
		if strings.Contains(page, "<script>window") || strings.Contains(page, "<img src=x") {
			t.Errorf("%s: the words are markup", path)
		}
		if page == "" {
			t.Errorf("%s: no page", path)
		}
	}
	if !strings.Contains(pages["/themes/login"], "&lt;script&gt;window.bad=1&lt;/script&gt;") {
		t.Error("the words are not shown: the test proves nothing")
	}
}

func TestOnlyFromHere(t *testing.T) {
	s := newSite(t, nil)
	b := s.as(t, access.Editor)
	for header, values := range map[string][]string{"Sec-Fetch-Site": {"cross-site", "same-site"}, "Origin": {"https://evil.example", "null", "http://127.0.0.1:1"}} {
		for _, value := range values {
			for _, path := range []string{"/ask", "/signin", "/signout", "/download", "/themes/login"} {
				r := b.request(http.MethodPost, path, url.Values{"csrf": {b.csrf}, "sql": {"select 1"}})
				r.Header.Set(header, value)
				if status, body, _ := b.do(r); status != http.StatusForbidden || !strings.Contains(body, "another page") {
					t.Errorf("%s with %s: %s gives %d", path, header, value, status)
				}
			}
		}
	}
	for _, host := range []string{"evil.example", "evil.example:80", "127.0.0.1", "127.0.0.1.evil.example", "localhost:1"} {
		r := b.request(http.MethodGet, "/", nil)
		r.Host = host
		if status, body, _ := b.do(r); status != http.StatusMisdirectedRequest || strings.Contains(body, "edith") {
			t.Errorf("Host %s: %d", host, status)
		}
	}
}

func TestSessions(t *testing.T) {
	s := newSite(t, nil)
	b := s.browser(t)
	here, _ := url.Parse(s.url)
	b.Jar.SetCookies(here, []*http.Cookie{{Name: s.cookieName(sessionCookie), Value: "fixed"}})
	_, _, header := b.post("/signin", url.Values{"token": {s.tokens[access.Reader]}, "next": {"/tables"}})
	cookie := header.Get("Set-Cookie")
	if header.Get("Location") != "/tables" || strings.Contains(cookie, "fixed") {
		t.Errorf("signed in with %q, to %q", cookie, header.Get("Location"))
	}
	for _, want := range []string{"HttpOnly", "SameSite=Lax", "Path=/", "Expires="} {
		if !strings.Contains(cookie, want) {
			t.Errorf("the cookie %q has no %s", cookie, want)
		}
	}
	if strings.Contains(cookie, "Domain") || strings.Contains(cookie, "Secure") {
		t.Errorf("the cookie over plain HTTP on this machine: %q", cookie)
	}
	first := b.Jar.Cookies(here)[0].Value
	b.post("/signin", url.Values{"token": {s.tokens[access.Editor]}})
	if b.Jar.Cookies(here)[0].Value == first {
		t.Error("a second sign-in kept the first one's id")
	}
	old := s.browser(t)
	old.Jar.SetCookies(here, []*http.Cookie{{Name: s.cookieName(sessionCookie), Value: first}})
	if status, _, _ := old.get("/"); status != http.StatusSeeOther {
		t.Errorf("the first session goes on: %d", status)
	}

	gone := s.as(t, access.Reader)
	if status, _, _ := gone.get("/"); status != http.StatusOK {
		t.Fatalf("signed in: %d", status)
	}
	id := gone.Jar.Cookies(here)[0].Value
	if status, _, _ := gone.post("/signout", url.Values{}); status != http.StatusSeeOther {
		t.Errorf("sign-out: %d", status)
	}
	gone.Jar.SetCookies(here, []*http.Cookie{{Name: s.cookieName(sessionCookie), Value: id}})
	if status, _, _ := gone.get("/"); status != http.StatusSeeOther {
		t.Errorf("a session that was signed out: %d", status)
	}

	expired := s.as(t, access.Reader)
	s.clock.pass(13 * time.Hour)
	if status, _, _ := expired.get("/"); status != http.StatusSeeOther {
		t.Errorf("a session of yesterday: %d", status)
	}
	revoked := s.as(t, access.Reader)
	if err := s.Tokens.Revoke(t.Context(), "rita"); err != nil {
		t.Fatal(err)
	}
	if status, _, _ := revoked.get("/"); status != http.StatusSeeOther {
		t.Errorf("the session of a revoked token: %d", status)
	}
}

func TestSecureCookies(t *testing.T) {
	s := newSite(t, func(settings *Settings) { settings.Secure = true })
	b := s.browser(t)
	_, _, header := b.post("/signin", url.Values{"token": {s.tokens[access.Reader]}})
	cookie := header.Get("Set-Cookie")
	if !strings.HasPrefix(cookie, "__Host-earshot-") || !strings.Contains(cookie, "Secure") || header.Get("Strict-Transport-Security") == "" {
		t.Errorf("%q, %v", cookie, header)
	}
}

func TestTwoWorkspacesOnOneHost(t *testing.T) {
	one, other := newSite(t, nil), newSite(t, nil)
	if a, b := one.cookieName(sessionCookie), other.cookieName(sessionCookie); a == b {
		t.Errorf("both keep their session in %s", a)
	}
}

func TestSignInGoesNowhereElse(t *testing.T) {
	for _, next := range []string{"//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "/%09/evil.example\t", "///evil.example", "evil.example", "", "/signin?next=/signin", "http:/evil.example", "/\r\nSet-Cookie: a=b", "//user@evil.example/", "/a/..//evil.example\\"} {
		if got := local(next); got != "/" && !strings.HasPrefix(got, "/%09") && !strings.HasPrefix(got, "/a/") {
			t.Errorf("%q leads to %q", next, got)
		}
	}
	for _, next := range []string{"/", "/ask?sql=select+1", "/themes/login?view=unsure#f1"} {
		if got := local(next); got != next {
			t.Errorf("%q leads to %q", next, got)
		}
	}
	s := newSite(t, nil)
	b := s.browser(t)
	if _, _, header := b.post("/signin", url.Values{"token": {s.tokens[access.Reader]}, "next": {"//evil.example"}}); header.Get("Location") != "/" {
		t.Errorf("sign-in leads to %q", header.Get("Location"))
	}
	if _, _, header := b.get("/signin?next=https://evil.example"); header.Get("Location") != "/" {
		t.Errorf("signed in already, it leads to %q", header.Get("Location"))
	}
}

func FuzzLocal(f *testing.F) {
	for _, seed := range []string{"/", "//evil.example", "/\\evil", "/a?b#c", "https://evil.example/", "/%2f/evil", "%2f0"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, next string) {
		got := local(next)
		base, _ := url.Parse("http://here.example/signin")
		to, err := base.Parse(got)
		if err != nil || to.Host != "here.example" || to.Scheme != "http" || !strings.HasPrefix(got, "/") || strings.HasPrefix(got, "//") || strings.Contains(got, "\\") {
			t.Errorf("%q leads to %q", next, got)
		}
	})
}

func TestTooOftenAndTooLong(t *testing.T) {
	s := newSite(t, nil)
	b := s.browser(t)
	seen := map[int]int{}
	for range 15 {
		status, _, header := b.post("/signin", url.Values{"token": {"earshot_guess"}})
		seen[status]++
		if status == http.StatusTooManyRequests && header.Get("Retry-After") == "" {
			t.Error("it does not say when to try again")
		}
	}
	if seen[http.StatusUnauthorized] != 10 || seen[http.StatusTooManyRequests] != 5 {
		t.Errorf("15 guesses: %v", seen)
	}
	s.clock.pass(time.Minute)
	reader := s.as(t, access.Reader)
	seen = map[int]int{}
	for range 40 {
		status, _, _ := reader.post("/ask", url.Values{"sql": {"select 1"}})
		seen[status]++
	}
	if seen[http.StatusOK] != 30 || seen[http.StatusTooManyRequests] != 10 {
		t.Errorf("40 questions: %v", seen)
	}
	s.clock.pass(time.Minute)
	if status, _, _ := reader.post("/ask", url.Values{"sql": {strings.Repeat("x", maxBody)}}); status != http.StatusRequestEntityTooLarge {
		t.Errorf("a question of %d bytes: %d", maxBody, status)
	}
	if status, _, _ := s.browser(t).post("/signin", url.Values{"token": {strings.Repeat("x", maxBody)}}); status != http.StatusRequestEntityTooLarge {
		t.Errorf("a token of %d bytes: %d", maxBody, status)
	}
	for n := range 3 {
		r := reader.request(http.MethodPost, "/ask", nil)
		r.Header.Set("Content-Type", []string{"multipart/form-data; boundary=x", "application/json", "text/plain"}[n])
		if status, _, _ := reader.do(r); status != http.StatusForbidden {
			t.Errorf("a form of another kind: %d", status)
		}
	}
}

func TestTheAuditLogHasWhoAskedWhat(t *testing.T) {
	s := newSite(t, nil)
	b := s.as(t, access.Reader)
	b.post("/ask", url.Values{"sql": {"select text as words_of_customers from feedback limit 1"}})
	b.post("/download", url.Values{"sql": {"select 42 as x"}, "format": {"csv"}})
	b.get("/questions/what_moved")
	if _, body, _ := b.get("/themes/login?view=unsure&words=sign+in"); !strings.Contains(body, "cannot") {
		t.Errorf("no feedback is shown in\n%s", clip(body, 3000))
	}
	log := readAll(t, s.folder+"/access/audit.jsonl")
	for _, want := range []string{`"user":"rita"`, "words_of_customers", `"action":"download"`, `"target":"csv"`, `"question":"what_moved"`, `"action":"look"`, `"target":"theme login","result":"done"`, `"params":{"view":"unsure","words":"sign in"}`, `"action":"sign in"`, `"from":"127.0.0.1"`} {
		if !strings.Contains(log, want) {
			t.Errorf("the audit log has no %s:\n%s", want, log)
		}
	}
	for _, never := range []string{"cannot sign in", s.tokens[access.Reader], b.csrf} {
		if strings.Contains(log, never) || strings.Contains(s.log.String(), never) {
			t.Errorf("a log has %q", never)
		}
	}
}

func TestALogThatCannotBeWrittenStopsQuestions(t *testing.T) {
	s := newSite(t, nil)
	b := s.as(t, access.Reader)
	if err := s.Audit.Close(); err != nil {
		t.Fatal(err)
	}
	if status, body, _ := b.post("/ask", url.Values{"sql": {"select 'shown' || 'anyway' as x"}}); status != http.StatusInternalServerError || strings.Contains(body, "shownanyway") {
		t.Errorf("a question that nobody wrote down: %d", status)
	}
}
