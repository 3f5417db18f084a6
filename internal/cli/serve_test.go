package cli

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/earshot/earshot/internal/config"
)

// visitor is a browser without a window.
type visitor struct {
	*http.Client
	t       *testing.T
	address string
}

func newVisitor(t *testing.T, address string) visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}} // a certificate of the test's own
	t.Cleanup(transport.CloseIdleConnections)
	return visitor{&http.Client{Jar: jar, Transport: transport, Timeout: 30 * time.Second}, t, address}
}

func (v visitor) read(answer *http.Response, err error) (int, string) {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

func (v visitor) get(path string) (int, string) { v.t.Helper(); return v.read(v.Get(v.address + path)) }

// post sends a form with the token that forms of the page have.
func (v visitor) post(path string, form url.Values) (int, string) {
	v.t.Helper()
	_, page := v.get("/ask")
	if found := regexp.MustCompile(`name="csrf" value="([^"]+)"`).FindStringSubmatch(page); found != nil {
		form.Set("csrf", found[1])
	}
	return v.read(v.PostForm(v.address+path, form))
}

// serving is the page as a process of its own, and the link that it printed.
func serving(t *testing.T, workspace string, args ...string) (cmd *exec.Cmd, address, link string) {
	t.Helper()
	cmd, _ = earshot(t, workspace, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...)
	said := &lines{}
	cmd.Stdout, cmd.Stderr = nil, said
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _, _ = cmd.Process.Wait() })
	reader := bufio.NewReader(out)
	first, err := reader.ReadString('\n')
	if err != nil {
		t.Fatalf("%q, %v: %s", first, err, said)
	}
	second, err := reader.ReadString('\n')
	address, found := strings.CutPrefix(strings.TrimSpace(first), "listening on ")
	_, link, linked := strings.Cut(strings.TrimSpace(second), "in your browser: ")
	if err != nil || !found || !linked {
		t.Fatalf("%q, %q, %v: %s", first, second, err, said)
	}
	return cmd, address, link
}

