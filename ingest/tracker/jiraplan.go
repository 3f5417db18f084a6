package tracker

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
)

// A jiraSprint is a sprint of the Agile API, or as it stands in an issue's
// field. Servers before 8 wrote its Java object there:
// "...Sprint@1f[id=7,state=ACTIVE,name=Sprint 7,startDate=...,endDate=...]".
type jiraSprint struct {
	Name         string `json:"name"`
	State        string `json:"state"`
	StartDate    scalar `json:"startDate"`
	EndDate      scalar `json:"endDate"`
	CompleteDate scalar `json:"completeDate"`
}

func (s *jiraSprint) UnmarshalJSON(raw []byte) error {
	if raw[0] == '{' {
		type plain jiraSprint
		return json.Unmarshal(raw, (*plain)(s))
	}
	var text scalar
	if err := text.UnmarshalJSON(raw); err != nil {
		return err
	}
	*s = jiraSprint{
		Name: javaField(string(text), "name"), State: javaField(string(text), "state"),
		StartDate: scalar(javaField(string(text), "startDate")), EndDate: scalar(javaField(string(text), "endDate")),
		CompleteDate: scalar(javaField(string(text), "completeDate")),
	}
	return nil
}

// javaField is the field's value in a Java object's text: up to the next
// field, for it may hold commas.
func javaField(text, name string) string {
	at := max(strings.Index(text, ","+name+"="), strings.Index(text, "["+name+"="))
	if at < 0 {
		return ""
	}
	value := strings.TrimSuffix(text[at+len(name)+2:], "]")
	for end := 0; end < len(value); end++ {
		if rest := value[end:]; rest[0] == ',' && fieldName(rest[1:]) {
			value = value[:end]
		}
	}
	if value == "<null>" {
		return ""
	}
	return value
}

// fieldName says whether letters and an equals sign come first.
func fieldName(text string) bool {
	word := strings.TrimLeft(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
	return len(word) < len(text) && strings.HasPrefix(word, "=")
}

// sprint ends on the day it was completed where that is before the day it was
// planned to end on, else on the planned one.
func (s jiraSprint) sprint(zone *time.Location) ingest.Sprint {
	ends, completed := parseTime(s.EndDate, zone), parseTime(s.CompleteDate, zone)
	if !completed.IsZero() && (ends.IsZero() || completed.Before(ends)) {
		ends = completed
	}
	return ingest.Sprint{Name: s.Name, State: strings.ToLower(s.State), StartsOn: parseTime(s.StartDate, zone), EndsOn: ends}
}

func (v jiraVersion) release(zone *time.Location) ingest.Release {
	r := ingest.Release{Name: v.Name}
	if v.Released {
		r.ReleasedOn = parseTime(v.ReleaseDate, zone)
	}
	return r
}

// plan adds an issue's estimate, sprint and version.
func (j jira) plan(f *found, fields jiraFields, raw json.RawMessage) error {
	if j.settings.Role == "feedback" {
		return nil
	}
	var custom members
	if err := json.Unmarshal(raw, &custom); err != nil {
		return err
	}
	points, err := strconv.ParseFloat(custom.text(j.settings.EstimateField), 64)
	if err == nil && !math.IsNaN(points) && !math.IsInf(points, 0) {
		f.issue.estimate = &points
	}
	sprints := append([]jiraSprint{}, fields.ClosedSprints...)
	if fields.Sprint != nil {
		sprints = append(sprints, *fields.Sprint)
	}
	sprints = append(sprints, sprintField(custom[j.settings.SprintField])...)
	f.issue.sprint = committed(sprints)
	for _, s := range sprints {
		if s.Name != "" {
			f.sprints = append(f.sprints, s.sprint(j.zone))
		}
	}
	f.issue.release = earliest(fields.FixVersions, j.zone)
	for _, v := range fields.FixVersions {
		f.releases = append(f.releases, v.release(j.zone))
	}
	return nil
}

// sprintField reads the custom field: a list of sprints, one, or null. In
// another form it is another field, and holds none.
func sprintField(raw json.RawMessage) []jiraSprint {
	var list []jiraSprint
	if json.Unmarshal(raw, &list) == nil {
		return list
	}
	var one jiraSprint
	if json.Unmarshal(raw, &one) == nil {
		return []jiraSprint{one}
	}
	return nil
}

// committed is the sprint an issue is in now: the active one, else the one to
// come, else the last it was in.
func committed(sprints []jiraSprint) string {
	for _, state := range []string{"active", "future"} {
		for _, s := range sprints {
			if strings.EqualFold(s.State, state) {
				return s.Name
			}
		}
	}
	if len(sprints) == 0 {
		return ""
	}
	return sprints[len(sprints)-1].Name
}

// earliest is the version in which customers had it first; while none is
// released, the first one planned.
func earliest(versions []jiraVersion, zone *time.Location) string {
	name, first := "", time.Time{}
	for _, v := range versions {
		on := v.release(zone).ReleasedOn
		if name == "" || !on.IsZero() && (first.IsZero() || on.Before(first)) {
			name, first = v.Name, on
		}
	}
	return name
}
