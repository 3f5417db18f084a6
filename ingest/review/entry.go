package review

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
)

// label is how the feed writes a value: {"label": "5"}. What is written in
// another way is empty.
type label struct{ Label string }

// UnmarshalJSON takes the label out.
func (l *label) UnmarshalJSON(raw []byte) error {
	var in struct {
		Label any `json:"label"`
	}
	l.Label = ""
	if raw[0] != '{' {
		return nil
	}
	err := json.Unmarshal(raw, &in)
	if text, ok := in.Label.(string); ok {
		l.Label = strings.TrimSpace(text)
	}
	return err
}

// link is one link, or the first of a list.
type link struct{ Href string }

// UnmarshalJSON takes the address out.
func (l *link) UnmarshalJSON(raw []byte) error {
	type one struct {
		Attributes struct {
			Href string `json:"href"`
		} `json:"attributes"`
	}
	var list []one
	l.Href = ""
	if raw[0] == '{' {
		raw = slicesOf(raw)
	}
	if raw[0] != '[' {
		return nil
	}
	err := json.Unmarshal(raw, &list)
	if len(list) > 0 {
		l.Href = list[0].Attributes.Href
	}
	return err
}

// slicesOf makes one object a list of one.
func slicesOf(object []byte) []byte {
	return append(append([]byte{'['}, object...), ']')
}

// review is an entry of the feed.
type review struct {
	ID     label `json:"id"`
	Author struct {
		Name label `json:"name"`
		URI  label `json:"uri"`
	} `json:"author"`
	Updated label  `json:"updated"`
	Rating  *label `json:"im:rating"`
	Version label  `json:"im:version"`
	Votes   label  `json:"im:voteSum"`
	Title   label  `json:"title"`
	Content label  `json:"content"`
	Link    link   `json:"link"`
}

func (r review) updated() time.Time {
	at, err := time.Parse(time.RFC3339, r.Updated.Label)
	if err != nil || at.Year() < 2008 || at.Year() > 2200 { // the store opened then
		return time.Time{}
	}
	return at.UTC()
}

// mark tells a review in its version from others.
func (r review) mark() string { return r.ID.Label + " " + r.Updated.Label }

func (r review) same(other review) bool { return r.mark() == other.mark() }

// entries are those of a page: a list, one object where there is one alone, or
// nothing at all.
func entries(body []byte) ([]json.RawMessage, error) {
	var in struct {
		Feed *struct {
			Entry json.RawMessage `json:"entry"`
		} `json:"feed"`
	}
	if err := json.Unmarshal(body, &in); err != nil || in.Feed == nil {
		return nil, errors.New("the answer is no feed of reviews: does a proxy ask for a login?")
	}
	entry := bytes.TrimSpace(in.Feed.Entry)
	if len(entry) == 0 || string(entry) == "null" {
		return nil, nil
	}
	if entry[0] == '{' {
		entry = slicesOf(entry)
	}
	var list []json.RawMessage
	if json.Unmarshal(entry, &list) != nil {
		return nil, errors.New("the feed's entries are neither a list nor an object")
	}
	return list, nil
}

// read makes an entry an item. The review is the zero one where the entry is
// none: the feed may begin with the app itself.
func (f feed) read(raw json.RawMessage) (review, ingest.Item) {
	var r review
	if err := json.Unmarshal(raw, &r); err != nil {
		return review{}, reject("an entry of the feed that cannot be read", raw)
	}
	if r.Rating == nil {
		return review{}, ingest.Item{Skip: "the app itself"}
	}
	stars, err := strconv.ParseFloat(r.Rating.Label, 64)
	switch {
	case r.ID.Label == "":
		return review{}, reject("a review without an id", raw)
	case err != nil || stars < 1 || stars > 5:
		return r, reject("im:rating: want 1 to 5", raw)
	case r.updated().IsZero():
		return r, reject("updated: want a time such as 2024-05-31T12:00:00-07:00", raw)
	}
	return r, f.item(r, stars, string(raw))
}

// item is the stars and the words of a review, one answer.
func (f feed) item(r review, stars float64, payload string) ingest.Item {
	origin := ingest.Origin{
		Channel: ingest.Review, NativeID: r.ID.Label + "/stars", ResponseID: r.ID.Label,
		Author: ingest.Author{ID: account(r.Author.URI.Label), Name: r.Author.Name.Label}, OccurredAt: r.updated(), URL: r.Link.Href,
		Segments: map[string]string{"country": f.country}, Payload: payload,
	}
	if r.Version.Label != "" {
		origin.Segments["version"] = r.Version.Label
	}
	item := ingest.Item{Ratings: []ingest.Rating{{Origin: origin, Metric: ingest.Stars, Score: stars, ScaleMin: 1, ScaleMax: 5}}}
	if r.Title.Label+r.Content.Label == "" {
		return item
	}
	votes, err := strconv.ParseInt(r.Votes.Label, 10, 64)
	if err != nil {
		votes = 0
	}
	origin.NativeID = r.ID.Label + "/words"
	item.Ratings[0].Payload = ""
	item.Feedback = []ingest.Feedback{{Origin: origin, Title: r.Title.Label, Body: r.Content.Label, Votes: max(0, votes)}}
	return item
}

// account is the reviewer's number in the address of their page, or all of that.
func account(uri string) string {
	if _, id, ok := strings.Cut(uri, "/id"); ok && id != "" {
		return id
	}
	return uri
}

func reject(reason string, raw json.RawMessage) ingest.Item {
	return ingest.Item{Rejects: []ingest.Reject{{Reason: reason, Payload: string(raw)}}}
}
