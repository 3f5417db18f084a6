package transform

import (
	"context"
)

// Label is a person's correction: this feedback has, or has not, this theme.
type Label struct {
	Source, NativeID, Theme string
	Has                     bool
	By                      string
}

// writeLabels replaces the labels and lists, in a temporary table, the feedback
// whose labels are other than before. A label of feedback that has not come yet
// waits for it.
func (b *builder) writeLabels(ctx context.Context) error {
	if err := b.db.Exec(ctx, `create or replace temp table labels_given (nth bigint, source varchar, native_id varchar, theme_id varchar, has_theme boolean, labelled_by varchar)`); err != nil {
		return err
	}
	for nth, l := range b.run.Labels {
		if err := b.db.Exec(ctx, "insert into labels_given values (?, ?, ?, ?, ?, ?)", nth, l.Source, l.NativeID, l.Theme, l.Has, orNull(l.By)); err != nil {
			return err
		}
	}
	// Known only when labels change rows in full: a first run, another theme.
	b.lookups["lookup.labels"] = hash(labelTexts(b.run.Labels)...)
	return b.db.Exec(ctx, `
		create or replace temp table labels_now as
		select distinct on (labelled.feedback_id, l.theme_id) labelled.feedback_id, l.theme_id, l.has_theme, l.labelled_by
		from labels_given l
		join (
			select f.source, f.native_id, coalesce(c.kept, f.feedback_id) as feedback_id
			from landing.feedback f
			left join lookup.copies c on c.record = 'feedback' and c.id = f.feedback_id
		) labelled using (source, native_id)
		order by l.nth desc; -- of two labels the later one counts
		create or replace temp table relabelled as
		select distinct feedback_id from (
			(select * from labels_now except select * from lookup.labels)
			union all
			(select * from lookup.labels except select * from labels_now)
		);
		delete from lookup.labels;
		insert into lookup.labels select * from labels_now;
		drop table labels_now;
		drop table labels_given`)
}

func labelTexts(labels []Label) []string {
	texts := make([]string, 0, len(labels))
	for _, l := range labels {
		has := "no"
		if l.Has {
			has = "yes"
		}
		texts = append(texts, hash(l.Source, l.NativeID, l.Theme, has, l.By))
	}
	return texts
}
