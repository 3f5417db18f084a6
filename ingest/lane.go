package ingest

import (
	"context"
	"errors"
	"fmt"
)

// lane reads the files of one source while the batch before is being landed.
type lane struct {
	Landing
	pending *batch
	counts  *Counts
	landing chan error // of the batch that is being landed; nil: none is
}

// file reads one file into the pending batch, which may hold items of several,
// and has it landed whenever it is full. What is wrong with the file comes back
// as failed; what was read of it before is landed, and its cursor stays
// unfinished.
func (l *lane) file(ctx context.Context, source Source, w work) (failed, err error) {
	reader, err := source.Format.Open(w.path)
	if err != nil {
		return fmt.Errorf("%s: %w", w.name, err), nil
	}
	defer reader.Close()
	if w.skip == 0 {
		l.pending.reread = append(l.pending.reread, w.name)
		if w.renewed {
			l.pending.renewed = append(l.pending.renewed, w.name)
		}
	}
	for nth := int64(0); reader.Scan(); nth++ {
		if nth < w.skip {
			continue
		}
		l.pending.add(reader.Item(), w.name, nth)
		w.now.Items = nth + 1
		if !l.pending.full() {
			continue
		}
		l.pending.cursors[w.name] = w.now.String()
		if err := errors.Join(l.land(ctx), ctx.Err()); err != nil {
			return nil, err
		}
	}
	w.now.Done = reader.Err() == nil
	l.pending.cursors[w.name] = w.now.String()
	if err := reader.Err(); err != nil {
		return fmt.Errorf("%s: %w", w.name, err), nil
	}
	return nil, nil
}

// land hands the pending batch over for landing, once the one before has.
func (l *lane) land(ctx context.Context) error {
	if err := l.wait(); err != nil {
		return err
	}
	b := l.pending.take(l.RunID, l.Now)
	l.counts.Read += b.Read
	l.counts.Stored += b.Stored
	l.counts.Rejected += b.Rejected
	l.counts.Skipped += b.Read - b.Stored - b.Rejected
	if l.Progress != nil {
		l.Progress(b.Source, l.counts.Read)
	}
	landing := make(chan error, 1)
	l.landing = landing
	go func() { landing <- l.DB.Land(ctx, l.Folder, b) }()
	return nil
}

// wait waits for the batch that is being landed.
func (l *lane) wait() error {
	if l.landing == nil {
		return nil
	}
	err := <-l.landing
	l.landing = nil
	return err
}

// finish lands what is pending and brings all of it into the tables.
func (l *lane) finish(ctx context.Context) error {
	if len(l.pending.cursors) > 0 {
		if err := l.land(ctx); err != nil {
			return err
		}
	}
	if err := l.wait(); err != nil {
		return err
	}
	return l.DB.Settle(ctx)
}
