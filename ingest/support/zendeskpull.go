package support

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"maps"
	"net/url"
	"strconv"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
)

// cursor is the position among the tickets: Zendesk's own.
type cursor struct {
	Cursor string `json:"cursor"`
}

func (c cursor) String() string {
	encoded, err := json.Marshal(c) // a text always encodes
	if err != nil {
		panic(err)
	}
	return string(encoded)
}

// tickets walks the export: by a time at first, by Zendesk's cursor from then
// on. It is at its end only where it says so; a page before may be empty.
func (z *zendesk) tickets(ctx context.Context, from ingest.From) iter.Seq2[ingest.Page, error] {
	return func(yield func(ingest.Page, error) bool) {
		var pages api.Pages
		for at := exportFrom(from); at != nil; {
			err := pages.Go(at.Encode())
			var page ingest.Page
			if err == nil {
				page, at, err = z.exported(ctx, at)
			}
			if !yield(page, err) || err != nil {
				return
			}
		}
	}
}

// exportFrom says where the export begins. A time within the last minute is
// refused.
func exportFrom(from ingest.From) url.Values {
	var c cursor
	if from.Position != "" && json.Unmarshal([]byte(from.Position), &c) == nil && c.Cursor != "" {
		return url.Values{"cursor": {c.Cursor}}
	}
	since := from.Since
	if latest := from.Now.Add(-2 * time.Minute); since.After(latest) {
		since = latest
	}
	return url.Values{"start_time": {seconds(since)}}
}

func seconds(t time.Time) string { return strconv.FormatInt(max(0, t.Unix()), 10) }

// exported is one page of the export, and where the next one is; nil: nowhere.
func (z *zendesk) exported(ctx context.Context, at url.Values) (page ingest.Page, next url.Values, err error) {
	if err := z.turn(ctx); err != nil {
		return page, nil, err
	}
	query := maps.Clone(at)
	query.Set("include", "users,organizations")
	query.Set("per_page", "1000")
	if z.comments {
		query.Set("per_page", "100") // a kill costs the requests of one page
	}
	var in struct {
		Tickets []json.RawMessage `json:"tickets"`
		After   string            `json:"after_cursor"`
		End     *bool             `json:"end_of_stream"`
		directory
	}
	if _, err := z.client.JSON(ctx, api.Request{Path: "api/v2/incremental/tickets/cursor.json", Query: query}, &in); err != nil {
		return page, nil, err
	}
	switch {
	case in.End == nil:
		return page, nil, errors.New("the export does not say whether it is at its end: is this Zendesk?")
	case !*in.End && in.After == "":
		return page, nil, errors.New("the export is not at its end and names no cursor to go on from")
	}
	known := in.known()
	for _, raw := range in.Tickets {
		item, err := z.ticket(ctx, raw, known)
		if err != nil {
			return page, nil, err
		}
		page.Items = append(page.Items, item)
	}
	if in.After != "" {
		page.Position = cursor{in.After}.String()
	}
	if !*in.End {
		next = url.Values{"cursor": {in.After}}
	}
	return page, next, nil
}

// turn waits until the export may be asked again.
func (z *zendesk) turn(ctx context.Context) error {
	if wait := z.export.Reserve().Delay(); wait > 0 {
		return z.pause(ctx, wait)
	}
	return ctx.Err()
}

// paging is how Zendesk's lists name their next page.
type paging struct {
	Meta struct {
		More  bool   `json:"has_more"`
		After string `json:"after_cursor"`
	} `json:"meta"`
}

// each asks for page after page of a list. take is given each answer's body.
func (z *zendesk) each(ctx context.Context, path string, query url.Values, take func(body []byte) error) error {
	var pages api.Pages
	query.Set("page[size]", "100")
	for {
		if err := pages.Go(query.Get("page[after]")); err != nil {
			return err
		}
		var in paging
		answer, err := z.client.JSON(ctx, api.Request{Path: path, Query: query}, &in)
		if err == nil {
			err = take(answer.Body)
		}
		switch {
		case err != nil || !in.Meta.More:
			return err
		case in.Meta.After == "":
			return errors.New(path + ": there is more and no cursor to go on from")
		}
		query.Set("page[after]", in.Meta.After)
	}
}
