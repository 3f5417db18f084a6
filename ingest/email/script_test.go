package email

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/internal/secret"
)

// scripted stands in for a server that answers in its own way. A command for
// which answer gives "" gets what any server would say.
func scripted(t testing.TB, greeting string, answer func(command string) string) IMAP {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			fmt.Fprint(conn, greeting)
			lines := bufio.NewScanner(conn)
			for lines.Scan() {
				tag, command, ok := strings.Cut(lines.Text(), " ")
				if !ok {
					tag, command = "", lines.Text()
				}
				reply := answer(command)
				if reply == "" {
					reply = usual(command)
				}
				if reply == "hang up" {
					break
				}
				fmt.Fprint(conn, strings.ReplaceAll(strings.ReplaceAll(reply, "\n", "\r\n"), "TAG", tag))
			}
			conn.Close()
		}
	}()
	t.Cleanup(func() { listener.Close(); wg.Wait() })
	s := at(listener.Addr().String(), "jane")
	s.Password = secret.New("open sesame")
	return s
}

func usual(command string) string {
	switch word, _, _ := strings.Cut(command, " "); word {
	case "CAPABILITY":
		return "* CAPABILITY IMAP4rev1\nTAG OK done\n"
	case "EXAMINE":
		return "* 3 EXISTS\n* OK [UIDVALIDITY 7] fine\n* OK [UIDNEXT 4] fine\nTAG OK [READ-ONLY] done\n"
	case "LOGOUT":
		return "* BYE\nTAG OK done\n"
	}
	return "TAG OK done\n"
}

const greeting = "* OK [CAPABILITY IMAP4rev1] here\r\n"

