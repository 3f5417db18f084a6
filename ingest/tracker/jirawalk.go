package tracker

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
)

// jiraWalk pulls the issues of a scope, a part of JQL, in the order of their
// changes. What is edited meanwhile moves to the end and shifts the rest, so
// each page is the first one of what has changed since the minute at which the
// page before ended; only within one minute, as after a bulk edit, pages are
// turned.
type jiraWalk struct {
	jiraSystem
	scope string
}

// jiraMark is the position of a walk.
type jiraMark struct {
	Changed time.Time `json:"changed"` // of the newest issue seen; of a walk that ended, as Run
	Run     time.Time `json:"run"`     // when the run began that saw it
}

// jiraBegin is the time from which on changes are asked for; zero: everything.
// The index that searches read lags behind, and zones are told wrong: what was
// changed in the last day before the run before is read again.
func jiraBegin(from ingest.From) time.Time {
	var m jiraMark
	if from.Position == "" || json.Unmarshal([]byte(from.Position), &m) != nil || m.Changed.IsZero() {
		return from.Since
	}
	if day := m.Run.Add(-24 * time.Hour); day.Before(m.Changed) {
		return day
	}
	return m.Changed
}

func (m jiraMark) String() string {
	encoded, err := json.Marshal(m) // times always encode
	if err != nil {
		panic(err)
	}
	return string(encoded)
}

var errJiraToken = errors.New("jira: names a page as the next one that was read before: nothing after it can be read")

func (w jiraWalk) pull(ctx context.Context, from ingest.From) iter.Seq2[ingest.Page, error] {
	return func(yield func(ingest.Page, error) bool) {
		if err := w.walk(ctx, from, func(p ingest.Page) bool { return yield(p, nil) }); err != nil {
			yield(ingest.Page{}, err)
		}
	}
}

func (w jiraWalk) walk(ctx context.Context, from ingest.From, give func(ingest.Page) bool) error {
	begin := jiraBegin(from)
	since, next := begin.Truncate(time.Minute), ""
	var pages api.Pages
	asked := map[string]bool{} // tokens, since this moment
	seen := jiraSeen{}
	for {
		if err := pages.Go(since.String() + " " + next); err != nil {
			return err
		}
		found, following, err := w.search(ctx, jiraQuery{jql: w.jql(w.scope, since), next: next, log: from.Position != ""})
		if err != nil {
			return err
		}
		page, last, err := w.page(ctx, found, seen, begin)
		if err != nil {
			return err
		}
		switch {
		case following == "": // all that there is to this day
			page.Position = jiraMark{from.Now, from.Now}.String()
		case !last.IsZero():
			page.Position = jiraMark{from.Past(last), from.Now}.String()
		}
		if !give(page) || following == "" {
			return nil
		}
		if minute := last.Truncate(time.Minute); minute.After(since) {
			since, next = minute, ""
			clear(asked)
			continue
		}
		if asked[following] {
			return errJiraToken
		}
		next, asked[following] = following, true
	}
}

// jiraSeen are the issues that a walk gave already, of the last minute.
type jiraSeen map[change]bool

// page makes a page of what a search found and tells the moment of its last
// change. begin is where the pull began.
func (w jiraWalk) page(ctx context.Context, found []json.RawMessage, seen jiraSeen, begin time.Time) (page ingest.Page, last time.Time, err error) {
	for _, raw := range found {
		c, err := jiraChange(raw)
		if err != nil {
			return page, last, err
		}
		if c.changed.After(last) {
			last = c.changed
		}
		if seen[c] {
			continue
		}
		seen[c] = true
		item, err := w.item(ctx, raw, c.id, begin)
		if err != nil {
			return page, last, err
		}
		page.Items = append(page.Items, item)
	}
	for c := range seen {
		if c.changed.Before(last.Truncate(time.Minute)) {
			delete(seen, c)
		}
	}
	return page, last, nil
}

func jiraChange(raw json.RawMessage) (change, error) {
	var in struct {
		ID     scalar `json:"id"`
		Fields struct {
			Updated scalar `json:"updated"`
		} `json:"fields"`
	}
	_ = json.Unmarshal(raw, &in) // what is wrong with it shows below
	at := parseTime(in.Fields.Updated, time.UTC)
	if in.ID == "" || at.IsZero() {
		return change{}, errors.New("an issue without id and updated: is this Jira's API?")
	}
	return change{string(in.ID), at.UTC()}, nil
}

// item judges an issue, with all of its comments, and marks the keys that it
// had before it was moved as deleted.
func (w jiraWalk) item(ctx context.Context, raw json.RawMessage, id string, begin time.Time) (ingest.Item, error) {
	var o, fields members
	if json.Unmarshal(raw, &o) != nil || json.Unmarshal(o["fields"], &fields) != nil {
		return rejected(unit{raw: raw}, "an issue whose fields are no object"), nil
	}
	log := o["changelog"]
	delete(o, "changelog")
	delete(o, "expand")
	w.onePoints(fields)
	if err := w.allComments(ctx, id, fields); err != nil {
		return ingest.Item{}, err
	}
	o["fields"] = encoded(fields)
	whole := encoded(o)
	item := w.judge.item(unit{raw: whole}, o)
	w.moved(&item, log, o.text("key"), parseTime(scalar(fields.text("created")), w.zone), begin)
	return item, nil
}

// onePoints puts the estimate where the dialect looks for it: projects of
// either kind that Cloud has keep it in a field of their own.
func (w jiraWalk) onePoints(fields members) {
	for _, name := range w.estimates {
		if fields.has(name) {
			fields[w.estimates[0]] = fields[name]
			return
		}
	}
}
