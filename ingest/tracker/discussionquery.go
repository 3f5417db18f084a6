package tracker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest/api"
)

const (
	discussionFields = `id number title body url createdAt updatedAt closed closedAt stateReason upvoteCount author{login __typename} category{name} labels(first:20){nodes{name}} comments(first:30){` + commentNodes + `}`
	commentNodes     = pageInfo + ` nodes{` + commentFields + ` replies(first:20){` + replyNodes + `}}`
	replyNodes       = pageInfo + ` nodes{` + commentFields + `}`
	commentFields    = `id databaseId body url createdAt upvoteCount author{login __typename}`
	pageInfo         = `pageInfo{hasNextPage endCursor}`

	discussionsQuery = `query($owner:String!,$name:String!,$after:String){repository(owner:$owner,name:$name){discussions(first:20,after:$after,orderBy:{field:UPDATED_AT,direction:DESC}){` + pageInfo + ` nodes{` + discussionFields + `}}}}`
	commentsQuery    = `query($id:ID!,$after:String){node(id:$id){...on Discussion{list:comments(first:30,after:$after){` + commentNodes + `}}}}`
	repliesQuery     = `query($id:ID!,$after:String){node(id:$id){...on DiscussionComment{list:replies(first:100,after:$after){` + replyNodes + `}}}}`
)

// A connection is a page of nodes.
type connection struct {
	PageInfo struct {
		More bool   `json:"hasNextPage"`
		End  string `json:"endCursor"`
	} `json:"pageInfo"`
	Nodes []json.RawMessage `json:"nodes"`
}

// rest are all nodes of a list whose first page is there.
func (d discussions) rest(ctx context.Context, query, id string, list connection) ([]json.RawMessage, error) {
	nodes := list.Nodes
	var pages api.Pages
	for list.PageInfo.More {
		if err := pages.Go(list.PageInfo.End); err != nil {
			return nil, err
		}
		var data struct {
			Node struct {
				List connection `json:"list"`
			} `json:"node"`
		}
		if err := d.ask(ctx, query, map[string]any{"id": id, "after": list.PageInfo.End}, &data); err != nil {
			return nil, err
		}
		list = data.Node.List
		nodes = append(nodes, list.Nodes...)
	}
	return nodes, nil
}

func (d discussions) page(ctx context.Context, after string) (connection, error) {
	var data struct {
		Repository *struct {
			Discussions connection `json:"discussions"`
		} `json:"repository"`
	}
	owner, name, _ := strings.Cut(d.repo, "/")
	variables := map[string]any{"owner": owner, "name": name}
	if after != "" {
		variables["after"] = after
	}
	if err := d.ask(ctx, discussionsQuery, variables, &data); err != nil {
		return connection{}, err
	}
	if data.Repository == nil {
		return connection{}, fmt.Errorf("graphql: no repository %s: is the name right, and may the token read it?", d.repo)
	}
	return data.Repository.Discussions, nil
}

// ask puts a query. An error comes with status 200; of its words only the type is
// told.
func (d discussions) ask(ctx context.Context, query string, variables map[string]any, into any) error {
	var in struct {
		Data   json.RawMessage `json:"data"`
		Errors []struct {
			Type string `json:"type"`
		} `json:"errors"`
	}
	base := strings.TrimRight(d.client.Base, "/")
	request := api.Request{Method: http.MethodPost, Path: strings.TrimSuffix(base, "/v3") + "/graphql", Body: map[string]any{"query": query, "variables": variables}}
	answer, err := d.client.JSON(ctx, request, &in)
	if err != nil {
		return githubSlower(d.client, err)
	}
	var types []string
	for _, e := range in.Errors {
		types = append(types, strings.ToLower(strings.ReplaceAll(e.Type, "_", " ")))
	}
	switch {
	case slices.Contains(types, "rate limited"):
		return d.client.Spent(time.Now().Add(max(time.Minute, api.Wait(answer.Header, time.Now()))))
	case len(types) > 0:
		return fmt.Errorf("graphql: the discussions cannot be read: %s", strings.Join(types, ", "))
	}
	if err := json.Unmarshal(in.Data, into); err != nil {
		return errors.New("graphql: an answer without the data that was asked for")
	}
	return nil
}
