package ingest

import (
	"context"
	"sync"

	"github.com/earshot/earshot/internal/warehouse"
)

// run is one run of a Landing. Its sources are read side by side and share the
// warehouse, one at a time.
type run struct {
	Landing
	mu    sync.Mutex
	items int64 // read of all sources, for the progress
}

func (r *run) lane(source Source, counts *Counts) *lane {
	return &lane{run: r, pending: newBatch(source.Name, r.Key, r.Zone), counts: counts, before: counts.Read}
}

func (r *run) cursors(ctx context.Context, source string) (map[string]string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.DB.Cursors(ctx, source)
}

func (r *run) put(ctx context.Context, b warehouse.Batch) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.DB.Land(ctx, r.Folder, b)
}

func (r *run) settle(ctx context.Context, source string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.DB.Settle(ctx, source)
}

func (r *run) next() (int64, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.DB.NextEntry(r.Folder)
}

// unseen is what a sweep did not find, once all it found is in the tables.
func (r *run) unseen(ctx context.Context, source, stream string, first int64) ([]warehouse.Gone, int, error) {
	if err := r.settle(ctx, source); err != nil {
		return nil, 0, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.DB.Unseen(ctx, r.Folder, source, stream, first)
}

func (r *run) progress(items int64) {
	if r.Progress == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.items += items
	r.Progress(r.items)
}
