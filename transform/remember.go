package transform

import "context"

// remember notes what this run's week gave reason to speak of, so that the next
// week's run tells what is new from what still stands. A second run for the same
// week takes the place of the first.
func (b *builder) remember(ctx context.Context) error {
	err := b.db.Exec(ctx, `
		delete from ops.signals where week_start = last_week();
		insert into ops.signals select last_week(), kind, subject, direction, size from int_signals;
		delete from ops.signal_weeks where week_start = last_week();
		insert into ops.signal_weeks select last_week(), run_id from lookup.run`)
	if err != nil || b.run.Past {
		return err
	}
	return b.invite(ctx)
}

// invite notes whom the run proposes to invite, for good: a list may have been
// acted on by the time the next one is made. On that of a run for the past nobody
// acts: it would leave people alone who were never asked.
func (b *builder) invite(ctx context.Context) error {
	return b.db.Exec(ctx, `
		insert into ops.invitations
		select p.occasion, p.held_on, p.person_key, p.place + (select count(*) from ops.invitations), run_date(), (select run_id from lookup.run)
		from people_to_invite p
		where not exists (
			select 1 from ops.invitations i
			where i.occasion = p.occasion and i.held_on = p.held_on and i.person_key = p.person_key)`)
}
