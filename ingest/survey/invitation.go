package survey

import (
	"strings"

	"github.com/earshot/earshot/ingest"
)

// invitation is what a row became that says who was asked, and when. One
// without a time was not sent.
func (m *mapping) invitation(r row, cells []string) ingest.Item {
	if m.clock.fixed.IsZero() && strings.TrimSpace(at(cells, m.time)) == "" {
		return ingest.Item{Skip: "not sent"}
	}
	payload := m.original(r, cells)
	origin, err := m.origin(cells)
	if err != nil {
		return reject(r.line, err.Error(), payload)
	}
	return ingest.Item{Invitations: []ingest.Invitation{{
		NativeID: origin.ResponseID, Survey: m.survey, Author: origin.Author, Account: origin.Account,
		InvitedAt: origin.OccurredAt, Segments: origin.Segments, Payload: payload,
	}}}
}
