package transform

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// buildChanged brings the incremental models up to date with the records that
// changed since they were built.
//
// It needs no other SQL than the models' own: each model is built as a
// temporary table of the same name, which hides the real one, so that the
// models after it read the changed records alone. Its rows then take the place
// of the old ones in the real table.
func (b *builder) buildChanged(ctx context.Context) error {
	since, any := b.since()
	if !any {
		return b.db.Exec(ctx, "drop table temp.relabelled; drop table temp.recopied; drop table temp.reidentified")
	}
	if err := b.findChanged(ctx, since); err != nil {
		return fmt.Errorf("changed records: %w", err)
	}
	if err := b.findTouched(ctx); err != nil {
		return fmt.Errorf("touched days: %w", err)
	}
	if b.result.Changed > 0 {
		hidden, err := b.buildHidden(ctx, since)
		if err := errors.Join(err, b.unhide(ctx, hidden)); err != nil {
			return err
		}
	}
	return b.db.Exec(ctx, "drop table temp.changed; drop table temp.changed_ratings; drop table temp.changed_items; drop table temp.relabelled; drop table temp.recopied; drop table temp.reidentified")
}

// since is the newest batch that everything has that is not built in full.
func (b *builder) since() (batch int64, any bool) {
	batch = b.through
	for _, m := range b.plan.models {
		if b.incremental(m) || b.byPeriod(m) {
			batch, any = min(batch, b.built[m.Name].throughBatch), true
		}
	}
	return batch, any
}

// findChanged lists the records to build anew: feedback that landed since, of a
// response whose rating landed since, relabelled, found to be a copy or none
// any more, or of an author whom customers.csv tells otherwise; ratings that
// landed since or belong to such feedback; items of the plan that landed since,
// whose words go the way of feedback.
func (b *builder) findChanged(ctx context.Context, since int64) error {
	query := fmt.Sprintf(`create temp table changed_items as
		select item_number(source, native_id) as item_id from landing.work_items where batch_no > %[1]d;
		create temp table changed as
		select feedback_id from landing.feedback where batch_no > %[1]d
		union
		select f.feedback_id
		from landing.feedback f
		join landing.ratings r on r.source = f.source and r.response_id = f.response_id
		where r.batch_no > %[1]d and f.batch_no <= %[1]d
		union
		select feedback_id from relabelled
		union
		select item_id from changed_items
		union
		select id from recopied where record = 'feedback'
		union
		select id from reidentified where record = 'feedback';
		create temp table changed_ratings as
		select rating_id from landing.ratings where batch_no > %[1]d
		union
		select r.rating_id
		from landing.ratings r
		join landing.feedback f on f.source = r.source and f.response_id = r.response_id
		where f.feedback_id in (select feedback_id from changed)
		union
		select id from recopied where record = 'rating'
		union
		select id from reidentified where record = 'rating'`, since)
	if err := b.db.Exec(ctx, query); err != nil {
		return err
	}
	return b.db.Row(ctx, "select (select count(*) from changed) + (select count(*) from changed_ratings)", nil, &b.result.Changed)
}

// changedSet is the temporary table of the records to build anew.
func changedSet(record string) string {
	switch record {
	case "rating_id":
		return "changed_ratings"
	case "item_id":
		return "changed_items"
	}
	return "changed"
}

// buildHidden builds the models that can be built for the changed feedback
// alone and returns the temporary names, newest first.
func (b *builder) buildHidden(ctx context.Context, since int64) (hidden []string, err error) {
	for _, m := range b.plan.models {
		if err := ctx.Err(); err != nil {
			return hidden, err
		}
		began := time.Now()
		switch {
		case m.Build == View && !b.readIncrementally(m.Name):
			continue
		case m.Build == View && landed(m) != "":
			err = b.db.Exec(ctx, changedView(m, landed(m), since))
		case m.Build == View && readsAny(m, hidden):
			err = b.db.Exec(ctx, "create temp view "+m.Name+" as "+m.SQL)
		case b.incremental(m) && m.Together != "":
			err = b.replaceTogether(ctx, m, since)
		case b.incremental(m):
			err = b.replaceChanged(ctx, m, changedSet(m.record()), began)
		default:
			continue
		}
		if err != nil {
			return hidden, fmt.Errorf("model %s: %w", m.Name, err)
		}
		hidden = append([]string{m.Name}, hidden...)
		if m.Name == wordsFrom {
			if err := b.learnWords(ctx); err != nil {
				return hidden, fmt.Errorf("vocabulary: %w", err)
			}
		}
	}
	return hidden, nil
}

// landed is what a view that reads landed records knows them by; "" for another.
func landed(view Model) string {
	for _, of := range [][2]string{{"landing.feedback", "feedback_id"}, {"landing.ratings", "rating_id"}, {"landing.work_items", "item_id"}} {
		if slices.Contains(view.Inputs, of[0]) {
			return of[1]
		}
	}
	return ""
}

// readIncrementally tells whether an incremental model reads the view, itself or
// through other views: only then need it be hidden.
func (b *builder) readIncrementally(view string) bool {
	return slices.ContainsFunc(b.plan.models, func(m Model) bool {
		return slices.Contains(m.Inputs, view) && (b.incremental(m) || m.Build == View && b.readIncrementally(m.Name))
	})
}

// changedView restricts a view on landed records. New batches stand at the
// table's end, so asking for their numbers lets DuckDB skip the rest; the other
// changed rows, if any, are asked for by a query of their own.
func changedView(m Model, record string, since int64) string {
	return fmt.Sprintf(`create or replace temp view %[1]s as
		with everything as (%[2]s
		)
		select * from everything where batch_no > %[3]d
		union all
		select * from everything where batch_no <= %[3]d and %[4]s in (select %[4]s from %[5]s)`,
		m.Name, strings.TrimRight(m.SQL, " \n;"), since, record, changedSet(record))
}

// replaceChanged builds a model for the changed records, which a table holds, and
// puts the rows in place of the old ones.
func (b *builder) replaceChanged(ctx context.Context, m Model, changed string, began time.Time) error {
	real := b.main(m.Name)
	for _, statement := range []string{
		"create temp table " + m.Name + " as " + m.SQL,
		fmt.Sprintf("delete from %s where %s in (select %[2]s from %s)", real, m.record(), changed),
		"insert into " + real + " by name select * from temp." + m.Name,
	} {
		if err := b.db.Exec(ctx, statement); err != nil {
			return err
		}
	}
	if err := b.checkKey(ctx, m, "temp."+m.Name); err != nil {
		return err
	}
	return b.note(ctx, m, b.structure[m.Name], began)
}

func (b *builder) unhide(ctx context.Context, hidden []string) error {
	if ctx.Err() != nil {
		return nil // the transaction is rolled back and takes them along
	}
	var problems []error
	for _, name := range hidden {
		kind := "table"
		if b.plan.byName[name].Build == View {
			kind = "view"
		}
		problems = append(problems, b.db.Exec(ctx, "drop "+kind+" temp."+name))
	}
	return errors.Join(problems...)
}

func readsAny(m Model, names []string) bool {
	return slices.ContainsFunc(m.Inputs, func(input string) bool { return slices.Contains(names, input) })
}