// pulled is what one pull gives: the items in words, the last position and the error.
func pulled(t testing.TB, s IMAP, from ingest.From) (items []string, position string, failed error) {
	hosts := api.NewHosts(nil)
	defer hosts.Close()
	live, err := s.Live(hosts, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	live.(*account).patience = 5 * time.Second
	streams, err := live.Streams(context.Background())
	if err != nil {
		return nil, "", err
	}
	for page, err := range streams[0].Pull(context.Background(), from) {
		if err != nil {
			return items, position, err
		}
		for _, item := range page.Items {
			items = append(items, said(item))
		}
		position = page.Position
	}
	return items, position, nil
}

func literal(uid int, mail string) string {
	mail = strings.ReplaceAll(mail, "\n", "\r\n")
	return strings.ReplaceAll(fmt.Sprintf("* %d FETCH (UID %d BODY[] {%d}\r\n%s)\r\n", uid, uid, len(mail), mail), "\r\n", "\n")
}

const sizes = "* 1 FETCH (UID 1 FLAGS () RFC822.SIZE 300)\n* 2 FETCH (UID 2 FLAGS () RFC822.SIZE 300)\n* 3 FETCH (UID 3 FLAGS () RFC822.SIZE 300)\nTAG OK done\n"

func slow(n int) string {
	return fmt.Sprintf("Jane Roe <jane@client.example> 2021-03-04 08:05: Export | Too slow %d.", n)
}

func unix(n int) string { return strings.ReplaceAll(nth(n), "\r\n", "\n") }

// One mail that the server cannot read itself must not end the pull for ever: it
// is a reject, and the others are stored.
func TestMailThatIsRefused(t *testing.T) {
	s := scripted(t, greeting, func(command string) string {
		switch {
		case strings.HasPrefix(command, "UID SEARCH UID 1:*"):
			return "* SEARCH 3 1 2\nTAG OK done\n"
		case strings.HasPrefix(command, "UID SEARCH UID 4:*"):
			return "* SEARCH 3\nTAG OK done\n" // n:* is *:n
		case strings.Contains(command, "RFC822.SIZE"):
			return sizes
		case strings.HasPrefix(command, "UID FETCH 1:3"):
			return literal(1, unix(1)) + "TAG NO Some messages could not be FETCHed (Failure)\n"
		case strings.HasPrefix(command, "UID FETCH 2 "):
			return "TAG NO Some messages could not be FETCHed (Failure)\n"
		case strings.HasPrefix(command, "UID FETCH 3 "):
			return literal(3, unix(3)) + "TAG OK done\n"
		}
		return ""
	})
	got, position, err := pulled(t, s, ingest.From{})
	want := []string{slow(1), "reject: mail that the server has and does not give (UID 2)", slow(3)}
	if diff := cmp.Diff(want, got); diff != "" || err != nil || position != `{"uidvalidity":7,"uid":3}` {
		t.Errorf("%s\n%s, %v", diff, position, err)
	}
}

// Mails that vanish between the list and the text are counted, and passed; an
// answer that nobody asked for is ignored.
func TestMailVanishes(t *testing.T) {
	s := scripted(t, greeting, func(command string) string {
		switch {
		case strings.HasPrefix(command, "UID SEARCH UID 1:*"):
			return "* SEARCH 1 2 3 4\nTAG OK done\n"
		case strings.Contains(command, "RFC822.SIZE"):
			return "* 9 FETCH (UID 99 FLAGS () RFC822.SIZE 1)\n" + sizes
		case strings.HasPrefix(command, "UID FETCH 1:3"):
			return literal(2, unix(2)) + literal(9, unix(9)) + "* 3 FETCH (UID 3 BODY[] NIL)\nTAG OK done\n"
		}
		return ""
	})
	got, position, err := pulled(t, s, ingest.From{})
	want := []string{"skip: no longer there", slow(2), "skip: no longer there"}
	if diff := cmp.Diff(want, got); diff != "" || err != nil || position != `{"uidvalidity":7,"uid":4}` {
		t.Errorf("%s\n%s, %v", diff, position, err)
	}
}

// What a server says to a login, and whether the secret is refused by it.
func TestLogins(t *testing.T) {
	for name, test := range map[string]struct {
		caps, reply string
		refused     bool
		says        string
	}{
		"wrong":              {"", "TAG NO [AUTHENTICATIONFAILED] Invalid credentials\n", true, "Invalid credentials"},
		"wrong, no code":     {"", "TAG NO LOGIN failed.\n", true, "LOGIN failed."},
		"repeats it":         {"", "TAG NO open sesame is wrong\n", true, "[secret] is wrong"},
		"busy":               {"", "TAG NO [UNAVAILABLE] Later\n", false, "Later"},
		"too many":           {"", "TAG NO [LIMIT] Too many connections\n", false, "Too many"},
		"hangs up":           {"", "hang up", false, ""},
		"only over TLS":      {" LOGINDISABLED", "", false, "takes no passwords"},
		"PLAIN, wrong":       {" AUTH=PLAIN SASL-IR", "TAG NO [AUTHENTICATIONFAILED] Invalid\n", true, "Invalid"},
		"no protocol at all": {"", "<html>\n", false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := scripted(t, "* OK [CAPABILITY IMAP4rev1"+test.caps+"] here\r\n", func(command string) string {
				if strings.HasPrefix(command, "LOGIN") || strings.HasPrefix(command, "AUTHENTICATE") {
					return test.reply
				}
				return ""
			})
			_, _, err := pulled(t, s, ingest.From{})
			if err == nil || isRefused(err) != test.refused || !strings.Contains(err.Error(), test.says) || strings.Contains(err.Error(), "sesame") {
				t.Errorf("%v", err)
			}
		})
	}
	s := scripted(t, "* BYE Overloaded\r\n", func(string) string { return "" })
	if _, _, err := pulled(t, s, ingest.From{}); err == nil || isRefused(err) || !strings.Contains(err.Error(), "Overloaded") {
		t.Errorf("%v", err)
	}
}

// Gmail tells in a challenge why it does not take a token, and says NO once that
// is answered.
func TestTokenIsRefused(t *testing.T) {
	s := scripted(t, "* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2 SASL-IR] here\r\n", func(command string) string {
		switch {
		case strings.HasPrefix(command, "AUTHENTICATE XOAUTH2 "):
			return "+ eyJzdGF0dXMiOiI0MDAifQ==\n"
		case command == "" || command == "=":
			return "T1 NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)\n"
		}
		return ""
	})
	provider := newProvider(t, func() string { return "an-access-token" })
	s.Password = secret.Text{}
	s.OAuth2 = &OAuth2{Provider: "custom", ClientID: "app", ClientSecret: secret.New("app-secret"), RefreshToken: secret.New("refresh-me"), TokenURL: provider.URL}
	_, _, err := pulled(t, s, ingest.From{})
	if !isRefused(err) || strings.Contains(err.Error(), "an-access-token") || !strings.Contains(err.Error(), "not accepted") {
		t.Errorf("%v", err)
	}
}

