package support

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
)

// trail is the position among the conversations: how far the walk in the order
// of change came, and which of the last minute's were read as they are now.
type trail struct {
	Changed int64            `json:"changed"` // of the newest one read, seconds since 1970
	Seen    map[string]int64 `json:"seen,omitempty"`
}

const (
	// trailOverlap is how many seconds before its position a pull begins: times
	// are whole seconds, and the search lags behind.
	trailOverlap = 60
	// maxSeen bounds what a position remembers. Beyond it the last minute is read
	// again, which costs requests and changes nothing.
	maxSeen = 300
)

func trailFrom(from ingest.From) trail {
	var t trail
	if from.Position == "" || json.Unmarshal([]byte(from.Position), &t) != nil {
		t = trail{}
	}
	return t
}

// add notes a conversation as read.
func (t *trail) add(one found, now time.Time) {
	t.Changed = max(t.Changed, min(one.changed, now.Unix()))
	for id, changed := range t.Seen {
		if changed < t.Changed-trailOverlap {
			delete(t.Seen, id)
		}
	}
	switch {
	case one.changed > now.Unix()-trailOverlap: // it may change again within the same second
	case len(t.Seen) >= maxSeen:
		t.Seen = nil
	case t.Seen == nil:
		t.Seen = map[string]int64{one.id: one.changed}
	default:
		t.Seen[one.id] = one.changed
	}
}

func (t trail) String() string {
	encoded, err := json.Marshal(t) // numbers always encode
	if err != nil {
		panic(err)
	}
	return string(encoded)
}

// found is a conversation as the search gives it.
type found struct {
	id      string
	changed int64
}

// conversations walks the search in the order of change, by its cursor: that
// names the place in the order, not a number of records, so that what is touched
// meanwhile moves to the end and shifts nothing.
func (i *intercom) conversations(ctx context.Context, from ingest.From) iter.Seq2[ingest.Page, error] {
	return func(yield func(ingest.Page, error) bool) {
		way := trailFrom(from)
		above := max(0, from.Since.Unix()-1, way.Changed-trailOverlap)
		var pages api.Pages
		for next, more := "", true; more; {
			list, following, err := i.search(ctx, &pages, above, next)
			if err != nil {
				yield(ingest.Page{}, err)
				return
			}
			next, more = following, following != ""
			for _, one := range list {
				if changed, seen := way.Seen[one.id]; seen && changed == one.changed {
					continue
				}
				if !i.give(ctx, one, &way, settled(one, from.Now) || !more, from.Now, yield) {
					return
				}
			}
		}
	}
}

// settled says that a conversation stands in the search where it belongs. The
// search lags behind: one that changed a moment ago may stand where it stood
// before, and a position after it would pass over others.
func settled(one found, now time.Time) bool {
	return one.changed <= now.Add(-10*time.Minute).Unix()
}

// give reads one conversation and yields it; the position moves if it may.
func (i *intercom) give(ctx context.Context, one found, way *trail, moves bool, now time.Time, yield func(ingest.Page, error) bool) bool {
	item, err := i.conversation(ctx, one.id)
	if err != nil {
		yield(ingest.Page{}, err)
		return false
	}
	page := ingest.Page{Items: []ingest.Item{item}}
	if moves {
		way.add(one, now)
		page.Position = way.String()
	}
	return yield(page, nil)
}

// search asks for a page of what changed after a second, that one excluded.
func (i *intercom) search(ctx context.Context, pages *api.Pages, above int64, next string) (list []found, following string, err error) {
	if err := pages.Go(fmt.Sprint(above, " ", next)); err != nil {
		return nil, "", err
	}
	paging := map[string]any{"per_page": 150}
	if next != "" {
		paging["starting_after"] = next
	}
	request := api.Request{Method: http.MethodPost, Path: "conversations/search", Body: map[string]any{
		"query":      map[string]any{"field": "updated_at", "operator": ">", "value": above},
		"sort":       map[string]any{"field": "updated_at", "order": "ascending"},
		"pagination": paging,
	}}
	var in struct {
		Conversations *[]struct {
			ID        word `json:"id"`
			UpdatedAt unix `json:"updated_at"`
		} `json:"conversations"`
		Pages struct {
			Next *struct {
				After word `json:"starting_after"`
			} `json:"next"`
		} `json:"pages"`
	}
	if _, err := i.client.JSON(ctx, request, &in); err != nil {
		return nil, "", err
	}
	if in.Conversations == nil {
		return nil, "", errors.New("an answer without conversations: is this Intercom?")
	}
	for _, c := range *in.Conversations {
		if c.ID == "" || c.UpdatedAt.IsZero() {
			return nil, "", errors.New("a conversation without id or updated_at: is this Intercom?")
		}
		list = append(list, found{string(c.ID), c.UpdatedAt.Unix()})
	}
	if in.Pages.Next != nil {
		following = string(in.Pages.Next.After)
	}
	return list, following, nil
}

// conversation asks for all of one. It may be gone meanwhile.
func (i *intercom) conversation(ctx context.Context, id string) (ingest.Item, error) {
	answer, err := i.client.Do(ctx, api.Request{Path: "conversations/" + url.PathEscape(id)})
	if isGone(err) {
		return ingest.Item{Skip: "gone meanwhile"}, nil
	}
	if err != nil {
		return ingest.Item{}, err
	}
	if !json.Valid(answer.Body) {
		return ingest.Item{}, fmt.Errorf("conversations/%s: the answer is no JSON: does a proxy ask for a login?", id)
	}
	var in intercomConversation
	if err := json.Unmarshal(answer.Body, &in); err != nil {
		return reject("conversation: "+reasonOf(err), string(answer.Body)), nil
	}
	if in.ID == "" {
		return reject("conversation: no id", string(answer.Body)), nil
	}
	company, err := i.company(ctx, in)
	if err != nil {
		return ingest.Item{}, err
	}
	return in.item(i, company, string(answer.Body)), nil
}

// company is the name of the first company of a conversation's first contact.
func (i *intercom) company(ctx context.Context, in intercomConversation) (string, error) {
	contact := in.contact()
	if in.Company.Name != "" || i.companies == nil || contact == "" {
		return in.Company.Name, nil
	}
	if name, asked := i.companies[contact]; asked {
		return name, nil
	}
	var list struct {
		Data []struct {
			Name string `json:"name"`
		} `json:"data"`
	}
	_, err := i.client.JSON(ctx, api.Request{Path: "contacts/" + url.PathEscape(contact) + "/companies"}, &list)
	switch {
	case isGone(err):
	case api.Missing(err):
		return "", fmt.Errorf("companies: %w; companies: false leaves them out", err)
	case err != nil:
		return "", fmt.Errorf("companies: %w", err)
	}
	name := ""
	if len(list.Data) > 0 {
		name = list.Data[0].Name
	}
	if len(i.companies) > 100_000 {
		clear(i.companies)
	}
	i.companies[contact] = name
	return name, nil
}

// isGone tells an answer that says that a thing is no longer there.
func isGone(err error) bool {
	var refused *api.Error
	return errors.As(err, &refused) && (refused.Status == http.StatusNotFound || refused.Status == http.StatusGone)
}
