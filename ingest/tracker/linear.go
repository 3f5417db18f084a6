package tracker

import (
	"cmp"
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"time"

	"github.com/earshot/earshot/ingest"
)

// linear reads the objects of Linear's GraphQL API as our queries ask for them.
type linear struct {
	settings Settings
	zone     *time.Location
	markdown markdown
}

type linearIssue struct {
	Identifier  string     `json:"identifier"`
	Title       string     `json:"title"`
	Description string     `json:"description"`
	URL         string     `json:"url"`
	Estimate    *float64   `json:"estimate"`
	Created     scalar     `json:"createdAt"`
	Updated     scalar     `json:"updatedAt"`
	Completed   scalar     `json:"completedAt"`
	Canceled    scalar     `json:"canceledAt"`
	Creator     linearUser `json:"creator"`
	External    linearUser `json:"externalUserCreator"`
	Bot         linearUser `json:"botActor"`
	State       struct {
		Name string `json:"name"`
		Type string `json:"type"`
	} `json:"state"`
	Team    linearTeam    `json:"team"`
	Cycle   linearCycle   `json:"cycle"`
	Project linearProject `json:"project"`
	Labels  struct {
		Nodes []label `json:"nodes"`
	} `json:"labels"`
	Reactions []linearReaction `json:"reactions"`
}

type linearTeam struct {
	Key string `json:"key"`
}

type linearUser struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	DisplayName string `json:"displayName"`
	Email       string `json:"email"`
	App         bool   `json:"app"`
}

type linearReaction struct {
	Emoji string `json:"emoji"`
}

type linearComment struct {
	ID        string           `json:"id"`
	Body      string           `json:"body"`
	URL       string           `json:"url"`
	Created   scalar           `json:"createdAt"`
	User      linearUser       `json:"user"`
	External  linearUser       `json:"externalUser"`
	Bot       linearUser       `json:"botActor"`
	Issue     linearIssue      `json:"issue"`
	Reactions []linearReaction `json:"reactions"`
}

// A linearNeed is a customer's request. Who wrote it down is one of the team.
type linearNeed struct {
	ID       string      `json:"id"`
	Body     string      `json:"body"`
	Content  string      `json:"content"` // of what it was taken from, where nobody wrote a body
	URL      string      `json:"url"`
	Created  scalar      `json:"createdAt"`
	Issue    linearIssue `json:"issue"`
	Customer struct {
		Name string `json:"name"`
	} `json:"customer"`
}

type linearCycle struct {
	Number    float64    `json:"number"`
	Name      string     `json:"name"`
	Starts    scalar     `json:"startsAt"`
	Ends      scalar     `json:"endsAt"`
	Completed scalar     `json:"completedAt"`
	IsActive  bool       `json:"isActive"`
	IsFuture  bool       `json:"isFuture"`
	Team      linearTeam `json:"team"`
}

// sprint is the cycle's name, with its team's: each team counts from 1.
func (c linearCycle) sprint() string {
	if c.Number == 0 && c.Name == "" {
		return ""
	}
	return c.Team.Key + " " + cmp.Or(c.Name, "Cycle "+strconv.FormatFloat(c.Number, 'f', -1, 64))
}

type linearProject struct {
	Name      string `json:"name"`
	URL       string `json:"url"`
	Completed scalar `json:"completedAt"`
}

func (linear) name() string { return "linear" }

func (linear) kind(o members) kind {
	switch o.text("__typename") {
	case "Issue":
		return anIssue
	case "Comment", "CustomerNeed":
		return aComment
	case "Cycle":
		return aSprint
	case "Project":
		return aRelease
	}
	return ""
}

