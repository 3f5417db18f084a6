package tracker

import (
	"slices"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
)

// rules are the settings made ready for use: what is feedback, what is in the
// plan, and what the plan calls it.
type rules struct {
	settings  Roles
	zone      *time.Location
	team      map[string]bool
	domains   []string // of the team's addresses, with the @
	types     map[string]string
	states    map[string]string
	feedback  map[string]bool // labels
	plan      map[string]bool // labels
	planTypes map[string]bool // types, the tracker's and ours
	contract  string
}

func newRules(s Roles, zone *time.Location) rules {
	r := rules{
		settings: s, zone: zone, team: map[string]bool{}, types: mapping(s.Types), states: mapping(s.States),
		feedback: keys(s.FeedbackLabels), plan: keys(s.PlanLabels), planTypes: keys(s.PlanTypes),
		contract: labelKey(s.ContractLabel),
	}
	for _, member := range s.Team {
		member = strings.ToLower(strings.TrimSpace(member))
		if strings.HasPrefix(member, "@") && strings.Contains(member, ".") {
			r.domains = append(r.domains, member)
		} else {
			r.team[strings.TrimPrefix(member, "@")] = true
		}
	}
	return r
}

func keys(names []string) map[string]bool {
	m := map[string]bool{}
	for _, name := range names {
		m[labelKey(name)] = true
	}
	return m
}

func mapping(names map[string]string) map[string]string {
	m := map[string]string{}
	for from, to := range names {
		m[labelKey(from)] = to
	}
	return m
}

// outsider says why somebody's words are not feedback; empty: they are.
func (r rules) outsider(p person) string {
	if p.bot && r.settings.skipsBots() {
		return "bot"
	}
	_, login, _ := strings.Cut(p.id, ":")
	for _, name := range []string{p.id, login, p.name, p.email} {
		if name != "" && r.team[strings.ToLower(name)] {
			return "team member"
		}
	}
	for _, domain := range r.domains {
		if strings.HasSuffix(strings.ToLower(p.email), domain) {
			return "team member"
		}
	}
	return ""
}

// state is the issue's state as the settings have it, or as the tracker and
// the usual labels have it.
func (r rules) state(i *issue) state {
	for _, name := range append([]string{i.status}, i.labels...) {
		if s := r.states[labelKey(name)]; s != "" {
			return state(s)
		}
	}
	return labelState(i.state, i.labels)
}

// issueFeedback makes an issue feedback, or says why it is none.
func (r rules) issueFeedback(i *issue) (ingest.Feedback, string) {
	if reason := r.outsider(i.author); reason != "" {
		return ingest.Feedback{}, reason
	}
	if len(r.feedback) > 0 && !slices.ContainsFunc(i.labels, func(l string) bool { return r.feedback[labelKey(l)] }) {
		return ingest.Feedback{}, "no feedback label"
	}
	if strings.TrimSpace(i.title) == "" && i.body == "" {
		return ingest.Feedback{}, "no words"
	}
	f := ingest.Feedback{Title: strings.TrimSpace(i.title), Body: i.body, Labels: i.labels, Votes: i.votes,
		State: r.state(i).feedback()}
	f.Origin = r.origin(i.key, i.key, i.author, i.project)
	f.OccurredAt, f.URL, f.Payload = i.created, i.url, i.payload
	if f.OccurredAt.IsZero() {
		f.OccurredAt = i.updated
	}
	return f, ""
}

// commentFeedback makes a comment feedback, or says why it is none.
func (r rules) commentFeedback(c comment) (ingest.Feedback, string) {
	if c.internal {
		return ingest.Feedback{}, string(anInternal)
	}
	if reason := r.outsider(c.author); reason != "" {
		return ingest.Feedback{}, reason
	}
	if c.body == "" {
		return ingest.Feedback{}, "no words"
	}
	f := ingest.Feedback{Body: c.body, Votes: c.votes}
	f.Origin = r.origin(c.id, c.thread, c.author, c.project)
	f.ParentID, f.OccurredAt, f.URL, f.Account, f.Payload = c.thread, c.created, c.url, c.account, c.payload
	return f, ""
}

func (r rules) origin(id, thread string, author person, project string) ingest.Origin {
	o := ingest.Origin{Channel: ingest.Tracker, NativeID: id, ThreadID: thread, Author: author.author()}
	if project != "" {
		o.Segments = map[string]string{"project": project}
	}
	return o
}

// workItem makes an issue an entry of the plan, or says why it is none.
func (r rules) workItem(i *issue) (ingest.WorkItem, string) {
	var names []string
	for _, name := range append([]string{i.kind}, i.labels...) {
		names = append(names, labelKey(name))
	}
	kind := planType(r.types, names)
	if len(r.plan)+len(r.planTypes) > 0 && !r.planned(kind, names) {
		return ingest.WorkItem{}, "not in the plan"
	}
	s := r.state(i)
	w := ingest.WorkItem{
		Key: i.key, Type: kind, Title: strings.TrimSpace(i.title), Body: i.body, State: s.plan(),
		Sprint: i.sprint, ReleasedIn: i.release, Contract: r.contract != "" && slices.Contains(names[1:], r.contract),
		Estimate: i.estimate, Votes: i.votes, Labels: i.labels, URL: i.url,
		CreatedAt: i.created, UpdatedAt: i.updated, Payload: i.payload,
	}
	if s.over() {
		w.ClosedAt = i.closed
	}
	return w, ""
}

func (r rules) planned(kind string, names []string) bool {
	return r.planTypes[kind] || r.planTypes[names[0]] ||
		slices.ContainsFunc(names[1:], func(name string) bool { return r.plan[name] || r.planTypes[name] })
}
