package review

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/ingest/conformance"
)

// store answers as Apple's feed does: newest first, ten pages of fifty, an
// object in place of a list of one, and the app itself at the top of the first.
type store struct {
	reviews []entry // the newest first
	asked   int
}

type entry struct {
	n     int
	words string
	at    time.Time
}

func (s *store) Put(n int, words string, at time.Time) {
	s.Delete(n)
	s.reviews = slices.Insert(s.reviews, 0, entry{n, words, at})
}

func (s *store) Delete(n int) {
	s.reviews = slices.DeleteFunc(s.reviews, func(e entry) bool { return e.n == n })
}

func (s *store) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.asked++
	var n int
	if _, err := fmt.Sscanf(r.URL.Path, "/us/rss/customerreviews/page=%d/id=123/sortby=mostrecent/json", &n); err != nil || n > 10 {
		http.Error(w, "CustomerReviews RSS page depth is limited to 10", http.StatusBadRequest)
		return
	}
	var page []any
	if n == 1 && len(s.reviews) > 1 {
		page = append(page, map[string]any{"id": said("https://apps.apple.com/us/app/id123"), "title": said("The app")})
	}
	for _, e := range s.reviews[min((n-1)*50, len(s.reviews)):min(n*50, len(s.reviews))] {
		page = append(page, map[string]any{"id": said(fmt.Sprint(7000 + e.n)), "updated": said(e.at.Format(time.RFC3339)), "im:rating": said("4"), "title": said(e.words)})
	}
	feed := map[string]any{"id": said("the feed")}
	switch len(page) {
	case 0:
	case 1:
		feed["entry"] = page[0]
	default:
		feed["entry"] = page
	}
	json.NewEncoder(w).Encode(map[string]any{"feed": feed})
}

func said(text string) map[string]any { return map[string]any{"label": text} }

func TestAppStoreConforms(t *testing.T) {
	conformance.Run(t, conformance.Case{
		System:  func() conformance.System { return &store{} },
		Records: 140,
		Live: func(hosts *api.Hosts, url, _ string) (ingest.Live, error) {
			return AppStore{App: "id123", URL: url}.Live(hosts, time.UTC)
		},
		Skip: map[string]string{
			"wrong secret":  "the feed is public: there is no secret",
			"deletion":      "the feed shows the newest reviews only: one that is not in it may be old or deleted",
			"repeated page": "a page is named by its number, ten of them at most; see TestRepeatedPage for one that is given twice",
			"resumed":       "newest first: a walk that was cut off begins anew, eleven requests at most",
		},
	})
}

