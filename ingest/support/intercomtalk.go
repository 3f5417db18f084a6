package support

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/earshot/earshot/ingest"
)

type intercomAuthor struct {
	Type  string `json:"type"` // user, lead, contact; admin, bot, team
	ID    word   `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email"`
}

type intercomPart struct {
	ID        word           `json:"id"`
	Type      string         `json:"part_type"`
	Body      string         `json:"body"`
	CreatedAt unix           `json:"created_at"`
	Author    intercomAuthor `json:"author"`
	Redacted  bool           `json:"redacted"`
	raw       json.RawMessage
}

// UnmarshalJSON keeps the part as it came, too.
func (p *intercomPart) UnmarshalJSON(raw []byte) error {
	type fields intercomPart
	err := json.Unmarshal(raw, (*fields)(p))
	p.raw = append(json.RawMessage{}, raw...)
	return err
}

type intercomConversation struct {
	ID        word   `json:"id"`
	Title     string `json:"title"`
	State     string `json:"state"`
	CreatedAt unix   `json:"created_at"`
	Source    struct {
		Type     string         `json:"type"`
		Subject  string         `json:"subject"`
		Body     string         `json:"body"`
		Author   intercomAuthor `json:"author"`
		Redacted bool           `json:"redacted"`
	} `json:"source"`
	Contacts struct {
		Contacts []struct {
			ID word `json:"id"`
		} `json:"contacts"`
	} `json:"contacts"`
	Company struct {
		Name string `json:"name"`
	} `json:"company"`
	Tags struct {
		Tags []struct {
			Name string `json:"name"`
		} `json:"tags"`
	} `json:"tags"`
	Parts struct {
		Parts []intercomPart `json:"conversation_parts"`
		Total int            `json:"total_count"`
	} `json:"conversation_parts"`
	Rating *struct {
		Rating    *float64 `json:"rating"`
		Remark    string   `json:"remark"`
		CreatedAt unix     `json:"created_at"`
		UpdatedAt unix     `json:"updated_at"`
		Contact   struct {
			ID word `json:"id"`
		} `json:"contact"`
	} `json:"conversation_rating"`
}

// contact is the id of whom the conversation is with.
func (c intercomConversation) contact() string {
	if len(c.Contacts.Contacts) > 0 {
		return string(c.Contacts.Contacts[0].ID)
	}
	if c.Source.Author.side("") == customer {
		return string(c.Source.Author.ID)
	}
	return ""
}

// side says who wrote a part. A note is for our side, whoever wrote it.
func (a intercomAuthor) side(part string) side {
	switch a.Type {
	case "user", "lead", "contact", "visitor":
		if part == "note" {
			return internal
		}
		return customer
	case "":
		return unknown
	}
	return agent
}

func (a intercomAuthor) author() ingest.Author {
	return ingest.Author{ID: string(a.ID), Name: a.Name, Email: a.Email}
}

// item is what becomes of a conversation.
func (c intercomConversation) item(i *intercom, company, payload string) ingest.Item {
	channel := ingest.Chat
	if c.Source.Type == "email" {
		channel = ingest.Email
	}
	out := talk{
		id: "conversation-" + string(c.ID), title: i.html.Text(cmp.Or(c.Title, c.Source.Subject)), account: company,
		state: intercomState(c.State), payload: payload,
		opening: message{author: c.Source.Author.author(), side: c.Source.Author.side(""), channel: channel,
			body: i.html.Text(c.Source.Body), at: c.CreatedAt.Time, deleted: c.Source.Redacted},
	}
	if i.inbox != "" {
		out.url = i.inbox + string(c.ID)
	}
	for _, tag := range c.Tags.Tags {
		if name := strings.TrimSpace(tag.Name); name != "" {
			out.labels = append(out.labels, name)
		}
	}
	for _, p := range c.Parts.Parts {
		out.answers = append(out.answers, message{id: "part-" + string(p.ID), author: p.Author.author(), side: p.Author.side(p.Type),
			channel: channel, body: i.html.Text(p.Body), at: p.CreatedAt.Time, payload: string(p.raw), deleted: p.Redacted})
	}
	if n := len(c.Parts.Parts); c.Parts.Total > n {
		out.rejected = fmt.Sprintf("Intercom gives only the newest %d of this conversation's %d parts", n, c.Parts.Total)
	}
	return c.rated(out)
}

// rated is the item of a talk with its rating.
func (c intercomConversation) rated(t talk) ingest.Item {
	item := t.item()
	if c.Rating == nil || c.Rating.Rating == nil {
		return item
	}
	s := score{id: t.id + "-rating", thread: t.id, account: t.account, at: c.Rating.UpdatedAt.Time, value: *c.Rating.Rating, low: 1, high: 5,
		remark: c.Rating.Remark, labels: t.labels, url: t.url, author: ingest.Author{ID: cmp.Or(string(c.Rating.Contact.ID), c.contact())}}
	for _, m := range append([]message{t.opening}, t.answers...) { // the contact's name and address stand with their words
		if m.author.ID == s.author.ID && m.side == customer {
			s.author = m.author
			break
		}
	}
	if s.at.IsZero() {
		s.at = c.Rating.CreatedAt.Time
	}
	if s.at.IsZero() || s.value < s.low || s.value > s.high {
		item.Rejects = append(item.Rejects, ingest.Reject{Reason: "conversation_rating: want 1 to 5 and created_at", Payload: t.payload})
		item.Skip = ""
		return item
	}
	ratings, remarks := s.records()
	if len(item.Feedback) == 0 {
		ratings[0].Payload = t.payload
	}
	item.Ratings, item.Feedback, item.Skip = ratings, append(item.Feedback, remarks...), ""
	return item
}

// intercomState is the state as feedback of any source has it.
func intercomState(state string) string {
	if state == "snoozed" {
		return "open"
	}
	return state
}
