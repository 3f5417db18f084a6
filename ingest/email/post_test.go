package email

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/google/go-cmp/cmp"

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
