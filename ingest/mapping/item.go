package mapping

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/text/language"

	"github.com/earshot/earshot/ingest"
)

// Item is what one record became. payload is the record as received. An error
// is not about the record but ctx's.
func (m *Mapping) Item(ctx context.Context, record any, payload string) (ingest.Item, error) {
	v := &view{ctx: ctx, m: m, record: record, payload: payload, taken: map[string]bool{}}
	v.build()
	if err := ctx.Err(); err != nil {
		return ingest.Item{}, err
	}
	switch {
	case len(v.item.Feedback) > 0:
		v.item.Feedback[0].Payload = payload
	case len(v.item.Ratings) > 0:
		v.item.Ratings[0].Payload = payload
	case len(v.item.Rejects) == 0 && v.item.Skip == "":
		v.item.Skip = "no answer"
	}
	return v.item, nil
}

// view is one record while it is being read.
type view struct {
	ctx     context.Context
	m       *Mapping
	record  any
	payload string
	origin  ingest.Origin
	labels  []string
	state   string
	votes   int64
	deleted bool
	taken   map[string]bool // ids of the item's records
	item    ingest.Item
}

func (v *view) build() {
	if only := v.m.common["only"]; only != nil {
		keep, err := truth(v.one(only, v.record))
		if err != nil {
			v.reject("only", err)
			return
		}
		if !keep {
			v.item.Skip = "left out by only"
			return
		}
	}
	if !v.common() {
		return
	}
	for _, f := range v.m.feedback {
		v.each(f.entry, func(thing any, origin ingest.Origin) { v.words(f, thing, origin) })
	}
	for _, r := range v.m.ratings {
		v.each(r.entry, func(thing any, origin ingest.Origin) { v.score(r, thing, origin) })
	}
}

// common reads what all of the record's entries share; false: there is no id or
// no time.
func (v *view) common() bool {
	id, err := text(v.one(v.m.common["id"], v.record))
	if err == nil && id == "" {
		err = errors.New("is empty")
	}
	if err != nil {
		v.reject("id", err)
		return false
	}
	o := ingest.Origin{Channel: v.m.channel, NativeID: v.m.home + id, ResponseID: v.m.home + id}
	if v.m.threaded {
		o.ThreadID = o.NativeID
	}
	if thread := v.text("thread"); thread != "" {
		o.ThreadID = v.m.of + thread
	}
	if parent := v.text("parent"); parent != "" {
		o.ParentID = v.m.of + parent
	}
	o.Author = ingest.Author{ID: v.text("author.id"), Name: v.text("author.name"), Email: v.text("author.email")}
	o.Account, o.URL, o.Language = v.text("account"), v.text("link"), iso639(v.text("language"))
	v.state = v.text("state")
	v.further(&o)
	value, err := v.one(v.m.common["time"], v.record)
	if err == nil {
		o.OccurredAt, err = v.m.clock.Read(value)
	}
	if err != nil && !v.eachTimed() {
		v.reject("time", err)
		return false
	}
	v.origin = o
	return true
}

// eachTimed says that no entry needs the record's own time.
func (v *view) eachTimed() bool {
	for _, f := range v.m.feedback {
		if f.own["time"] == nil {
			return false
		}
	}
	for _, r := range v.m.ratings {
		if r.own["time"] == nil {
			return false
		}
	}
	return true
}

// further reads what is no text.
func (v *view) further(o *ingest.Origin) {
	for name, e := range v.m.segments {
		value, err := text(v.one(e, v.record))
		if err != nil {
			v.reject("segments."+name, err)
		} else if value != "" {
			if o.Segments == nil {
				o.Segments = map[string]string{}
			}
			o.Segments[name] = value
		}
	}
	var err error
	if e := v.m.common["labels"]; e != nil {
		values, failed := e.Values(v.ctx, v.record, v.record)
		if v.labels, err = list(values); errors.Join(failed, err) != nil {
			v.reject("labels", errors.Join(failed, err))
		}
	}
	if e := v.m.common["votes"]; e != nil {
		value, failed := v.one(e, v.record)
		if v.votes, err = whole(value); errors.Join(failed, err) != nil {
			v.reject("votes", errors.Join(failed, err))
		}
	}
	if e := v.m.common["deleted"]; e != nil {
		if v.deleted, err = truth(v.one(e, v.record)); err != nil {
			v.reject("deleted", err)
		}
	}
}

// each gives the things of an entry, with what holds for each of them.
func (v *view) each(e entry, use func(thing any, origin ingest.Origin)) {
	things := []any{v.record}
	if e.each != nil {
		var err error
		if things, err = e.each.Values(v.ctx, v.record, v.record); err != nil {
			v.reject(e.path+".each", err)
		}
	}
	for _, thing := range things {
		if thing == nil && e.each != nil {
			continue
		}
		if origin, ok := v.own(e, thing); ok {
			use(thing, origin)
		}
	}
}

