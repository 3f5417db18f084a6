package mail

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/earshot/earshot/reports/figure"
)

// planned is one theme on one of the five lists of demand against the plan.
type planned struct {
	list, theme, name, items string
	people                   int64
}

func (p *planned) fields() []any { return []any{&p.list, &p.theme, &p.name, &p.items, &p.people} }

// untold is a customer who was not told what became of a theme that they raised.
// A mail only counts them.
type untold struct{ person, theme string }

func (u *untold) fields() []any { return []any{&u.person, &u.theme} }

// invitation is how many are to be invited, and to what.
type invitation struct {
	people int64
	sprint string
	on     time.Time
}

func (i *invitation) fields() []any { return []any{&i.people, &i.sprint, &i.on} }

// addPlan tells each of the five lists in a line, and then how many customers are
// to be told and invited: who they are stands in the packs, no mail names them.
func (t teller) addPlan(v *view, c cut) {
	if c.rows == 1 {
		return
	}
	for _, list := range []string{"no item", "nobody asked", "stalled", "shipped", "declined"} {
		var entries []string
		for _, p := range t.plan {
			if p.list == list {
				entries = append(entries, t.entry(p))
			}
		}
		if more := len(entries) - 2; more > 0 {
			entries = append(entries[:2:2], t.more(t.PlanMore, more))
		}
		if len(entries) > 0 {
			v.Plan = append(v.Plan, t.PlanLists[list]+": "+strings.Join(entries, "; ")+".")
		}
	}
	var people []string
	for _, u := range t.untold {
		people = append(people, u.person)
	}
	slices.Sort(people)
	if n := len(slices.Compact(people)); n > 0 {
		v.Plan = append(v.Plan, fmt.Sprintf(t.ToTell, t.number(int64(n), t.Customer, t.Customers)))
	}
	for _, i := range t.invitations {
		v.Plan = append(v.Plan, fmt.Sprintf(t.ToInvite, t.number(i.people, t.Customer, t.Customers), t.day(i.on)))
	}
}

// entry is a theme with its items and the people who demand it.
func (t teller) entry(p planned) string {
	what := plain(p.name)
	if p.items != "" {
		what = strings.TrimSpace(what + " " + plain(p.items))
	}
	if what == "" {
		what = figure.None
	}
	return fmt.Sprintf("%s (%s)", what, t.persons(p.people))
}
