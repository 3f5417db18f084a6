package survey

import (
	"strings"

	"github.com/earshot/earshot/ingest"
)

// scores reads the ratings of a row. Their NativeID is the suffix for now, and
// cells that cannot be read are rejects of item.
func (m *mapping) scores(line int64, cells []string, item *ingest.Item) []ingest.Rating {
	var all []ingest.Rating
	for i := range m.ratings {
		r := &m.ratings[i]
		score, answered, wrong := r.read(cells[r.column])
		if wrong != "" {
			item.Rejects = append(item.Rejects, ingest.Reject{Line: line, Reason: r.label + wrong,
				Payload: m.payload.cell(r.column, cells[r.column])})
			continue
		}
		if !answered {
			continue
		}
		if all == nil {
			all = make([]ingest.Rating, 0, len(m.ratings)-i)
		}
		all = append(all, ingest.Rating{Origin: ingest.Origin{NativeID: r.suffix}, Metric: r.metric, Question: r.question,
			Score: score, ScaleMin: r.low, ScaleMax: r.high, LowIsGood: r.lowIsGood, Convention: r.convention})
	}
	return all
}

// words reads the comments of a row; the title goes to the first one, or makes
// one where no comment is.
func (m *mapping) words(cells []string) []ingest.Feedback {
	var all []ingest.Feedback
	title := trimmed(cells, m.title)
	for _, c := range m.comments {
		body := strings.TrimSpace(cells[c.column])
		if body == "" {
			continue
		}
		all = append(all, ingest.Feedback{Origin: ingest.Origin{NativeID: c.suffix}, Question: c.question, Title: title, Body: body})
		title = ""
	}
	if title != "" && len(m.comments) > 0 {
		c := m.comments[0]
		all = append(all, ingest.Feedback{Origin: ingest.Origin{NativeID: c.suffix}, Question: c.question, Title: title})
	}
	if len(all) > 0 && len(m.labels) > 0 {
		labels := m.tags(cells)
		for i := range all {
			all[i].Labels = labels
		}
	}
	return all
}

func (m *mapping) tags(cells []string) []string {
	var all []string
	for _, column := range m.labels {
		separator := ";"
		if !strings.Contains(cells[column], separator) {
			separator = ","
		}
		for label := range strings.SplitSeq(cells[column], separator) {
			if label = strings.TrimSpace(label); label != "" {
				all = append(all, label)
			}
		}
	}
	return all
}
