package mapping

import (
	"errors"
	"strings"

	"github.com/earshot/earshot/ingest"
)

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

// inner does so with a key of an entry's.
func (v *view) inner(e entry, key string, thing any) string {
	return v.read(e.own[key], e.path+"."+key, thing)
}
