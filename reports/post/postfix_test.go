package post

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/internal/secret"
)

// TestServerPostfix sends through a real Postfix: what it delivers, what it
// knows not, what it puts off, and that a kill loses nothing.
func TestServerPostfix(t *testing.T) {
	address := os.Getenv("EARSHOT_POSTFIX_SMTP")
	if address == "" {
		if os.Getenv("EARSHOT_REQUIRE_SERVERS") == "1" {
			t.Fatal("no Postfix, and EARSHOT_REQUIRE_SERVERS=1")
		}
		t.Skip("no Postfix: make servers test-servers")
	}
	_, text, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	port, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	ca, err := os.ReadFile(os.Getenv("EARSHOT_POSTFIX_CA"))
	if err != nil {
		t.Fatal(err)
	}
	s := Sender{
		From: "feedback@acme.example", Journal: Journal{filepath.Join(t.TempDir(), "journal.jsonl")}, Now: at(monday()),
		Server: Server{Host: "localhost", Port: port, CA: secret.New(string(ca)), Timeout: 20 * time.Second},
	}
	run := strconv.FormatInt(time.Now().UnixNano(), 36) // the mailboxes may hold mail of an earlier run
	of := func(to string) Letter {
		l := letter(to)
		l.Body = strings.ReplaceAll(l.Body, l.MessageID, run+l.MessageID)
		l.MessageID = run + l.MessageID
		return l
	}
	db := books(t)
	round(t, db, s, monday(), of("ana@acme.example"), of("nobody@acme.example"), of("later@acme.example"))
	want := []string{
		"2026-06-29 ana@acme.example trend sent",
		"2026-06-29 later@acme.example trend waiting the server said 451 4.3.0",
		"2026-06-29 nobody@acme.example trend failed the server said 550 5.1.1: no such recipient",
	}
	if diff := cmp.Diff(want, states(t, db)); diff != "" {
		t.Error(diff)
	}
	// Claimed, and the sender ends before a word is said; the next one sends it.
	if _, err := Enter(context.Background(), db, []Letter{of("bo@acme.example")}, monday()); err != nil {
		t.Fatal(err)
	}
	if _, err := Claim(context.Background(), db, monday(), nil); err != nil {
		t.Fatal(err)
	}
	round(t, db, s, monday())
	for _, name := range []string{"ana", "bo"} {
		id := "Message-ID: <" + of(name+"@acme.example").MessageID + ">"
		if got := delivered(t, filepath.Join(os.Getenv("EARSHOT_POSTFIX_MAIL"), name), id); !strings.Contains(got, "\n.a line with a dot\nNPS 31\n") {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// delivered waits for the mail with a header in a Maildir.
func delivered(t *testing.T, maildir, header string) string {
	t.Helper()
	for until := time.Now().Add(time.Minute); time.Now().Before(until); time.Sleep(50 * time.Millisecond) {
		paths, err := filepath.Glob(filepath.Join(maildir, "new", "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			if content, err := os.ReadFile(path); err == nil && strings.Contains(string(content), header) {
				return string(content)
			}
		}
	}
	t.Fatalf("no mail with %s in %s", header, maildir)
	return ""
}
