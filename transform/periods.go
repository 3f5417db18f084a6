package transform

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// byPeriod tells whether the model can be brought up to date period by period:
// nothing but records changed, and the run's day has not gone back.
func (b *builder) byPeriod(m Model) bool {
	last, found := b.built[m.Name]
	return m.Build == Periods && !b.run.Full && found && last.fingerprint == b.shape[m.Name] &&
		b.dayBefore != "" && b.dayBefore <= b.runDate()
}

// findTouched lists the days on which something changed: of the changed records
// as they are and as they were, and those since the last run's day, with which
// periods have become complete.
func (b *builder) findTouched(ctx context.Context) error {
	parts := []string{
		"select occurred_on as day from landing.feedback where feedback_id in (select feedback_id from changed)",
		"select occurred_on from landing.ratings where rating_id in (select rating_id from changed_ratings)",
		fmt.Sprintf("select cast(d as date) from range(date '%s', date '%s' + 1, interval 1 day) as r(d) where '%[1]s' < '%[2]s'", b.dayBefore, b.runDate()),
	}
	for _, record := range []string{"feedback_id", "rating_id"} {
		tables, err := b.withColumns(ctx, record, "occurred_on")
		if err != nil {
			return err
		}
		for _, table := range tables {
			if len(b.plan.byName[table].Key) != 1 { // has the days of one of the others
				continue
			}
			parts = append(parts, fmt.Sprintf("select occurred_on from %s where %s in (select %[2]s from %s)", b.main(table), record, changedSet(record)))
		}
	}
	// an item of the plan is on no day
	if err := b.db.Exec(ctx, "create temp table touched as select day from ("+strings.Join(parts, " union ")+") where day is not null"); err != nil {
		return err
	}
	return b.db.Row(ctx, "select count(*) from touched", nil, &b.touched)
}

// withColumns names the tables that models built and that have the columns.
func (b *builder) withColumns(ctx context.Context, columns ...string) ([]string, error) {
	return b.db.Strings(ctx, fmt.Sprintf(`select c.table_name from duckdb_columns() c
		join duckdb_tables() t on t.table_oid = c.table_oid and t.database_name = c.database_name
		where c.schema_name = 'main' and not t.temporary and c.column_name in ('%s')
		group by c.table_name having count(*) = %d order by 1`, strings.Join(columns, "', '"), len(columns)))
}

// reach is how far from a touched day the days of its periods may lie: a rolling
// period has 13 weeks and begins with a Monday, a quarter is shorter.
const reach = 98

// replacePeriods builds the model for the days around the touched ones and
// takes over the periods that hold a touched day. As with records, it needs no
// other SQL: views of the same names hide what lies farther off.
func (b *builder) replacePeriods(ctx context.Context, m Model) error {
	if b.touched == 0 {
		return nil
	}
	began := time.Now()
	if err := b.findDue(ctx, m); err != nil {
		return err
	}
	h := hiding{builder: b, done: map[string]bool{}}
	err := h.hideFar(ctx, m)
	if err == nil {
		err = b.create(ctx, m, "create temp table "+m.Name+" as select m.* from ("+strings.TrimRight(m.SQL, " \n;")+"\n) m semi join due_periods using (period_kind, period_start)")
	}
	if err := errors.Join(err, h.show(ctx)); err != nil {
		return err
	}
	if err := b.checkKey(ctx, m, "temp."+m.Name); err != nil {
		return err
	}
	for _, statement := range []string{
		"delete from " + b.main(m.Name) + " where (period_kind, period_start) in (select (period_kind, period_start) from due_periods)",
		"insert into " + b.main(m.Name) + " by name select * from temp." + m.Name,
		"drop table temp.due_periods",
		"drop table temp.read_periods",
		"drop table temp." + m.Name,
	} {
		if err := b.db.Exec(ctx, statement); err != nil {
			return err
		}
	}
	return b.note(ctx, m, b.shape[m.Name], began)
}