// own is the origin of one thing of an entry.
func (v *view) own(e entry, thing any) (ingest.Origin, bool) {
	o := v.origin
	o.NativeID += e.suffix
	if e.each != nil {
		id, err := text(v.one(e.own["id"], thing))
		if err == nil && id == "" {
			err = errors.New("is empty")
		}
		if err != nil {
			v.reject(e.path+".id", err)
			return o, false
		}
		o.NativeID += "/" + id
		if o.ParentID == "" && strings.HasPrefix(e.path, "feedback") {
			o.ParentID = v.origin.NativeID
		}
	}
	author := ingest.Author{ID: v.inner(e, "author.id", thing), Name: v.inner(e, "author.name", thing), Email: v.inner(e, "author.email", thing)}
	if author != (ingest.Author{}) {
		o.Author = author
	}
	if link := v.inner(e, "link", thing); link != "" {
		o.URL = link
	}
	if when := e.own["time"]; when != nil {
		value, err := v.one(when, thing)
		if err == nil {
			o.OccurredAt, err = v.m.clock.Read(value)
		}
		if err != nil {
			v.reject(e.path+".time", err)
			return o, false
		}
	}
	return o, true
}

func (v *view) words(f feedback, thing any, o ingest.Origin) {
	title, body := v.inner(f.entry, "title", thing), v.inner(f.entry, "body", thing)
	if title == "" && body == "" && !v.deleted || !v.unique(f.entry, "words "+o.NativeID) {
		return
	}
	v.item.Feedback = append(v.item.Feedback, ingest.Feedback{Origin: o, Title: title, Body: body, Question: v.inner(f.entry, "question", thing),
		Labels: v.labels, State: v.state, Votes: v.votes, Deleted: v.deleted})
}

func (v *view) score(r rating, thing any, o ingest.Origin) {
	value, err := v.one(r.own["score"], thing)
	score, answered := 0.0, false
	if err == nil {
		score, answered, err = r.read(value)
	}
	switch {
	case v.deleted:
		if !answered || err != nil {
			score = r.low // of a tombstone
		}
	case err != nil:
		v.reject(r.path+".score", err)
		return
	case !answered:
		return
	}
	if !v.unique(r.entry, "score "+o.NativeID) {
		return
	}
	v.item.Ratings = append(v.item.Ratings, ingest.Rating{Origin: o, Metric: r.metric, Question: v.inner(r.entry, "question", thing), Score: score,
		ScaleMin: r.low, ScaleMax: r.high, LowIsGood: r.lowIsGood, Convention: r.convention, Deleted: v.deleted})
}

// unique refuses a second record of the same id: it would replace the first.
func (v *view) unique(e entry, id string) bool {
	if v.taken[id] {
		v.reject(e.path+".id", errors.New("is that of another thing in the same record"))
		return false
	}
	v.taken[id] = true
	return true
}

// text reads a key of the record's; one that is no text is a reject and empty.
func (v *view) text(key string) string { return v.read(v.m.common[key], key, v.record) }

// inner does so with a key of an entry's.
func (v *view) inner(e entry, key string, thing any) string {
	return v.read(e.own[key], e.path+"."+key, thing)
}

func (v *view) read(e Expression, path string, from any) string {
	if e == nil {
		return ""
	}
	value, err := text(v.one(e, from))
	if err != nil {
		v.reject(path, err)
	}
	return value
}

// one is an expression's single value; none is null.
func (v *view) one(e Expression, from any) (any, error) {
	values, err := e.Values(v.ctx, from, v.record)
	switch {
	case err != nil:
		return nil, err
	case len(values) > 1:
		return nil, fmt.Errorf("gives %d values: one is needed", len(values))
	case len(values) == 0:
		return nil, nil
	}
	return values[0], nil
}

func (v *view) reject(path string, err error) {
	v.item.Rejects = append(v.item.Rejects, ingest.Reject{Reason: path + ": " + err.Error(), Payload: v.payload})
}

func text(value any, err error) (string, error) {
	if err != nil {
		return "", err
	}
	return Text(value)
}

func truth(value any, err error) (bool, error) {
	if err != nil {
		return false, err
	}
	return Truth(value)
}

// iso639 is the two letters for en, EN-us and eng; else empty.
func iso639(name string) string {
	tag, err := language.Parse(name)
	if err != nil || name == "" {
		return ""
	}
	if base, sure := tag.Base(); sure != language.No && len(base.String()) == 2 {
		return base.String()
	}
	return ""
}