// pull pulls the feed of a store from a position on.
func pull(t *testing.T, answer http.Handler, from ingest.From) (items []ingest.Item, position string, err error) {
	t.Helper()
	server := httptest.NewServer(answer)
	defer server.Close()
	hosts := api.NewHosts(nil)
	defer hosts.Close()
	hosts.Pause = func(context.Context, time.Duration) error { return nil }
	source, err := AppStore{App: "123", URL: server.URL}.Live(hosts, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	streams, err := source.Streams(context.Background())
	if err != nil || len(streams) != 1 || streams[0].Name != "reviews us" {
		t.Fatal(streams, err)
	}
	for page, err := range streams[0].Pull(context.Background(), from) {
		if err != nil {
			return items, position, err
		}
		items = append(items, page.Items...)
		if page.Position != "" {
			position = page.Position
		}
	}
	return items, position, nil
}

var noon = time.Date(2026, 4, 1, 12, 0, 0, 0, time.UTC)

// filled is a store with reviews from number from to number to, a minute apart.
func (s *store) fill(from, to int) *store {
	for n := from; n < to; n++ {
		s.Put(n, fmt.Sprint("words ", n), noon.Add(time.Duration(n)*time.Minute))
	}
	return s
}

// TestRecords: stars and words are one answer; the app at the top is none, and
// what is damaged is a reject.
func TestRecords(t *testing.T) {
	first, err := os.ReadFile("testdata/page-1.json")
	if err != nil {
		t.Fatal(err)
	}
	items, position, err := pull(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "page=1/") {
			w.Write(first)
			return
		}
		fmt.Fprint(w, `{"feed": {"author": {}}}`)
	}), ingest.From{Now: noon.AddDate(0, 1, 0)})
	if err != nil {
		t.Fatal(err)
	}
	grace := ingest.Origin{Channel: ingest.Review, NativeID: "9001/stars", ResponseID: "9001", Author: ingest.Author{ID: "8001", Name: "grace"},
		OccurredAt: time.Date(2026, 4, 2, 15, 30, 0, 0, time.UTC), URL: "https://itunes.apple.com/us/review?id=123&type=Purple%20Software",
		Segments: map[string]string{"country": "us", "version": "5.1"}}
	alan := ingest.Origin{Channel: ingest.Review, NativeID: "9000/stars", ResponseID: "9000", Author: ingest.Author{ID: "8002", Name: "alan"},
		OccurredAt: time.Date(2026, 4, 1, 15, 30, 0, 0, time.UTC), Segments: map[string]string{"country": "us"}}
	words := grace
	words.NativeID = "9001/words"
	want := []ingest.Item{
		{Skip: "the app itself"},
		{Ratings: []ingest.Rating{{Origin: grace, Metric: ingest.Stars, Score: 2, ScaleMin: 1, ScaleMax: 5}},
			Feedback: []ingest.Feedback{{Origin: words, Title: "Slow", Body: "It takes minutes\nto start.", Votes: 3}}},
		{Ratings: []ingest.Rating{{Origin: alan, Metric: ingest.Stars, Score: 5, ScaleMin: 1, ScaleMax: 5}}},
		{Rejects: []ingest.Reject{{Reason: "updated: want a time such as 2024-05-31T12:00:00-07:00"}}},
		{Rejects: []ingest.Reject{{Reason: "im:rating: want 1 to 5"}}},
	}
	for i := range items { // the original is kept, once
		payloads := 0
		for j := range items[i].Feedback {
			payloads += min(1, len(items[i].Feedback[j].Payload))
			items[i].Feedback[j].Payload = ""
		}
		for j := range items[i].Ratings {
			payloads += min(1, len(items[i].Ratings[j].Payload))
			items[i].Ratings[j].Payload = ""
		}
		for j := range items[i].Rejects {
			payloads += min(1, len(items[i].Rejects[j].Payload))
			items[i].Rejects[j].Payload = ""
		}
		if payloads != 1 && items[i].Skip == "" {
			t.Errorf("item %d has %d payloads", i, payloads)
		}
	}
	if diff := cmp.Diff(want, items); diff != "" {
		t.Error(diff)
	}
	if !strings.HasPrefix(position, `{"newest":["9001 2026-04-02T08:30:00-07:00",`) {
		t.Errorf("position %s", position)
	}
}

// TestWalksToWhatIsKnown: one page when little is new, though the newest known
// review is deleted and the next one edited; all of it the first time.
func TestWalksToWhatIsKnown(t *testing.T) {
	s := (&store{}).fill(0, 700)
	from := ingest.From{Now: noon.AddDate(0, 1, 0)}
	items, position, err := pull(t, s, from)
	if err != nil || len(items) != 501 || s.asked != 11 {
		t.Fatalf("%d items, %d requests, %v", len(items), s.asked, err)
	}
	s.fill(700, 703).Delete(699)
	s.Put(698, "edited", noon.AddDate(0, 0, 1))
	from.Position, s.asked = position, 0
	if items, position, err = pull(t, s, from); err != nil || s.asked != 1 || len(items) != 51 {
		t.Errorf("%d items, %d requests, %v", len(items), s.asked, err)
	}
	from.Position, s.asked = position, 0
	for n := range 60 { // all that is known is edited: that it was known is no reason to stop early
		s.Put(703-n, "edited again", noon.AddDate(0, 0, 2).Add(time.Duration(n)*time.Minute))
	}
	if _, _, err = pull(t, s, from); err == nil || s.asked != 11 {
		t.Errorf("%d requests, %v", s.asked, err)
	}
}

// TestGap: more than the feed shows came between two runs. That is told, what
// there is is kept, and the next run goes on from it.
func TestGap(t *testing.T) {
	s := (&store{}).fill(0, 60)
	from := ingest.From{Now: noon.AddDate(0, 1, 0)}
	_, position, err := pull(t, s, from)
	if err != nil {
		t.Fatal(err)
	}
	from.Position = position
	items, position, err := pull(t, s.fill(60, 660), from)
	if err == nil || !strings.Contains(err.Error(), "between 2026-04-01 and 2026-04-01 cannot be read any more") || len(items) != 501 {
		t.Errorf("%d items, %v", len(items), err)
	}
	from.Position = position
	if _, _, err := pull(t, s, from); err != nil {
		t.Error(err)
	}
}

