package support

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
)

type zendeskVia struct {
	Channel word `json:"channel"`
}

type zendeskTicket struct {
	ID           word       `json:"id"`
	Via          zendeskVia `json:"via"`
	CreatedAt    time.Time  `json:"created_at"`
	UpdatedAt    time.Time  `json:"updated_at"`
	Subject      string     `json:"subject"`
	Description  string     `json:"description"`
	Status       string     `json:"status"`
	Requester    word       `json:"requester_id"`
	Submitter    word       `json:"submitter_id"`
	Organization word       `json:"organization_id"`
	Tags         []string   `json:"tags"`
}

type zendeskComment struct {
	ID        word       `json:"id"`
	Plain     string     `json:"plain_body"`
	Body      string     `json:"body"`
	Public    bool       `json:"public"`
	Author    word       `json:"author_id"`
	CreatedAt time.Time  `json:"created_at"`
	Via       zendeskVia `json:"via"`
	raw       json.RawMessage
}

// ticket is what becomes of one ticket. An error ends the pull; a ticket that
// cannot be read is a reject.
func (z *zendesk) ticket(ctx context.Context, raw json.RawMessage, known *known) (ingest.Item, error) {
	var in zendeskTicket
	err := json.Unmarshal(raw, &in)
	if err == nil && in.ID == "" {
		err = errors.New("no id")
	}
	if err != nil {
		return reject("ticket: "+reasonOf(err), string(raw)), nil
	}
	var comments []zendeskComment
	if z.comments && in.Status != "deleted" && !in.untouched() {
		if comments, err = z.commentsOf(ctx, string(in.ID), known); err != nil {
			return ingest.Item{}, err
		}
	}
	return in.talk(z.site, string(raw), comments, known).item(), nil
}

// untouched tells a ticket that nobody did anything to since it came, and that
// has no answers therefore.
func (t zendeskTicket) untouched() bool {
	return !t.UpdatedAt.IsZero() && t.UpdatedAt.Equal(t.CreatedAt)
}

// commentsOf reads a ticket's comments, the oldest first. One that is deleted
// meanwhile has none; the next run tells that it is.
func (z *zendesk) commentsOf(ctx context.Context, id string, known *known) (all []zendeskComment, err error) {
	path := "api/v2/tickets/" + url.PathEscape(id) + "/comments.json"
	err = z.each(ctx, path, url.Values{"include": {"users"}, "sort": {"created_at"}}, func(body []byte) error {
		comments, people, err := readComments(body)
		known.add(people)
		all = append(all, comments...)
		return err
	})
	if isGone(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("comments: %w", err)
	}
	return all, nil
}

func readComments(body []byte) (all []zendeskComment, people directory, err error) {
	var in struct {
		Comments []json.RawMessage `json:"comments"`
		directory
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, people, errors.New(reasonOf(err))
	}
	for _, raw := range in.Comments {
		c := zendeskComment{raw: raw}
		if err := json.Unmarshal(raw, &c); err != nil {
			return nil, people, errors.New(reasonOf(err))
		}
		all = append(all, c)
	}
	return all, in.directory, nil
}

// talk is the ticket with its comments. The first comment is the description
// once more, and says best who wrote that: an agent may open a ticket in a
// customer's name.
func (t zendeskTicket) talk(site, payload string, comments []zendeskComment, known *known) talk {
	id := "ticket-" + string(t.ID)
	first := zendeskComment{Public: true, Author: cmp.Or(t.Submitter, t.Requester), CreatedAt: t.CreatedAt}
	if len(comments) > 0 {
		first, comments = comments[0], comments[1:]
	}
	first.Body, first.Plain, first.CreatedAt, first.Via = t.Description, "", t.CreatedAt, t.Via
	out := talk{
		id: id, title: t.Subject, account: known.organizations[t.Organization], state: zendeskState(t.Status),
		url: site + "/agent/tickets/" + string(t.ID), labels: t.Tags, payload: payload, deleted: t.Status == "deleted",
		opening: first.message(t, known),
	}
	for _, c := range comments {
		m := c.message(t, known)
		m.id, m.payload = "comment-"+string(c.ID), string(c.raw)
		out.answers = append(out.answers, m)
	}
	return out
}

func (c zendeskComment) message(t zendeskTicket, known *known) message {
	return message{
		author: known.author(c.Author), side: known.side(c, t.Requester), body: cmp.Or(c.Plain, c.Body),
		channel: zendeskChannel(cmp.Or(c.Via.Channel, t.Via.Channel)), at: c.CreatedAt,
	}
}

// zendeskChannel is ours for Zendesk's: letters are e-mail, what is said in turn
// is chat, and forms, the API and the rest are tracker, as with issues.
func zendeskChannel(via word) ingest.Channel {
	chats := []string{"chat", "messag", "whatsapp", "sms", "line", "telegram", "facebook", "instagram", "twitter", "voice", "phone", "bot", "wechat", "viber"}
	name := strings.ToLower(string(via))
	switch {
	case name == "email", name == "mail":
		return ingest.Email
	case slices.ContainsFunc(chats, func(part string) bool { return strings.Contains(name, part) }):
		return ingest.Chat
	}
	return ingest.Tracker
}

// zendeskState is the state as feedback of any source has it.
func zendeskState(status string) string {
	switch status {
	case "new", "open", "pending", "hold":
		return "open"
	case "solved", "closed", "deleted":
		return "closed"
	}
	return status
}
