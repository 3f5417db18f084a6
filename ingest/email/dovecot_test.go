package email

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/internal/secret"
	"github.com/earshot/earshot/internal/warehouse"
)

// post is a user's mailboxes at a real Dovecot, a warehouse, and the source
// between. Each test has a user of its own.
type post struct {
	t        *testing.T
	settings IMAP
	admin    *imapclient.Client
	db       *warehouse.DB
	root     string
	runs     int
	hosts    *api.Hosts
	log      bytes.Buffer
	errs     []string
}

// atDovecot skips without a server, unless one is required.
func atDovecot(t *testing.T) string {
	t.Helper()
	address := os.Getenv("EARSHOT_DOVECOT_IMAP")
	switch {
	case address != "":
	case os.Getenv("EARSHOT_REQUIRE_SERVERS") != "":
		t.Fatal("EARSHOT_DOVECOT_IMAP is not set: see make test-servers")
	default:
		t.Skip("no Dovecot: see make test-servers")
	}
	return address
}

func newPost(t *testing.T) *post {
	t.Helper()
	address := atDovecot(t)
	user := fmt.Sprintf("%s-%d@acme.example", strings.ToLower(strings.ReplaceAll(t.Name(), "/", "-")), time.Now().UnixNano())
	p := &post{t: t, root: t.TempDir(), settings: at(address, user)}
	p.admin = p.dial(user)
	var err error
	if p.db, err = warehouse.Open(context.Background(), filepath.Join(p.root, "w.duckdb"), warehouse.Limits{Memory: "500MB", Threads: 1}); err != nil {
		t.Fatal(err)
	}
	p.hosts = api.NewHosts(slog.New(slog.NewTextHandler(&p.log, nil)))
	t.Cleanup(func() {
		p.hosts.Close()
		p.db.Close()
		p.admin.Close()
		for _, text := range append(p.errs, p.log.String()) {
			if strings.Contains(text, os.Getenv("EARSHOT_DOVECOT_PASSWORD")) || strings.Contains(text, "Too slow") {
				t.Errorf("tells too much: %s", text)
			}
		}
	})
	return p
}

func at(address, user string) IMAP {
	host, port, _ := net.SplitHostPort(address)
	n, _ := strconv.Atoi(port)
	return IMAP{Host: host, Port: n, TLS: "none", User: user, Password: secret.New(os.Getenv("EARSHOT_DOVECOT_PASSWORD"))}
}

// dial logs in as the owner of the mailboxes, who may write.
func (p *post) dial(user string) *imapclient.Client {
	p.t.Helper()
	client, err := imapclient.DialInsecure(os.Getenv("EARSHOT_DOVECOT_IMAP"), nil)
	if err != nil {
		p.t.Fatal(err)
	}
	if err := client.Login(user, os.Getenv("EARSHOT_DOVECOT_PASSWORD")).Wait(); err != nil {
		p.t.Fatal(err)
	}
	return client
}

// nth is a mail of which the words say the number.
func nth(n int) string {
	return strings.ReplaceAll(letterWith(fmt.Sprintf("Message-ID: <%d@client.example>\nSubject: Export\n", n), fmt.Sprintf("Too slow %d.\n", n)), "\n", "\r\n")
}

func (p *post) send(mailbox, mail string, flags ...imap.Flag) {
	p.t.Helper()
	command := p.admin.Append(mailbox, int64(len(mail)), &imap.AppendOptions{Flags: flags})
	_, err := io.WriteString(command, mail)
	if err == nil {
		err = command.Close()
	}
	if err == nil {
		_, err = command.Wait()
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *post) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *post) live() *account {
	p.t.Helper()
	live, err := p.settings.Live(p.hosts, time.UTC)
	p.must(err)
	return live.(*account)
}

// pull is one run of ingest.
func (p *post) pull(ctx context.Context, live ingest.Live, change ...func(*ingest.Landing)) ingest.Result {
	p.t.Helper()
	key, err := ingest.LoadPersonKey(filepath.Join(p.root, "person.key"))
	p.must(err)
	p.runs++
	landing := ingest.Landing{DB: p.db, Root: p.root, Folder: filepath.Join(p.root, "landed"), RunID: fmt.Sprint("run", p.runs),
		Now: time.Now(), Zone: time.UTC, Key: key, Log: p.hosts.Log}
	for _, f := range change {
		f(&landing)
	}
	results, err := landing.Run(ctx, []ingest.Source{{Name: "post", Settings: "s", Live: live}})
	if err != nil && ctx.Err() == nil {
		p.t.Fatal(err)
	}
	if len(results) == 0 {
		return ingest.Result{Err: err}
	}
	if err := results[0].Err; err != nil {
		p.errs = append(p.errs, err.Error())
	}
	return results[0]
}

func (p *post) good(change ...func(*ingest.Landing)) ingest.Counts {
	p.t.Helper()
	result := p.pull(context.Background(), p.live(), change...)
	p.must(result.Err)
	return result.Counts
}

