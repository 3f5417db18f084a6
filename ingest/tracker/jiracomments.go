package tracker

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
)

// jiraComments are an issue's comments: all of them, or those that a search
// gives along, or one page.
type jiraComments struct {
	Total    int               `json:"total"`
	Comments []json.RawMessage `json:"comments"`
}

// allComments fetches the comments of an issue that a search has cut.
func (w jiraWalk) allComments(ctx context.Context, id string, fields members) error {
	var in jiraComments
	n := 0
	if json.Unmarshal(fields["comment"], &in) == nil {
		n = len(in.Comments)
	}
	if in.Total == n || in.Total < n && in.Total > 0 { // else it is cut, or does not say how many there are
		return nil
	}
	all := jiraComments{}
	seen := map[string]bool{}
	for start := 0; ; {
		query := url.Values{"startAt": {strconv.Itoa(start)}, "maxResults": {"100"}}
		var page jiraComments
		_, err := w.client.JSON(ctx, api.Request{Path: w.rest("issue/" + url.PathEscape(id) + "/comment"), Query: query}, &page)
		if api.Missing(err) {
			return nil // the issue went away meanwhile: what the search gave will do
		}
		if err != nil {
			return err
		}
		before := len(all.Comments)
		for _, raw := range page.Comments {
			if key := idOf(raw); !seen[key] {
				seen[key] = true
				all.Comments = append(all.Comments, raw)
			}
		}
		start += len(page.Comments)
		if len(page.Comments) == 0 || start >= page.Total {
			break
		}
		if len(all.Comments) == before {
			return errJiraToken
		}
	}
	if len(all.Comments) < n {
		return nil
	}
	all.Total = len(all.Comments)
	fields["comment"] = encoded(all)
	return nil
}

// idOf is an object's id as it stands there, empty when there is none.
func idOf(raw json.RawMessage) string {
	var o members
	_ = json.Unmarshal(raw, &o) // without one it has no id
	return string(o["id"])
}

// jiraLog is an issue's history, or the latest part of it.
type jiraLog struct {
	Histories []struct {
		Created scalar `json:"created"`
		Items   []struct {
			Field string `json:"field"`
			From  string `json:"fromString"`
		} `json:"items"`
	} `json:"histories"`
}

// moved marks the keys as deleted that an issue had until it was moved to
// another project since the pull began: its old key answers no search any more.
// What the history does not show, a sweep finds.
func (w jiraWalk) moved(item *ingest.Item, log json.RawMessage, key string, created, begin time.Time) {
	var in jiraLog
	if json.Unmarshal(log, &in) != nil {
		return
	}
	for _, h := range in.Histories {
		if parseTime(h.Created, w.zone).Before(begin) {
			continue
		}
		for _, change := range h.Items {
			if strings.EqualFold(change.Field, "key") && change.From != "" && change.From != key {
				w.judge.gone(item, change.From, created)
			}
		}
	}
}
