package support

import (
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/email"
)

// talk is a ticket or conversation as any desk has it.
type talk struct {
	id       string // native id of its opening, and the thread's
	title    string
	account  string
	url      string
	labels   []string
	state    string
	opening  message
	answers  []message
	payload  string
	deleted  bool
	rejected string // what is missing of it, and why
}

// message is what one side wrote at once.
type message struct {
	id      string // native id; of an opening that of the talk
	author  ingest.Author
	side    side
	channel ingest.Channel
	body    string // plain
	at      time.Time
	payload string
	deleted bool // its words were taken out by the desk
}

// side says who wrote a message.
type side string

const (
	customer side = ""
	agent    side = "written by our side"
	internal side = "for our side's eyes only"
	unknown  side = "the author's role is not told"
)

// item is what becomes of a talk. Its answers hang below the opening, even where
// the opening is our own side's and therefore not there.
func (t talk) item() ingest.Item {
	var item ingest.Item
	opening, title := t.opening, t.title
	opening.id, opening.payload = t.id, t.payload
	if t.deleted && opening.side != customer { // who wrote it may be wiped out as well: a tombstone, without words
		title, opening = "", message{id: t.id, channel: opening.channel, at: opening.at, deleted: true}
	}
	if f, reason := t.feedback(opening, title); reason != "" {
		item.Skip = reason
	} else {
		f.Labels, f.State, f.ParentID, f.Deleted = t.labels, t.state, "", t.deleted || opening.deleted
		item.Feedback = append(item.Feedback, f)
	}
	for _, answer := range t.answers {
		if f, reason := t.feedback(answer, ""); reason == "" {
			f.Deleted = t.deleted || answer.deleted
			item.Feedback = append(item.Feedback, f)
		}
	}
	for _, f := range item.Feedback {
		if f.OccurredAt.IsZero() {
			return reject("a message without the time at which it was written", t.payload)
		}
	}
	if t.rejected != "" {
		item.Rejects = []ingest.Reject{{Reason: t.rejected, Payload: `{"id": "` + t.id + `"}`}}
	}
	return item
}

// feedback makes a message feedback, or says why it is none.
func (t talk) feedback(m message, title string) (ingest.Feedback, string) {
	body := strings.TrimSpace(m.body)
	if m.channel == ingest.Email {
		body = email.Visible(body)
	}
	title = strings.TrimSpace(title)
	switch {
	case m.side != customer:
		return ingest.Feedback{}, string(m.side)
	case body+title == "" && !m.deleted && !t.deleted:
		return ingest.Feedback{}, "no words"
	}
	return ingest.Feedback{Title: title, Body: body, Origin: ingest.Origin{
		Channel: m.channel, NativeID: m.id, ThreadID: t.id, ParentID: t.id, Author: m.author, Account: t.account,
		OccurredAt: m.at, URL: t.url, Payload: m.payload,
	}}, ""
}

// score is what a customer gave at the end of a talk.
type score struct {
	id      string // native id
	thread  string
	author  ingest.Author
	account string
	at      time.Time
	value   float64
	low     float64
	high    float64
	remark  string
	labels  []string
	url     string
	payload string
}

// records gives the rating, and the remark where there is one.
func (s score) records() ([]ingest.Rating, []ingest.Feedback) {
	origin := ingest.Origin{
		Channel: ingest.Survey, NativeID: s.id, ThreadID: s.thread, ParentID: s.thread, ResponseID: s.id,
		Author: s.author, Account: s.account, OccurredAt: s.at, URL: s.url, Payload: s.payload,
	}
	rating := ingest.Rating{Origin: origin, Metric: ingest.CSAT, Score: s.value, ScaleMin: s.low, ScaleMax: s.high}
	remark := strings.TrimSpace(s.remark)
	if remark == "" {
		return []ingest.Rating{rating}, nil
	}
	origin.NativeID, origin.Payload = s.id+"-remark", ""
	return []ingest.Rating{rating}, []ingest.Feedback{{Origin: origin, Body: remark, Labels: s.labels}}
}

func reject(reason, payload string) ingest.Item {
	return ingest.Item{Rejects: []ingest.Reject{{Reason: reason, Payload: payload}}}
}
