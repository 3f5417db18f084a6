package transform

import "context"

// writeCopies finds records that two sources hold: the same mail in two
// mailboxes, an issue in an old export and in a live source. The version that
// landed last stands for both; the other ones are lookup.copies, which the
// staging views leave out. What changed is listed in a temporary table, so that
// the incremental models follow.
//
// A mail or an issue is the same when its native id and its moment are; other
// ids, such as the number of an answer, repeat from tool to tool, so that there
// the words or the score must be the same as well.
func (b *builder) writeCopies(ctx context.Context) error {
	err := b.db.Exec(ctx, `
		create or replace temp table copies_now as
		with told as (
			select 'feedback' as record, feedback_id as id, source, batch_no,
				concat_ws('|', channel, occurred_at, native_id, case when channel not in ('email', 'tracker') then md5(coalesce(body, '')) end) as same
			from landing.feedback
			where not deleted and (select count(distinct source) from landing.feedback) > 1
			union all
			select 'rating', rating_id, source, batch_no, concat_ws('|', channel, occurred_at, native_id, metric, score)
			from landing.ratings
			where not deleted and (select count(distinct source) from landing.ratings) > 1
		), several as (
			select record, same from told group by record, same having count(distinct source) > 1
		), ranked as (
			select record, id, first_value(id) over (partition by record, same order by batch_no desc, source, id) as kept
			from told
			join several using (record, same)
		)
		select record, id, kept from ranked where id <> kept;
		create or replace temp table recopied as
		select distinct record, id from (
			(select * from copies_now except select * from lookup.copies)
			union all
			(select * from lookup.copies except select * from copies_now)
		);
		delete from lookup.copies;
		insert into lookup.copies select * from copies_now;
		drop table copies_now`)
	if err != nil {
		return err
	}
	var state string
	err = b.db.Row(ctx, "select count(*) || ' ' || coalesce(bit_xor(hash(record, id, kept)), 0) from lookup.copies", nil, &state)
	b.lookups["lookup.copies"] = state
	return err
}
