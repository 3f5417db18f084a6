package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

const jiraRoot = "https://benchbook.atlassian.example/rest/"

// version is a release: its name and day. One that is not out yet is planned.
type version struct{ name, day, text string }

var versions = []version{
	{"3.9", "2026-01-15", "Faster invoice lines, data on request"},
	{"4.0", "2026-02-12", "Two-way calendar sync, payment links"},
	{"4.0.1", "2026-03-05", "Quiet hours, new jobs on the phone"},
	{"4.1", "2026-04-09", "Quotes with options, barcodes, roles"},
	{"4.1.1", "2026-05-21", "Arrows on photos, card terminals"},
	{"4.2", "2026-06-26", "New sign-in, exports mended"},
	{"4.3", "2026-07-30", "Kiosk, e-invoices, deposits"},
}

// firstSprint begins on the first Monday; each has two weeks.
const (
	firstSprint = 40
	lastSprint  = 54
)

type (
	object map[string]any
	list   []any
)

// writePlan writes plan/items.json, plan/versions.json and plan/sprints.json as
// the planning tool's API gives them.
func (d *demo) writePlan() error {
	rows, err := table("plan.csv")
	if err != nil {
		return err
	}
	items := list{}
	for i, row := range rows {
		item, err := planItem(10400+i, row)
		if err != nil {
			return fmt.Errorf("plan.csv: %s: %w", row["key"], err)
		}
		items = append(items, item)
	}
	for name, value := range map[string]any{
		"plan/items.json":    object{"isLast": true, "issues": items},
		"plan/versions.json": versionList(),
		"plan/sprints.json":  object{"maxResults": 50, "startAt": 0, "isLast": true, "values": sprintList()},
	} {
		if d.files[name], err = jsonFile(value); err != nil {
			return err
		}
	}
	return nil
}

func versionList() list {
	all := list{}
	for i, v := range versions {
		all = append(all, v.object(i))
	}
	return all
}

func (v version) object(i int) object {
	id := strconv.Itoa(10050 + i)
	return object{"self": jiraRoot + "api/3/version/" + id, "id": id, "name": v.name, "description": v.text, "archived": false,
		"released": v.day < monday(weeks).Format(time.DateOnly), "releaseDate": v.day, "projectId": 10001}
}

func sprintList() list {
	all := list{}
	for n := firstSprint; n <= lastSprint; n++ {
		all = append(all, sprint(n))
	}
	return all
}

// sprint ends on the Sunday of its second week. The one that begins on the day
// of the report is the active one.
func sprint(n int) object {
	start := monday(2 * (n - firstSprint))
	end := start.AddDate(0, 0, 13)
	state := "closed"
	switch {
	case start.Equal(monday(weeks)):
		state = "active"
	case start.After(monday(weeks)):
		state = "future"
	}
	return object{"id": n + 100, "self": fmt.Sprintf("%sagile/1.0/sprint/%d", jiraRoot, n+100), "state": state,
		"name": fmt.Sprintf("Sprint %d", n), "originBoardId": 3,
		"startDate": start.Add(9 * time.Hour).Format(jiraTime), "endDate": end.Add(17 * time.Hour).Format(jiraTime)}
}

const jiraTime = "2006-01-02T15:04:05.000-0700"

// planItem is one row of plan.csv as an issue.
func planItem(id int, row map[string]string) (object, error) {
	created, err := jiraDay(row["created"])
	if err != nil {
		return nil, err
	}
	closed, err := jiraDay(row["closed"])
	if err != nil {
		return nil, err
	}
	points, err := strconv.ParseFloat(row["points"], 64)
	if err != nil {
		return nil, err
	}
	updated, err := jiraDay(row["updated"])
	if err != nil {
		return nil, err
	}
	votes, err := strconv.Atoi(row["votes"])
	if err != nil {
		return nil, err
	}
	fields := object{"summary": row["title"], "description": document(row["body"]), "issuetype": object{"name": jiraType(row["type"])},
		"project": object{"key": "BB", "name": "Benchbook"}, "labels": labelList(row), "status": status(row["status"]),
		"votes": object{"votes": votes, "hasVoted": false}, "created": created, "updated": created,
		"resolution": nil, "resolutiondate": nil, "fixVersions": list{}, "customfield_10016": points, "customfield_10020": nil,
		"reporter": object{"accountId": "5b10ac8d82e05b22cc7d4ef5", "displayName": "Priya Raman", "accountType": "atlassian"}}
	switch {
	case updated != nil:
		fields["updated"] = updated
	case row["status"] == "In Progress":
		fields["updated"] = monday(lastWeek).Add(59 * time.Hour).Format(jiraTime)
	}
	if closed != nil {
		fields["resolution"], fields["resolutiondate"], fields["updated"] = object{"name": resolution(row)}, closed, closed
	}
	for i, v := range versions {
		if v.name == row["release"] {
			fields["fixVersions"] = list{v.object(i)}
		}
	}
	if n, ok := strings.CutPrefix(row["sprint"], "Sprint "); ok {
		number, err := strconv.Atoi(n)
		if err != nil {
			return nil, err
		}
		fields["customfield_10020"] = list{sprint(number)}
	}
	return object{"id": strconv.Itoa(id), "key": row["key"], "self": fmt.Sprintf("%sapi/3/issue/%d", jiraRoot, id), "fields": fields}, nil
}

// jiraDay is a day as a time in the office hours; nil for none.
func jiraDay(day string) (any, error) {
	if day == "" {
		return nil, nil
	}
	t, err := time.ParseInLocation(time.DateOnly, day, berlin())
	return t.Add(10*time.Hour + 24*time.Minute).Format(jiraTime), err
}

func labelList(row map[string]string) list {
	labels := list{}
	if row["label"] != "" {
		labels = append(labels, row["label"])
	}
	if row["extra"] == "contract" {
		labels = append(labels, "contract")
	}
	return labels
}

func jiraType(name string) string {
	if name == "Debt" {
		return "Technical debt"
	}
	return name
}

func resolution(row map[string]string) string {
	if row["extra"] == "declined" {
		return "Won't Do"
	}
	return "Done"
}

func status(name string) object {
	key := map[string]string{"To Do": "new", "In Progress": "indeterminate", "Done": "done"}[name]
	return object{"name": name, "statusCategory": object{"key": key}}
}

// document is text in the planning tool's own format, ADF.
func document(text string) object {
	paragraph := object{"type": "paragraph", "content": list{object{"type": "text", "text": text}}}
	return object{"type": "doc", "version": 1, "content": list{paragraph}}
}
