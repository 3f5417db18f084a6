package tracker

import (
	"context"
	"encoding/json"
	"iter"
	"net/url"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
)

// linked pulls a list from page to page by the Link header, as a whole each
// time: releases and the like, of which there are few.
func linked(client *api.Client, j *judge, path string) func(context.Context, ingest.From) iter.Seq2[ingest.Page, error] {
	return func(ctx context.Context, _ ingest.From) iter.Seq2[ingest.Page, error] {
		return func(yield func(ingest.Page, error) bool) {
			var pages api.Pages
			request := api.Request{Path: path, Query: url.Values{"per_page": {"100"}}}
			for request.Path != "" {
				var records []json.RawMessage
				err := pages.Go(request.Path)
				var answer *api.Response
				if err == nil {
					answer, err = client.JSON(ctx, request, &records)
				}
				if err != nil {
					yield(ingest.Page{}, err)
					return
				}
				if !yield(ingest.Page{Items: j.items(records)}, nil) {
					return
				}
				request = api.Request{Path: api.Next(answer.Header)}
			}
		}
	}
}
