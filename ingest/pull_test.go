package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/internal/warehouse"
)

// shelf is a live source of numbered records, five to a page, whose position is
// the number of records given.
type shelf struct {
	words   []string // "" is a record that was deleted
	broken  int      // pages after which it fails; 0: never
	fails   error
	further []ingest.Stream
	asked   []ingest.From
}

func (s *shelf) Streams(context.Context) ([]ingest.Stream, error) {
	return append([]ingest.Stream{{Name: "shelf", Whole: true, Pull: s.pull}}, s.further...), nil
}

func (s *shelf) pull(_ context.Context, from ingest.From) iter.Seq2[ingest.Page, error] {
	s.asked = append(s.asked, from)
	return func(yield func(ingest.Page, error) bool) {
		first, _ := strconv.Atoi(from.Position)
		for n := 0; first < len(s.words); n++ {
			if s.broken > 0 && n == s.broken {
				yield(ingest.Page{}, s.fails)
				return
			}
			last := min(first+5, len(s.words))
			page := ingest.Page{Position: strconv.Itoa(last)}
			for i := first; i < last; i++ {
				if s.words[i] != "" {
					page.Items = append(page.Items, shelved(i, s.words[i]))
				}
			}
			if !yield(page, nil) {
				return
			}
			first = last
		}
	}
}

func shelved(i int, words string) ingest.Item {
	if words == "?" {
		return ingest.Item{Rejects: []ingest.Reject{{Reason: "no words", Payload: strconv.Itoa(i)}}}
	}
	return ingest.Item{Feedback: []ingest.Feedback{{Body: words, Origin: ingest.Origin{
		Channel: ingest.Tracker, NativeID: strconv.Itoa(i), OccurredAt: time.Unix(int64(i), 0)}}}}
}

func newShelf(n int) *shelf {
	s := &shelf{}
	for i := range n {
		s.words = append(s.words, fmt.Sprint("w", i))
	}
	return s
}

// pulling is a warehouse that a shelf is pulled into.
type pulling struct {
	t       *testing.T
	db      *warehouse.DB
	root    string
	source  ingest.Source
	landing ingest.Landing
	runs    int
}

func newPulling(t *testing.T, s *shelf) *pulling {
	t.Helper()
	t.Cleanup(func() { goleak.VerifyNone(t, goleak.IgnoreCurrent()) })
	p := &pulling{t: t, root: t.TempDir()}
	var err error
	if p.db, err = warehouse.Open(context.Background(), filepath.Join(p.root, "w.duckdb"), warehouse.Limits{Threads: 1}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.db.Close() })
	p.source = ingest.Source{Name: "s", Settings: "one", Live: s, Sweep: 7 * 24 * time.Hour}
	p.landing = ingest.Landing{DB: p.db, Root: p.root, Folder: filepath.Join(p.root, "landed"), Zone: time.UTC, Key: make([]byte, 32),
		Now: time.Date(2026, 5, 1, 3, 0, 0, 0, time.UTC), Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	return p
}

// run is one night; the next one is days later.
func (p *pulling) run(days int) ingest.Result {
	p.t.Helper()
	p.runs++
	p.landing.RunID = fmt.Sprint("run", p.runs)
	p.landing.Now = p.landing.Now.AddDate(0, 0, days)
	results, err := p.landing.Run(context.Background(), []ingest.Source{p.source})
	if err != nil {
		p.t.Fatal(err)
	}
	return results[0]
}

func (p *pulling) standing() string {
	p.t.Helper()
	return p.strings("select body from landing.feedback where not deleted order by cast(native_id as int)")
}

func (p *pulling) strings(query string) string {
	p.t.Helper()
	list, err := p.db.Strings(context.Background(), query)
	if err != nil {
		p.t.Fatal(err)
	}
	return strings.Join(list, " ")
}

func (p *pulling) want(got, want string) {
	p.t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		p.t.Error(diff)
	}
}

func TestPullGoesOnFromItsCursor(t *testing.T) {
	s := newShelf(7)
	p := newPulling(t, s)
	p.run(0)
	s.words = append(s.words, "w7")
	if got := p.run(1).Counts.Read; got != 1 {
		t.Errorf("%d records read, want the new one", got)
	}
	p.want(p.standing(), "w0 w1 w2 w3 w4 w5 w6 w7")
	if got := p.run(1); got.Files != 0 {
		t.Errorf("%d streams with something new", got.Files)
	}
	p.want(p.strings("select count(*) from ops.batches"), "2")
}

