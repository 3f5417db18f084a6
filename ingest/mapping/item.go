package mapping

import (
	"context"
	"errors"
	"fmt"

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

// text reads a key of the record's; one that is no text is a reject and empty.
func (v *view) text(key string) string { return v.read(v.m.common[key], key, v.record) }

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
