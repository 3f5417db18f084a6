package tracker

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
)

// linearWalk pulls a list whose newest changes come first. It goes down from the
// newest to where the last pull began, and then once more for what has changed
// meanwhile: that went to the top, past which it had already come.
type linearWalk struct {
	linearSystem
	list linearList
}

// linearMark is the position of a walk.
type linearMark struct {
	Top   time.Time `json:"top"`            // of the newest change seen
	Low   time.Time `json:"low,omitzero"`   // on the way down: what was changed up to here is still to be read
	Floor time.Time `json:"floor,omitzero"` // where that way ends; zero: at the beginning
}

func (m linearMark) String() string { return string(encoded(m)) }

func (w linearWalk) pull(ctx context.Context, from ingest.From) iter.Seq2[ingest.Page, error] {
	return func(yield func(ingest.Page, error) bool) {
		m := linearMark{Floor: from.Since}
		resumed := from.Position != "" && json.Unmarshal([]byte(from.Position), &m) == nil
		if resumed && m.Low.IsZero() {
			m.Floor = m.Top.Add(-overlap)
		}
		give := func(p ingest.Page, at linearMark) bool {
			at.Top = from.Past(at.Top)
			if !at.Top.IsZero() {
				p.Position = at.String()
			}
			return yield(p, nil)
		}
		for {
			top, err := w.down(ctx, m, give)
			if errors.Is(err, errEnough) {
				return
			}
			if err != nil {
				yield(ingest.Page{}, err)
				return
			}
			if !top.After(m.Top) && m.Low.IsZero() {
				return
			}
			m = linearMark{Top: top, Floor: top.Add(time.Millisecond)} // what shares its moment comes with the next pull's overlap
		}
	}
}

// all pulls the whole list, however far the last pull came: cycles begin and end
// without being changed.
func (w linearWalk) all(ctx context.Context, from ingest.From) iter.Seq2[ingest.Page, error] {
	return w.pull(ctx, ingest.From{Now: from.Now})
}

var errEnough = errors.New("nobody wants more")

// down reads from m.Low, or from the newest change, down to m.Floor. Each page
// begins at the moment at which the page before ended; only where a whole page
// shares one moment pages are turned. It gives the newest change seen.
func (w linearWalk) down(ctx context.Context, m linearMark, give func(ingest.Page, linearMark) bool) (top time.Time, err error) {
	var pages api.Pages
	upper, after := m.Low, ""
	if !upper.IsZero() {
		top = m.Top
	}
	seen := map[change]bool{}
	for {
		if err := pages.Go(upper.String() + " " + after); err != nil {
			return top, err
		}
		page, err := w.page(ctx, m.Floor, upper, after)
		if err != nil {
			return top, err
		}
		items, newest, low, err := w.fresh(ctx, page.Nodes, seen, m.Floor)
		if err != nil {
			return top, err
		}
		if newest.After(top) && m.Low.IsZero() {
			top = newest
		}
		at := linearMark{Top: top}
		if page.PageInfo.HasNextPage {
			at.Low, at.Floor = low, m.Floor
		}
		if !give(ingest.Page{Items: items}, at) {
			return top, errEnough
		}
		if !page.PageInfo.HasNextPage {
			return top, nil
		}
		if upper.IsZero() || low.Before(upper) {
			upper, after = low, ""
		} else {
			after = page.PageInfo.EndCursor
		}
	}
}

// linearAnswer is a page of a list.
type linearAnswer struct {
	Nodes    []json.RawMessage `json:"nodes"`
	PageInfo struct {
		HasNextPage bool   `json:"hasNextPage"`
		EndCursor   string `json:"endCursor"`
	} `json:"pageInfo"`
}

func (w linearWalk) page(ctx context.Context, floor, upper time.Time, after string) (linearAnswer, error) {
	data := map[string]linearAnswer{}
	err := w.ask(ctx, w.list.query, w.list.variables(w.teams, floor, upper, after), &data)
	page, ok := data[w.list.name]
	if err == nil && !ok {
		err = errors.New("linear: an answer without " + w.list.name + ": is this Linear's API?")
	}
	return page, err
}

// fresh judges what was not given yet, and tells the newest and the oldest
// change of a page. The oldest is rounded up to what the API shows of a time.
func (w linearWalk) fresh(ctx context.Context, nodes []json.RawMessage, seen map[change]bool, floor time.Time) (items []ingest.Item, newest, low time.Time, err error) {
	for _, raw := range nodes {
		var in linearHead
		if json.Unmarshal(raw, &in) != nil || in.ID == "" || in.Updated.IsZero() {
			return nil, newest, low, errors.New("linear: a record without id and updatedAt")
		}
		c := change{in.ID, in.Updated.UTC()}
		if c.changed.After(newest) {
			newest = c.changed
		}
		if edge := c.changed.Truncate(time.Millisecond).Add(time.Millisecond); low.IsZero() || edge.Before(low) {
			low = edge
		}
		if seen[c] {
			continue
		}
		seen[c] = true
		item, err := w.item(ctx, raw, in, floor)
		if err != nil {
			return nil, newest, low, err
		}
		items = append(items, item)
	}
	for c := range seen {
		if c.changed.After(low) {
			delete(seen, c)
		}
	}
	return items, newest, low, nil
}

// linearHead is what a walk must know of a record.
type linearHead struct {
	ID      string   `json:"id"`
	Former  []string `json:"previousIdentifiers"`
	Trashed bool     `json:"trashed"`
	Issue   struct {
		Trashed bool `json:"trashed"`
	} `json:"issue"`
	Created time.Time `json:"createdAt"`
	Updated time.Time `json:"updatedAt"`
	Labels  struct {
		PageInfo struct {
			HasNextPage bool `json:"hasNextPage"`
		} `json:"pageInfo"`
	} `json:"labels"`
}

// item judges a record. An issue in the trash is deleted, with all that belongs
// to it, and so is the number that it had in another team.
func (w linearWalk) item(ctx context.Context, raw json.RawMessage, in linearHead, floor time.Time) (ingest.Item, error) {
	var o members
	_ = json.Unmarshal(raw, &o) // it has an id, so it is an object
	if in.Labels.PageInfo.HasNextPage {
		var err error
		if o["labels"], err = w.labels(ctx, in.ID); err != nil {
			return ingest.Item{}, err
		}
		raw = encoded(o)
	}
	item := w.judge.item(unit{raw: raw}, o)
	if in.Trashed || in.Issue.Trashed {
		for i := range item.Feedback {
			item.Feedback[i].Deleted = true
		}
		for i := range item.WorkItems {
			item.WorkItems[i].Deleted = true
		}
	}
	if !floor.IsZero() {
		for _, key := range in.Former {
			w.judge.gone(&item, key, in.Created)
		}
	}
	return item, nil
}

// labels are all labels of an issue.
func (w linearWalk) labels(ctx context.Context, id string) (json.RawMessage, error) {
	var data struct {
		Issue struct {
			Labels json.RawMessage `json:"labels"`
		} `json:"issue"`
	}
	err := w.ask(ctx, linearLabels, map[string]any{"id": id}, &data)
	return data.Issue.Labels, err
}
