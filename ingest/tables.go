package ingest

import (
	"strings"
	"time"
)

func feedbackColumns() []column[Feedback] {
	return append(origin("feedback_id", func(f *Feedback) *Origin { return &f.Origin }),
		text("question", func(r *landed[Feedback]) string { return r.rec.Question }),
		text("title", func(r *landed[Feedback]) string { return r.rec.Title }),
		text("body", func(r *landed[Feedback]) string { return r.rec.Body }),
		texts("labels", func(r *landed[Feedback]) []string { return r.rec.Labels }),
		text("state", func(r *landed[Feedback]) string { return r.rec.State }),
		number("votes", func(r *landed[Feedback]) int64 { return r.rec.Votes }),
		flag("deleted", func(r *landed[Feedback]) bool { return r.rec.Deleted }),
	)
}

func ratingColumns() []column[Rating] {
	return append(origin("rating_id", func(r *Rating) *Origin { return &r.Origin }),
		text("question", func(r *landed[Rating]) string { return r.rec.Question }),
		key("metric", func(r *landed[Rating]) string { return string(r.rec.Metric) }),
		decimal("score", func(r *landed[Rating]) float64 { return r.rec.Score }),
		decimal("scale_min", func(r *landed[Rating]) float64 { return r.rec.ScaleMin }),
		decimal("scale_max", func(r *landed[Rating]) float64 { return r.rec.ScaleMax }),
		flag("low_is_good", func(r *landed[Rating]) bool { return r.rec.LowIsGood }),
		text("convention", func(r *landed[Rating]) string { return r.rec.Convention }),
		flag("deleted", func(r *landed[Rating]) bool { return r.rec.Deleted }),
	)
}

func invitationColumns() []column[Invitation] {
	return []column[Invitation]{
		key("source", func(r *landed[Invitation]) string { return r.source }),
		stream[Invitation](),
		key("native_id", func(r *landed[Invitation]) string { return r.rec.NativeID }),
		key("survey", func(r *landed[Invitation]) string { return r.rec.Survey }),
		text("person_key", func(r *landed[Invitation]) string { return r.personKey }),
		text("author_id", func(r *landed[Invitation]) string { return r.rec.Author.ID }),
		text("author_email", func(r *landed[Invitation]) string { return r.rec.Author.Email }),
		text("account", func(r *landed[Invitation]) string { return r.rec.Account }),
		instant("invited_at", func(r *landed[Invitation]) time.Time { return r.rec.InvitedAt }),
		day("invited_on", func(r *landed[Invitation]) time.Time { return r.rec.InvitedAt }),
		text("segments", func(r *landed[Invitation]) string { return r.segments }),
		flag("deleted", func(r *landed[Invitation]) bool { return r.rec.Deleted }),
		text("payload", func(r *landed[Invitation]) string { return r.rec.Payload }),
	}
}

func workItemColumns() []column[WorkItem] {
	return []column[WorkItem]{
		key("source", func(r *landed[WorkItem]) string { return r.source }),
		stream[WorkItem](),
		key("native_id", func(r *landed[WorkItem]) string { return r.rec.Key }),
		key("type", func(r *landed[WorkItem]) string { return r.rec.Type }),
		text("title", func(r *landed[WorkItem]) string { return r.rec.Title }),
		text("body", func(r *landed[WorkItem]) string { return r.rec.Body }),
		text("state", func(r *landed[WorkItem]) string { return r.rec.State }),
		text("sprint", func(r *landed[WorkItem]) string { return r.rec.Sprint }),
		text("released_in", func(r *landed[WorkItem]) string { return r.rec.ReleasedIn }),
		flag("contract", func(r *landed[WorkItem]) bool { return r.rec.Contract }),
		optionalDecimal("estimate", func(r *landed[WorkItem]) (float64, bool) { return estimate(r.rec) }),
		number("votes", func(r *landed[WorkItem]) int64 { return r.rec.Votes }),
		texts("labels", func(r *landed[WorkItem]) []string { return r.rec.Labels }),
		text("url", func(r *landed[WorkItem]) string { return r.rec.URL }),
		instant("created_at", func(r *landed[WorkItem]) time.Time { return r.rec.CreatedAt }),
		instant("updated_at", func(r *landed[WorkItem]) time.Time { return r.rec.UpdatedAt }),
		instant("closed_at", func(r *landed[WorkItem]) time.Time { return r.rec.ClosedAt }),
		flag("deleted", func(r *landed[WorkItem]) bool { return r.rec.Deleted }),
		text("payload", func(r *landed[WorkItem]) string { return r.rec.Payload }),
	}
}

