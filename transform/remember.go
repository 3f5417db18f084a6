package transform

import "context"

// remember notes what this run's week gave reason to speak of, so that the next
// week's run tells what is new from what still stands. A second run for the same
// week takes the place of the first.
func (b *builder) remember(ctx context.Context) error {
	return b.db.Exec(ctx, `
		delete from ops.signals where week_start = last_week();
		insert into ops.signals select last_week(), kind, subject, direction, size from int_signals;
		delete from ops.signal_weeks where week_start = last_week();
		insert into ops.signal_weeks select last_week(), run_id from lookup.run`)
}
