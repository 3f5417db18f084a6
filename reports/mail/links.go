package mail

import (
	"fmt"
	"strings"
	"time"
)

// addLinks says where there is more, and why the reader gets this.
func (t teller) addLinks(v *view, e Edition) {
	folder := t.facts.Date.Format(time.DateOnly)
	if base := strings.TrimSuffix(safeURL(e.Reports), "/"); base != "" {
		v.Links = []link{
			{t.LinkReport, base + "/" + folder + "/summary.html"},
			{t.LinkTables, base + "/" + folder + "/csv/movers.csv"},
			{t.LinkSQL, base + "/" + folder + "/summary.html#formulas-h"},
		}
	} else {
		v.Files = fmt.Sprintf(t.FilesAt, "data/reports/"+folder+"/summary.html")
	}
	v.Reasons = []string{fmt.Sprintf(t.Reason, e.To, v.Workspace)}
	if len(e.Themes) > 0 {
		v.Reasons = append(v.Reasons, fmt.Sprintf(t.ReasonThemes, t.series(t.themeNames(e.Themes))))
	}
	if len(e.Segments) > 0 {
		v.Reasons = append(v.Reasons, fmt.Sprintf(t.ReasonSegments, t.some(e.Segments)))
	}
	v.Unsubscribe, v.UnsubscribeAt = fmt.Sprintf(t.words.Unsubscribe, e.unsubscribe()), "mailto:"+e.unsubscribe()+"?subject=unsubscribe"
	at := t.run.AsOf.In(e.zone())
	v.Made = fmt.Sprintf(t.words.Made, t.day(at)+", "+at.Format("15:04"), e.zone(), plain(t.run.ID))
}

func (t teller) themeNames(ids []string) []string {
	var all []string
	for _, id := range ids {
		name := id
		for _, m := range t.movers {
			if m.theme == id {
				name = plain(m.name)
			}
		}
		all = append(all, name)
	}
	return all
}

func (e Edition) zone() *time.Location {
	if e.Zone == nil {
		return time.UTC
	}
	return e.Zone
}
