package transform

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// replaceTogether builds a model whose rows are made of several records: of
// those that changed, and of all that have the same value as one of them in the
// model's column, such as a person's other answers. While it is built, the views
// on landed records show all of these.
func (b *builder) replaceTogether(ctx context.Context, m Model, since int64) error {
	began := time.Now()
	var landings []Model
	for _, input := range m.Inputs {
		if view := b.plan.byName[input]; view.Build == View && landed(view) == m.record() {
			landings = append(landings, view)
		}
	}
	if len(landings) != 1 {
		return fmt.Errorf("together: it must read one view on landed records of %s", m.record())
	}
	view := landings[0]
	err := b.db.Exec(ctx, fmt.Sprintf(`create temp table shared as
		select distinct %[1]s from %[2]s where %[1]s is not null
		union
		select %[1]s from %[3]s where %[4]s in (select %[4]s from %[5]s) and %[1]s is not null;
		create temp table changed_together as
		select %[4]s from %[5]s
		union
		select %[4]s from %[3]s where %[1]s in (select %[1]s from shared);
		create or replace temp view %[2]s as
		with everything as (%[6]s
		)
		select * from everything where %[4]s in (select %[4]s from changed_together)`,
		m.Together, view.Name, b.main(m.Name), m.record(), changedSet(m.record()), strings.TrimRight(view.SQL, " \n;")))
	if err != nil {
		return err
	}
	if err := b.replaceChanged(ctx, m, "changed_together", began); err != nil {
		return err
	}
	return b.db.Exec(ctx, changedView(view, m.record(), since)+"; drop table temp.shared; drop table temp.changed_together")
}

// readsTogether tells whether a model reads one whose rows are made of several
// records, itself or through views. It cannot follow its own records alone then:
// a row that it reads changes with somebody's next answer.
func readsTogether(m Model, byName map[string]Model) bool {
	return slices.ContainsFunc(m.Inputs, func(input string) bool {
		of := byName[input]
		return of.Together != "" || of.Build == View && readsTogether(of, byName)
	})
}
