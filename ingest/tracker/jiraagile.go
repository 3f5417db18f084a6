package tracker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strconv"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
)

// versions pulls a project's versions, all at once.
func (s jiraSystem) versions(key string) func(context.Context, ingest.From) iter.Seq2[ingest.Page, error] {
	return func(ctx context.Context, _ ingest.From) iter.Seq2[ingest.Page, error] {
		return func(yield func(ingest.Page, error) bool) {
			var records []json.RawMessage
			_, err := s.client.JSON(ctx, api.Request{Path: s.rest("project/" + key + "/versions")}, &records)
			yield(ingest.Page{Items: s.judge.items(records)}, err)
		}
	}
}

// sprints pulls the sprints of a project's boards. Boards that have none, such
// as Kanban boards, say so with 400.
func (s jiraSystem) sprints(key string) func(context.Context, ingest.From) iter.Seq2[ingest.Page, error] {
	return func(ctx context.Context, _ ingest.From) iter.Seq2[ingest.Page, error] {
		return func(yield func(ingest.Page, error) bool) {
			for board, err := range s.agile(ctx, "board", url.Values{"projectKeyOrId": {key}}) {
				if err != nil {
					yield(ingest.Page{}, err)
					return
				}
				var in struct {
					ID   int64  `json:"id"`
					Type string `json:"type"`
				}
				if json.Unmarshal(board, &in) != nil || in.ID == 0 || in.Type == "kanban" {
					continue
				}
				for sprint, err := range s.agile(ctx, fmt.Sprintf("board/%d/sprint", in.ID), url.Values{}) {
					var status *api.Error
					if errors.As(err, &status) && status.Status == http.StatusBadRequest {
						break
					}
					page := ingest.Page{}
					if err == nil {
						page.Items = s.judge.items([]json.RawMessage{sprint})
					}
					if !yield(page, err) || err != nil {
						return
					}
				}
			}
		}
	}
}

// agile gives the values of a list of the Agile API. Some of its pages say
// isLast, some say a total, some say both.
func (s jiraSystem) agile(ctx context.Context, path string, query url.Values) iter.Seq2[json.RawMessage, error] {
	return func(yield func(json.RawMessage, error) bool) {
		query.Set("maxResults", "50")
		for start := 0; ; {
			query.Set("startAt", strconv.Itoa(start))
			var page struct {
				StartAt int               `json:"startAt"`
				Total   *int              `json:"total"`
				IsLast  *bool             `json:"isLast"`
				Values  []json.RawMessage `json:"values"`
			}
			_, err := s.client.JSON(ctx, api.Request{Path: "rest/agile/1.0/" + path, Query: query}, &page)
			if err == nil && page.StartAt != start {
				err = errJiraToken
			}
			if err != nil {
				yield(nil, err)
				return
			}
			for _, value := range page.Values {
				if !yield(value, nil) {
					return
				}
			}
			start += len(page.Values)
			if len(page.Values) == 0 || page.IsLast != nil && *page.IsLast || page.IsLast == nil && page.Total != nil && start >= *page.Total {
				return
			}
		}
	}
}