func estimate(w *WorkItem) (value float64, known bool) {
	if w.Estimate == nil {
		return 0, false
	}
	return *w.Estimate, true
}

func releaseColumns() []column[Release] {
	return []column[Release]{
		key("source", func(r *landed[Release]) string { return r.source }),
		key("native_id", func(r *landed[Release]) string { return r.rec.Name }),
		day("released_on", func(r *landed[Release]) time.Time { return r.rec.ReleasedOn }),
		text("url", func(r *landed[Release]) string { return r.rec.URL }),
	}
}

func sprintColumns() []column[Sprint] {
	return []column[Sprint]{
		key("source", func(r *landed[Sprint]) string { return r.source }),
		key("native_id", func(r *landed[Sprint]) string { return r.rec.Name }),
		text("state", func(r *landed[Sprint]) string { return r.rec.State }),
		day("starts_on", func(r *landed[Sprint]) time.Time { return r.rec.StartsOn }),
		day("ends_on", func(r *landed[Sprint]) time.Time { return r.rec.EndsOn }),
	}
}

func personColumns() []column[Person] {
	return []column[Person]{
		key("source", func(r *landed[Person]) string { return r.source }),
		key("native_id", func(r *landed[Person]) string { return r.rec.ID }),
		text("name", func(r *landed[Person]) string { return r.rec.Name }),
		texts("emails", func(r *landed[Person]) []string { return lowered(r.rec.Emails) }),
		texts("person_keys", func(r *landed[Person]) []string { return r.keys }),
		texts("logins", func(r *landed[Person]) []string { return lowered(r.rec.Logins) }),
		text("person_key", func(r *landed[Person]) string { return r.personKey }),
		text("account", func(r *landed[Person]) string { return r.rec.Account }),
		flag("consent", func(r *landed[Person]) bool { return r.rec.Consent }),
		day("contacted_on", func(r *landed[Person]) time.Time { return r.rec.Contacted }),
		object("fields", func(r *landed[Person]) map[string]string { return r.rec.Fields }),
		flag("deleted", func(*landed[Person]) bool { return false }),
	}
}

func accountColumns() []column[Account] {
	return []column[Account]{
		key("source", func(r *landed[Account]) string { return r.source }),
		key("native_id", func(r *landed[Account]) string { return r.rec.ID }),
		text("name", func(r *landed[Account]) string { return r.rec.Name }),
		texts("domains", func(r *landed[Account]) []string { return lowered(r.rec.Domains) }),
		text("segment", func(r *landed[Account]) string { return r.rec.Segment }),
		text("plan", func(r *landed[Account]) string { return r.rec.Plan }),
		decimal("money", func(r *landed[Account]) float64 { return r.rec.Money }),
		day("since", func(r *landed[Account]) time.Time { return r.rec.Since }),
		flag("deleted", func(*landed[Account]) bool { return false }),
	}
}

// located is a reject with the file it stands in.
type located struct {
	Reject
	file      string
	item, nth int64 // which item of the file, which reject of the item
}

func rejectColumns() []column[located] {
	return []column[located]{
		key("source", func(r *landed[located]) string { return r.source }),
		key("native_id", func(r *landed[located]) string { return r.rec.nativeID() }),
		key("file", func(r *landed[located]) string { return r.rec.file }),
		number("line", func(r *landed[located]) int64 { return r.rec.Line }),
		key("reason", func(r *landed[located]) string { return r.rec.Reason }),
		text("payload", func(r *landed[located]) string { return r.rec.Payload }),
	}
}

func lowered(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = strings.ToLower(strings.TrimSpace(s))
	}
	return out
}
