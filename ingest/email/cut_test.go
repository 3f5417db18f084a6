package email

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/earshot/earshot/ingest"
)

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
