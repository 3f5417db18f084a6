package survey

import (
	"strings"

	"github.com/earshot/earshot/ingest"
)

// mapping turns the rows of one file into items. Columns are positions here:
// names were looked up once. -1 is a column that is not there.
type mapping struct {
	width                     int
	channel                   ingest.Channel
	survey                    string // rows are invitations to this source; empty: answers
	who, email, name, account int
	time                      int
	clock                     clock
	title, url, language      int
	fixedLanguage             string
	languages                 map[string]string // cell to ISO 639-1
	segments                  *segments
	labels                    []int
	filters                   []rowFilter
	ratings                   []ratingColumn
	comments                  []commentColumn
	identity                  *identity
	payload                   *payload
	cells                     []string
}

// newMapping binds the settings to the columns of a file.
func newMapping(s Settings, when clock, all []column) (*mapping, error) {
	b := &binding{columns: newColumns(all)}
	id := b.one("id", s.ID)
	m := &mapping{
		width: len(all), channel: s.Channel, survey: s.InvitationsTo, clock: when,
		who: b.one("respondent.id", s.Respondent.ID), email: b.one("respondent.email", s.Respondent.Email),
		name: b.one("respondent.name", s.Respondent.Name), account: b.one("respondent.account", s.Respondent.Account),
		time:  b.one("time.column", Column{Name: s.Time.Column, Optional: s.Time.Optional}),
		title: b.one("title", s.Title), url: b.one("url", s.URL),
		language:      b.one("language.column", Column{Name: s.Language.Column, Optional: s.Language.Optional}),
		fixedLanguage: s.Language.Fixed, languages: map[string]string{},
		segments: newSegments(b.segments(s.Segments)), labels: b.labels(s.Labels), filters: b.filters(s.Only, s.Skip),
		ratings: b.ratings(s.Ratings), comments: b.comments(s.Comments),
		identity: newIdentity(id, all), payload: newPayload(all), cells: make([]string, len(all)),
	}
	if m.channel == "" {
		m.channel = ingest.Survey
	}
	return m, b.err()
}

// item is what one row became. Its records share nothing that the next row
// changes.
func (m *mapping) item(r row) ingest.Item {
	if r.fault != "" {
		return reject(r.line, r.fault, r.raw)
	}
	cells := m.fill(r.cells)
	if blank(cells) {
		return ingest.Item{Skip: "empty row"}
	}
	for _, f := range m.filters {
		if reason := f.leavesOut(cells); reason != "" {
			return ingest.Item{Skip: reason}
		}
	}
	if m.survey != "" {
		return m.invitation(r, cells)
	}
	item := ingest.Item{}
	item.Ratings = m.scores(r.line, cells, &item)
	item.Feedback = m.words(cells)
	if len(item.Ratings)+len(item.Feedback) == 0 {
		if len(item.Rejects) == 0 {
			item.Skip = "no answer"
		}
		return item
	}
	return m.sign(item, r, cells)
}

// sign puts what the records of a row have in common into each of them; a row
// without a time that can be read is a reject as a whole.
func (m *mapping) sign(item ingest.Item, r row, cells []string) ingest.Item {
	payload := m.original(r, cells)
	origin, err := m.origin(cells)
	if err != nil {
		return reject(r.line, err.Error(), payload)
	}
	for i := range item.Ratings {
		suffix := item.Ratings[i].NativeID
		item.Ratings[i].Origin = origin
		item.Ratings[i].NativeID = origin.ResponseID + suffix
	}
	for i := range item.Feedback {
		suffix := item.Feedback[i].NativeID
		item.Feedback[i].Origin = origin
		item.Feedback[i].NativeID = origin.ResponseID + suffix
	}
	if len(item.Feedback) > 0 {
		item.Feedback[0].Payload = payload
	} else {
		item.Ratings[0].Payload = payload
	}
	return item
}

// original is the row as received.
func (m *mapping) original(r row, cells []string) string {
	if r.raw != "" {
		return r.raw
	}
	return m.payload.of(cells)
}

func (m *mapping) origin(cells []string) (ingest.Origin, error) {
	when, err := m.clock.read(at(cells, m.time))
	if err != nil {
		return ingest.Origin{}, err
	}
	return ingest.Origin{
		Channel: m.channel, ResponseID: m.identity.of(cells), OccurredAt: when,
		Author:   ingest.Author{ID: trimmed(cells, m.who), Name: trimmed(cells, m.name), Email: trimmed(cells, m.email)},
		Account:  trimmed(cells, m.account),
		Language: m.tongue(cells), URL: trimmed(cells, m.url), Segments: m.segments.of(cells),
	}, nil
}

// fill gives cells for all columns of the file. Tables give no more of them.
func (m *mapping) fill(cells []string) []string {
	if len(cells) == m.width {
		return cells
	}
	clear(m.cells[copy(m.cells, cells):])
	return m.cells
}

func reject(line int64, reason, payload string) ingest.Item {
	return ingest.Item{Rejects: []ingest.Reject{{Line: line, Reason: reason, Payload: payload}}}
}

func blank(cells []string) bool {
	for _, cell := range cells {
		if cell != "" && strings.TrimSpace(cell) != "" {
			return false
		}
	}
	return true
}

func at(cells []string, column int) string {
	if column < 0 {
		return ""
	}
	return cells[column]
}

func trimmed(cells []string, column int) string {
	return strings.TrimSpace(at(cells, column))
}
