package tracker

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/earshot/earshot/ingest"
)

// gone adds to an item that what went by this key is deleted: it has another
// one now, or the tracker says so. at is when it was written.
func (j *judge) gone(item *ingest.Item, key string, at time.Time) {
	if at.IsZero() {
		return
	}
	j.goneComment(item, key, key, at)
	if j.rules.settings.Role != "feedback" {
		item.WorkItems = append(item.WorkItems, ingest.WorkItem{Key: key, Type: "story", State: string(declined), CreatedAt: at, Payload: "{}", Deleted: true})
	}
	item.Skip = ""
}

// goneComment adds to an item that a comment is deleted, or whatever else is
// feedback alone.
func (j *judge) goneComment(item *ingest.Item, id, thread string, at time.Time) {
	if at.IsZero() || j.rules.settings.Role == "plan" {
		return
	}
	origin := j.rules.origin(id, thread, person{}, "")
	origin.OccurredAt, origin.Payload = at, "{}"
	item.Feedback = append(item.Feedback, ingest.Feedback{Origin: origin, Deleted: true})
	item.Skip = ""
}

// encoded puts an object together again from parts that were decoded.
func encoded(object any) json.RawMessage {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(object); err != nil { // what was decoded encodes
		panic(err)
	}
	return bytes.TrimSpace(b.Bytes())
}
