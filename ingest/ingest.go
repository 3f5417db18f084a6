// Package ingest pulls feedback from its sources and lands it.
//
// It reads the files of each source, writes batches of Arrow records to the
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
	"time"

	"github.com/earshot/earshot/internal/warehouse"
)

// Source is one configured source of files.
type Source struct {
	Name     string
	Files    []string // globs or folders, relative to the workspace
	Format   Format
	Settings string // identifies the settings: when it changes, files are read anew
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
	// Progress, if not nil, is told of each batch: the source, items so far.
	Progress func(source string, items int64)
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
	Files  int // with something new
	Counts Counts
	Err    error // the first files that could not be read to their end
}

// Run ingests the sources one after another. A source that fails does not stop
// the others: its error is in its Result. The error returned is one that ends
// everything: a cancelled context, a warehouse that cannot be written.
func (l Landing) Run(ctx context.Context, sources []Source) ([]Result, error) {
	var results []Result
	for _, source := range sources {
		began := time.Now()
		result, err := l.source(ctx, source)
		results = append(results, result)
		l.Log.Info("source read", "source", source.Name, "files", result.Files, "read", result.Counts.Read,
			"stored", result.Counts.Stored, "rejected", result.Counts.Rejected, "skipped", result.Counts.Skipped,
			"failed", result.Err != nil, "duration", time.Since(began).Round(time.Millisecond))
		if err != nil {
			return results, fmt.Errorf("source %s: %w", source.Name, err)
		}
	}
	return results, nil
}

func (l Landing) source(ctx context.Context, source Source) (Result, error) {
	result := Result{Source: source.Name}
	cursors, err := l.DB.Cursors(ctx, source.Name)
	if err != nil {
		return result, err
	}
	todo, err := unread(l.Root, source.Files, cursors, source.Settings)
	problems := []error{err}
	lane := &lane{Landing: l, pending: newBatch(source.Name, l.Key, l.Zone), counts: &result.Counts}
	for _, w := range todo {
		failed, err := lane.file(ctx, source, w)
		if err != nil {
			return result, errors.Join(err, lane.wait())
		}
		problems = append(problems, failed)
		result.Files++
	}
	result.Err = errors.Join(problems...)
	return result, lane.finish(ctx)
}
