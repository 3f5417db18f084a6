package summary

import (
	"fmt"
	"html/template"
	"strconv"

	"github.com/earshot/earshot/reports/chart"
	"github.com/earshot/earshot/reports/figure"
)

// audience is one group of customers and how many of them spoke.
type audience struct {
	dimension, value         string
	customers, heard         int64
	share, low, high, others *float64
	accounts, silent         int64
	money, moneySilent, q    *float64
	verdict                  string
}

func (a *audience) fields() []any {
	return []any{
		&a.dimension, &a.value, &a.customers, &a.heard, &a.share, &a.low, &a.high, &a.others, &a.accounts, &a.silent,
		&a.money, &a.moneySilent, &a.q, &a.verdict,
	}
}

// weight is how the accounts behind a theme, or all feedback, are spread.
type weight struct {
	theme, name        string
	mentions, accounts int64
	top, gini, worth   *float64
	few                bool
}

func (w *weight) fields() []any {
	return []any{&w.theme, &w.name, &w.mentions, &w.accounts, &w.top, &w.gini, &w.worth, &w.few}
}

// heardView is the section of who is not heard, and of who is heard most.
type heardView struct {
	Why, Finding string // Why: there is no customers.csv
	Axis         template.HTML
	Rows         []heardRow
	Few          string // whether a few accounts decide all feedback
	Accounts     []accountRow
	Asked        []askedRow
}

type heardRow struct {
	Group, Name, Heard, Share, Interval, Others string
	Accounts, Money, Q                          string
	Dot                                         template.HTML
	Verdict                                     verdict
}

type accountRow struct {
	Theme, Mentions, Accounts, Top, Gini, Worth string
	Few                                         bool
}

func newHeard(d data) (heardView, error) {
	var v heardView
	v.Few, v.Accounts = newWeights(d.weights)
	v.Asked = newAsked(d)
	if len(d.audience) == 0 || d.audience[0].customers == 0 {
		v.Why = "Who is not heard can be said once customers.csv names the customers."
		return v, nil
	}
	all := d.audience[0]
	v.Finding = fmt.Sprintf("%s of %s, %s (%s), gave feedback or a rating in the last 13 weeks.", figure.Whole(all.heard),
		figure.Number(all.customers, "customer", "customers"), figure.Share.Value(all.share), figure.Share.Interval(all.low, all.high))
	if all.accounts > 0 {
		v.Finding += fmt.Sprintf(" Of %s, %s.", figure.Number(all.accounts, "account", "accounts"), nobodyOf(all.silent))
	}
	axis := chart.NewAxis(0, 100, 0, 100, func(x float64) string { return figure.Share.Value(&x) })
	var err error
	if v.Axis, err = axis.SVG(); err != nil {
		return v, err
	}
	for i, a := range d.audience {
		if a.share == nil || a.low == nil || a.high == nil {
			continue
		}
		row, err := newHeardRow(a, axis, all.share, "heard-"+strconv.Itoa(i+1))
		if err != nil {
			return v, err
		}
		v.Rows = append(v.Rows, row)
	}
	return v, nil
}

func nobodyOf(silent int64) string {
	if silent == 0 {
		return "all had at least one voice"
	}
	return figure.Whole(silent) + " had not one voice"
}

func newHeardRow(a audience, axis chart.Axis, everybody *float64, id string) (heardRow, error) {
	v := heardRow{
		Group: a.dimension, Name: a.value, Heard: figure.Whole(a.heard) + " of " + figure.Whole(a.customers), Share: figure.Share.Value(a.share),
		Interval: figure.Share.Interval(a.low, a.high), Others: figure.Share.Value(a.others), Q: equation("q", a.q),
		Accounts: figure.Whole(a.silent) + " of " + figure.Whole(a.accounts), Verdict: newVerdict(a.verdict),
	}
	switch a.dimension {
	case "all":
		v.Group, v.Name, v.Verdict = "", "All customers", newVerdict("")
	case "money":
		v.Name = moneyName(a.value)
	}
	if a.money != nil && a.moneySilent != nil && *a.money > 0 {
		part := 100 * *a.moneySilent / *a.money
		v.Money = figure.Share.Value(&part) + " of the money"
	}
	dot := chart.Row{
		ID: id, Title: fmt.Sprintf("%s %s: %s, interval %s", v.Group, v.Name, v.Share, v.Interval), Value: *a.share, Low: *a.low, High: *a.high, Reference: everybody,
	}
	dot.From, dot.To = axis.Ends()
	var err error
	v.Dot, err = dot.SVG()
	return v, err
}

// equation is empty where there is no p or q.
func equation(name string, v *float64) string {
	if v == nil {
		return ""
	}
	return figure.Equation(name, v)
}

// moneyName names a quarter of the accounts by money.
func moneyName(quarter string) string {
	switch quarter {
	case "1":
		return "quarter with the least"
	case "4":
		return "quarter with the most"
	case "2", "3":
		return "quarter " + quarter + " of 4"
	}
	return quarter
}

// newWeights says whether a few accounts decide, in all and theme by theme.
func newWeights(list []weight) (finding string, rows []accountRow) {
	for _, w := range list {
		if w.theme == "" {
			word := "Feedback is spread"
			if w.few {
				word = "A few accounts decide what is heard"
			}
			finding = fmt.Sprintf("%s: the five accounts that say most give %s of %s with a known account; %s weigh like %s of equal weight (Gini %s).", word,
				figure.Share.Value(w.top), figure.Number(w.mentions, "piece of feedback", "pieces of feedback"),
				figure.Number(w.accounts, "account", "accounts"), figure.Count.Value(w.worth), figure.Mean.Value(w.gini))
			continue
		}
		rows = append(rows, accountRow{
			w.name, figure.Whole(w.mentions), figure.Whole(w.accounts), figure.Share.Value(w.top), figure.Mean.Value(w.gini), figure.Count.Value(w.worth), w.few,
		})
	}
	return finding, rows
}
