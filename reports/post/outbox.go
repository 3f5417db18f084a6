package post

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/earshot/earshot/internal/warehouse"
)

// paused is the kind of letter that is sent once for any number of periods.
const paused = "paused"

// Enter puts letters into the outbox that are not there yet and gives back how
// many wait because of it. A letter of an earlier period than the recipient has
// had is not entered: figures made again for the past are not mailed. To an
// address that gets none, and for a pause that was told, a row is entered as held.
func Enter(ctx context.Context, db *warehouse.DB, letters []Letter, now time.Time) (entered int, err error) {
	err = db.Tx(ctx, func() error {
		for _, l := range letters {
			state, why, err := place(ctx, db, l)
			if err != nil {
				return err
			}
			if state == "" {
				continue
			}
			body := sql.NullString{String: l.Body, Valid: state == Waiting}
			settled := sql.NullTime{Time: now.UTC(), Valid: state == Held}
			err = db.Exec(ctx, `insert into ops.outbox (report, period, recipient, channel, kind, message_id, subject, body, state, attempts, next_at, entered_at, settled_at, answer)
				values (?, cast(? as date), ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, nullif(?, ''))`,
				l.Report, l.Period.Format(time.DateOnly), l.Recipient, l.Channel, l.Kind, l.MessageID, l.Subject, body, state, now.UTC(), now.UTC(), settled, why)
			if err != nil {
				return err
			}
			// What failed for an earlier week is of no use any more, and its words go.
			err = db.Exec(ctx, "update ops.outbox set body = null where state = 'failed' and report = ? and recipient = ? and period < cast(? as date)",
				l.Report, l.Recipient, l.Period.Format(time.DateOnly))
			if err != nil {
				return err
			}
			if state == Waiting {
				entered++
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("outbox: %w", err)
	}
	return entered, nil
}

// place says in which state a letter is entered; "": not at all.
func place(ctx context.Context, db *warehouse.DB, l Letter) (state, why string, err error) {
	var newest sql.NullString
	var kind string
	err = db.Row(ctx, `select cast(max(period) as varchar), coalesce(arg_max(kind, period), '') from ops.outbox where report = ? and recipient = ? and channel = ?`,
		[]any{l.Report, l.Recipient, l.Channel}, &newest, &kind)
	if err != nil {
		return "", "", err
	}
	if newest.Valid && newest.String >= l.Period.Format(time.DateOnly) {
		return "", "", nil
	}
	if l.Channel == SMTP {
		off, err := offReason(ctx, db, l.Recipient)
		if err != nil || off != "" {
			return Held, off, err
		}
	}
	if l.Kind == paused && kind == paused {
		return Held, "the pause was told", nil
	}
	return Waiting, "", nil
}

// Claim takes the letters whose time has come, for good once it has returned;
// recipients limits it to some, none are all. Rows that are claimed already are
// of a sender that was killed. What waits for an address that gets no mail any
// more is held.
func Claim(ctx context.Context, db *warehouse.DB, now time.Time, recipients []string) ([]Letter, error) {
	var claimed []Letter
	err := db.Tx(ctx, func() error {
		err := db.Exec(ctx, `update ops.outbox set state = 'held', body = null, settled_at = ?, answer = (select min(reason) from ops.mail_off where address = lower(recipient))
			where state in ('waiting', 'claimed') and channel = 'smtp' and lower(recipient) in (select address from ops.mail_off)`, now.UTC())
		if err != nil {
			return err
		}
		all, err := letters(ctx, db, "where state in ('waiting', 'claimed') and next_at <= ? and body is not null", now.UTC())
		if err != nil {
			return err
		}
		for _, l := range all {
			if len(recipients) > 0 && !slices.Contains(recipients, l.Recipient) {
				continue
			}
			if err := db.Exec(ctx, "update ops.outbox set state = 'claimed' where message_id = ?", l.MessageID); err != nil {
				return err
			}
			claimed = append(claimed, l)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("outbox: %w", err)
	}
	return claimed, nil
}

func letters(ctx context.Context, db *warehouse.DB, where string, args ...any) ([]Letter, error) {
	found, err := db.Query(ctx, "select report, period, recipient, channel, kind, message_id, subject, body, attempts from ops.outbox "+where+" order by entered_at, recipient", args...)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var all []Letter
	for found.Next() {
		var l Letter
		if err := found.Scan(&l.Report, &l.Period, &l.Recipient, &l.Channel, &l.Kind, &l.MessageID, &l.Subject, &l.Body, &l.Attempts); err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	return all, found.Err()
}

// Settle enters what became of letters; a second time it changes nothing.
func Settle(ctx context.Context, db *warehouse.DB, results []Result) error {
	err := db.Tx(ctx, func() error {
		for _, r := range results {
			if err := settle(ctx, db, r); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("outbox: %w", err)
	}
	return nil
}

func settle(ctx context.Context, db *warehouse.DB, r Result) error {
	if r.Failure == nil {
		return db.Exec(ctx, `update ops.outbox set state = 'sent', body = null, settled_at = ?, answer = null
			where message_id = ? and state in ('waiting', 'claimed')`, r.At.UTC(), r.MessageID)
	}
	var attempts int64
	var recipient string
	err := db.Row(ctx, "select attempts + 1, recipient from ops.outbox where message_id = ? and state = 'claimed'", []any{r.MessageID}, &attempts, &recipient)
	if errors.Is(err, sql.ErrNoRows) {
		return nil // it is entered already
	}
	if err != nil {
		return err
	}
	if !r.Failure.Permanent && attempts < mostAttempts {
		return db.Exec(ctx, "update ops.outbox set state = 'waiting', attempts = ?, next_at = ?, answer = ? where message_id = ?",
			attempts, r.At.UTC().Add(wait(attempts)), r.Failure.Text, r.MessageID)
	}
	// The body stays: somebody may mend what is wrong and have it tried again.
	err = db.Exec(ctx, "update ops.outbox set state = 'failed', attempts = ?, settled_at = ?, answer = ? where message_id = ?",
		attempts, r.At.UTC(), r.Failure.Text, r.MessageID)
	if err != nil || !r.Failure.Unknown {
		return err
	}
	_, err = Stop(ctx, db, recipient, Bounced, r.At)
	return err
}

// Row is one line of the outbox as people see it.
type Row struct {
	Report    string     `json:"report"`
	Period    string     `json:"period"`
	Recipient string     `json:"recipient"`
	Channel   string     `json:"channel"`
	Kind      string     `json:"kind"`
	State     string     `json:"state"`
	Attempts  int64      `json:"attempts"`
	Next      *time.Time `json:"next,omitempty"`
	Settled   *time.Time `json:"settled,omitempty"`
	Answer    string     `json:"answer,omitempty"`
}

// Rows lists the newest letters first, at most limit of them; with a state, those
// in it alone.
func Rows(ctx context.Context, db *warehouse.DB, state string, limit int) ([]Row, error) {
	return rows(ctx, db, "where ? in ('', state)", limit, state)
}

func rows(ctx context.Context, db *warehouse.DB, where string, limit int, args ...any) ([]Row, error) {
	found, err := db.Query(ctx, `select report, cast(period as varchar), recipient, channel, kind, state, attempts,
			case when state = 'waiting' then next_at end, settled_at, coalesce(answer, '')
		from ops.outbox `+where+` order by period desc, entered_at desc, recipient limit ?`, append(args, limit)...)
	if err != nil {
		return nil, fmt.Errorf("outbox: %w", err)
	}
	defer found.Close()
	var all []Row
	for found.Next() {
		var r Row
		if err := found.Scan(&r.Report, &r.Period, &r.Recipient, &r.Channel, &r.Kind, &r.State, &r.Attempts, &r.Next, &r.Settled, &r.Answer); err != nil {
			return nil, fmt.Errorf("outbox: %w", err)
		}
		all = append(all, r)
	}
	return all, found.Err()
}

func key(address string) string { return strings.ToLower(strings.TrimSpace(address)) }