// TestSweep: what is gone is found when the sweep is due, not before; a rebuild
// from the log gives the same.
func TestSweep(t *testing.T) {
	s := newShelf(7)
	p := newPulling(t, s)
	p.run(0)
	s.words[3] = ""
	p.run(1)
	p.want(p.standing(), "w0 w1 w2 w3 w4 w5 w6")
	p.run(7)
	p.want(p.standing(), "w0 w1 w2 w4 w5 w6")
	p.want(p.strings("select body from landing.feedback where deleted"), "w3")
	s.words[3] = "back"
	p.run(7)
	p.want(p.standing(), "w0 w1 w2 back w4 w5 w6")
	s.words[6] = ""
	p.run(7)
	again, err := warehouse.Open(context.Background(), "", warehouse.Limits{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if _, err := again.Replay(context.Background(), p.landing.Folder, nil); err != nil {
		t.Fatal(err)
	}
	const all = "select native_id || body || deleted from landing.feedback order by all"
	first := p.strings(all)
	db := p.db
	p.db = again
	p.want(p.strings(all), first)
	p.db = db
}

// TestSweepIsTakenUp: one that failed half way goes on and counts what it saw.
func TestSweepIsTakenUp(t *testing.T) {
	s := newShelf(12)
	p := newPulling(t, s)
	p.run(0)
	s.words[1] = ""
	s.broken, s.fails = 1, errors.New("no network")
	if got := p.run(8); got.Err == nil {
		t.Fatal("the failure is not told")
	}
	p.want(p.standing(), "w0 w1 w2 w3 w4 w5 w6 w7 w8 w9 w10 w11")
	s.broken = 0
	p.run(1)
	if last := s.asked[len(s.asked)-1]; last.Position != "5" {
		t.Errorf("went on from %q", last.Position)
	}
	p.want(p.standing(), "w0 w2 w3 w4 w5 w6 w7 w8 w9 w10 w11")
}

// TestSweepDoubts: when most is gone at once, a right may have been withdrawn.
func TestSweepDoubts(t *testing.T) {
	s := newShelf(60)
	p := newPulling(t, s)
	p.run(0)
	s.words = s.words[:10]
	got := p.run(8)
	if got.Err == nil || !strings.Contains(got.Err.Error(), "50 of 60 records are no longer there") || !strings.Contains(got.Err.Error(), "ingest --full s") {
		t.Errorf("%v", got.Err)
	}
	p.want(p.strings("select count(*) from landing.feedback where not deleted"), "60")
	p.landing.Full = true
	if got := p.run(1); got.Err != nil {
		t.Error(got.Err)
	}
	p.want(p.strings("select count(*) from landing.feedback where not deleted"), "10")
}

func TestOtherSettingsSweep(t *testing.T) {
	s := newShelf(6)
	p := newPulling(t, s)
	p.run(0)
	s.words[0], s.words[2] = "", "other"
	p.source.Settings = "two"
	p.run(1)
	p.want(p.standing(), "w1 other w3 w4 w5")
}

// TestSince pulls beside the cursor: nothing between is lost.
func TestSince(t *testing.T) {
	s := newShelf(6)
	p := newPulling(t, s)
	p.run(0)
	s.words[2] = "edited"
	s.words = append(s.words, "w6")
	p.landing.Since = time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	p.run(1)
	if last := s.asked[len(s.asked)-1]; last.Position != "" || !last.Since.Equal(p.landing.Since) {
		t.Errorf("asked from %+v", last)
	}
	p.want(p.standing(), "w0 w1 edited w3 w4 w5 w6")
	p.landing.Since = time.Time{}
	p.run(1)
	if last := s.asked[len(s.asked)-1]; last.Position != "6" {
		t.Errorf("the cursor moved to %q", last.Position)
	}
}

func TestDryRunStoresNothing(t *testing.T) {
	p := newPulling(t, newShelf(6))
	p.landing.Dry = true
	if got := p.run(0).Counts; got.Read != 6 || got.Stored != 6 {
		t.Errorf("%+v", got)
	}
	p.want(p.strings("select count(*) from landing.feedback"), "0")
	p.want(p.strings("select count(*) from ops.cursors"), "0")
}

// TestStreamsFailAlone: a stream's failure, a panic too, is told and the others
// go on; a refused secret ends the source.
func TestStreamsFailAlone(t *testing.T) {
	s := newShelf(2)
	other := newShelf(0)
	bad := func(name string, pull func() error) ingest.Stream {
		return ingest.Stream{Name: name, Pull: func(context.Context, ingest.From) iter.Seq2[ingest.Page, error] {
			return func(yield func(ingest.Page, error) bool) { yield(ingest.Page{}, pull()) }
		}}
	}
	s.further = []ingest.Stream{
		bad("panics", func() error { panic("words of a customer") }),
		bad("forbidden", func() error { return errors.New("403") }),
		bad("refused", func() error { return fmt.Errorf("401: %w", ingest.ErrRefused) }),
		{Name: "never", Pull: other.pull},
	}
	p := newPulling(t, s)
	got := p.run(0).Err.Error()
	for _, want := range []string{"panics: a mistake in earshot", "forbidden: 403", "refused: 401"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in %s", want, got)
		}
	}
	if strings.Contains(got, "words of a customer") || len(other.asked) > 0 {
		t.Errorf("%s; asked %d times after the secret was refused", got, len(other.asked))
	}
	p.want(p.standing(), "w0 w1")
}

// TestRejectsOfStreams: a broken record is one reject however often it comes,
// and none once a sweep finds it mended.
func TestRejectsOfStreams(t *testing.T) {
	s := newShelf(3)
	s.words[1] = "?"
	p := newPulling(t, s)
	p.run(0)
	p.run(8)
	p.want(p.strings("select file || ' ' || reason || ' ' || payload from landing.rejects"), "shelf no words 1")
	s.words[1] = "mended"
	p.run(8)
	p.want(p.strings("select count(*) from landing.rejects"), "0")
	p.want(p.standing(), "w0 mended w2")
}

// TestSideBySide: many live sources at once, each with its own rows and cursor.
func TestSideBySide(t *testing.T) {
	p := newPulling(t, newShelf(0))
	var sources []ingest.Source
	for i := range 20 {
		sources = append(sources, ingest.Source{Name: fmt.Sprint("s", i), Settings: "one", Live: newShelf(11 + i)})
	}
	p.landing.RunID = "run"
	results, err := p.landing.Run(context.Background(), sources)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range results {
		if r.Err != nil || r.Source != fmt.Sprint("s", i) || r.Counts.Stored != int64(11+i) {
			t.Errorf("%+v", r)
		}
	}
	p.want(p.strings("select count(*) || ' ' || count(distinct source) from landing.feedback"), "410 20")
	p.want(p.strings("select count(*) from ops.cursors"), "20")
}
