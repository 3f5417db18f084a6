package email

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/internal/secret"
)

func TestServerMailIsPulledOnce(t *testing.T) {
	p := newPost(t)
	for n := range 3 {
		p.send("INBOX", nth(n))
	}
	if c := p.good(); c.Stored != 3 {
		t.Errorf("%+v", c)
	}
	p.holds(0, 1, 2)
	position := p.strings("select position from ops.cursors")
	if c := p.good(); c.Read != 0 { // the newest mail matches last+1:*
		t.Errorf("nothing new: %+v", c)
	}
	if again := p.strings("select position from ops.cursors"); !slices.Equal(position, again) {
		t.Errorf("the position moved from %q to %q", position, again)
	}
	p.send("INBOX", nth(3))
	if c := p.good(); c.Read != 1 || c.Stored != 1 {
		t.Errorf("one new mail: %+v", c)
	}
	p.holds(0, 1, 2, 3)
	_, err := p.admin.Select("INBOX", &imap.SelectOptions{ReadOnly: true}).Wait()
	p.must(err)
	seen, err := p.admin.Search(&imap.SearchCriteria{Flag: []imap.Flag{imap.FlagSeen}}, nil).Wait()
	p.must(err)
	if len(seen.AllSeqNums()) > 0 {
		t.Errorf("mails were marked as read: %v", seen.AllSeqNums())
	}
}

func TestServerMailboxIsMadeAnew(t *testing.T) {
	p := newPost(t)
	p.settings.Mailboxes = []string{"Help"}
	p.must(p.admin.Create("Help", nil).Wait())
	for n := range 3 {
		p.send("Help", nth(n))
	}
	p.good()
	p.must(p.admin.Delete("Help").Wait())
	p.must(p.admin.Create("Help", nil).Wait())
	for _, n := range []int{7, 1} { // fewer than before: UIDs below the last one
		p.send("Help", nth(n))
	}
	if c := p.good(); c.Read != 2 {
		t.Errorf("%+v", c)
	}
	p.holds(0, 1, 2, 7)
}

func TestServerAnswersAreSeen(t *testing.T) {
	p := newPost(t)
	for n := range 4 {
		p.send("INBOX", nth(n))
	}
	p.good()
	_, err := p.admin.Select("INBOX", nil).Wait()
	p.must(err)
	mark := func(n uint32, flag imap.Flag) {
		p.must(p.admin.Store(imap.SeqSetNum(n), &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{flag}}, nil).Close())
	}
	mark(1, imap.FlagSeen)
	mark(2, imap.FlagAnswered)
	if c := p.good(); c.Read != 1 { // who has read a mail is no news
		t.Errorf("%+v", c)
	}
	if got := p.strings("select native_id || ' ' || state from landing.feedback where state is not null and state <> ''"); !slices.Equal(got, []string{"1@client.example answered"}) {
		t.Errorf("%q", got)
	}
	if c := p.good(); c.Read != 0 {
		t.Errorf("nothing new: %+v", c)
	}
}

func TestServerTLS(t *testing.T) {
	p := newPost(t)
	p.send("INBOX", nth(0))
	ca, err := os.ReadFile(os.Getenv("EARSHOT_DOVECOT_CA"))
	p.must(err)
	_, secure, _ := net.SplitHostPort(os.Getenv("EARSHOT_DOVECOT_IMAPS"))
	port, _ := strconv.Atoi(secure)
	plain := p.settings.Port
	for _, test := range []struct {
		tls  string
		port int
	}{{"starttls", plain}, {"implicit", port}, {"", port}} {
		p.settings.TLS, p.settings.Port, p.settings.CA = test.tls, test.port, secret.Text{}
		if err := p.pull(context.Background(), p.live()).Err; err == nil || !strings.Contains(err.Error(), "set ca") {
			t.Errorf("%s with an unknown authority: %v", test.tls, err)
		}
		p.settings.CA = secret.New(string(ca))
		p.good()
		p.holds(0)
	}
	p.settings.TLS, p.settings.Port = "implicit", plain
	if err := p.pull(context.Background(), p.live()).Err; err == nil {
		t.Error("TLS where there is none")
	}
}

func TestServerWrongPassword(t *testing.T) {
	p := newPost(t)
	p.settings.Password = secret.New("wrong-password")
	p.settings.Mailboxes = []string{"INBOX", "Trash"}
	err := p.pull(context.Background(), p.live()).Err
	if !isRefused(err) || strings.Contains(fmt.Sprint(err), "wrong-password") {
		t.Errorf("%v", err)
	}
	if strings.Contains(fmt.Sprint(err), "Trash") {
		t.Errorf("the other mailbox was tried too: %v", err)
	}
}

