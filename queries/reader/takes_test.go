package reader

import (
	"context"
	"strings"
	"testing"
)

func TestTakes(t *testing.T) { both(t, testTakes) }

// testTakes asks what parameters take, and of which type the columns are then.
func testTakes(t *testing.T, limits Limits) {
	p, _ := newPool(t, limits)
	for text, want := range map[string]string{
		"select feedback_id from feedback where feedback_id = ?":                                      "BIGINT; int64",
		"select 1 from feedback where body = ? or lower(body) = ?":                                    "VARCHAR VARCHAR; int32",
		"select 1 from feedback where body like ? and body in (?, 'a')":                               " VARCHAR; int32",
		"select 1 from feedback where occurred_on >= ? and occurred_on < $2":                          "DATE DATE; int32",
		"select 1 from feedback where occurred_on between ? and ?":                                    "DATE DATE; int32",
		"select 1 from run_facts where as_of > $since":                                                "TIMESTAMP; int32",
		"select 1 from feedback where feedback_id / 2 > ? and feedback_id in (?, ?)":                  "DOUBLE BIGINT BIGINT; int32",
		"select 1 from feedback where feedback_id * 1.5 > ?":                                          "DOUBLE; int32",
		"select cast(? as date), ?::decimal(9, 2), ?::boolean, ?::json, ?::time, ?::blob, ?::integer": "DATE DOUBLE BOOLEAN VARCHAR TIME BLOB BIGINT; date32 decimal(9, 2) bool utf8 time64[us] binary int32",
		"select ? as v": "; utf8",
		"select ? + 1":  "BIGINT; int64",
		"select 1 from feedback limit ? offset ?":                                                                      "BIGINT BIGINT; int32",
		"select 1 from feedback where date_trunc('month', ?) > occurred_on":                                            "TIMESTAMP; int32",
		"select 1 from feedback where occurred_on >= current_date - cast(? as integer)":                                "BIGINT; int32",
		"select 1 from feedback where $theme = '' or body = $theme":                                                    "VARCHAR; int32",
		"select 1 from feedback where $n = '' or feedback_id = $n":                                                     "BIGINT; int32",
		"select case when ? then 1 end, coalesce(?, 0.5), nullif(body, ?) from feedback":                               "BOOLEAN DOUBLE VARCHAR; int32 float64 utf8",
		"with f as (select * from feedback) select 1 from f a join f b on a.body = b.body and a.feedback_id > $1":      "BIGINT; int32",
		"select sum(feedback_id) as s from feedback group by body having s > ?":                                        "BIGINT; decimal(38, 0)",
		"select feedback_id from feedback where [feedback_id] = ?":                                                     "VARCHAR; int64",
		"select 1 from feedback f where exists (select 1 from run_facts where run_id = $run and f.occurred_on < $day)": "DATE VARCHAR; int32",
	} {
		err := p.Ask(context.Background(), "a", Query{SQL: text, Shape: true}, func(a Answer) error {
			var columns []string
			for _, f := range a.Schema.Fields() {
				columns = append(columns, f.Type.String())
			}
			if got := strings.Join(a.Takes, " ") + "; " + strings.Join(columns, " "); got != want {
				t.Errorf("%s:\n%s, not\n%s", text, got, want)
			}
			return nil
		})
		if err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}
