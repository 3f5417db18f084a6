package post

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Journal is the file in which each answer of a server stands before it is
// entered in the outbox.
type Journal struct{ Path string }

// Write adds a result and returns when it is on disk.
func (j Journal) Write(r Result) error {
	line, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(j.Path), 0o755); err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	file, err := os.OpenFile(j.Path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	// A line that a kill cut short must not swallow this one.
	_, err = file.Write(append(append([]byte("\n"), line...), '\n'))
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	return nil
}

// Read gives what stands in the journal; a line that was cut short is none.
func (j Journal) Read() ([]Result, error) {
	file, err := os.Open(j.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	defer file.Close()
	var all []Result
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 16<<20) // what a disk left there may be one long line
	for lines.Scan() {
		var r Result
		if json.Unmarshal(lines.Bytes(), &r) == nil && r.MessageID != "" {
			all = append(all, r)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	return all, nil
}

// Clear removes the journal once its results are entered.
func (j Journal) Clear() error {
	if err := os.Remove(j.Path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("journal: %w", err)
	}
	return nil
}
