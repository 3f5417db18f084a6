package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/earshot/earshot/reports/post/posttest"
)

// mailWorkspace is the demo's workspace, published, with a mail section that
// sends to the server.
func mailWorkspace(t *testing.T, server *posttest.Server, more string) string {
	t.Helper()
	dir := demoWorkspace(t)
	if code, out := call(dir, "run", "nightly"); code != exitDone {
		t.Fatal(out)
	}
	setMail(t, dir, server, true, more)
	return dir
}

func setMail(t *testing.T, dir string, server *posttest.Server, enabled bool, more string) {
	t.Helper()
	path := filepath.Join(dir, "earshot.yaml")
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, _, _ := strings.Cut(string(content), "\nmail:\n")
	section := fmt.Sprintf(`
mail:
  enabled: %v
  server: {host: localhost, port: %d, ca: "${file:ca.pem}", user: feedback, password: "${file:password.txt}"}
  from: Feedback <feedback@acme.example>
  reply_to: Ana <ana@acme.example>
  recipients:
    - to: ana@acme.example
    - {to: bo@acme.example, language: de, timezone: Europe/Berlin}
%s`, enabled, server.Port, more)
	for name, text := range map[string]string{"earshot.yaml": before + section, "ca.pem": server.CA, "password.txt": posttest.Password} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// call runs a command in this process.
func call(workspace string, args ...string) (code int, out string) {
	var both bytes.Buffer
	code = Main(context.Background(), append([]string{"-w", workspace}, args...), &both, &both)
	return code, both.String()
}

func mailServer(t *testing.T) *posttest.Server {
	t.Helper()
	server, err := posttest.New(posttest.StartTLS, "PLAIN")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return server
}

// TestMail goes the whole way: files first, then mails, each once, whatever is
// called again; what a server does not take; who gets none.
func TestMail(t *testing.T) {
	server := mailServer(t)
	dir := mailWorkspace(t, server, "")
	setMail(t, dir, server, false, "")
	code, out := call(dir, "mail")
	if code != exitDone || !strings.Contains(out, "mail is off") || !strings.Contains(out, "2 written, nothing was sent") {
		t.Fatal(code, out)
	}
	first := mailFiles(t, dir)
	setMail(t, dir, server, true, "")
	if code, out = call(dir, "mail", "--dry-run"); code != exitDone || strings.Contains(out, "mail is off") || len(server.Taken()) > 0 {
		t.Fatal(code, out)
	}
	if again := mailFiles(t, dir); len(first) != 4 || fmt.Sprint(first) != fmt.Sprint(again) {
		t.Errorf("%d files, and other bytes the second time", len(first))
	}
	server.OnRcpt(func(to string) error {
		if to == "bo@acme.example" {
			return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "bo@acme.example may not"}
		}
		return nil
	})
	if code, out = call(dir, "mail"); code != exitPart || !strings.Contains(out, ": 1 sent") || !strings.Contains(out, "mail to bo@acme.example: the server said 550 5.7.1; not tried again") {
		t.Fatal(code, out)
	}
	if code, out = call(dir, "status"); !strings.Contains(out, "not mailed: week of") || !strings.Contains(out, "to bo@acme.example: the server said 550 5.7.1") {
		t.Error(code, out)
	}
	for range 2 {
		if code, out = call(dir, "mail"); code != exitDone || !strings.Contains(out, ": 0 sent") {
			t.Error(code, out)
		}
	}
	server.OnRcpt(nil)
	if code, out = call(dir, "mail", "resume", "bo@acme.example"); code != exitDone || !strings.Contains(out, "resumed") {
		t.Error(code, out)
	}
	if code, out = call(dir, "mail", "--to", "bo@acme.example"); code != exitDone || !strings.Contains(out, ": 1 sent") || len(server.Taken()) != 2 {
		t.Error(code, out)
	}
	if code, out = call(dir, "mail", "--to", "cy@acme.example"); code != exitUsage || !strings.Contains(out, "is no recipient") {
		t.Error(code, out)
	}
	checkOutbox(t, dir)
}

func mailFiles(t *testing.T, dir string) map[string]string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "data", "reports", "*", "mail", "*"))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(path)] = string(content)
	}
	return files
}

// checkOutbox: unsubscribing, the outbox, and that both outlive a rebuild.
func checkOutbox(t *testing.T, dir string) {
	t.Helper()
	if code, out := call(dir, "mail", "unsubscribe", "Ana@acme.example"); code != exitDone || !strings.Contains(out, "unsubscribed") {
		t.Error(code, out)
	}
	if code, out := call(dir, "rebuild"); code != exitDone {
		t.Fatal(code, out)
	}
	code, out := call(dir, "mail", "outbox", "--json")
	var o outbox
	if err := json.Unmarshal([]byte(out), &o); err != nil || code != exitDone {
		t.Fatal(code, out, err)
	}
	if len(o.Mails) != 2 || o.Mails[0].State != "sent" || o.Mails[1].State != "sent" || len(o.Off) != 1 || o.Off[0].Address != "ana@acme.example" {
		t.Errorf("%+v", o)
	}
	if code, out := call(dir, "mail"); code != exitDone || !strings.Contains(out, ": 0 sent") {
		t.Error(code, out)
	}
	if code, out := call(dir, "mail", "outbox"); code != exitDone || !strings.Contains(out, "no mail") || !strings.Contains(out, "bo@acme.example") {
		t.Error(code, out)
	}
}

