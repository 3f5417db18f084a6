package cli

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"

	"github.com/earshot/earshot/reports/post/posttest"
)

// TestMailBounces: a stand-in's mail first; then what comes back in a folder and
// in a mailbox stops whom it may stop, is read once, and outlives a rebuild.
func TestMailBounces(t *testing.T) {
	wholeOnly(t)
	server := mailServer(t)
	dir := demoWorkspace(t)
	if code, out := call(dir, "run", "nightly"); code != exitDone {
		t.Fatal(out)
	}
	code, out := call(dir, "mail", "--dry-run")
	if code != exitDone || !strings.Contains(out, "written for a stand-in, reader@earshot.invalid") || !strings.Contains(out, "1 written, nothing was sent") {
		t.Fatal(code, out)
	}
	if file := mailFiles(t, dir)["reader@earshot.invalid.eml"]; !strings.Contains(file, "To: <reader@earshot.invalid>\r\n") {
		t.Error(file)
	}
	setMail(t, dir, server, true, "")
	if code, out := call(dir, "mail", "bounces"); code != exitFailed || !strings.Contains(out, "no place is named") {
		t.Error(code, out)
	}
	setMail(t, dir, server, true, "  bounces: {folder: back, address: back@acme.example}\n")
	for path, text := range map[string]string{"new/old.eml": "Subject: Old\n\nx", "tmp/half": "x", ".hidden": "x"} {
		drop(t, dir, path, text)
	}
	if code, out := call(dir, "mail", "bounces"); code != exitDone || !strings.Contains(out, "nothing new came in") { // nothing was sent
		t.Error(code, out)
	}
	if code, out := call(dir, "mail"); code != exitDone || !strings.Contains(out, ": 2 sent") || server.Taken()[0].From != "back@acme.example" {
		t.Fatal(code, out, server.Taken())
	}
	dry := regexp.MustCompile(`Message-ID: <(.*)>`).FindStringSubmatch(mailFiles(t, dir)["ana@acme.example.eml"])
	if dry != nil {
		t.Error("files of an earlier dry run are there still")
	}
	ids := map[string]string{}
	for _, m := range server.Taken() {
		ids[m.To] = regexp.MustCompile(`Message-I[Dd]: <(.*)>`).FindStringSubmatch(m.Source)[1]
	}
	drop(t, dir, "box", "From MAILER-DAEMON Mon Jul  6 07:00:00 2026\n"+bounceOf("guess."+ids["ana@acme.example"], "ana@acme.example", "5.1.1")+
		"\nFrom MAILER-DAEMON Mon Jul  6 07:00:00 2026\n"+bounceOf(ids["bo@acme.example"], "bo@acme.example", "5.1.1")+"\n")
	if code, out = call(dir, "mail", "bounces"); code != exitDone || !strings.Contains(out, "mail to bo@acme.example came back: 5.1.1, no such recipient; it gets no more") ||
		!regexp.MustCompile(`stopped +1 [\s\S]*unknown +1 [\s\S]*unread +1 `).MatchString(out) || strings.Contains(out, "ana@") {
		t.Error(code, out)
	}
	if code, out = call(dir, "mail"); code != exitDone || strings.Contains(out, "came back") {
		t.Error(code, out)
	}
	if code, out := call(dir, "status"); !strings.Contains(out, "to bo@acme.example: came back: 5.1.1") {
		t.Error(code, out)
	}
	bounceMailbox(t, dir, server, ids["ana@acme.example"])
	if code, out := call(dir, "rebuild"); code != exitDone {
		t.Fatal(out)
	}
	code, out = call(dir, "mail", "status")
	for _, want := range []string{`ana@acme.example +sent .*came back: 4.2.2`, `bo@acme.example +off .*bounced: 5.1.1, no such recipient`, `temporary +1`, `unproven +1`, `the mailbox of jane`} {
		if code != exitDone || !regexp.MustCompile(want).MatchString(out) {
			t.Errorf("%d: no %s in\n%s", code, want, out)
		}
	}
}

// bounceMailbox reads the same from a mailbox, within a call of mail; and a server
// that does not answer keeps nobody's mail back.
func bounceMailbox(t *testing.T, dir string, server *posttest.Server, id string) {
	t.Helper()
	memory := imapmemserver.New()
	user := imapmemserver.NewUser("jane", "open sesame")
	if err := user.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	memory.AddUser(user)
	add := func(text string) {
		if _, err := user.Append("INBOX", literal{strings.NewReader(text), int64(len(text))}, &imap.AppendOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	serving := imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return memory.NewSession(), nil, nil
		},
		InsecureAuth: true, Caps: imap.CapSet{imap.CapIMAP4rev1: {}},
	})
	go serving.Serve(listener)
	defer serving.Close()
	port := listener.Addr().(*net.TCPAddr).Port
	setMail(t, dir, server, true, fmt.Sprintf("  bounces:\n    imap: {host: 127.0.0.1, port: %d, tls: none, user: jane, password: \"${file:imap.txt}\"}\n", port))
	if err := os.WriteFile(filepath.Join(dir, "imap.txt"), []byte("open sesame"), 0o600); err != nil {
		t.Fatal(err)
	}
	add("Subject: Thanks\r\n\r\nI like it.")
	add(bounceOf(id, "ana@acme.example", "4.2.2"))
	add(bounceOf("", "ana@acme.example", "5.1.1"))
	for i, want := range []string{"it does not bear the id of a mail of ours", "week of "} {
		code, out := call(dir, "mail")
		if code != exitDone || !strings.Contains(out, want) || i > 0 && strings.Contains(out, "does not bear") {
			t.Error(i, code, out)
		}
	}
	add(bounceOf("x", "x@acme.example", "5.1.1"))
	if code, out := call(dir, "mail", "bounces"); code != exitDone || strings.TrimSpace(out) != "unknown        1  of no mail of ours" {
		t.Error(code, out)
	}
	if err := os.WriteFile(filepath.Join(dir, "imap.txt"), []byte("open barley"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out := call(dir, "mail"); code != exitFailed || !strings.Contains(out, "mail: bounces: ") || strings.Contains(out, "barley") {
		t.Error(code, out)
	}
}

type literal struct {
	*strings.Reader
	size int64
}

func (l literal) Size() int64 { return l.size }

func drop(t *testing.T, dir, path, text string) {
	t.Helper()
	path = filepath.Join(dir, "back", path)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func bounceOf(id, to, status string) string {
	text := "From: mailer-daemon@acme.example\nTo: back@acme.example\nSubject: Undelivered\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n" +
		"--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; " + to + "\nAction: failed\nStatus: " + status + "\n"
	if id != "" {
		text += "--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <" + id + ">\n"
	}
	return text + "--b--\n"
}
