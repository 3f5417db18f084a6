package tracker

import (
	"cmp"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
)

// found is what an object of a tracker's API holds.
type found struct {
	issue    *issue
	comments []comment
	releases []ingest.Release
	sprints  []ingest.Sprint
}

// An issue is what all trackers' issues have in common, its texts plain.
type issue struct {
	key      string // owner/name#34, PAY-12
	project  string
	kind     string // the tracker's own issue type
	title    string
	body     string
	labels   []string
	status   string // as the tracker says
	state    state
	author   person
	votes    int64
	url      string
	created  time.Time
	updated  time.Time
	closed   time.Time
	sprint   string
	release  string
	estimate *float64
	payload  string
}

// A comment is one answer below an issue.
type comment struct {
	id       string // with the tracker's name: unique in a source of all three
	thread   string // the issue's key
	project  string
	author   person
	body     string
	url      string
	votes    int64
	created  time.Time
	internal bool   // for the team's eyes only
	account  string // the customer for whom it was written down
	payload  string
}

// A person is who wrote something. No id: the account is gone.
type person struct {
	id    string // github:login
	name  string
	email string
	bot   bool
}

func (p person) author() ingest.Author {
	return ingest.Author{ID: p.id, Name: p.name, Email: p.email}
}

// newPerson puts the tracker's name before the login; a login is unique only
// there. What deleted accounts wrote goes by the login ghost on GitHub and
// GitLab, whoever they were.
func newPerson(tracker, login, name, email string, bot bool) person {
	if login == "" || login == "ghost" {
		return person{email: email, bot: bot}
	}
	lower := strings.ToLower(login)
	bot = bot || strings.HasSuffix(lower, "[bot]") || strings.HasSuffix(lower, "-bot") || strings.HasSuffix(lower, "_bot")
	return person{id: tracker + ":" + login, name: name, email: email, bot: bot}
}

// A milestone is GitHub's or GitLab's.
type milestone struct {
	Title     string `json:"title"`
	State     string `json:"state"`
	IsClosed  bool   `json:"closed"` // GitLab's first versions
	StartDate scalar `json:"start_date"`
	DueDate   scalar `json:"due_date"`
	DueOn     scalar `json:"due_on"`
	ClosedAt  scalar `json:"closed_at"`
	UpdatedAt scalar `json:"updated_at"`
	HTMLURL   string `json:"html_url"`
	WebURL    string `json:"web_url"`
}

// found gives the release or the sprint that milestones stand for.
func (m milestone) found(s Roles, zone *time.Location) found {
	if m.Title == "" {
		return found{}
	}
	day := func(s scalar) time.Time { return parseTime(s, zone) }
	over := m.State == "closed" || m.IsClosed
	switch s.Milestones {
	case "release":
		r := ingest.Release{Name: m.Title, URL: cmp.Or(m.HTMLURL, m.WebURL)}
		if over { // GitLab does not say when: the due day is the team's word
			r.ReleasedOn = day(cmp.Or(m.ClosedAt, m.DueOn, m.DueDate, m.UpdatedAt))
		}
		return found{releases: []ingest.Release{r}}
	case "sprint":
		sp := ingest.Sprint{Name: m.Title, State: "active", StartsOn: day(m.StartDate), EndsOn: day(cmp.Or(m.DueOn, m.DueDate))}
		if over {
			sp.State = "closed"
		}
		return found{sprints: []ingest.Sprint{sp}}
	}
	return found{}
}

// place puts the milestone's name where the settings say it belongs.
func (i *issue) place(m milestone, s Roles) {
	switch s.Milestones {
	case "release":
		i.release = m.Title
	case "sprint":
		i.sprint = m.Title
	}
}