// TestHiccup: Apple's feed answers without reviews at times. That is no end, and
// nothing is passed over by it.
func TestHiccup(t *testing.T) {
	s := (&store{}).fill(0, 120)
	from := ingest.From{Now: noon.AddDate(0, 1, 0)}
	_, position, err := pull(t, s, from)
	if err != nil {
		t.Fatal(err)
	}
	from.Position = position
	s.fill(120, 240)
	for hollow := 1; hollow <= 3; hollow++ {
		_, moved, err := pull(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.Contains(r.URL.Path, fmt.Sprintf("page=%d/", hollow)) {
				fmt.Fprint(w, `{"feed": {}}`)
				return
			}
			s.ServeHTTP(w, r)
		}), from)
		if err == nil || moved != "" {
			t.Errorf("page %d empty: position %q, %v", hollow, moved, err)
		}
	}
	items, _, err := pull(t, s, from)
	if err != nil || len(items) != 151 {
		t.Errorf("%d items, %v", len(items), err)
	}
	few := (&store{}).fill(0, 2) // two reviews may well be gone
	_, from.Position, _ = pull(t, few, ingest.From{Now: noon})
	if _, _, err := pull(t, &store{}, from); err != nil {
		t.Error(err)
	}
}

// TestOne: a single review is an object and no list.
func TestOne(t *testing.T) {
	items, _, err := pull(t, (&store{}).fill(0, 1), ingest.From{Now: noon})
	if err != nil || len(items) != 1 || len(items[0].Feedback) != 1 {
		t.Errorf("%+v, %v", items, err)
	}
}

func TestRepeatedPage(t *testing.T) {
	s := (&store{}).fill(0, 300)
	_, position, err := pull(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.URL.Path = strings.Replace(r.URL.Path, "page=3/", "page=2/", 1)
		s.ServeHTTP(w, r)
	}), ingest.From{Now: noon})
	if err == nil || position != "" {
		t.Errorf("position %q, %v", position, err)
	}
}

// TestSince: what is older than wanted is not walked through.
func TestSince(t *testing.T) {
	s := (&store{}).fill(0, 300)
	if _, _, err := pull(t, s, ingest.From{Now: noon.AddDate(0, 1, 0), Since: noon.Add(290 * time.Minute)}); err != nil || s.asked != 1 {
		t.Errorf("%d requests, %v", s.asked, err)
	}
}

// TestFuture: a store whose clock is ahead does not move the position there.
func TestFuture(t *testing.T) {
	s := &store{}
	s.Put(1, "words", noon.AddDate(1, 0, 0))
	if _, position, err := pull(t, s, ingest.From{Now: noon}); err != nil || !topFrom(position).Written.Equal(noon) {
		t.Errorf("position %s, %v", position, err)
	}
}

func TestCheck(t *testing.T) {
	var problems []string
	AppStore{Countries: []string{"us", "DE", "gbr"}}.Check(func(path, _, _ string) { problems = append(problems, path) })
	if diff := cmp.Diff([]string{"countries[1]", "countries[2]"}, problems); diff != "" {
		t.Error(diff)
	}
}

// FuzzEntries: an entry is stored, rejected or counted out.
func FuzzEntries(f *testing.F) {
	first, err := os.ReadFile("testdata/page-1.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(first)
	f.Add([]byte(`{"feed": {"entry": {"id": {"label": 5}, "im:rating": {"label": "3"}, "link": []}}}`))
	f.Add([]byte(`{"feed": {"entry": null}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		list, err := entries(body)
		if err != nil {
			return
		}
		for _, raw := range list {
			r, item := feed{country: "us"}.read(raw)
			if len(item.Ratings)+len(item.Rejects) == 0 && item.Skip == "" {
				t.Errorf("an item that is nothing: %s", raw)
			}
			for _, rating := range item.Ratings {
				if rating.OccurredAt.IsZero() || rating.ResponseID == "" || rating.ResponseID != r.ID.Label || rating.Score < 1 || rating.Score > 5 {
					t.Errorf("a rating that lacks something: %+v", rating)
				}
			}
		}
	})
}