// findDue lists the periods to build anew, those that hold a touched day, and
// the periods to read for them, which are the same. A model that compares has
// two more: it is due where a period that it compares with is, and reads what
// the due ones compare with.
func (b *builder) findDue(ctx context.Context, m Model) error {
	due := `create temp table due_periods as
		select distinct k.period_kind, cast(period_unit(k.period_kind, t.day) - interval 1 day * w.later as date) as period_start
		from touched t
		cross join period_kinds() k
		join period_weeks() w on interval 1 day * w.later <= k.reach
		union
		select 'sprint', s.starts_on from int_sprints s join touched t on t.day between s.starts_on and s.ends_on`
	read := "create temp table read_periods as select * from due_periods"
	if m.Compares {
		due += `;
		insert into due_periods
		select d.period_kind, cast(d.period_start + k.span as date) from due_periods d join period_kinds() k using (period_kind)
		union
		select period_kind, year_after(period_kind, period_start) from due_periods where period_kind not in ('day', 'sprint')
		union
		select 'sprint', s.starts_on from int_sprints s join due_periods d on d.period_kind = 'sprint' and d.period_start = s.previous_start`
		read += `
		union
		select d.period_kind, cast(d.period_start - k.span as date) from due_periods d join period_kinds() k using (period_kind)
		union
		select period_kind, year_before(period_kind, period_start) from due_periods where period_kind not in ('day', 'sprint')
		union
		select 'sprint', s.previous_start from int_sprints s join due_periods d on d.period_kind = 'sprint' and d.period_start = s.starts_on`
	}
	return b.db.Exec(ctx, due+";\n"+read)
}

// hiding puts temporary views before what a model reads, so that it sees what
// lies near the touched days alone.
type hiding struct {
	*builder
	from, to string          // the days that are near; "" before they are known
	views    []string        // made so far
	done     map[string]bool // inputs looked at
}

// hideFar hides a model's inputs: of one with days those that are far off, of
// one with periods the untouched ones. An input that is a view is made again, to
// read what its own inputs are hidden by.
func (h *hiding) hideFar(ctx context.Context, m Model) error {
	if h.from == "" {
		query := fmt.Sprintf("select cast(min(day) - %d as varchar), cast(max(day) + %[1]d as varchar) from touched", reach)
		if err := h.db.Row(ctx, query, nil, &h.from, &h.to); err != nil {
			return err
		}
	}
	for _, input := range m.Inputs {
		if strings.Contains(input, ".") || h.done[input] {
			continue
		}
		h.done[input] = true
		view, err := h.near(ctx, h.plan.byName[input])
		if err != nil {
			return err
		}
		if view == "" {
			continue
		}
		if err := h.db.Exec(ctx, "create temp view "+input+" as "+view); err != nil {
			return err
		}
		h.views = append(h.views, input)
	}
	return nil
}

// near is what an input is hidden by; "" for one that is read as it is.
func (h *hiding) near(ctx context.Context, input Model) (view string, err error) {
	if input.Build == View {
		before := len(h.views)
		if err := h.hideFar(ctx, input); err != nil || len(h.views) == before {
			return "", err
		}
		return input.SQL, nil
	}
	columns, err := h.db.Strings(ctx, "select column_name from duckdb_columns() where schema_name = 'main' and database_name = ? and table_name = ?", h.catalog, input.Name)
	switch {
	case err != nil:
		return "", err
	case slices.Contains(columns, "occurred_on"):
		return fmt.Sprintf("select * from %s where occurred_on between date '%s' and date '%s'", h.main(input.Name), h.from, h.to), nil
	case slices.Contains(columns, "period_kind") && slices.Contains(columns, "period_start"):
		return fmt.Sprintf("select i.* from %s i semi join read_periods using (period_kind, period_start)", h.main(input.Name)), nil
	}
	return "", nil
}

// show takes the views away again, the newest first.
func (h *hiding) show(ctx context.Context) error {
	var problems []error
	for _, name := range slices.Backward(h.views) {
		problems = append(problems, h.db.Exec(ctx, "drop view temp."+name))
	}
	return errors.Join(problems...)
}
