package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/earshot/earshot/internal/warehouse"
)

// What is landed of a live source at a time: a kill costs little then, and many
// sources can be pulled side by side.
const (
	pulledItems = 5_000
	pulledBytes = 8 << 20
	pulledFor   = 20 * time.Second
)

// pull pulls the streams of a live source one after another. One that fails
// does not stop the others, unless the source's secret is refused.
func (r *run) pull(ctx context.Context, source Source, result *Result) error {
	cursors, err := r.cursors(ctx, source.Name)
	if err != nil {
		return err
	}
	streams, err := source.Live.Streams(ctx)
	if err != nil {
		result.Err = err
		return ctx.Err()
	}
	var problems []error
	for _, stream := range streams {
		failed, err := r.stream(ctx, source, stream, cursors[stream.Name], result)
		if err != nil {
			return err
		}
		if failed == nil {
			continue
		}
		problems = append(problems, fmt.Errorf("%s: %w", stream.Name, failed))
		if errors.Is(failed, ErrRefused) {
			break
		}
	}
	result.Err = errors.Join(problems...)
	return nil
}

// stream pulls one stream to its end and, after a sweep, marks as deleted what
// is gone.
func (r *run) stream(ctx context.Context, source Source, stream Stream, cursor string, result *Result) (failed, err error) {
	c, err := r.course(source, stream, cursor)
	if err != nil {
		return nil, err
	}
	lane := r.lane(source, &result.Counts)
	lane.pending.mostItems, lane.pending.mostBytes = pulledItems, pulledBytes
	if c.mark.Sweep != 0 && c.mark.Position == "" {
		lane.pending.reread = []string{stream.Name} // its rejects come again, or are mended
	}
	landing := context.WithoutCancel(ctx) // what was pulled is kept
	failed, err = lane.pages(ctx, landing, stream, &c)
	if err == nil && failed == nil && c.mark.Sweep != 0 {
		failed, err = lane.sweep(landing, source, stream, &c.mark)
	}
	if err != nil {
		return nil, errors.Join(err, lane.wait())
	}
	if c.kept && c.mark.String() != cursor {
		lane.pending.cursors[stream.Name] = c.mark.String()
	}
	err = lane.finish(landing)
	if result.Counts.Read > lane.before {
		result.Files++
	}
	return failed, errors.Join(err, ctx.Err())
}

// course is how one stream is pulled in one run.
type course struct {
	from From
	mark bookmark
	kept bool // the cursor moves
}

// course says where a pull begins, and whether it is a sweep: it was asked for,
// is due or under way, or other settings ask for other records.
func (r *run) course(source Source, stream Stream, cursor string) (c course, err error) {
	if cursor != "" && json.Unmarshal([]byte(cursor), &c.mark) != nil {
		c.mark = bookmark{}
	}
	c.kept = true
	due := source.Sweep > 0 && r.Now.Sub(c.mark.Swept) >= source.Sweep
	switch {
	case c.mark.Settings == "": // never pulled
		c.mark = bookmark{Settings: source.Settings, Since: r.Since, Swept: r.Now}
	case !r.Since.IsZero(): // beside the cursor: what lies between is not read by this run
		c.kept = false
		c.from = From{Since: r.Since, Now: r.Now}
		return c, nil
	case r.Full, c.mark.Settings != source.Settings, stream.Whole && due && c.mark.Sweep == 0:
		c.mark = bookmark{Settings: source.Settings, Since: c.mark.Since, Swept: c.mark.Swept, Began: r.Now}
		c.mark.Sweep, err = r.next()
	}
	c.from = From{Position: c.mark.Position, Since: c.mark.Since, Now: r.Now}
	return c, err
}

// pages takes in page after page, while the next one is already being fetched.
func (l *lane) pages(ctx, landing context.Context, stream Stream, c *course) (failed, err error) {
	landed := time.Now()
	for page, failed := range ahead(ctx, stream.Pull, c.from) {
		if failed != nil {
			return failed, nil
		}
		items := page.All()
		for _, item := range items {
			l.pending.add(item, stream.Name, -1)
		}
		moved := page.Position != "" && page.Position != c.mark.Position && c.kept
		if moved {
			c.mark.Position = page.Position
		}
		if moved && len(items) == 0 { // a note of the stream's own: a run that is killed must find it
			l.pending.cursors[stream.Name] = c.mark.String()
			if err := l.flush(landing); err != nil {
				return nil, err
			}
			continue
		}
		if !l.pending.full() && (l.pending.counts.Read == 0 || time.Since(landed) < pulledFor) {
			continue
		}
		if c.kept {
			l.pending.cursors[stream.Name] = c.mark.String()
		}
		if err := l.land(landing); err != nil {
			return nil, err
		}
		landed = time.Now()
	}
	return nil, nil
}

// suspicious is how many records may be gone at once before a sweep that nobody
// asked for doubts what it saw: a right that was withdrawn looks the same.
const suspicious = 20

// sweep ends a pull that went through all of a stream.
func (l *lane) sweep(ctx context.Context, source Source, stream Stream, mark *bookmark) (failed, err error) {
	if err := l.flush(ctx); err != nil {
		return nil, err
	}
	var gone []warehouse.Gone
	if stream.Whole && !l.Dry {
		standing, n := 0, 0
		if gone, standing, err = l.unseen(ctx, source.Name, stream.Name, mark.Sweep); err != nil {
			return nil, err
		}
		for _, g := range gone {
			n += len(g.NativeIDs)
		}
		if !l.Full && n > suspicious && n*2 > standing {
			*mark = bookmark{Position: mark.Position, Settings: mark.Settings, Since: mark.Since, Swept: mark.Swept} // again the next time
			return fmt.Errorf("%d of %d records are no longer there: none was marked as deleted; "+
				"if that is right, run `earshot ingest --full %s`", n, standing, source.Name), nil
		}
	}
	l.pending.gone = gone
	*mark = bookmark{Position: mark.Position, Settings: mark.Settings, Since: mark.Since, Swept: mark.Began}
	return nil, nil
}
