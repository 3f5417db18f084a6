// Package ingest pulls feedback from its sources and lands it.
//
// It reads the files and the streams of each source, writes batches of Arrow records to the
// landed log (data/landed) and, in one transaction with the cursors, the rows
// of the landing tables. A second run reads only what is new or changed and
// replaces records by (source, native id): killed at any point and run again,
// it gives the same rows. What cannot be read is a row of landing.rejects; for
// each source read = stored + rejected + counted out.
package ingest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/earshot/earshot/internal/warehouse"
)

// Source is one configured source: files and their format, or a live system.
type Source struct {
	Name     string
	Settings string // identifies the settings: when it changes, everything is read anew

	Files  []string // globs or folders, relative to the workspace
	Format Format

	Live  Live          // nil: a source of files
	Sweep time.Duration // how often a live source is read anew to find what was deleted; 0: never
}

// Landing is where and how records are landed.
type Landing struct {
	DB     *warehouse.DB
	Root   string // the workspace, which relative file names start from
	Folder string // the landed log
	RunID  string
	Now    time.Time
	Zone   *time.Location // the workspace's zone, for local dates
	Key    PersonKey
	Log    *slog.Logger

	Full  bool      // read everything anew; what a live source no longer has is deleted
	Since time.Time // live sources: read what was changed since then, beside the cursors; zero: go on from them
	Dry   bool      // read and count, land nothing

	// Progress, if not nil, is told the items of all sources so far.
	Progress func(items int64)
}

// Counts tell what became of the items of a source: Read = Stored + Rejected + Skipped.
type Counts struct {
	Read     int64 `json:"read"`
	Stored   int64 `json:"stored"`
	Rejected int64 `json:"rejected"`
	Skipped  int64 `json:"skipped"`
}

// count adds one item to the counts.
func (c *Counts) count(item Item) {
	c.Read++
	switch {
	case item.stored():
		c.Stored++
	case len(item.Rejects) > 0:
		c.Rejected++
	default:
		c.Skipped++
	}
}

// Result is what ingesting one source gave.
type Result struct {
	Source string
	Files  int // or streams, with something new
	Counts Counts
	Err    error // what could not be read to its end
}

// sideBySide is how many live sources are pulled at a time.
const sideBySide = 8

// Run ingests the sources: those of files one after another, live ones beside
// them and each other. A source that fails does not stop the others: its error
// is in its Result. The error returned is one that ends everything: a cancelled
// context, a warehouse that cannot be written.
func (l Landing) Run(ctx context.Context, sources []Source) ([]Result, error) {
	r := &run{Landing: l}
	results := make([]Result, len(sources))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(sideBySide + 1)
	group.Go(func() error {
		for i, source := range sources {
			if source.Live == nil {
				if err := r.source(ctx, source, &results[i], r.files); err != nil {
					return err
				}
			}
		}
		return nil
	})
	for i, source := range sources {
		if source.Live != nil {
			group.Go(func() error { return r.source(ctx, source, &results[i], r.pull) })
		}
	}
	err := group.Wait()
	begun := slices.DeleteFunc(results, func(r Result) bool { return r.Source == "" })
	return begun, err
}

// source reads one source and logs how it went.
func (r *run) source(ctx context.Context, source Source, result *Result, read func(context.Context, Source, *Result) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	began := time.Now()
	result.Source = source.Name
	err := read(ctx, source, result)
	r.Log.Info("source read", "source", source.Name, "files", result.Files, "read", result.Counts.Read,
		"stored", result.Counts.Stored, "rejected", result.Counts.Rejected, "skipped", result.Counts.Skipped,
		"failed", result.Err != nil, "duration", time.Since(began).Round(time.Millisecond))
	if err != nil {
		return fmt.Errorf("source %s: %w", source.Name, err)
	}
	return nil
}

// files reads what is new or changed in the files of a source.
func (r *run) files(ctx context.Context, source Source, result *Result) error {
	cursors, err := r.cursors(ctx, source.Name)
	if err != nil {
		return err
	}
	if r.Full {
		cursors = nil
	}
	todo, err := unread(r.Root, source.Files, cursors, source.Settings)
	problems := []error{err}
	lane := r.lane(source, &result.Counts)
	for _, w := range todo {
		failed, err := lane.file(ctx, source, w)
		if err != nil {
			return errors.Join(err, lane.wait())
		}
		problems = append(problems, failed)
		result.Files++
	}
	result.Err = errors.Join(problems...)
	return lane.finish(ctx)
}
