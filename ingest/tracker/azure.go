package tracker

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
)

// azure reads the work items of Azure DevOps, with their comments beside the
// fields, and the nodes of its tree of iterations.
type azure struct {
	settings   Settings
	zone       *time.Location
	html       hypertext
	categories map[azureState]string // such as Completed; filled when a project is pulled
}

// An azureState is a state as a project knows it for a type of work item.
type azureState struct{ project, kind, state string }

type azureItem struct {
	ID       int64          `json:"id"`
	URL      string         `json:"url"`
	Fields   azureFields    `json:"fields"`
	Formats  map[string]any `json:"multilineFieldsFormat"`
	Comments []azureComment `json:"comments"`
}

type azureFields struct {
	Title       string        `json:"System.Title"`
	Description string        `json:"System.Description"`
	ReproSteps  string        `json:"Microsoft.VSTS.TCM.ReproSteps"` // where a bug has its description
	State       string        `json:"System.State"`
	Reason      string        `json:"System.Reason"`
	Type        string        `json:"System.WorkItemType"`
	Tags        string        `json:"System.Tags"`
	Project     string        `json:"System.TeamProject"`
	Iteration   string        `json:"System.IterationPath"`
	CreatedBy   azureIdentity `json:"System.CreatedBy"`
	Created     scalar        `json:"System.CreatedDate"`
	Changed     scalar        `json:"System.ChangedDate"`
	Closed      scalar        `json:"Microsoft.VSTS.Common.ClosedDate"`
	Points      *float64      `json:"Microsoft.VSTS.Scheduling.StoryPoints"` // Agile
	Effort      *float64      `json:"Microsoft.VSTS.Scheduling.Effort"`      // Scrum
	Size        *float64      `json:"Microsoft.VSTS.Scheduling.Size"`        // CMMI
	Comments    int64         `json:"System.CommentCount"`
}

// azureAsked are the names of azureFields, to ask for.
func azureAsked() []string {
	return []string{"System.Title", "System.Description", "Microsoft.VSTS.TCM.ReproSteps", "System.State", "System.Reason", "System.WorkItemType",
		"System.Tags", "System.TeamProject", "System.IterationPath", "System.CreatedBy", "System.CreatedDate", "System.ChangedDate",
		"Microsoft.VSTS.Common.ClosedDate", "Microsoft.VSTS.Scheduling.StoryPoints", "Microsoft.VSTS.Scheduling.Effort",
		"Microsoft.VSTS.Scheduling.Size", "System.CommentCount"}
}

type azureComment struct {
	ID        int64         `json:"id"`
	Text      string        `json:"text"`
	Format    string        `json:"format"` // html or markdown
	CreatedBy azureIdentity `json:"createdBy"`
	Created   scalar        `json:"createdDate"`
	Deleted   bool          `json:"isDeleted"`
}

func (c azureComment) key() string { return fmt.Sprintf("azuredevops-comment-%d", c.ID) }

// An azureIdentity is a person, or "Name <login>" as old servers write it.
type azureIdentity struct {
	ID          string `json:"id"`
	UniqueName  string `json:"uniqueName"` // an address, or a login with its domain
	DisplayName string `json:"displayName"`
	Descriptor  string `json:"descriptor"`
}

func (i *azureIdentity) UnmarshalJSON(raw []byte) error {
	type plain azureIdentity
	if raw[0] == '{' {
		return json.Unmarshal(raw, (*plain)(i))
	}
	var text scalar
	err := text.UnmarshalJSON(raw)
	name, login, _ := strings.Cut(strings.TrimSuffix(string(text), ">"), "<")
	*i = azureIdentity{ID: login, UniqueName: login, DisplayName: strings.TrimSpace(name)}
	return err
}

func (i azureIdentity) person() person {
	email := i.UniqueName
	if !strings.Contains(email, "@") {
		email = ""
	}
	bot := strings.HasPrefix(i.Descriptor, "svc.") || strings.HasPrefix(i.UniqueName, `Build\`)
	return newPerson("azuredevops", cmp.Or(i.ID, i.UniqueName), i.DisplayName, email, bot)
}

func (azure) name() string { return "azuredevops" }

func (azure) kind(o members) kind {
	switch {
	case o.has("id", "fields"):
		return anIssue
	case o.text("structureType") == "iteration":
		return aSprint
	}
	return ""
}

func (a azure) read(k kind, raw []byte) (found, error) {
	if k == aSprint {
		var n azureNode
		err := json.Unmarshal(raw, &n)
		return found{sprints: []ingest.Sprint{n.sprint(a.zone)}}, err
	}
	var in azureItem
	if err := json.Unmarshal(raw, &in); err != nil {
		return found{}, err
	}
	if in.ID <= 0 {
		return found{}, errors.New("no id")
	}
	return a.item(in, raw), nil
}

func (a azure) item(in azureItem, raw []byte) found {
	f := in.Fields
	base, _, _ := strings.Cut(in.URL, "/_apis/")
	i := issue{
		key: azureKey(in.ID), project: f.Project, kind: f.Type, title: f.Title,
		body: a.text(f.Description, in.Formats["System.Description"], false), labels: azureTags(f.Tags), status: f.State,
		state:  azureStateOf(a.categories[azureState{f.Project, f.Type, f.State}], f.State, f.Reason),
		author: f.CreatedBy.person(), created: parseTime(f.Created, a.zone), updated: parseTime(f.Changed, a.zone),
		closed: parseTime(f.Closed, a.zone), sprint: azureSprint(f.Iteration), payload: string(raw),
	}
	if i.body == "" {
		i.body = a.text(f.ReproSteps, in.Formats["Microsoft.VSTS.TCM.ReproSteps"], false)
	}
	for _, points := range []*float64{f.Points, f.Effort, f.Size} {
		if points != nil && i.estimate == nil && !math.IsInf(*points, 0) {
			i.estimate = points
		}
	}
	if base != "" {
		i.url = fmt.Sprintf("%s/_workitems/edit/%d", base, in.ID)
	}
	all := found{issue: &i}
	for _, c := range in.Comments {
		if c.Deleted {
			continue
		}
		all.comments = append(all.comments, comment{
			id: c.key(), thread: i.key, project: i.project, author: c.CreatedBy.person(), body: a.text(c.Text, c.Format, true),
			url: i.url, created: parseTime(c.Created, a.zone), payload: string(encoded(c)),
		})
	}
	return all
}

// text reads a text in either of the formats that Azure DevOps has.
func (a azure) text(source string, format any, comment bool) string {
	if name, ok := format.(string); ok && strings.EqualFold(name, "markdown") {
		return a.html.markdown.text(source, comment)
	}
	return a.html.text(source, comment)
}

// azureKey is a work item's number: unique in its organisation, and its own for
// ever, whatever project it is moved to.
func azureKey(id int64) string { return "#" + strconv.FormatInt(id, 10) }

func azureTags(text string) []string {
	var tags []string
	for tag := range strings.SplitSeq(text, ";") {
		if tag = strings.TrimSpace(tag); tag != "" {
			tags = append(tags, tag)
		}
	}
	return tags
}

// azureStateOf reads a state by its category, and by its name where there is none.
func azureStateOf(category, name, reason string) state {
	switch category {
	case "Proposed":
		return open
	case "InProgress", "Resolved":
		return inProgress
	case "Completed":
		return resolved(reason)
	case "Removed":
		return declined
	}
	if labelKey(name) == "removed" {
		return declined
	}
	return jiraState("", name, "")
}
