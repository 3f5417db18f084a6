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
	b.lookups["lookup.label_votes"] = b.lookups["lookup.labels"]
	return b.db.Exec(ctx, `
		create or replace temp table labels_met as
		select l.nth, labelled.feedback_id, l.theme_id, l.has_theme, l.labelled_by
		from labels_given l
		join (
			select f.source, f.native_id, coalesce(c.kept, f.feedback_id) as feedback_id
			from landing.feedback f
			left join lookup.copies c on c.record = 'feedback' and c.id = f.feedback_id
		) labelled using (source, native_id);
		create or replace temp table labels_now as
		select distinct on (feedback_id, theme_id) feedback_id, theme_id, has_theme, labelled_by
		from labels_met
		order by nth desc; -- of two labels the later one counts
		delete from lookup.label_votes;
		insert into lookup.label_votes
		select feedback_id, theme_id, labelled_by, arg_max(has_theme, nth)
		from labels_met
		where labelled_by is not null
		group by feedback_id, theme_id, labelled_by;
		create or replace temp table relabelled as
		select distinct feedback_id from (
			(select * from labels_now except select * from lookup.labels)
			union all
			(select * from lookup.labels except select * from labels_now)
		);
		delete from lookup.labels;
		insert into lookup.labels select * from labels_now;
		drop table labels_now;
		drop table labels_met;
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
