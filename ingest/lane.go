package ingest

import (
	"context"
	"errors"
	"fmt"

	"github.com/earshot/earshot/internal/warehouse"
)

// lane reads one source while the batches before are being landed.
type lane struct {
	*run
	pending *batch
	counts  *Counts
	before  int64                // items that were read when the lane began
	batches chan warehouse.Batch // to be landed; nil: nothing was handed over
	landed  chan error           // how the landing of all of them went
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
	if err := l.items(ctx, reader, &w); err != nil {
		return nil, err
	}
	w.now.Done = reader.Err() == nil
	l.pending.cursors[w.name] = w.now.String()
	if err := reader.Err(); err != nil {
		return fmt.Errorf("%s: %w", w.name, err), nil
	}
	return nil, nil
}

// items takes in what an earlier run did not land.
func (l *lane) items(ctx context.Context, reader Reader, w *work) error {
	w.now.Items = w.skip
	for items := range itemsAhead(reader, w.skip) {
		for _, item := range items {
			l.pending.add(item, w.name, w.now.Items)
			w.now.Items++
			if !l.pending.full() {
				continue
			}
			l.pending.cursors[w.name] = w.now.String()
			if err := errors.Join(l.land(ctx), ctx.Err()); err != nil {
				return err
			}
		}
	}
	return nil
}

// land hands the pending batch over for landing, once the one before is landed:
// more of them waiting would cost memory and gain nothing.
func (l *lane) land(ctx context.Context) error {
	b := l.pending.take(l.RunID, l.Now)
	l.counts.Read += b.Read
	l.counts.Stored += b.Stored
	l.counts.Rejected += b.Rejected
	l.counts.Skipped += b.Read - b.Stored - b.Rejected
	l.progress(b.Read)
	if l.Dry {
		b.Release()
		return nil
	}
	if l.batches == nil {
		l.batches, l.landed = make(chan warehouse.Batch), make(chan error, 1)
		go landAll(ctx, l.run, l.batches, l.landed)
	}
	select {
	case l.batches <- b:
		return nil
	case err := <-l.landed: // it failed, and takes no more
		l.batches = nil
		return err
	}
}

// landAll lands batches until there are no more or one fails.
func landAll(ctx context.Context, r *run, batches <-chan warehouse.Batch, landed chan<- error) {
	for b := range batches {
		if err := r.put(ctx, b); err != nil {
			landed <- err
			return
		}
	}
	landed <- nil
}

// wait waits until everything that was handed over is landed.
func (l *lane) wait() error {
	if l.batches == nil {
		return nil
	}
	close(l.batches)
	l.batches = nil
	return <-l.landed
}

// flush lands what is pending and waits for it.
func (l *lane) flush(ctx context.Context) error {
	if !l.pending.empty() {
		if err := l.land(ctx); err != nil {
			return err
		}
	}
	return l.wait()
}

// finish lands what is pending and brings all of it into the tables.
func (l *lane) finish(ctx context.Context) error {
	if err := l.flush(ctx); err != nil {
		return err
	}
	return l.settle(ctx, l.pending.source)
}