func TestServerMailboxes(t *testing.T) {
	p := newPost(t)
	for _, name := range []string{"Help", "Help/Döner & Co", "Help/old", "Drafts"} {
		p.must(p.admin.Create(name, nil).Wait())
	}
	p.send("INBOX", nth(0))
	p.send("Help", nth(0)) // the same mail in two mailboxes
	p.send("Help", nth(1))
	p.send("Help/Döner & Co", nth(2))
	p.send("Help/old", nth(3))
	p.send("Trash", nth(4))
	p.send("Drafts", nth(5))
	streams := func(names ...string) []string {
		p.settings.Mailboxes = names
		list, err := p.live().Streams(context.Background())
		p.must(err)
		var got []string
		for _, s := range list {
			got = append(got, s.Name)
		}
		return got
	}
	for _, test := range []struct{ names, want []string }{
		{nil, []string{"INBOX"}},
		{[]string{"inbox", "INBOX", "Help"}, []string{"INBOX", "Help"}},
		{[]string{"*"}, []string{"Help", "Help/Döner & Co", "Help/old", "INBOX"}},
		{[]string{"%"}, []string{"Help", "INBOX"}},
		{[]string{"Help/*", "Trash"}, []string{"Help/Döner & Co", "Help/old", "Trash"}},
		{[]string{"Nope*"}, []string{"Nope*"}},
	} {
		if got := streams(test.names...); !slices.Equal(got, test.want) {
			t.Errorf("%q: %q, want %q", test.names, got, test.want)
		}
	}
	p.settings.Mailboxes = []string{"INBOX", "*"}
	p.good()
	p.holds(0, 1, 2, 3)
	if n := p.good(); n.Read != 0 {
		t.Errorf("nothing new: %+v", n)
	}
	p.settings.Mailboxes = []string{"Nope", "Nope*", "Trash"}
	if err := p.pull(context.Background(), p.live()).Err; err == nil || !strings.Contains(err.Error(), "Nope: ") || !strings.Contains(err.Error(), "Nope*: ") {
		t.Errorf("missing mailboxes: %v", err)
	}
	p.holds(0, 1, 2, 3, 4) // the other stream went on
}

func TestServerFlags(t *testing.T) {
	p := newPost(t)
	p.settings.MaxSize = 1
	p.send("INBOX", nth(0), imap.FlagDeleted)
	p.send("INBOX", nth(1), imap.FlagDraft)
	p.send("INBOX", nth(2), imap.FlagAnswered, imap.FlagSeen)
	p.send("INBOX", letterWith("Subject: Large\n", strings.Repeat("x", 2<<20)))
	p.send("INBOX", "From: Jane <jane@client.example>\r\nSubject: No date, no id\r\n\r\nToo slow 3.\r\n")
	if c := p.good(); c.Read != 5 || c.Stored != 2 || c.Rejected != 1 || c.Skipped != 2 {
		t.Errorf("%+v", c)
	}
	p.holds(2, 3)
	got := p.strings("select reason || '|' || coalesce(payload, '') from landing.rejects")
	if len(got) != 1 || !strings.Contains(got[0], "larger than max_size of 1 MB: not fetched|") || !strings.HasSuffix(got[0], "|") {
		t.Errorf("%q", got)
	}
	if got := p.strings("select native_id from landing.feedback where native_id like 'sha256:%'"); len(got) != 1 {
		t.Errorf("%q", got)
	}
}

func TestServerSince(t *testing.T) {
	p := newPost(t)
	for n := range 2 {
		mail := nth(n)
		command := p.admin.Append("INBOX", int64(len(mail)), &imap.AppendOptions{Time: time.Now().AddDate(0, 0, -10*n)})
		io.WriteString(command, mail)
		p.must(command.Close())
		_, err := command.Wait()
		p.must(err)
	}
	p.good(func(l *ingest.Landing) { l.Since = time.Now().AddDate(0, 0, -5) })
	p.holds(0)
}

// Expunged mails stay said, unless the settings wish otherwise.
func TestServerExpunged(t *testing.T) {
	for expunged, want := range map[string][]int{"keep": {0, 1, 2}, "delete": {0, 2}} {
		t.Run(expunged, func(t *testing.T) {
			p := newPost(t)
			p.settings.Expunged = expunged
			for n := range 3 {
				p.send("INBOX", nth(n))
			}
			p.good()
			_, err := p.admin.Select("INBOX", nil).Wait()
			p.must(err)
			p.must(p.admin.Store(imap.SeqSetNum(2), &imap.StoreFlags{Op: imap.StoreFlagsAdd, Flags: []imap.Flag{imap.FlagDeleted}}, nil).Close())
			p.must(p.admin.Expunge().Close())
			p.good()
			p.holds(0, 1, 2)
			p.good(func(l *ingest.Landing) { l.Full = true })
			p.holds(want...)
		})
	}
}

// TestServerToken logs in with XOAUTH2 and a token that a stand-in provider gave.
func TestServerToken(t *testing.T) {
	p := newPost(t)
	p.send("INBOX", nth(0))
	provider := newProvider(t, func() string { return signed(t, p.settings.User) })
	p.settings.Password = secret.Text{}
	p.settings.OAuth2 = &OAuth2{Provider: "custom", ClientID: "app", ClientSecret: secret.New("app-secret"), RefreshToken: secret.New("refresh-me"), TokenURL: provider.URL}
	p.good()
	p.holds(0)
	provider.token = func() string { return "no-token-of-ours" }
	err := p.pull(context.Background(), p.live()).Err
	if !isRefused(err) || strings.Contains(fmt.Sprint(err), "no-token-of-ours") {
		t.Errorf("%v", err)
	}
}

// signed makes a token (JWT) as an identity provider would.
func signed(t *testing.T, user string) string {
	t.Helper()
	part := func(v any) string {
		encoded, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return base64.RawURLEncoding.EncodeToString(encoded)
	}
	body := part(map[string]any{"alg": "HS256", "typ": "JWT"}) + "." +
		part(map[string]any{"sub": user, "iat": time.Now().Add(-time.Minute).Unix(), "exp": time.Now().Add(time.Hour).Unix()})
	mac := hmac.New(sha256.New, []byte(os.Getenv("EARSHOT_DOVECOT_TOKENKEY")))
	mac.Write([]byte(body))
	return body + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}
