package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// StreamTrial is what a look at one stream of a live source found.
type StreamTrial struct {
	Stream string `json:"stream"`
	Counts Counts `json:"counts"` // of the first page that the next run would fetch
	More   bool   `json:"more"`   // there are further pages
	Error  string `json:"error,omitempty"`
}

// TryLive asks a live source for the first page of each stream that the next run
// would fetch, and stores nothing. cursors are those of its streams.
func TryLive(ctx context.Context, source Source, cursors map[string]string, now time.Time) Trial {
	t := Trial{Source: source.Name}
	streams, err := source.Live.Streams(ctx)
	if err != nil {
		t.Err = err
		return t
	}
	var problems []error
	for _, stream := range streams {
		one, err := tryStream(ctx, stream, cursors[stream.Name], now)
		if err != nil {
			one.Error = err.Error()
			problems = append(problems, fmt.Errorf("%s: %w", stream.Name, err))
		}
		t.Streams = append(t.Streams, one)
		t.Counts.merge(one.Counts)
		if errors.Is(err, ErrRefused) || ctx.Err() != nil {
			break
		}
	}
	t.Err = errors.Join(problems...)
	return t
}

func tryStream(ctx context.Context, stream Stream, cursor string, now time.Time) (StreamTrial, error) {
	t := StreamTrial{Stream: stream.Name}
	var mark bookmark
	if cursor != "" && json.Unmarshal([]byte(cursor), &mark) != nil {
		mark = bookmark{}
	}
	for page, err := range stream.Pull(ctx, From{Position: mark.Position, Since: mark.Since, Now: now}) {
		switch {
		case err != nil:
			return t, err
		case t.Counts.Read > 0:
			t.More = true
			return t, nil
		}
		for _, item := range page.All() {
			t.Counts.count(item)
		}
	}
	return t, nil
}

func (c *Counts) merge(more Counts) {
	c.Read += more.Read
	c.Stored += more.Stored
	c.Rejected += more.Rejected
	c.Skipped += more.Skipped
}
