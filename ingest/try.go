package ingest

import (
	"errors"
	"fmt"
	"path/filepath"
)

// Trial is what a look at a source found.
type Trial struct {
	Source  string        `json:"source"`
	Files   int           `json:"files"`
	Streams []StreamTrial `json:"streams,omitempty"` // of a live source
	Counts  Counts        `json:"counts"`
	Reasons []string      `json:"reasons,omitempty"` // of the first few rejects: file, line, reason
	Err     error         `json:"-"`                 // files that cannot be read
}

// shownReasons is how many rejects a trial tells of.
const shownReasons = 5

// Try reads up to limit items of each of the source's files and lands nothing.
func Try(root string, source Source, limit int) Trial {
	t := Trial{Source: source.Name}
	paths, err := expand(root, source.Files)
	problems := []error{err}
	for _, path := range paths {
		t.Files++
		if err := t.file(source.Format, path, limit); err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", filepath.Base(path), err))
		}
	}
	t.Err = errors.Join(problems...)
	return t
}

func (t *Trial) file(format Format, path string, limit int) error {
	reader, err := format.Open(path)
	if err != nil {
		return err
	}
	defer reader.Close()
	for n := 0; n < limit && reader.Scan(); n++ {
		item := reader.Item()
		t.Counts.count(item)
		for _, r := range item.Rejects {
			if len(t.Reasons) < shownReasons {
				t.Reasons = append(t.Reasons, fmt.Sprintf("%s:%d: %s", filepath.Base(path), r.Line, r.Reason))
			}
		}
	}
	return reader.Err()
}