// holds compares the standing mails with the numbers of those that are wanted.
func (p *post) holds(want ...int) {
	p.t.Helper()
	list, err := p.db.Strings(context.Background(), "select body from landing.feedback where not deleted order by cast(regexp_extract(body, '[0-9]+') as int)")
	p.must(err)
	var texts []string
	for _, n := range want {
		texts = append(texts, fmt.Sprintf("Too slow %d.", n))
	}
	if diff := cmp.Diff(texts, list); diff != "" {
		p.t.Errorf("want (-), got (+):\n%.500s", diff)
	}
}

func (p *post) strings(query string) []string {
	p.t.Helper()
	list, err := p.db.Strings(context.Background(), query)
	p.must(err)
	return list
}

func upTo(n int) []int {
	var list []int
	for i := range n {
		list = append(list, i)
	}
	return list
}

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
	time.Sleep(1100 * time.Millisecond) // Dovecot's UIDVALIDITY is a time in seconds
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

func TestServerKilledAndResumed(t *testing.T) {
	p := newPost(t)
	for n := range 2*pageMails + 7 {
		p.send("INBOX", nth(n))
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	live := p.live()
	p.pull(ctx, stopped{live, 1, cancel})
	p.holds(upTo(pageMails)...)
	if c := p.good(); c.Read != pageMails+7 {
		t.Errorf("%+v", c)
	}
	p.holds(upTo(2*pageMails + 7)...)
}

// stopped ends the run once a stream has given n pages.
type stopped struct {
	ingest.Live
	n    int
	stop func()
}

func (s stopped) Streams(ctx context.Context) ([]ingest.Stream, error) {
	streams, err := s.Live.Streams(ctx)
	for i := range streams {
		pull := streams[i].Pull
		streams[i].Pull = func(ctx context.Context, from ingest.From) iter.Seq2[ingest.Page, error] {
			return func(yield func(ingest.Page, error) bool) {
				n := 0
				pull(ctx, from)(func(page ingest.Page, err error) bool {
					if n++; n > s.n {
						s.stop()
						return false
					}
					return yield(page, err)
				})
			}
		}
	}
	return streams, err
}

// relay stands between and does harm to what the server sends.
type relay struct {
	net.Listener
	harm func(to, server net.Conn)
	wg   sync.WaitGroup
}

func newRelay(t *testing.T, harm func(to, server net.Conn)) IMAP {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &relay{Listener: listener, harm: harm}
	r.wg.Add(1)
	go r.serve()
	t.Cleanup(func() { listener.Close(); r.wg.Wait() })
	return at(listener.Addr().String(), "set me")
}

func (r *relay) serve() {
	defer r.wg.Done()
	for {
		client, err := r.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", os.Getenv("EARSHOT_DOVECOT_IMAP"))
		if err != nil {
			client.Close()
			return
		}
		r.wg.Add(2)
		go func() { defer r.wg.Done(); io.Copy(server, client); server.Close() }()
		go func() { defer r.wg.Done(); r.harm(client, server); client.Close(); server.Close() }()
	}
}

func TestServerConnectionIsCut(t *testing.T) {
	p := newPost(t)
	for n := range 2*pageMails + 7 {
		p.send("INBOX", nth(n))
	}
	user := p.settings.User
	cut := newRelay(t, func(to, server net.Conn) { until(to, server, fmt.Sprintf("Too slow %d", pageMails+50)) }) // in the middle of the second page
	direct := p.settings
	cut.User = user
	p.settings = cut
	before := goleak.IgnoreCurrent()
	err := p.pull(context.Background(), p.live()).Err
	if err == nil || isRefused(err) {
		t.Errorf("%v", err)
	}
	goleak.VerifyNone(t, before, goleak.IgnoreAnyFunction("github.com/earshot/earshot/ingest/email.(*relay).serve"))
	p.holds(upTo(pageMails)...)
	p.settings = direct
	p.good()
	p.holds(upTo(2*pageMails + 7)...)
}

// until copies what the server sends up to some words.
func until(to, server net.Conn, words string) {
	var all []byte
	for buffer := make([]byte, 1000); !bytes.Contains(all, []byte(words)); {
		n, err := server.Read(buffer)
		if err != nil {
			return
		}
		all = append(all, buffer[:n]...)
		to.Write(buffer[:n])
	}
}

func TestServerStalls(t *testing.T) {
	p := newPost(t)
	for n := range 50 {
		p.send("INBOX", nth(n))
	}
	user := p.settings.User
	for _, words := range []string{"", "* OK", "Logged in", "HIGHESTMODSEQ", "SEARCH", "RFC822.SIZE", "Too slow 25"} {
		stalled := newRelay(t, func(to, server net.Conn) {
			if words != "" {
				until(to, server, words)
			}
			io.Copy(io.Discard, server) // until somebody hangs up
		})
		stalled.User = user
		p.settings = stalled
		live := p.live()
		live.patience = 200 * time.Millisecond
		err := p.pull(context.Background(), live).Err
		if err == nil || !strings.Contains(err.Error(), "stalls") {
			t.Errorf("after %q: %v", words, err)
		}
		ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond) // a wish to stop is heard meanwhile
		p.pull(ctx, p.live())
		cancel()
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
