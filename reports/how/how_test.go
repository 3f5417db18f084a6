package how

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What a model is made from is read from its SQL, not from its comments or its
// own steps.
func TestReadsOf(t *testing.T) {
	got := readsOf(map[string]string{
		"feedback": "-- beside themes\nselect * from stg_feedback",
		"themes":   "with movers as (\n    select 1 from feedback\n)\nselect * from movers",
		"movers":   "select theme_id from themes join feedback on true -- and releases",
		"releases": "select 1",
	})
	want := map[string][]string{"movers": {"feedback", "themes"}, "themes": {"feedback"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"movers", "themes"}, readBy(got, "feedback")); diff != "" {
		t.Error(diff)
	}
}

// A table without SQL and SQL without a table stand on the page both.
func TestViewHasAll(t *testing.T) {
	v := newView([]Query{{"int_x", "select 1"}, {"macros", "create macro a() as 1"}}, []table{{"other", "One row."}},
		[]column{{"other", "a", "bigint", "first"}, {"gone", "b", "date", ""}}, []Query{{"summary people", "select 2"}})
	var ids []string
	for _, list := range [][]model{v.Marts, v.Steps, v.Others} {
		for _, m := range list {
			ids = append(ids, m.ID)
		}
	}
	if diff := cmp.Diff([]string{"sql-other", "sql-int_x", "sql-macros", "sql-summary-people"}, ids); diff != "" {
		t.Error(diff)
	}
	if len(v.Marts[0].Columns) != 1 || v.Marts[0].SQL != "" {
		t.Errorf("%+v", v.Marts[0])
	}
}