func (l linear) read(k kind, raw []byte) (found, error) {
	switch k {
	case anIssue:
		var in linearIssue
		err := json.Unmarshal(raw, &in)
		if err == nil && in.Identifier == "" {
			err = errors.New("no identifier")
		}
		return found{issue: l.issue(in, raw)}, err
	case aComment:
		c, err := l.comment(raw)
		return found{comments: []comment{c}}, err
	case aSprint:
		var c linearCycle
		err := json.Unmarshal(raw, &c)
		s := ingest.Sprint{Name: c.sprint(), State: "closed", StartsOn: parseTime(c.Starts, l.zone), EndsOn: parseTime(cmp.Or(c.Completed, c.Ends), l.zone)}
		switch {
		case c.Completed != "":
		case c.IsActive:
			s.State = "active"
		case c.IsFuture:
			s.State = "future"
		}
		return found{sprints: []ingest.Sprint{s}}, err
	}
	var p linearProject
	err := json.Unmarshal(raw, &p)
	return found{releases: []ingest.Release{{Name: p.Name, URL: p.URL, ReleasedOn: parseTime(p.Completed, l.zone)}}}, err
}

func (l linear) issue(in linearIssue, raw []byte) *issue {
	i := issue{
		key: in.Identifier, project: in.Team.Key, title: in.Title, body: l.markdown.text(in.Description, false), labels: names(in.Labels.Nodes),
		status: in.State.Name, state: linearState(in.State.Type), author: linearAuthor(in.External, in.Creator, in.Bot),
		votes: linearVotes(in.Reactions), url: in.URL, created: parseTime(in.Created, l.zone), updated: parseTime(in.Updated, l.zone),
		closed: parseTime(cmp.Or(in.Completed, in.Canceled), l.zone), sprint: in.Cycle.sprint(), payload: string(raw),
	}
	if in.Estimate != nil && !math.IsInf(*in.Estimate, 0) {
		i.estimate = in.Estimate
	}
	if l.settings.Milestones == "release" {
		i.release = in.Project.Name
	}
	return &i
}

// comment reads a comment, or a customer's request as one.
func (l linear) comment(raw []byte) (comment, error) {
	var request struct {
		Type string `json:"__typename"`
		linearNeed
	}
	if err := json.Unmarshal(raw, &request); err != nil {
		return comment{}, err
	}
	if request.ID == "" {
		return comment{}, errors.New("no id")
	}
	if request.Type == "CustomerNeed" {
		n := request.linearNeed
		return comment{
			id: "linear-request-" + n.ID, thread: n.Issue.Identifier, project: n.Issue.Team.Key, body: l.markdown.text(cmp.Or(n.Body, n.Content), false),
			url: cmp.Or(n.URL, n.Issue.URL), created: parseTime(n.Created, l.zone), account: n.Customer.Name, payload: string(raw),
		}, nil
	}
	var in linearComment
	err := json.Unmarshal(raw, &in)
	return comment{
		id: "linear-comment-" + in.ID, thread: in.Issue.Identifier, project: in.Issue.Team.Key, author: linearAuthor(in.External, in.User, in.Bot),
		body: l.markdown.text(in.Body, true), url: in.URL, votes: linearVotes(in.Reactions), created: parseTime(in.Created, l.zone), payload: string(raw),
	}, err
}

// linearAuthor is who wrote something: somebody outside of the workspace, by way
// of Slack or of mail, else a user, else a program.
func linearAuthor(external, user, bot linearUser) person {
	switch {
	case external.ID != "":
		return newPerson("linear", external.ID, cmp.Or(external.Name, external.DisplayName), external.Email, false)
	case user.ID != "":
		return newPerson("linear", user.ID, cmp.Or(user.Name, user.DisplayName), user.Email, user.App)
	}
	return newPerson("linear", cmp.Or(bot.ID, bot.Name), bot.Name, "", bot.ID+bot.Name != "")
}

// linearVotes counts the reactions that say "me too".
func linearVotes(list []linearReaction) int64 {
	var n int64
	for _, r := range list {
		switch r.Emoji {
		case "+1", "thumbsup", "heart", "tada", "hooray", "rocket", "raised_hands", "100":
			n++
		}
	}
	return n
}

func linearState(kind string) state {
	switch kind {
	case "started":
		return inProgress
	case "completed":
		return done
	case "canceled":
		return declined
	case "duplicate":
		return moot
	}
	return open // triage, backlog, unstarted
}
