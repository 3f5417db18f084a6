package warehouse

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
)

type entry struct {
	number int64
	folder string
}

// logEntries lists the log in its order. A folder without it is an empty log.
func logEntries(landed string) ([]entry, error) {
	list, err := os.ReadDir(landed)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("landed log: %w", err)
	}
	var entries []entry
	for _, item := range list {
		var n int64
		if _, err := fmt.Sscanf(item.Name(), "%09d-", &n); err == nil && item.IsDir() {
			entries = append(entries, entry{n, filepath.Join(landed, item.Name())})
		}
	}
	sort.Slice(entries, func(i, k int) bool { return entries[i].number < entries[k].number })
	return entries, nil
}

// Replay brings the entries of the log that the tables do not hold yet into
// them: what a killed run had landed, or, for a new warehouse, everything. It
// returns how many; progress, if not nil, is told done and total.
func (db *DB) Replay(ctx context.Context, landed string, progress func(done, total int)) (int, error) {
	entries, err := logEntries(landed)
	if err != nil {
		return 0, err
	}
	applied, err := db.applied(ctx)
	if err != nil {
		return 0, err
	}
	entries = slices.DeleteFunc(entries, func(e entry) bool { return applied[e.number] })
	for done := 0; done < len(entries); {
		group, err := firstGroup(entries[done:])
		if err != nil {
			return done, err
		}
		if err := db.apply(ctx, group); err != nil {
			return done, err
		}
		done += len(group)
		if progress != nil {
			progress(done, len(entries))
		}
	}
	return len(entries), nil
}

// firstGroup is the longest beginning of entries that one run landed of one
// source, within groupSize: in one run a file is read once, so that what one
// entry makes forget, no other one of them brought.
func firstGroup(entries []entry) ([]entry, error) {
	first, err := readManifest(entries[0])
	if err != nil {
		return nil, err
	}
	n := 1
	for n < min(len(entries), groupSize) {
		next, err := readManifest(entries[n])
		if err != nil {
			return nil, err
		}
		if next.RunID != first.RunID || next.Source != first.Source {
			break
		}
		n++
	}
	return entries[:n], nil
}

func readManifest(e entry) (b Batch, err error) {
	content, err := os.ReadFile(filepath.Join(e.folder, manifest))
	if err != nil {
		return b, damaged(e.folder, err)
	}
	if err := json.Unmarshal(content, &b); err != nil {
		return b, damaged(e.folder, err)
	}
	return b, nil
}

func (db *DB) applied(ctx context.Context) (map[int64]bool, error) {
	found, err := db.Query(ctx, "select batch_no from ops.batches")
	if err != nil {
		return nil, err
	}
	defer found.Close()
	numbers := map[int64]bool{}
	for found.Next() {
		var n int64
		if err := found.Scan(&n); err != nil {
			return nil, err
		}
		numbers[n] = true
	}
	return numbers, found.Err()
}
