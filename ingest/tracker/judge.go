package tracker

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/earshot/earshot/ingest"
)

// A dialect knows the objects of one tracker's API.
type dialect interface {
	name() string
	kind(members) kind // empty: none of this tracker's that is of use
	read(k kind, raw []byte) (found, error)
}

// A judge says what becomes of a record.
type judge struct {
	rules rules
	only  string // the tracker whose records are wanted; auto: any
	all   []dialect
	seen  map[string]bool // releases and sprints this file gave already
}

// seenLimit bounds what a judge remembers. Beyond it a release or sprint may
// be given again, which changes nothing.
const seenLimit = 100_000

// item judges a record that is JSON; o are its members, nil when it is no
// object.
func (j *judge) item(u unit, o members) ingest.Item {
	if o == nil {
		return ingest.Item{Skip: "not an object"}
	}
	if o.failed() {
		return rejected(u, "the tracker answered with a message in place of data: export again")
	}
	for _, d := range j.all {
		if k := d.kind(o); k != "" {
			if j.only != "auto" && j.only != d.name() {
				return ingest.Item{Skip: fmt.Sprintf("%s of %s", k, d.name())}
			}
			return j.known(u, d, k)
		}
	}
	if o.emptyPage() {
		return ingest.Item{Skip: "empty list"}
	}
	return other(o.otherKind())
}

func other(name string) ingest.Item {
	return ingest.Item{Skip: "not an issue or comment (" + name + ")"}
}

func rejected(u unit, reason string) ingest.Item {
	return ingest.Item{Rejects: []ingest.Reject{{Line: u.line, Reason: reason, Payload: string(u.raw)}}}
}

func (j *judge) known(u unit, d dialect, k kind) ingest.Item {
	role := j.rules.settings.Role
	switch k {
	case aPull, aSystem:
		return ingest.Item{Skip: string(k)}
	case aBareIssue:
		return rejected(u, "an issue without its fields: name the fields when exporting, for instance fields=*all")
	case aListed:
		return rejected(u, "not as the API gives it: export with gh api --paginate 'repos/OWNER/NAME/issues?state=all'")
	case aComment:
		if role == "plan" {
			return ingest.Item{Skip: string(k)}
		}
	case aMilestone, aRelease, aSprint:
		if role == "feedback" || k == aMilestone && j.rules.settings.Milestones == "none" {
			return other(string(k))
		}
	}
	f, err := d.read(k, u.raw)
	if err != nil {
		return rejected(u, string(k)+": "+reasonOf(err))
	}
	return j.stored(u, k, f)
}

// stored makes the records, and falls back on the reasons for having none.
func (j *judge) stored(u unit, k kind, f found) ingest.Item {
	var item ingest.Item
	var reasons []string
	role := j.rules.settings.Role
	if f.issue != nil && role != "plan" {
		feedback, reason := j.rules.issueFeedback(f.issue)
		reasons = append(reasons, add(&item, feedback, reason))
	}
	for _, c := range f.comments {
		if role != "plan" {
			feedback, reason := j.rules.commentFeedback(c)
			reasons = append(reasons, add(&item, feedback, reason))
		}
	}
	if f.issue != nil && role != "feedback" {
		j.plan(&item, f.issue, &reasons)
	}
	if role != "feedback" && (f.issue == nil || len(item.WorkItems) > 0) {
		j.extras(&item, f)
	}
	for i := range item.Rejects {
		item.Rejects[i].Line, item.Rejects[i].Payload = u.line, string(u.raw)
	}
	if empty(item) {
		item.Skip = skipReason(k, reasons)
	}
	return item
}

// add takes in feedback, a reject of what has no time, or the reason for
// having neither.
func add(item *ingest.Item, f ingest.Feedback, reason string) string {
	switch {
	case reason != "":
	case f.OccurredAt.IsZero():
		item.Rejects = append(item.Rejects, ingest.Reject{Reason: "created_at: not a time: expected one such as 2024-05-31T12:00:00Z"})
	default:
		item.Feedback = append(item.Feedback, f)
	}
	return reason
}

func (j *judge) plan(item *ingest.Item, i *issue, reasons *[]string) {
	w, reason := j.rules.workItem(i)
	if reason != "" {
		*reasons = append(*reasons, reason)
		return
	}
	item.WorkItems = append(item.WorkItems, w)
}

// extras adds releases and sprints, those that many issues name only once.
func (j *judge) extras(item *ingest.Item, f found) {
	for _, r := range f.releases {
		if r.Name != "" && j.first("release "+r.Name+" "+r.ReleasedOn.String()) {
			item.Releases = append(item.Releases, r)
		}
	}
	for _, s := range f.sprints {
		if s.Name != "" && j.first("sprint "+s.Name+" "+s.State+s.StartsOn.String()+s.EndsOn.String()) {
			item.Sprints = append(item.Sprints, s)
		}
	}
}

func (j *judge) first(key string) bool {
	if j.seen[key] {
		return false
	}
	if len(j.seen) < seenLimit {
		j.seen[key] = true
	}
	return true
}

func empty(i ingest.Item) bool {
	return len(i.Feedback)+len(i.WorkItems)+len(i.Releases)+len(i.Sprints)+len(i.Rejects) == 0
}

// skipReason is the first reason given; a release or sprint without one was
// there before, or has no name.
func skipReason(k kind, reasons []string) string {
	for _, reason := range reasons {
		if reason != "" {
			return reason
		}
	}
	return string(k) + " seen before or without a name"
}

// reasonOf words what encoding/json found without quoting a value.
func reasonOf(err error) string {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return fmt.Sprintf("%s: %s expected", wrong.Field, wrong.Type.Kind())
	}
	return err.Error()
}
