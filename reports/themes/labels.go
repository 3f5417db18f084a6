package themes

import (
	"fmt"

	"github.com/earshot/earshot/reports/figure"
)

// quality is how well a theme's rules agree with people's labels.
type quality struct {
	theme                                 string
	labels, agreeing, ruleOnly, missed    int64
	precision, precisionLow, precisionTop *float64
	recall, recallLow, recallTop          *float64
	twice                                 int64
	kappa                                 *float64
	verdict                               string
}

func (q *quality) fields() []any {
	return []any{
		&q.theme, &q.labels, &q.agreeing, &q.ruleOnly, &q.missed, &q.precision, &q.precisionLow, &q.precisionTop,
		&q.recall, &q.recallLow, &q.recallTop, &q.twice, &q.kappa, &q.verdict,
	}
}

// lines say it in words; there are none where nobody labelled.
func (q quality) lines() (all []string) {
	if q.labels == 0 {
		return nil
	}
	all = append(all, fmt.Sprintf("People labelled %s of it. Rules against their labels: %s.", figure.Number(q.labels, "record", "records"), q.verdict))
	if q.precision != nil {
		all = append(all, fmt.Sprintf("Of %s that the rules found, people confirm %s (%s).", figure.Whole(q.agreeing+q.ruleOnly), figure.Share.Value(q.precision), figure.Share.Interval(q.precisionLow, q.precisionTop)))
	}
	if q.recall != nil {
		all = append(all, fmt.Sprintf("Of %s that people named, the rules found %s (%s).", figure.Whole(q.agreeing+q.missed), figure.Share.Value(q.recall), figure.Share.Interval(q.recallLow, q.recallTop)))
	}
	if q.kappa != nil {
		all = append(all, fmt.Sprintf("Two people labelled %s of them; they agree with kappa %.2f.", figure.Whole(q.twice), *q.kappa))
	}
	return append(all, "People label where rules look wrong, so this is no sample of all feedback.")
}
