package tracker

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"
)

// redmine reads the objects of Redmine's REST API.
type redmine struct {
	settings Settings
	zone     *time.Location
	base     string // of the instance's pages
	words    func(source string, comment bool) string
}

type redmineNamed struct {
	ID   scalar `json:"id"`
	Name string `json:"name"`
}

type redmineIssue struct {
	ID          scalar       `json:"id"`
	Project     redmineNamed `json:"project"`
	Tracker     redmineNamed `json:"tracker"`
	Category    redmineNamed `json:"category"`
	Version     redmineNamed `json:"fixed_version"`
	Author      redmineNamed `json:"author"`
	Subject     string       `json:"subject"`
	Description string       `json:"description"`
	Hours       *float64     `json:"estimated_hours"`
	Status      struct {
		Name   string `json:"name"`
		Closed *bool  `json:"is_closed"` // since Redmine 5
	} `json:"status"`
	Journals  []json.RawMessage `json:"journals"`
	CreatedOn scalar            `json:"created_on"`
	UpdatedOn scalar            `json:"updated_on"`
	ClosedOn  scalar            `json:"closed_on"`
}

// A redmineJournal is one change of an issue, with or without a note.
type redmineJournal struct {
	ID        scalar       `json:"id"`
	User      redmineNamed `json:"user"`
	Notes     string       `json:"notes"`
	Private   bool         `json:"private_notes"`
	CreatedOn scalar       `json:"created_on"`
}

type redmineVersion struct {
	ID        scalar `json:"id"`
	Name      string `json:"name"`
	Status    string `json:"status"` // open, locked, closed
	DueDate   scalar `json:"due_date"`
	UpdatedOn scalar `json:"updated_on"`
}

func (redmine) name() string { return "redmine" }

func (redmine) kind(o members) kind {
	switch {
	case o.has("id", "tracker", "subject"):
		return anIssue
	case o.has("id", "name", "status", "project"):
		return aMilestone
	}
	return ""
}

func (r redmine) read(k kind, raw []byte) (found, error) {
	if k == anIssue {
		return r.issue(raw)
	}
	var v redmineVersion
	err := json.Unmarshal(raw, &v)
	m := milestone{Title: v.Name, State: v.Status, DueDate: v.DueDate, UpdatedAt: v.UpdatedOn}
	if r.base != "" {
		m.WebURL = r.base + "/versions/" + string(v.ID)
	}
	return m.found(r.settings.Roles, r.zone), err
}

// issue reads an issue. Redmine has no labels: its tracker and its category
// stand for them, so that the settings can choose by these.
func (r redmine) issue(raw []byte) (found, error) {
	var in redmineIssue
	if err := json.Unmarshal(raw, &in); err != nil {
		return found{}, err
	}
	if in.ID == "" {
		return found{}, errors.New("no id")
	}
	i := issue{
		key: "#" + string(in.ID), project: in.Project.Name, kind: in.Tracker.Name,
		title: in.Subject, body: r.words(in.Description, false),
		labels: names([]label{label(in.Tracker.Name), label(in.Category.Name)}),
		status: in.Status.Name, state: in.state(), author: r.person(in.Author), url: r.page(in.ID), estimate: in.Hours,
		created: parseTime(in.CreatedOn, r.zone), updated: parseTime(in.UpdatedOn, r.zone),
		closed: parseTime(in.ClosedOn, r.zone), payload: withoutMember(raw, "journals"),
	}
	i.place(milestone{Title: in.Version.Name}, r.settings.Roles)
	f := found{issue: &i}
	for _, raw := range in.Journals {
		var j redmineJournal
		if err := json.Unmarshal(raw, &j); err != nil {
			return found{}, err
		}
		if strings.TrimSpace(j.Notes) != "" {
			f.comments = append(f.comments, r.comment(i, j, raw))
		}
	}
	return f, nil
}

func (r redmine) comment(i issue, j redmineJournal, raw []byte) comment {
	c := comment{
		id: "redmine-note-" + string(j.ID), thread: i.key, project: i.project, author: r.person(j.User),
		body: r.words(withoutIntroduction(j.Notes), true), internal: j.Private,
		created: parseTime(j.CreatedOn, r.zone), payload: string(raw),
	}
	if i.url != "" {
		c.url = i.url + "#change-" + string(j.ID)
	}
	return c
}

func (r redmine) page(id scalar) string {
	if r.base == "" {
		return ""
	}
	return r.base + "/issues/" + string(id)
}

// state reads the status. Versions before 5 do not say whether it is a closed
// one; there the day of closing does, though it stays when an issue is reopened.
func (in redmineIssue) state() state {
	isClosed := in.ClosedOn != ""
	if in.Status.Closed != nil {
		isClosed = *in.Status.Closed
	}
	if isClosed {
		return resolved(in.Status.Name)
	}
	switch labelKey(in.Status.Name) {
	case "in progress", "resolved", "doing", "in review", "in development", "in test", "testing":
		return inProgress
	}
	return open
}

// person is somebody by the number of the account: the API tells no login and no
// address. Whoever has no account goes by one account for all.
func (redmine) person(u redmineNamed) person {
	if slices.Contains([]string{"Anonymous", "Anonym", "Anonyme", "Anónimo", "Anônimo", "Anonimo", "Anoniem"}, u.Name) {
		return person{}
	}
	return newPerson("redmine", string(u.ID), u.Name, "", false)
}

// withoutIntroduction cuts the line by which Redmine introduces what is quoted,
// in whatever language: "Ada wrote in #note-3:". The quotation itself goes later.
func withoutIntroduction(source string) string {
	lines := strings.Split(source, "\n")
	var kept []string
	for i, line := range lines {
		begins := i == 0 || strings.TrimSpace(lines[i-1]) == ""
		if begins && i+1 < len(lines) && strings.HasPrefix(lines[i+1], ">") && strings.HasSuffix(strings.TrimSpace(line), ":") {
			continue
		}
		kept = append(kept, line)
	}
	return strings.Join(kept, "\n")
}

// withoutMember is an object as it stands but for one member that holds records
// of their own.
func withoutMember(raw []byte, name string) string {
	var o members
	if json.Unmarshal(raw, &o) != nil || !o.names(name) {
		return string(raw)
	}
	delete(o, name)
	encoded, err := json.Marshal(o) // parts of a record that is JSON
	if err != nil {
		panic(err)
	}
	return string(encoded)
}
