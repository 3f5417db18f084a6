package mail

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/earshot/earshot/reports/figure"
	"github.com/earshot/earshot/reports/week"
)

// addAlarms tells new ones one by one; those that stand were told before and
// are named in one line, and so are those that are over.
func (t teller) addAlarms(v *view, c cut) {
	fresh := t.alarmsIn("new")
	for i, a := range fresh {
		if i == c.rows {
			v.MoreAlarms = t.more(t.AlarmMore, len(fresh)-c.rows)
			break
		}
		v.Alarms = append(v.Alarms, alarmRow{t.AlarmNew, t.alarm(a)})
	}
	for _, group := range []struct{ state, word string }{{"standing", t.AlarmStill}, {"ended", t.AlarmOver}} {
		var texts []string
		for _, a := range t.alarmsIn(group.state) {
			text := t.alarm(a)
			if a.since != nil && group.state == "standing" {
				text += fmt.Sprintf(t.AlarmSince, t.shortDay(*a.since))
			}
			texts = append(texts, text)
		}
		if more := len(texts) - c.rows; more > 0 {
			texts = append(texts[:c.rows:c.rows], t.more(t.AlarmMore, more))
		}
		if len(texts) > 0 {
			v.Alarms = append(v.Alarms, alarmRow{group.word, strings.Join(texts, "; ")})
		}
	}
}

func (t teller) alarm(a alarm) string {
	subject, direction := plain(a.subject), t.words.Arrow[a.direction]
	switch a.kind {
	case "mover":
		if a.size == nil {
			return fmt.Sprintf(t.NewTheme, subject)
		}
		return fmt.Sprintf(t.AlarmMover, subject, t.figure(figure.Plain(*a.size)))
	case "trend":
		return fmt.Sprintf(t.AlarmTrend, subject, direction)
	case "release":
		return fmt.Sprintf(t.AlarmRelease, subject, direction)
	case "silence":
		days := int64(0)
		if a.size != nil {
			days = int64(*a.size)
		}
		return fmt.Sprintf(t.AlarmSilence, subject, t.number(days, t.Day, t.Days))
	}
	metric, convention, _ := strings.Cut(a.subject, " ")
	text := map[string]string{"drift": t.AlarmDrift, "outlier": t.AlarmOutlier}[a.kind]
	if text == "" {
		text = t.AlarmScore
	}
	return fmt.Sprintf(text, t.metric(metric, plain(convention)), direction)
}

func (t teller) addVerdicts(v *view, c cut) {
	for i, claim := range t.claims {
		if i == c.rows {
			v.MoreVerdicts = t.more(t.AlarmMore, len(t.claims)-c.rows)
			return
		}
		expected := t.Fewer
		if claim.expected == "more" {
			expected = t.MorePeople
		}
		v.Verdicts = append(v.Verdicts, verdictRow{plain(claim.release), plain(claim.name), expected, t.judged(claim)})
	}
}

func (t teller) judged(c claim) string {
	word := t.words.Verdicts[c.judgement]
	switch {
	case c.judgement == "too early" || word == "":
		return fmt.Sprintf(t.VerdictDue, t.day(c.on))
	case c.ratio == nil || c.low == nil:
		return word
	}
	return fmt.Sprintf(t.VerdictHas, word, t.whole(c.before), t.whole(c.after), t.figure(figure.Plain(*c.ratio)), t.figure(figure.RatioInterval(c.low, c.high)))
}

func (t teller) addUnheard(v *view, c cut) {
	for _, g := range t.unheard[:min(len(t.unheard), 3, c.rows)] {
		dimension := t.Dimensions[g.dimension]
		if dimension == "" {
			dimension = plain(g.dimension)
		}
		v.Unheard = append(v.Unheard, capital(fmt.Sprintf(t.UnheardLine, dimension, plain(g.value), t.whole(g.heard), t.whole(g.customers),
			t.figure(figure.Share.Value(g.share)), t.figure(figure.Share.Value(g.others)))))
	}
}

// longestQuote is how many letters of a quotation a mail has; what is cut off is
// marked outside the quotation.
const longestQuote = 400

// addQuotes takes one quotation of each theme that moved, then the next ones.
// A week in which nothing moved has none.
func (t teller) addQuotes(v *view, c cut) {
	var picked []quote
	moved := t.moved()
	for round := range 3 {
		for _, m := range moved {
			var own []quote
			for _, q := range t.quotes {
				if q.theme == m.theme && !slices.ContainsFunc(own, func(o quote) bool { return o.text == q.text }) {
					own = append(own, q)
				}
			}
			if round < len(own) {
				picked = append(picked, own[round])
			}
		}
	}
	picked = picked[:min(len(picked), 3)]
	for _, q := range picked[:min(len(picked), c.quotes)] {
		v.Quotes = append(v.Quotes, t.quote(q))
	}
	v.MoreQuotes = t.more(t.words.QuotesMore, len(picked)-len(v.Quotes))
}

func (t teller) quote(q quote) quoteRow {
	by := []string{plain(q.name)}
	for _, part := range []string{q.channel, q.segment} {
		if part != "" {
			by = append(by, plain(part))
		}
	}
	row := quoteRow{Text: q.text, By: fmt.Sprintf(t.QuoteBy, strings.Join(by, ", "), t.shortDay(q.on))}
	if letters := []rune(q.text); len(letters) > longestQuote {
		row.Text, row.Cut = string(letters[:longestQuote]), " …"
	}
	return row
}

// addSources says how fresh each source is, those that are late first.
func (t teller) addSources(v *view, c cut) {
	list := append(t.late(), slices.DeleteFunc(slices.Clone(t.Sources), func(s week.Source) bool { return s.Stale })...)
	rows := min(len(list), c.rows)
	for _, s := range list[:rows] {
		v.Sources = append(v.Sources, t.source(s))
	}
	v.MoreSources = t.more(t.words.SourcesMore, len(list)-rows)
	if s, ok := week.Find("unthemed", t.Data.Unthemed); ok && !t.silent() {
		x := int64(*s.Value*float64(s.N)/100 + 0.5)
		v.Unthemed = fmt.Sprintf(t.UnthemedLine, t.value(s), t.period(s), t.whole(x), t.whole(s.N))
	}
}

func (t teller) source(s week.Source) sourceRow {
	row := sourceRow{Name: plain(s.Name), Newest: figure.None, State: t.Fresh}
	if s.Last != nil {
		row.Newest = t.day(*s.Last)
	}
	switch {
	case s.Stale:
		row.State = fmt.Sprintf(t.words.Stale, t.number(s.Days, t.Day, t.Days))
	case s.Last == nil && s.Stored > 0:
		row.State = t.PlanOnly
	case s.Last == nil:
		row.State = t.NeverAny
	}
	return row
}

// safeURL keeps links that a mail program may follow without running anything.
func safeURL(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return ""
	}
	return address
}

// isoWeek is the week as the outbox and file names write it: 2026-W27.
func isoWeek(at time.Time) string {
	year, week := at.ISOWeek()
	return fmt.Sprintf("%d-W%02d", year, week)
}