// Patterns leave out what a server without SPECIAL-USE gives the usual names.
func TestMailboxesWithoutUse(t *testing.T) {
	s := scripted(t, greeting, func(command string) string {
		if strings.HasPrefix(command, "LIST") {
			return "* LIST () \"/\" INBOX\n* LIST () \"/\" \"Deleted Items\"\n* LIST () \".\" INBOX.Spam\n* LIST () \"/\" \"Sent complaints\"\n* LIST (\\Noselect) \"/\" Top\n" +
				"* LIST (\\Flagged) \"/\" Starred\n* LIST (\\All) \"/\" \"[Gmail]/All Mail\"\n* LIST () NIL \"&U,BTFw-\"\nTAG OK done\n"
		}
		return ""
	})
	s.Mailboxes = []string{"*"}
	live, err := s.Live(api.NewHosts(nil), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	streams, err := live.Streams(context.Background())
	var got []string
	for _, stream := range streams {
		got = append(got, stream.Name)
	}
	if diff := cmp.Diff([]string{"INBOX", "Sent complaints", "[Gmail]/All Mail", "台北"}, got); diff != "" || err != nil {
		t.Errorf("%s, %v", diff, err)
	}
}

// The library's own server in memory: a pull and the next one.
func TestMemoryServer(t *testing.T) {
	server := imapmemserver.New()
	user := imapmemserver.NewUser("jane", "open sesame")
	user.Create("INBOX", nil)
	server.AddUser(user)
	for n := range 3 {
		mail := nth(n)
		if _, err := user.Append("INBOX", sized{strings.NewReader(mail), int64(len(mail))}, &imap.AppendOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	serving := imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return server.NewSession(), nil, nil
		},
		InsecureAuth: true,
		Caps:         imap.CapSet{imap.CapIMAP4rev1: {}},
	})
	go serving.Serve(listener)
	defer serving.Close()
	s := at(listener.Addr().String(), "jane")
	s.Password = secret.New("open sesame")
	got, position, err := pulled(t, s, ingest.From{})
	if diff := cmp.Diff([]string{slow(0), slow(1), slow(2)}, got); diff != "" || err != nil {
		t.Errorf("%s, %v", diff, err)
	}
	if got, again, err := pulled(t, s, ingest.From{Position: position}); len(got) > 0 || again != "" || err != nil {
		t.Errorf("nothing new: %q, %s, %v", got, again, err)
	}
}

type sized struct {
	*strings.Reader
	size int64
}

func (r sized) Size() int64 { return r.size }

// FuzzServer: whatever a server says, the pull ends, without a panic, and counts
// each mail.
func FuzzServer(f *testing.F) {
	f.Add("* SEARCH 1 2\r\nT3 OK\r\n", sizes, literal(1, unix(1)))
	f.Add("* SEARCH 4294967295\r\nT3 OK\r\n", "* 1 FETCH (UID 4294967295 RFC822.SIZE 9223372036854775807)\n", "")
	f.Add("* ESEARCH (TAG \"T3\") UID ALL 1:*\n", "* 1 FETCH (UID 1 FLAGS (\\Deleted))\n", "* 1 FETCH (UID 1 BODY[] {99999999999}\n")
	f.Add("* SEARCH 00\n", sizes, "")
	f.Add("* ESEARCH (TAG \"T3\") UID ALL 1:4294967295\n", sizes, "")
	f.Add("* BYE\n", "* 1 FETCH (UID 1 BODY[] \"x\")\nTAG OK\n", "TAG BAD\n")
	f.Fuzz(func(t *testing.T, search, sizes, texts string) {
		asked := 0
		s := scripted(t, greeting, func(command string) string {
			if asked++; asked > 50 {
				return "hang up"
			}
			switch {
			case strings.HasPrefix(command, "UID SEARCH"):
				return search + "\nTAG OK done\n"
			case strings.Contains(command, "RFC822.SIZE"):
				return sizes + "\nTAG OK done\n"
			case strings.HasPrefix(command, "UID FETCH"):
				return texts + "\nTAG OK done\n"
			}
			return ""
		})
		s.Expunged = ""
		hosts := api.NewHosts(nil)
		defer hosts.Close()
		live, err := s.Live(hosts, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		live.(*account).patience = 20 * time.Millisecond
		streams, _ := live.Streams(context.Background())
		for page, err := range streams[0].Pull(context.Background(), ingest.From{}) {
			if err != nil {
				return
			}
			for _, item := range page.Items {
				if len(item.Feedback) == 0 && len(item.Rejects) == 0 && item.Skip == "" {
					t.Error("a mail is neither stored, rejected nor counted out")
				}
			}
		}
	})
}
