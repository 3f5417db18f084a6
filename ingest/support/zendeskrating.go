package support

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
)

// ratingOverlap is for how long a rating may still change: the list goes by when
// it was made, and customers change their mind until a ticket is closed, four
// weeks after it was solved at the latest.
const ratingOverlap = 28 * 24 * time.Hour

type zendeskRating struct {
	ID        word      `json:"id"`
	Score     string    `json:"score"`
	Ticket    word      `json:"ticket_id"`
	Requester word      `json:"requester_id"`
	Comment   string    `json:"comment"`
	Reason    string    `json:"reason"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
}

// ratings walks the satisfaction ratings. Nothing is said of their order, so
// the position moves at the end alone.
func (z *zendesk) ratings(ctx context.Context, from ingest.From) iter.Seq2[ingest.Page, error] {
	return func(yield func(ingest.Page, error) bool) {
		stopped := errors.New("enough")
		newest := after(from.Position)
		query := url.Values{"score": {"received"}}
		if since := ratingsSince(from); !since.IsZero() {
			query.Set("start_time", seconds(since))
		}
		err := z.each(ctx, "api/v2/satisfaction_ratings.json", query, func(body []byte) error {
			items, last, err := z.rated(ctx, body)
			if err == nil && !yield(ingest.Page{Items: items}, nil) {
				err = stopped
			}
			if last.After(newest) {
				newest = last
			}
			return err
		})
		switch {
		case errors.Is(err, stopped):
		case api.Missing(err):
			yield(ingest.Page{}, fmt.Errorf("%w; not every plan has them, nor may every user read them: satisfaction: false leaves them out", err))
		case err != nil:
			yield(ingest.Page{}, err)
		case !newest.IsZero():
			yield(ingest.Page{Position: changed{from.Past(newest)}.String()}, nil)
		}
	}
}

func ratingsSince(from ingest.From) time.Time {
	if at := after(from.Position); !at.IsZero() {
		return at.Add(-ratingOverlap)
	}
	return from.Since
}

// rated reads one page, and when the newest of it was made.
func (z *zendesk) rated(ctx context.Context, body []byte) (items []ingest.Item, last time.Time, err error) {
	var in struct {
		Ratings []json.RawMessage `json:"satisfaction_ratings"`
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, last, errors.New("satisfaction ratings: " + reasonOf(err))
	}
	ratings := make([]zendeskRating, len(in.Ratings))
	faults := make([]error, len(in.Ratings))
	var ids []string
	for i, raw := range in.Ratings {
		r := &ratings[i]
		if faults[i] = json.Unmarshal(raw, r); faults[i] == nil && r.CreatedAt.After(last) {
			last = r.CreatedAt
		}
		if id := string(r.Requester); id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	known, err := z.people(ctx, ids)
	if err != nil {
		return nil, last, err
	}
	for i, raw := range in.Ratings {
		if faults[i] != nil {
			items = append(items, reject("rating: "+reasonOf(faults[i]), string(raw)))
			continue
		}
		items = append(items, ratings[i].item(z.site, string(raw), known))
	}
	return items, last, nil
}

// item is a rating of 0 or 1, bad or good, or the reason for none.
func (r zendeskRating) item(site, payload string, known *known) ingest.Item {
	s := score{
		id: "rating-" + string(r.ID), thread: "ticket-" + string(r.Ticket), author: known.author(r.Requester),
		account: known.organizations[known.users[r.Requester].Organization], at: r.UpdatedAt, high: 1,
		remark: r.Comment, url: site + "/agent/tickets/" + string(r.Ticket), payload: payload,
	}
	if s.at.IsZero() {
		s.at = r.CreatedAt
	}
	if r.Reason != "" {
		s.labels = []string{r.Reason}
	}
	switch {
	case strings.HasPrefix(r.Score, "good"):
		s.value = 1
	case strings.HasPrefix(r.Score, "bad"):
	default:
		return ingest.Item{Skip: "not rated"}
	}
	if r.ID == "" || s.at.IsZero() {
		return reject("rating: no id or created_at", payload)
	}
	var item ingest.Item
	item.Ratings, item.Feedback = s.records()
	return item
}
