package webhook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/internal/secret"
)

const key = "hush-hush"

var today = time.Date(2026, 5, 4, 23, 59, 0, 0, time.UTC)

// post is a receiver on loopback with one source, forms.
type post struct {
	t        *testing.T
	url      string
	folder   string
	log      *bytes.Buffer
	now      time.Time
	receiver *Receiver
}

func newPost(t *testing.T, s Settings, limits Limits) *post {
	t.Helper()
	p := &post{t: t, folder: filepath.Join(t.TempDir(), "data", "inbox", "forms"), log: &bytes.Buffer{}, now: today}
	p.receiver = NewReceiver(limits, func() time.Time { return p.now }, slog.New(slog.NewTextHandler(&guarded{w: p.log}, nil)))
	s.Secret = secret.New(key)
	if s.Signature.Header == "" {
		s.Signature.Header = "X-Signature"
	}
	if err := p.receiver.Add("forms", s, p.folder); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(p.receiver)
	t.Cleanup(server.Close)
	p.url = server.URL + Path + "forms"
	return p
}

type guarded struct {
	mu sync.Mutex
	w  io.Writer
}

func (g *guarded) Write(b []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.w.Write(b)
}

func signed(body string) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(body))
	return hex.EncodeToString(mac.Sum(nil))
}

// send sends a delivery with headers as name and value, and gives the status.
func (p *post) send(method, url, body string, headers ...string) int {
	p.t.Helper()
	request, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		p.t.Fatal(err)
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		p.t.Fatal(err)
	}
	return response.StatusCode
}

