package tracker

import (
	"context"
	"encoding/json"
	"iter"
	"net/url"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
)

// An azureNode is a node of a project's tree of iterations.
type azureNode struct {
	Structure  string          `json:"structureType"`
	Path       string          `json:"path"`  // \Project\Iteration\Release 1\Sprint 2
	State      string          `json:"state"` // ours: it is not told
	Attributes azureAttributes `json:"attributes"`
	Children   []azureNode     `json:"children,omitempty"`
}

type azureAttributes struct {
	Start  string `json:"startDate,omitempty"` // days, written as midnight in UTC
	Finish string `json:"finishDate,omitempty"`
}

// azureSprint is the name of an iteration: its path without the project. The
// project itself is no iteration, but what is not planned yet.
func azureSprint(path string) string {
	_, name, _ := strings.Cut(strings.TrimPrefix(path, `\`), `\`)
	return strings.ReplaceAll(name, `\`, "/")
}

func (n azureNode) sprint(zone *time.Location) ingest.Sprint {
	path := strings.TrimPrefix(n.Path, `\`)
	if project, rest, ok := strings.Cut(path, `\`); ok { // the tree has a root that work items do not name
		path = project + `\` + strings.TrimPrefix(rest, `Iteration\`)
	}
	return ingest.Sprint{Name: azureSprint(path), State: n.State, StartsOn: azureDay(n.Attributes.Start, zone), EndsOn: azureDay(n.Attributes.Finish, zone)}
}

// azureDay is the day of a time, wherever we are.
func azureDay(text string, zone *time.Location) time.Time {
	day, _, _ := strings.Cut(text, "T")
	return parseTime(scalar(day), zone)
}

// iterations pulls the iterations of a project, all at once.
func (s azureSystem) iterations(project string) func(context.Context, ingest.From) iter.Seq2[ingest.Page, error] {
	return func(ctx context.Context, from ingest.From) iter.Seq2[ingest.Page, error] {
		return func(yield func(ingest.Page, error) bool) {
			var root azureNode
			query := s.version()
			query.Set("$depth", "14") // as deep as the tree may be
			_, err := s.client.JSON(ctx, api.Request{Path: s.path(project, "classificationnodes/Iterations"), Query: query}, &root)
			var records []json.RawMessage
			for _, child := range root.Children {
				records = child.flat(records, from.Now.In(s.zone), s.zone)
			}
			yield(ingest.Page{Items: s.judge.items(records)}, err)
		}
	}
}

// flat adds a node and those below it. A node without days that only holds
// others is none.
func (n azureNode) flat(all []json.RawMessage, now time.Time, zone *time.Location) []json.RawMessage {
	children := n.Children
	n.Children = nil
	if len(children) == 0 || n.Attributes.Finish != "" {
		n.State = "active"
		start, finish := azureDay(n.Attributes.Start, zone), azureDay(n.Attributes.Finish, zone)
		switch {
		case start.IsZero() || now.Before(start):
			n.State = "future"
		case !finish.IsZero() && !now.Before(finish.AddDate(0, 0, 1)):
			n.State = "closed"
		}
		n.Structure = "iteration"
		all = append(all, encoded(n))
	}
	for _, child := range children {
		all = child.flat(all, now, zone)
	}
	return all
}

// states asks what the states of a project's work items mean.
func (s azureSystem) states(ctx context.Context, project string) error {
	var types struct {
		Value []struct {
			Name   string `json:"name"`
			States []struct {
				Name     string `json:"name"`
				Category string `json:"category"`
			} `json:"states"`
		} `json:"value"`
	}
	if _, err := s.client.JSON(ctx, api.Request{Path: s.path(project, "workitemtypes"), Query: s.version()}, &types); err != nil {
		return err
	}
	for _, t := range types.Value {
		for _, one := range t.States {
			s.categories[azureState{project, t.Name, one.Name}] = one.Category
		}
	}
	return nil
}

// path is a path of the API for work items.
func (s azureSystem) path(project, rest string) string {
	return url.PathEscape(project) + "/_apis/wit/" + rest
}
