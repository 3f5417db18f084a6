package post

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/reports/post/dsn"
)

// Verdicts on what a report says of a recipient.
const (
	Stopped   = "stopped"   // for good, of a mail that we sent to that address: it gets no more
	Passing   = "temporary" // of such a mail, but the next may arrive
	Arrived   = "arrived"   // of such a mail: it did
	Unproven  = "unproven"  // without the id of a mail of ours; the address had one lately
	Elsewhere = "elsewhere" // of a mail of ours, for an address that it was passed on to
	Unknown   = "unknown"   // of nothing that we sent: another's, or forged
	Unread    = "unread"    // no report: an answer, or words that only people can read
)

// lately is for how long a report without an id may be of a mail: servers give
// up after five days.
const lately = 7 * 24 * time.Hour

// Batch is mails that came in, and how far the place that they lie in is read
// with them; without a position there is more of it to come.
type Batch struct {
	Place, Position string
	Mails           [][]byte // as they came
}

// Bounce is one row of ops.bounces.
type Bounce struct {
	Verdict   string    `json:"verdict"`
	Recipient string    `json:"recipient,omitempty"`
	Reason    string    `json:"reason,omitempty"`
	MessageID string    `json:"-"`
	At        time.Time `json:"at"`
}

// EnterBounces enters what the mails of batches report, and the positions with
// them, at once or not at all; a mail that was entered before changes nothing.
// Anybody can write a report: an address gets no more mail by one alone that
// bears the Message-ID, which nobody can guess, of a mail that was sent to it.
// It gives back what is new.
func EnterBounces(ctx context.Context, db *warehouse.DB, batches []Batch, now time.Time) (entered []Bounce, err error) {
	err = db.Tx(ctx, func() error {
		for _, batch := range batches {
			fresh, err := enterBatch(ctx, db, batch, now)
			if err != nil {
				return err
			}
			entered = append(entered, fresh...)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("bounces: %w", err)
	}
	return entered, nil
}

func enterBatch(ctx context.Context, db *warehouse.DB, batch Batch, now time.Time) (entered []Bounce, err error) {
	for _, mail := range batch.Mails {
		fresh, err := enterReport(ctx, db, mail, now)
		if err != nil {
			return nil, err
		}
		entered = append(entered, fresh...)
	}
	if batch.Position == "" {
		return entered, nil
	}
	if err := db.Exec(ctx, "delete from ops.bounce_places where place = ?", batch.Place); err != nil {
		return nil, err
	}
	return entered, db.Exec(ctx, "insert into ops.bounce_places values (?, ?)", batch.Place, batch.Position)
}

func enterReport(ctx context.Context, db *warehouse.DB, mail []byte, now time.Time) ([]Bounce, error) {
	sum := sha256.Sum256(mail)
	id := hex.EncodeToString(sum[:16])
	var known bool
	if err := db.Row(ctx, "select exists (select 1 from ops.bounces where report = ?)", []any{id}, &known); err != nil || known {
		return nil, err
	}
	report, err := dsn.Read(mail)
	bounces := []Bounce{{Verdict: Unread}}
	if err == nil {
		bounces = nil
	}
	for _, r := range report.Recipients {
		b, err := judge(ctx, db, report.MessageID, r, now)
		if err != nil {
			return nil, err
		}
		bounces = append(bounces, b)
	}
	for i := range bounces {
		bounces[i].At = now.UTC()
		if err := bounces[i].enter(ctx, db, id); err != nil {
			return nil, err
		}
	}
	return bounces, nil
}

// judge says what becomes of a report by what was sent.
func judge(ctx context.Context, db *warehouse.DB, messageID string, r dsn.Recipient, now time.Time) (Bounce, error) {
	b := Bounce{Verdict: Unknown, Reason: r.Reason()}
	if messageID == "" {
		return b, b.recent(ctx, db, r, now)
	}
	// Claimed: the server took it, and the sender was killed before it knew.
	err := db.Row(ctx, "select recipient from ops.outbox where message_id = ? and channel = 'smtp' and state in ('sent', 'claimed')", []any{messageID}, &b.Recipient)
	if errors.Is(err, sql.ErrNoRows) {
		return b, nil
	}
	if err != nil {
		return b, err
	}
	b.MessageID = messageID
	if to := key(b.Recipient); to != key(r.Final) && to != key(r.Original) {
		b.Verdict = Elsewhere
		return b, nil
	}
	switch r.Outcome() {
	case dsn.Permanent:
		b.Verdict = Stopped
	case dsn.Arrived:
		b.Verdict = Arrived
	default:
		b.Verdict = Passing
	}
	return b, nil
}

// recent looks for a recipient that had a mail lately.
func (b *Bounce) recent(ctx context.Context, db *warehouse.DB, r dsn.Recipient, now time.Time) error {
	err := db.Row(ctx, `select recipient from ops.outbox where channel = 'smtp' and state = 'sent' and settled_at between ? and ? and lower(recipient) in (?, ?)
		order by settled_at desc limit 1`, []any{now.UTC().Add(-lately), now.UTC(), key(r.Final), key(r.Original)}, &b.Recipient)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	b.Verdict = Unproven
	return err
}

// enter writes the row, and what follows from it.
func (b Bounce) enter(ctx context.Context, db *warehouse.DB, report string) error {
	err := db.Exec(ctx, "insert into ops.bounces values (?, ?, nullif(?, ''), nullif(?, ''), nullif(?, ''), ?)", report, b.Verdict, b.Recipient, b.MessageID, b.Reason, b.At)
	if err != nil || b.Verdict != Stopped && b.Verdict != Passing {
		return err
	}
	if err := db.Exec(ctx, "update ops.outbox set answer = ? where message_id = ? and state = 'sent'", "came back: "+b.Reason, b.MessageID); err != nil {
		return err
	}
	if b.Verdict == Stopped {
		_, err = Stop(ctx, db, b.Recipient, Bounced+": "+b.Reason, b.At)
	}
	return err
}
