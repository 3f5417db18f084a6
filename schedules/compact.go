package schedules

import (
	"context"
	"errors"
	"time"

	"github.com/earshot/earshot/internal/durable"
)

// largeFile is how much of the ledger's history, the states that rows had
// before, is let stand until it is forgotten with the rows.
const largeFile = 8 << 20

// Compact forgets the rows that ended before the moment given, but for what is
// still needed, and writes the file anew. It returns how many it forgot.
func (l *Ledger) Compact(ctx context.Context, since time.Time) (forgotten int, err error) {
	err = l.Update(ctx, func(b *Book) error {
		l.alive.sweep()
		forgotten = b.keep(since)
		if l.folder == "" || forgotten == 0 && l.size < largeFile {
			return nil
		}
		return l.rewrite(b)
	})
	return forgotten, err
}

func (l *Ledger) rewrite(b *Book) error {
	text, err := encode(b.entries())
	if err != nil || int64(len(text)) >= l.size {
		return err
	}
	if err := durable.Replace(l.path(), text, 0o644); err != nil {
		return err
	}
	return errors.Join(l.reopen(false), l.refresh())
}
