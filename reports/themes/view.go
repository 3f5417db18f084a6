package themes

import (
	"html/template"

	"github.com/earshot/earshot/reports/figure"
	"github.com/earshot/earshot/reports/page"
)

// view is one theme's page: every number is written already.
type view struct {
	ID, Name, Headline   string
	Owner, Description   string
	Parent, ParentPath   string
	Parts                []part // themes below this one
	Notice               string
	Cells                []cell
	Share, Mood          courseView
	Releases             []string
	Impacts              []impactView
	Claims               []claimView
	Groups               []groupView
	GroupAxis            template.HTML
	Quotes               []page.Quotation
	Items                []itemView
	Words                []wordView
	Labels               []string // how well the rules agree with people
	Unquoted, Unlabelled string
}

// part is a theme below another.
type part struct{ Name, Path string }

// cell is one figure of the strip.
type cell struct {
	Name, Value, Interval, Count, Note string
	Verdict                            page.Verdict
	Judged                             bool // the verdict is shown: the figure is a comparison
}

type itemView struct{ Key, Kind, Title, State, Release, URL string }

type wordView struct{ Words, N string }

func newView(d data, t theme) (view, error) {
	v := view{
		ID: t.id, Name: t.name, Headline: headline(d, t), Owner: t.owner, Description: t.description, Parent: d.names[t.parent],
		Cells: []cell{shareCell(t), moveCell(d, t), slopeCell(d, t), moodCell(t)}, Notice: notice(d, t),
		Impacts: newImpacts(d.impacts[t.id]), Claims: newClaims(d.claims[t.id]),
	}
	if v.Parent != "" {
		v.ParentPath = beside(t.parent)
	}
	for _, p := range d.list {
		if p.parent == t.id {
			v.Parts = append(v.Parts, part{p.name, beside(p.id)})
		}
	}
	for _, q := range d.quotes[t.id] {
		v.Quotes = append(v.Quotes, q.Quotation())
	}
	for _, i := range d.items[t.id] {
		v.Items = append(v.Items, itemView{i.key, i.kind, i.title, i.state, i.release, page.SafeURL(i.url)})
	}
	for _, l := range d.labels[t.id] {
		v.Labels = l.lines()
	}
	for _, w := range d.words[t.id] {
		v.Words = append(v.Words, wordView{w.words, figure.Whole(w.n)})
	}
	for i, r := range d.releases {
		if len(d.releases) <= numbered {
			v.Releases = append(v.Releases, figure.Whole(int64(i+1))+": "+r.name+" ("+figure.ShortDay(r.on)+")")
		}
	}
	var err error
	if v.Share, v.Mood, err = newCourses(d, t); err != nil {
		return v, err
	}
	v.GroupAxis, v.Groups, err = newGroups(d, t)
	return v, err
}

// beside is the path of another theme's page from this one.
func beside(id string) string { return Path(id)[len("themes/"):] }

// notice says what the reader has to know before the first figure.
func notice(d data, t theme) string {
	switch {
	case d.stale:
		return "A source is silent, so nothing is compared: a theme may seem to fall only because its voices are missing."
	case t.people == 0 && len(d.weeks[t.id]) == 0:
		return "There is nothing to draw yet: this page fills once somebody names the theme."
	case !d.before:
		return "This is the first week: there is nothing to compare with yet."
	}
	return ""
}
