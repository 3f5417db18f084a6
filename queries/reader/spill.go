package reader

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"
)

// spill is a pool's own folder in Limits.Spill, with one in it for each seat. Who
// uses it holds its lock, so that the next pool clears away what one that was killed
// has left, and nobody clears away what another uses.
type spill struct {
	folder string
	lock   *flock.Flock
}

const (
	spillName = "answers-" // and something
	spillLock = "lock"
)

func openSpill(parent string) (*spill, error) {
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return nil, fmt.Errorf("spill: %w", err)
	}
	if err := sweep(parent); err != nil {
		return nil, fmt.Errorf("spill: %w", err)
	}
	for range 3 { // another's sweep may come between the folder and its lock
		folder, err := os.MkdirTemp(parent, spillName)
		if err != nil {
			return nil, fmt.Errorf("spill: %w", err)
		}
		s := &spill{folder, flock.New(filepath.Join(folder, spillLock))}
		if taken, err := s.lock.TryLock(); err == nil && taken {
			return s, nil
		}
		_ = s.lock.Close()
	}
	return nil, fmt.Errorf("spill: %s: others clear away what is made there", parent)
}

// sweep removes the folders that nobody holds.
func sweep(parent string) error {
	entries, err := os.ReadDir(parent)
	if err != nil {
		return err
	}
	var errs []error
	for _, entry := range entries {
		if !entry.IsDir() || !strings.HasPrefix(entry.Name(), spillName) {
			continue
		}
		left := spill{filepath.Join(parent, entry.Name()), flock.New(filepath.Join(parent, entry.Name(), spillLock))}
		if taken, err := left.lock.TryLock(); err == nil && taken {
			errs = append(errs, left.close())
		}
	}
	return errors.Join(errs...)
}

func (s *spill) close() error {
	if s == nil {
		return nil
	}
	return errors.Join(os.RemoveAll(s.folder), s.lock.Close())
}

// seated is the limits of one more seat, which has a folder of its own; DuckDB
// makes it when it needs it. Where nothing can be written, memory is all there is.
// The caller holds p.mu.
func (p *Pool) seated() Limits {
	limits := p.limits
	if limits.Spill == "" {
		return limits
	}
	if p.spill == nil {
		var err error
		if p.spill, err = openSpill(limits.Spill); err != nil {
			limits.Spill = ""
			return limits
		}
	}
	limits.Spill = filepath.Join(p.spill.folder, rand.Text())
	return limits
}
