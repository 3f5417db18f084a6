package tracker

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"iter"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
)

// list walks a list from page to page as a whole each time: releases and the
// like, of which there are few and which have no order by the time of change.
type list struct {
	client *api.Client
	judge  *judge
	path   string // with its query
	// next is the page after the one that answered, empty after the last.
	next func(path string, answer *api.Response) string
	// optional lists are missing in some editions of the system: no error then.
	optional bool
}

func (l list) pull(ctx context.Context, _ ingest.From) iter.Seq2[ingest.Page, error] {
	return func(yield func(ingest.Page, error) bool) {
		var turned turned
		for path := l.path; path != ""; {
			records, following, err := l.page(ctx, &turned, path)
			if l.optional && path == l.path && api.Missing(err) {
				return
			}
			if err != nil {
				yield(ingest.Page{}, err)
				return
			}
			if !yield(ingest.Page{Items: l.judge.items(records)}, nil) {
				return
			}
			path = following
		}
	}
}

// records are all of a list.
func (l list) records(ctx context.Context) (all []json.RawMessage, err error) {
	var turned turned
	for path := l.path; path != ""; {
		var records []json.RawMessage
		if records, path, err = l.page(ctx, &turned, path); err != nil {
			return nil, err
		}
		all = append(all, records...)
	}
	return all, nil
}

// turned is what a walk knows of the pages before.
type turned struct {
	api.Pages
	last []byte
}

func (l list) page(ctx context.Context, before *turned, path string) (records []json.RawMessage, following string, err error) {
	if err := before.Go(path); err != nil {
		return nil, "", err
	}
	answer, err := l.client.JSON(ctx, api.Request{Path: path}, &records)
	if err != nil {
		return nil, "", err
	}
	if len(records) > 0 && bytes.Equal(answer.Body, before.last) {
		return nil, "", errors.New("gives the same page twice: nothing after it can be read")
	}
	before.last = answer.Body
	return records, l.next(path, answer), nil
}

// byLink is the next page that the Link header names.
func byLink(_ string, answer *api.Response) string { return api.Next(answer.Header) }
