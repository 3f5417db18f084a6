package tracker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
)

// azureWalk pulls the work items of a project in the order of their changes: a
// query gives the ids as they stand at one moment, and batches what they have
// become. What is edited meanwhile keeps its place in the list and comes again
// with the next pull.
type azureWalk struct {
	azureSystem
	project string
}

const azureBatch = 200 // work items that may be asked for at once

var errAzureOther = errors.New("azure devops: answers with other work items than were asked for")

func (w azureWalk) pull(ctx context.Context, from ingest.From) iter.Seq2[ingest.Page, error] {
	return func(yield func(ingest.Page, error) bool) {
		if err := w.walk(ctx, from, func(p ingest.Page) bool { return yield(p, nil) }); err != nil {
			yield(ingest.Page{}, err)
		}
	}
}

func (w azureWalk) walk(ctx context.Context, from ingest.From, give func(ingest.Page) bool) error {
	if err := w.states(ctx, w.project); err != nil {
		return err
	}
	var pages api.Pages
	for since := begin(from); ; {
		if err := pages.Go(since.String()); err != nil {
			return fmt.Errorf("%d or more work items changed at one moment: %w", w.most, err)
		}
		ids, asOf, err := w.changed(ctx, since)
		if err != nil {
			return err
		}
		for batch := range slices.Chunk(ids, azureBatch) {
			page, last, err := w.batch(ctx, batch, asOf)
			if err != nil {
				return err
			}
			if !last.IsZero() {
				since = last
				page.Position = mark{from.Past(last)}.String()
			}
			if !give(page) {
				return nil
			}
		}
		if len(ids) < w.most {
			return nil
		}
	}
}

// changed are the ids of what has changed since, the oldest change first, and
// when that was so.
func (w azureWalk) changed(ctx context.Context, since time.Time) (ids []int64, asOf time.Time, err error) {
	where := ""
	if !since.IsZero() {
		where = " AND [System.ChangedDate] >= '" + since.UTC().Format("2006-01-02T15:04:05.000Z") + "'"
	}
	query := w.version()
	query.Set("timePrecision", "true") // without it only the day counts
	query.Set("$top", strconv.Itoa(w.most))
	var answer struct {
		AsOf      time.Time `json:"asOf"`
		WorkItems []struct {
			ID int64 `json:"id"`
		} `json:"workItems"`
	}
	err = w.ask(ctx, w.path(w.project, "wiql"), query, map[string]string{
		"query": "SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project" + where + " ORDER BY [System.ChangedDate], [System.Id]",
	}, &answer)
	for _, item := range answer.WorkItems {
		ids = append(ids, item.ID)
	}
	return ids, answer.AsOf, err
}

// batch fetches work items and tells the latest change among those that were not
// changed again since the query: where the others stand in the list is not known.
func (w azureWalk) batch(ctx context.Context, ids []int64, asOf time.Time) (page ingest.Page, last time.Time, err error) {
	var answer struct {
		Value []json.RawMessage `json:"value"`
	}
	body := map[string]any{"ids": ids, "fields": azureAsked(), "errorPolicy": "omit"}
	if err := w.ask(ctx, w.path(w.project, "workitemsbatch"), w.version(), body, &answer); err != nil {
		return page, last, err
	}
	for _, raw := range answer.Value {
		if string(raw) == "null" { // deleted meanwhile
			continue
		}
		var in azureItem
		_ = json.Unmarshal(raw, &in) // what cannot be read is a reject
		if !slices.Contains(ids, in.ID) {
			return page, last, errAzureOther
		}
		if at := parseTime(in.Fields.Changed, time.UTC); at.After(last) && !at.After(asOf) {
			last = at
		}
		item, err := w.item(ctx, raw, in)
		if err != nil {
			return page, last, err
		}
		page.Items = append(page.Items, item)
	}
	return page, last, nil
}

// item judges a work item with its comments.
func (w azureWalk) item(ctx context.Context, raw json.RawMessage, in azureItem) (ingest.Item, error) {
	var o members
	if json.Unmarshal(raw, &o) != nil {
		return rejected(unit{raw: raw}, "a work item that is no object"), nil
	}
	var comments []azureComment
	if in.Fields.Comments > 0 && w.judge.rules.settings.Role != "plan" {
		var err error
		if comments, err = w.comments(ctx, in.ID); err != nil {
			return ingest.Item{}, err
		}
	}
	o["comments"] = encoded(comments)
	item := w.judge.item(unit{raw: encoded(o)}, o)
	for _, c := range comments {
		if c.Deleted {
			w.judge.goneComment(&item, c.key(), azureKey(in.ID), parseTime(c.Created, w.zone))
		}
	}
	return item, nil
}

// comments fetches the comments of a work item, deleted ones too.
func (w azureWalk) comments(ctx context.Context, id int64) ([]azureComment, error) {
	query := url.Values{"api-version": {"7.1-preview.4"}, "$top": {"200"}, "order": {"asc"}, "includeDeleted": {"true"}}
	var all []azureComment
	var pages api.Pages
	for token := ""; ; {
		if err := pages.Go(token); err != nil {
			return nil, err
		}
		if token != "" {
			query.Set("continuationToken", token)
		}
		var page struct {
			Comments []azureComment `json:"comments"`
			Next     string         `json:"continuationToken"`
		}
		_, err := w.client.JSON(ctx, api.Request{Path: w.path(w.project, "workItems/"+strconv.FormatInt(id, 10)+"/comments"), Query: query}, &page)
		if api.Missing(err) {
			return all, nil // it was deleted meanwhile
		}
		if err != nil {
			return nil, err
		}
		all = append(all, page.Comments...)
		if token = page.Next; token == "" {
			return all, nil
		}
	}
}
