package reports

import (
	"bytes"
	"context"
	"encoding/gob"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/earshot/earshot/internal/durable"
	"github.com/earshot/earshot/internal/warehouse"
)

// looked is the state in which the archive was looked through last: as long as
// nothing that was published then is missing, its folders need not be read again,
// of which there is one a day.
type looked struct {
	Folders   []string // dates
	Published []int64  // feedback_id, ascending
}

const lookedName = ".looked" // in the archive's folder

// readLooked is empty where nothing is there, or nothing that can be read.
func readLooked(dir string) (l looked, err error) {
	content, err := os.ReadFile(filepath.Join(dir, lookedName))
	if errors.Is(err, fs.ErrNotExist) {
		return looked{}, nil
	}
	if err == nil && gob.NewDecoder(bytes.NewReader(content)).Decode(&l) != nil {
		l = looked{}
	}
	return l, err
}

func (l looked) write(dir string) error {
	var content bytes.Buffer
	if err := gob.NewEncoder(&content).Encode(l); err != nil {
		return err
	}
	return durable.Replace(filepath.Join(dir, lookedName), content.Bytes(), 0o644)
}

// standsIn tells whether all of l is in now, but for the folder of the date, which
// was written a moment ago.
func (l looked) standsIn(now looked, date string) bool {
	for _, folder := range now.Folders {
		if folder != date && !slices.Contains(l.Folders, folder) {
			return false // somebody put it back
		}
	}
	rest := now.Published
	for _, id := range l.Published {
		at, found := slices.BinarySearch(rest[:min(len(rest), 64)], id) // mostly the next
		if !found {
			at, found = slices.BinarySearch(rest, id)
		}
		if !found {
			return false
		}
		rest = rest[at+1:]
	}
	return true
}

func lookNow(ctx context.Context, db *warehouse.DB, dir string) (now looked, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return now, err
	}
	for _, entry := range entries {
		if _, err := time.Parse(dateLayout, entry.Name()); err == nil && entry.IsDir() {
			now.Folders = append(now.Folders, entry.Name())
		}
	}
	records, err := db.Arrow(ctx, "select feedback_id from feedback order by feedback_id")
	if err != nil {
		return now, err
	}
	defer records.Release()
	for records.Next() {
		now.Published = append(now.Published, records.Record().Column(0).(*array.Int64).Int64Values()...)
	}
	return now, records.Err()
}