// kept are the files of the inbox, by their path in it; half-written ones too.
func (p *post) kept() map[string]string {
	p.t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(p.folder, func(path string, d os.DirEntry, err error) error {
		if os.IsNotExist(err) {
			return nil
		}
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		name, _ := filepath.Rel(p.folder, path)
		files[filepath.ToSlash(name)] = string(content)
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return files
}

func fileName(body string) string {
	sum := sha256.Sum256([]byte(body))
	return hex.EncodeToString(sum[:]) + ".jsonl"
}

// TestAnswers: each refusal has its status, and leaves nothing behind.
func TestAnswers(t *testing.T) {
	const body = `{"id": "1", "words": "the customer's own"}`
	p := newPost(t, Settings{MaxSize: 1}, Limits{})
	other := strings.TrimSuffix(p.url, "forms") + "other"
	long := `{"a": "` + strings.Repeat("x", 2000) + `"}`
	for _, c := range []struct {
		name, method, url, body string
		headers                 []string
		want                    int
	}{
		{"another method", "GET", p.url, "", []string{"X-Signature", signed("")}, 405},
		{"another source", "POST", other, body, []string{"X-Signature", signed(body)}, 404},
		{"another path", "POST", strings.Replace(p.url, "/hooks/", "/", 1), body, nil, 404},
		{"a form", "POST", p.url, body, []string{"X-Signature", signed(body), "Content-Type", "application/x-www-form-urlencoded"}, 415},
		{"no type", "POST", p.url, body, []string{"X-Signature", signed(body), "Content-Type", ""}, 415},
		{"packed", "POST", p.url, body, []string{"X-Signature", signed(body), "Content-Encoding", "gzip"}, 415},
		{"too large", "POST", p.url, long, []string{"X-Signature", signed(long)}, 413},
		{"no signature", "POST", p.url, body, nil, 401},
		{"a signature of another body", "POST", p.url, body + " ", []string{"X-Signature", signed(body)}, 401},
		{"a short signature", "POST", p.url, body, []string{"X-Signature", signed(body)[:62]}, 401},
		{"no hexadecimal", "POST", p.url, body, []string{"X-Signature", "zz" + signed(body)[2:]}, 401},
		{"no JSON", "POST", p.url, "words", []string{"X-Signature", signed("words")}, 400},
		{"a number", "POST", p.url, "5", []string{"X-Signature", signed("5")}, 400},
		{"a list of texts", "POST", p.url, `["a"]`, []string{"X-Signature", signed(`["a"]`)}, 400},
		{"nothing", "POST", p.url, "", []string{"X-Signature", signed("")}, 400},
		{"no list's element", "POST", p.url, "[]", []string{"X-Signature", signed("[]")}, 200},
	} {
		if got := p.send(c.method, c.url, c.body, c.headers...); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
	if kept := p.kept(); len(kept) > 0 {
		t.Errorf("kept: %v", kept)
	}
	if got := p.send("POST", p.url, body, "X-Signature", strings.ToUpper(signed(body)), "Content-Type", "application/vnd.tool+json; charset=utf-8"); got != 200 {
		t.Errorf("a good one: %d", got)
	}
	want := map[string]string{"2026-05-04/" + fileName(body): `{"id":"1","words":"the customer's own"}` + "\n"}
	if diff := cmp.Diff(want, p.kept()); diff != "" {
		t.Error(diff)
	}
	for _, trace := range []string{key, "customer", signed(body)} {
		if strings.Contains(p.log.String(), trace) {
			t.Errorf("the log tells %q", trace)
		}
	}
}

// TestChunkedTooLarge: a body whose length is not told beforehand.
func TestChunkedTooLarge(t *testing.T) {
	p := newPost(t, Settings{MaxSize: 1}, Limits{})
	request, err := http.NewRequest("POST", p.url, io.MultiReader(strings.NewReader(`{"a": "`), strings.NewReader(strings.Repeat("x", 3000))))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != 413 {
		t.Errorf("got %d", response.StatusCode)
	}
}

// TestReplay: a delivery that comes again, on another day too, is answered as
// well and kept once.
func TestReplay(t *testing.T) {
	const body = "{\"id\": 1}\n"
	p := newPost(t, Settings{}, Limits{})
	for range 3 {
		if got := p.send("POST", p.url, body, "X-Signature", signed(body)); got != 200 {
			t.Errorf("got %d", got)
		}
		p.now = p.now.Add(time.Hour)
	}
	if diff := cmp.Diff(map[string]string{"2026-05-04/" + fileName(body): "{\"id\":1}\n"}, p.kept()); diff != "" {
		t.Error(diff)
	}
}

// TestMovedAway: somebody puts the inbox elsewhere while the receiver runs.
func TestMovedAway(t *testing.T) {
	p := newPost(t, Settings{}, Limits{})
	for i := range 2 {
		body := fmt.Sprintf(`{"id":%d}`, i)
		if got := p.send("POST", p.url, body, "X-Signature", signed(body)); got != 200 {
			t.Errorf("got %d", got)
		}
		if len(p.kept()) != 1 {
			t.Errorf("kept %v", p.kept())
		}
		if err := os.RemoveAll(p.folder); err != nil {
			t.Fatal(err)
		}
	}
}

// TestDiskRefuses: what cannot be kept is not acknowledged.
func TestDiskRefuses(t *testing.T) {
	p := newPost(t, Settings{}, Limits{})
	if err := os.MkdirAll(filepath.Dir(p.folder), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p.folder, nil, 0o600); err != nil { // a file where the folder is to be
		t.Fatal(err)
	}
	if got := p.send("POST", p.url, `{"id":1}`, "X-Signature", signed(`{"id":1}`)); got != 503 {
		t.Errorf("got %d", got)
	}
}

// slow begins a delivery and stops in the middle of it.
func (p *post) slow() net.Conn {
	p.t.Helper()
	host := strings.TrimPrefix(strings.TrimSuffix(p.url, Path+"forms"), "http://")
	c, err := net.Dial("tcp", host)
	if err != nil {
		p.t.Fatal(err)
	}
	fmt.Fprintf(c, "POST %sforms HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nX-Signature: %s\r\nContent-Length: 100\r\n\r\n{\"id\":", Path, host, signed("x"))
	return c
}

// TestSlowClient is told so and hung up on; nothing of it is kept.
func TestSlowClient(t *testing.T) {
	p := newPost(t, Settings{}, Limits{Read: 50 * time.Millisecond})
	c := p.slow()
	defer c.Close()
	said, err := io.ReadAll(c) // until the receiver hangs up
	if err != nil || !strings.HasPrefix(string(said), "HTTP/1.1 408") {
		t.Errorf("%q, %v", said, err)
	}
	if kept := p.kept(); len(kept) > 0 {
		t.Errorf("kept: %v", kept)
	}
}

// TestBusy: with all turns taken a delivery is asked to come again.
func TestBusy(t *testing.T) {
	p := newPost(t, Settings{}, Limits{Together: 1, Wait: time.Millisecond})
	p.receiver.turns <- struct{}{}
	if got := p.send("POST", p.url, `{"id":1}`, "X-Signature", signed(`{"id":1}`)); got != 503 {
		t.Errorf("got %d", got)
	}
	<-p.receiver.turns
	if got := p.send("POST", p.url, `{"id":1}`, "X-Signature", signed(`{"id":1}`)); got != 200 {
		t.Errorf("got %d", got)
	}
}

// TestHangsUp: a sender that goes away in the middle leaves nothing behind, and
// its turn is free again.
func TestHangsUp(t *testing.T) {
	p := newPost(t, Settings{}, Limits{Together: 1})
	c := p.slow()
	if err := c.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	if said, err := io.ReadAll(c); err != nil || !strings.HasPrefix(string(said), "HTTP/1.1 400") {
		t.Errorf("%q, %v", said, err)
	}
	c.Close()
	if got := p.send("POST", p.url, `{"id":1}`, "X-Signature", signed(`{"id":1}`)); got != 200 || len(p.kept()) != 1 {
		t.Errorf("got %d, %v", got, p.kept())
	}
}

// TestManyAtOnce: two hundred deliveries together, each one twice, are all kept,
// once.
func TestManyAtOnce(t *testing.T) {
	p := newPost(t, Settings{}, Limits{Together: 8, Wait: time.Minute})
	want := map[string]string{}
	var sent sync.WaitGroup
	for i := range 200 {
		body := fmt.Sprintf(`{"id":%d}`, i)
		want["2026-05-04/"+fileName(body)] = body + "\n"
		for range 2 {
			sent.Go(func() {
				if got := p.send("POST", p.url, body, "X-Signature", signed(body)); got != 200 {
					t.Errorf("got %d", got)
				}
			})
		}
	}
	sent.Wait()
	if diff := cmp.Diff(want, p.kept()); diff != "" {
		t.Error(diff)
	}
}

// TestTidy: what a killed receiver left unfinished goes, but not what another one
// is just writing.
func TestTidy(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "[forms]")
	day := filepath.Join(folder, "2026-05-04")
	if err := os.MkdirAll(day, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, age := range map[string]time.Duration{unfinished + "old": 2 * time.Hour, unfinished + "new": time.Minute, "kept.jsonl": 2 * time.Hour} {
		path := filepath.Join(day, name)
		if err := os.WriteFile(path, []byte("{}"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, today.Add(-age), today.Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	r := NewReceiver(Limits{}, func() time.Time { return today }, slog.New(slog.DiscardHandler))
	if err := r.Add("forms", Settings{}, folder); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(day)
	if err != nil || len(left) != 2 || left[0].Name() != unfinished+"new" || left[1].Name() != "kept.jsonl" {
		t.Errorf("left %v, %v", left, err)
	}
}

// TestServeEnds: what is under way is answered before the end.
func TestServeEnds(t *testing.T) {
	p := newPost(t, Settings{}, Limits{})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.url = "http://" + listener.Addr().String() + Path + "forms"
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- Serve(ctx, listener, p.receiver) }()

	body := `{"id":"under way"}`
	reader, writer := io.Pipe()
	answered := make(chan int, 1)
	go func() {
		request, _ := http.NewRequest("POST", p.url, reader)
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("X-Signature", signed(body))
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			answered <- 0
			return
		}
		response.Body.Close()
		answered <- response.StatusCode
	}()
	if _, err := io.WriteString(writer, body[:5]); err != nil {
		t.Fatal(err)
	}
	for len(p.receiver.turns) == 0 { // until the delivery has its turn
		time.Sleep(time.Millisecond)
	}
	cancel()
	if _, err := io.WriteString(writer, body[5:]); err != nil {
		t.Fatal(err)
	}
	writer.Close()
	if got := <-answered; got != 200 {
		t.Errorf("got %d", got)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if len(p.kept()) != 1 {
		t.Errorf("kept %v", p.kept())
	}
}

func TestSchemes(t *testing.T) {
	const body = `{"id":1}`
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(body))
	sum := mac.Sum(nil)
	written := map[string]string{
		"": hex.EncodeToString(sum), "hex": hex.EncodeToString(sum), "sha256=hex": "sha256=" + hex.EncodeToString(sum),
		"base64": base64.StdEncoding.EncodeToString(sum), "sha256=base64": "sha256=" + base64.StdEncoding.EncodeToString(sum),
	}
	for scheme := range written {
		for other, text := range written {
			s := Settings{Secret: secret.New(key), Signature: Signature{Header: "X", Scheme: scheme}}
			header := http.Header{"X": {text}}
			same := scheme == other || scheme+other == "hex"
			if got := s.genuine(header, []byte(body), today); got != same {
				t.Errorf("%s as %s: %t", other, scheme, got)
			}
			s.Secret = secret.New("another")
			if s.genuine(header, []byte(body), today) {
				t.Errorf("%s: another secret does", scheme)
			}
		}
	}
	if (Settings{Signature: Signature{Header: "X"}}).genuine(http.Header{"X": {signed(body)}}, []byte(body), today) {
		t.Error("no secret does")
	}
}

// TestTimestamp: the time is signed, too, and a copy of an old delivery is
// refused.
func TestTimestamp(t *testing.T) {
	const body = `{"id":1}`
	s := Settings{Secret: secret.New(key), Signature: Signature{Header: "X", Timestamp: "X-Time"}}
	for _, c := range []struct {
		sent      string
		signs     string
		tolerance time.Duration
		want      bool
	}{
		{fmt.Sprint(today.Unix()), "", 0, true},
		{fmt.Sprint(today.Unix() - 299), "", 0, true},
		{fmt.Sprint(today.Unix() - 301), "", 0, false},
		{fmt.Sprint(today.Unix() + 301), "", 0, false},
		{fmt.Sprint(today.Unix() - 301), "", time.Hour, true},
		{fmt.Sprint(today.Unix()), fmt.Sprint(today.Unix() - 400), 0, false},
		{"", "", 0, false},
		{"now", "", 0, false},
		{"-99999999999999999", "", 0, false},
	} {
		s.Signature.Tolerance = c.tolerance
		if c.signs == "" {
			c.signs = c.sent
		}
		header := http.Header{"X": {signed(c.signs + "." + body)}, "X-Time": {c.sent}}
		if got := s.genuine(header, []byte(body), today); got != c.want {
			t.Errorf("%+v: %t", c, got)
		}
	}
	if s.genuine(http.Header{"X": {signed(body)}, "X-Time": {fmt.Sprint(today.Unix())}}, []byte(body), today) {
		t.Error("a signature of the body alone does")
	}
}

// FuzzSignature: whatever stands in the header, only the right sum is taken.
func FuzzSignature(f *testing.F) {
	const body = `{"id":1}`
	for _, text := range []string{signed(body), "sha256=" + signed(body), "", "sha256=", "zz", strings.Repeat("A", 44)} {
		f.Add("hex", text)
		f.Add("sha256=base64", text)
	}
	f.Fuzz(func(t *testing.T, scheme, text string) {
		s := Settings{Secret: secret.New(key), Signature: Signature{Header: "X", Scheme: scheme}}
		sum, ok := decodeSignature(scheme, text)
		if got := s.genuine(http.Header{"X": {text}}, []byte(body), today); got != (ok && hex.EncodeToString(sum) == signed(body)) {
			t.Errorf("%q as %q: %t", text, scheme, got)
		}
	})
}