// TestServe is the page's whole way: in by the link, a question, a correction
// that the next run applies, a saved question that the command knows, the end.
func TestServe(t *testing.T) {
	workspace := small(t, "")
	cmd, address, link := serving(t, workspace)
	v := newVisitor(t, address)
	if status, body := v.read(v.Get(link)); status != http.StatusOK || !strings.Contains(body, "Nothing is published yet") {
		t.Fatalf("before the first run: %d %s", status, body)
	}
	if _, body := v.post("/ask", url.Values{"sql": {"select 1 as x"}}); !strings.Contains(body, "Nothing is published yet") {
		t.Errorf("a question before the first run: %s", body)
	}
	for _, path := range []string{"/themes", "/tables", "/runs", "/questions/what_moved"} {
		if status, _ := v.get(path); status != http.StatusOK {
			t.Errorf("%s before the first run: %d", path, status)
		}
	}
	run := func() {
		t.Helper()
		nightly, out := earshot(t, workspace, "run", "nightly")
		if err := nightly.Run(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	run()
	if _, body := v.get("/"); !strings.Contains(body, "/reports/2026-05-31/summary.html") && !strings.Contains(body, "/reports/2026-06-01/summary.html") {
		t.Errorf("no report on the first page: %s", body)
	}
	if _, body := v.post("/ask", url.Values{"sql": {"select count(*) as n from feedback_themes"}}); !strings.Contains(body, `<td class="number">1</td>`) {
		t.Errorf("the answer: %s", body)
	}
	_, page := v.get("/themes/login")
	id := regexp.MustCompile(`name="feedback" value="(\d+)"`).FindStringSubmatch(page)
	if id == nil {
		t.Fatalf("no example of login: %s", page)
	}
	if status, body := v.post("/themes/login", url.Values{"feedback": {id[1]}, "value": {"no"}}); status != http.StatusOK || !strings.Contains(body, "The next run applies it") {
		t.Errorf("the correction: %d %s", status, body)
	}
	run()
	if _, body := v.post("/ask", url.Values{"sql": {"select count(*) as n from feedback_themes"}}); !strings.Contains(body, `<td class="number">0</td>`) {
		t.Errorf("the correction is not applied: %s", body)
	}
	if status, body := v.post("/questions", url.Values{"name": {"everything"}, "title": {"What is there?"}, "sql": {"select text from feedback"}}); status != http.StatusOK || !strings.Contains(body, "So slow") {
		t.Errorf("saving: %d %s", status, body)
	}
	asked, out := earshot(t, workspace, "query", "everything")
	if err := asked.Run(); err != nil || !strings.Contains(out.String(), "So slow") {
		t.Errorf("%v: %s", err, out)
	}
	check, out := earshot(t, workspace, "check")
	if err := check.Run(); err != nil {
		t.Errorf("what the page wrote is refused: %v: %s", err, out)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("it ends with %v", err)
	}
}

// TestServeByTLS has a certificate and a token, beside which another certificate
// comes in without a restart.
func TestServeByTLS(t *testing.T) {
	workspace := small(t, "serve: {tls: {certificate: cert.pem, key: key.pem}}\n")
	makeCertificate(t, workspace, "first")
	_, address, _ := serving(t, workspace)
	if !strings.HasPrefix(address, "https://") {
		t.Fatalf("it listens on %s", address)
	}
	token, out := earshot(t, workspace, "token", "add", "ana")
	if err := token.Run(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	v := newVisitor(t, address)
	status, body := v.read(v.PostForm(address+"/signin", url.Values{"token": {regexp.MustCompile(`earshot_\S+`).FindString(out.String())}}))
	cookies := v.Jar.Cookies(&url.URL{Scheme: "https", Host: strings.TrimPrefix(address, "https://"), Path: "/"})
	if status != http.StatusOK || !strings.Contains(body, "ana, reader") || len(cookies) != 1 || !strings.HasPrefix(cookies[0].Name, "__Host-earshot-") {
		t.Errorf("%d, %v: %s", status, cookies, body)
	}
	if got := certifiedAs(t, address); got != "first" {
		t.Errorf("the certificate is of %q", got)
	}
	makeCertificate(t, workspace, "second")
	if got := certifiedAs(t, address); got != "second" {
		t.Errorf("after it changed, the certificate is of %q", got)
	}
}

func certifiedAs(t *testing.T, address string) string {
	t.Helper()
	connection, err := tls.Dial("tcp", strings.TrimPrefix(address, "https://"), &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	return connection.ConnectionState().PeerCertificates[0].Subject.CommonName
}

func makeCertificate(t *testing.T, folder, name string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	sheet := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, NotAfter: time.Now().Add(time.Hour)}
	cert, err := x509.CreateCertificate(rand.Reader, sheet, sheet, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	later := time.Now().Add(time.Duration(len(name)) * time.Second) // a disk's clock may be coarse
	for file, block := range map[string]*pem.Block{"cert.pem": {Type: "CERTIFICATE", Bytes: cert}, "key.pem": {Type: "PRIVATE KEY", Bytes: der}} {
		path := filepath.Join(folder, file)
		if err := errors.Join(os.WriteFile(path, pem.EncodeToMemory(block), 0o600), os.Chtimes(path, later, later)); err != nil {
			t.Fatal(err)
		}
	}
}

// TestUpServesThePage has both in one process, which ends whole; and the page
// alone where nothing is scheduled.
func TestUpServesThePage(t *testing.T) {
	for name, scheduled := range map[string]string{"beside a job": "schedules: [{name: nightly, cron: \"0 5 * * *\"}]\n", "alone": ""} {
		t.Run(name, func(t *testing.T) { testUpServesThePage(t, scheduled) })
	}
}

func testUpServesThePage(t *testing.T, scheduled string) {
	workspace := small(t, "serve: {enabled: true, listen: \"127.0.0.1:0\"}\n"+scheduled)
	up := startUp(t, workspace, fast{Began: time.Now(), Shown: time.Now(), Factor: 1})
	address := regexp.MustCompile(`msg="serving the page" address=(\S+)`)
	within(t, 30*time.Second, "it serves", func() bool { return address.MatchString(up.out.String()) })
	if !strings.Contains(up.out.String(), "nobody can sign in") {
		t.Errorf("it does not say that nobody can sign in: %s", up.out)
	}
	v := newVisitor(t, address.FindStringSubmatch(up.out.String())[1])
	if status, body := v.get("/"); status != http.StatusOK || !strings.Contains(body, "Sign in") {
		t.Errorf("%d: %s", status, body)
	}
	up.end(t)
	if _, err := v.Get(v.address); err == nil {
		t.Error("the page goes on when up has ended")
	}
}

func TestWhereThePageMayListen(t *testing.T) {
	for _, try := range []struct {
		serve config.Serve
		ok    bool
	}{
		{config.Serve{Listen: "127.0.0.1:8789"}, true},
		{config.Serve{Listen: "[::1]:8789"}, true},
		{config.Serve{Listen: "localhost:8789"}, true},
		{config.Serve{Listen: ":8789"}, false},
		{config.Serve{Listen: "0.0.0.0:8789"}, false},
		{config.Serve{Listen: "10.0.0.5:8789", URL: "https://feedback.acme.example"}, false},
		{config.Serve{Listen: "10.0.0.5:8789", URL: "http://feedback.acme.example", Proxy: &config.ServeProxy{}}, false},
		{config.Serve{Listen: "10.0.0.5:8789", URL: "https://feedback.acme.example", Proxy: &config.ServeProxy{}}, true},
		{config.Serve{Listen: ":8789", TLS: &config.ServeTLS{}}, true},
	} {
		if err := mayListen(try.serve); (err == nil) != try.ok {
			t.Errorf("%s: %v", fmt.Sprintf("%+v", try.serve), err)
		}
	}
}
