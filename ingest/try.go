package ingest

import (
	"errors"
	"fmt"
	"path/filepath"
)

// Trial is what a look at a source found.
type Trial struct {
	Source   string        `json:"source"`
	Files    int           `json:"files"`
	Streams  []StreamTrial `json:"streams,omitempty"` // of a live source
	Counts   Counts        `json:"counts"`
	Reasons  []string      `json:"reasons,omitempty"`  // of the first few rejects: file, line, reason
	Repeated int           `json:"repeated,omitempty"` // records with an id that one before them in the file has: they replace it
	Err      error         `json:"-"`                  // files that cannot be read
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
	ids := map[string]bool{}
	for n := 0; n < limit && reader.Scan(); n++ {
		item := reader.Item()
		t.Counts.count(item)
		if id := item.id(); id != "" {
			if ids[id] {
				t.Repeated++
			}
			ids[id] = true
		}
		for _, r := range item.Rejects {
			if len(t.Reasons) < shownReasons {
				t.Reasons = append(t.Reasons, fmt.Sprintf("%s:%d: %s", filepath.Base(path), r.Line, r.Reason))
			}
		}
	}
	return reader.Err()
}

// id is that of the item's first record, empty where it has none.
func (i Item) id() string {
	switch {
	case len(i.Feedback) > 0:
		return i.Feedback[0].NativeID
	case len(i.Ratings) > 0:
		return i.Ratings[0].NativeID
	case len(i.Invitations) > 0:
		return i.Invitations[0].NativeID
	case len(i.WorkItems) > 0:
		return i.WorkItems[0].Key
	}
	return ""
}
