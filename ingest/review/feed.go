package review

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
)

const (
	feedPages = 10 // of 50 reviews, and Apple refuses to show more
	topSize   = 50 // reviews that a position remembers
)

// top is the position in a feed: the newest reviews as the last whole walk saw
// them. Several, since some of them may be deleted or edited by the next one.
type top struct {
	Newest  []string  `json:"newest"`  // id and time of change
	Written time.Time `json:"written"` // when the newest was written
}

func topFrom(position string) top {
	var t top
	if position == "" || json.Unmarshal([]byte(position), &t) != nil {
		return top{}
	}
	return t
}

func (t top) String() string {
	encoded, err := json.Marshal(t) // texts and a time always encode
	if err != nil {
		panic(err)
	}
	return string(encoded)
}

// feed is the reviews of an app in one country.
type feed struct {
	client       *api.Client
	app, country string
}

// pull walks from the newest review down to one that the last walk saw, or to
// the feed's end, and looks at the first page once more, where a review goes that
// is edited meanwhile. The position is what the walk began with, and moves when it
// is over: one that is cut off begins anew, which is eleven requests at most.
func (f feed) pull(ctx context.Context, from ingest.From) iter.Seq2[ingest.Page, error] {
	return func(yield func(ingest.Page, error) bool) {
		w := walk{before: topFrom(from.Position), from: from}
		for n := 1; n <= feedPages && !w.over; n++ {
			reviews, items, err := f.page(ctx, n, nil)
			if err == nil {
				err = w.page(reviews)
			}
			if !yield(ingest.Page{Items: items}, err) || err != nil {
				return
			}
		}
		if w.pages > 1 {
			_, items, err := f.page(ctx, 1, w.now.Newest)
			if !yield(ingest.Page{Items: items}, err) || err != nil {
				return
			}
		}
		if len(w.now.Newest) > 0 && !yield(ingest.Page{Position: w.now.String()}, nil) {
			return
		}
		if len(w.before.Newest) > 0 && !w.over {
			yield(ingest.Page{}, w.gap())
		}
	}
}

// walk is one walk down a feed.
type walk struct {
	before, now top
	from        ingest.From
	last        []review // the page before
	pages       int      // that held reviews
	known       bool     // a review was there that the last walk saw, edited perhaps
	over        bool     // the rest was seen by the last walk, or there is none
}

// doubted is how many reviews must have been there for their absence to be taken
// for a mistake of the feed's, which answers without any at times.
const doubted = 5

// page takes in a page.
func (w *walk) page(reviews []review) error {
	if len(reviews) == 0 {
		w.over = true
		if len(w.before.Newest) >= doubted && !w.known {
			return errors.New("the feed ends before what the last run saw, as happens with Apple's: the next run tries again; " +
				"if those reviews are really gone, run `earshot ingest --full` once")
		}
		return nil
	}
	if slices.EqualFunc(reviews, w.last, review.same) {
		return errors.New("the feed gives the same page again and again: nothing after it can be read")
	}
	for _, r := range reviews {
		w.known = w.known || w.before.knows(r)
		w.over = w.over || slices.Contains(w.before.Newest, r.mark()) || !r.updated().IsZero() && r.updated().Before(w.from.Since)
		w.now.add(r, w.from)
	}
	w.last = reviews
	w.pages++
	return nil
}

// knows tells a review of the last walk, edited since or not.
func (t top) knows(r review) bool {
	return slices.ContainsFunc(t.Newest, func(mark string) bool { return strings.HasPrefix(mark, r.ID.Label+" ") })
}

// add remembers a review, the newest ones alone.
func (t *top) add(r review, from ingest.From) {
	if len(t.Newest) < topSize {
		t.Newest = append(t.Newest, r.mark())
	}
	if at := from.Past(r.updated()); at.After(t.Written) {
		t.Written = at
	}
}

// gap is the error of a feed whose end came before what the last pull saw.
func (w *walk) gap() error {
	oldest := w.last[len(w.last)-1].updated()
	return fmt.Errorf("more reviews came than the feed shows: those written between %s and %s cannot be read any more; run ingest more often",
		w.before.Written.Format(time.DateOnly), oldest.Format(time.DateOnly))
}

// page asks for one page. One without reviews is the end. Reviews with one of
// these marks are left out.
func (f feed) page(ctx context.Context, n int, without []string) ([]review, []ingest.Item, error) {
	path := fmt.Sprintf("%s/rss/customerreviews/page=%d/id=%s/sortby=mostrecent/json", f.country, n, f.app)
	answer, err := f.client.Do(ctx, api.Request{Path: path})
	if err != nil {
		return nil, nil, err
	}
	entries, err := entries(answer.Body)
	if err != nil {
		return nil, nil, fmt.Errorf("%s, page %d: %w", f.country, n, err)
	}
	var reviews []review
	var items []ingest.Item
	for _, raw := range entries {
		r, item := f.read(raw)
		if r.ID.Label == "" && without != nil || slices.Contains(without, r.mark()) {
			continue
		}
		items = append(items, item)
		if r.ID.Label != "" {
			reviews = append(reviews, r)
		}
	}
	return reviews, items, nil
}