// TestMailKilled: the process is killed once the server has the first mail, and
// before it can say so. The next call sends all; the server, which keeps the
// ids, has each once.
func TestMailKilled(t *testing.T) {
	server := mailServer(t)
	dir := mailWorkspace(t, server, "")
	cmd, out := earshot(t, dir, "mail")
	begun, killed := make(chan *os.Process, 1), make(chan bool, 2)
	server.OnTaken(func(string) error {
		process := <-begun
		process.Kill()
		killed <- true
		return posttest.ErrCut
	})
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	begun <- cmd.Process
	if err := cmd.Wait(); err == nil || len(killed) != 1 {
		t.Fatalf("%v, %s", err, out)
	}
	server.OnTaken(nil)
	for i, want := range []string{": 2 sent", ": 0 sent"} {
		if code, out := call(dir, "mail"); code != exitDone || !strings.Contains(out, want) {
			t.Error(i, code, out)
		}
	}
	if len(server.Taken()) != 2 || server.Again() != 1 {
		t.Errorf("%d mails, %d again", len(server.Taken()), server.Again())
	}
}

// TestMailJob: as the step of a job, whose session has the warehouse open; and
// an alert, at once.
func TestMailJob(t *testing.T) {
	server := mailServer(t)
	dir := mailWorkspace(t, server, "")
	var out bytes.Buffer
	a := &app{stdout: &out, stderr: &out, workspace: dir}
	if err := a.within(context.Background(), "run weekly", func(s *session) error { return a.sendMails(context.Background(), s) }); err != nil {
		t.Fatal(err, out.String())
	}
	if len(server.Taken()) != 2 {
		t.Errorf("%d mails: %s", len(server.Taken()), out.String())
	}
	if _, err := os.Stat(filepath.Join(dir, "data", "mail", "lock")); err != nil {
		t.Error(err)
	}
	w, err := a.load()
	if err != nil {
		t.Fatal(err)
	}
	testHook(t, dir, server)
	const text = "Acme: nightly failed\nexit 1, since 05:00"
	for range 2 { // a repeated alert of the same day has the same id
		if err := a.sendAlert(context.Background(), w, []string{"ops@acme.example"}, text); err != nil {
			t.Fatal(err)
		}
	}
	taken := server.Taken()
	if len(taken) != 3 || taken[2].To != "ops@acme.example" || !strings.Contains(taken[2].Source, "Subject: Acme: nightly failed\r\n") {
		t.Errorf("%d mails", len(taken))
	}
	server.OnRcpt(func(string) error { return errors.New("no") })
	if err := a.sendAlert(context.Background(), w, []string{"ops@acme.example"}, text); err == nil || strings.Contains(err.Error(), "ops@") {
		t.Error(err)
	}
	w.config.Mail.Enabled = false
	if err := a.sendAlert(context.Background(), w, []string{"ops@acme.example"}, text); err == nil {
		t.Error("an alert while mail is off")
	}
}

// testHook: a channel that is added later gets the week's finding, once.
func testHook(t *testing.T, dir string, server *posttest.Server) {
	t.Helper()
	var got []string
	channel := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = append(got, string(body))
	}))
	defer channel.Close()
	if err := os.WriteFile(filepath.Join(dir, "hook.txt"), []byte(channel.URL+"/hush-hush"), 0o600); err != nil {
		t.Fatal(err)
	}
	setMail(t, dir, server, true, "  webhooks:\n    - {name: team, kind: slack, url: \"${file:hook.txt}\"}\n")
	for i, want := range []string{": 1 sent", ": 0 sent"} {
		if code, out := call(dir, "mail"); code != exitDone || !strings.Contains(out, want) || strings.Contains(out, "hush") {
			t.Error(i, code, out)
		}
	}
	if len(got) != 1 || !strings.Contains(got[0], `"text":"*Feedback W`) {
		t.Error(got)
	}
	if code, out := call(dir, "mail", "outbox"); code != exitDone || !strings.Contains(out, "team") {
		t.Error(code, out)
	}
}

// TestMailMeanwhile: while a server lets one wait, others can use the warehouse.
func TestMailMeanwhile(t *testing.T) {
	server := mailServer(t)
	dir := mailWorkspace(t, server, "")
	asked := false
	server.OnRcpt(func(string) error {
		if asked {
			return nil
		}
		asked = true
		if code, out := call(dir, "mail", "outbox"); code != exitDone || !strings.Contains(out, "claimed") {
			t.Error(code, out)
		}
		if code, out := call(dir, "mail"); code != exitFailed || !strings.Contains(out, "another call is sending") {
			t.Error(code, out)
		}
		return nil
	})
	began := time.Now()
	if code, out := call(dir, "mail"); code != exitDone || !asked {
		t.Error(code, out, time.Since(began))
	}
}

// TestMailWrong: what is missing is told with what to do.
func TestMailWrong(t *testing.T) {
	server := mailServer(t)
	dir := demoWorkspace(t)
	if code, out := call(dir, "mail"); code != exitFailed || !strings.Contains(out, "nobody gets one") {
		t.Error(code, out)
	}
	setMail(t, dir, server, true, "    - {to: cy@acme.example, themes: [nonsense]}\n")
	if code, out := call(dir, "check"); code != exitFailed || !strings.Contains(out, `wants the theme "nonsense"`) || !strings.Contains(out, "earshot.yaml:") || !strings.Contains(out, "themes.yaml has: ") {
		t.Error(code, out)
	}
	setMail(t, dir, server, true, "  dkim: {domain: acme.example, selector: x, key: \"${file:password.txt}\"}\n")
	if code, out := call(dir, "mail"); code != exitFailed || !strings.Contains(out, "no RSA or Ed25519 key") {
		t.Error(code, out)
	}
	setMail(t, dir, server, true, "")
	if code, out := call(dir, "mail"); code != exitFailed || !strings.Contains(out, "nothing is published yet") {
		t.Error(code, out)
	}
	if code, out := call(dir, "mail", "outbox"); code != exitFailed || !strings.Contains(out, "there is no warehouse yet") {
		t.Error(code, out)
	}
}
