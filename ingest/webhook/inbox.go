package webhook

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/earshot/earshot/internal/durable"
)

// inbox keeps the deliveries of one source on disk: a folder a day (UTC), a file
// a delivery. A file is there whole or not at all.
type inbox struct {
	folder string

	mu    sync.Mutex
	ready string // the day whose folder is made to last
}

// keep puts a delivery on disk; when it returns, it stands there whatever
// happens to the process or the machine. One that is there already, of another
// day perhaps, is left alone.
func (b *inbox) keep(now time.Time, name string, content []byte) error {
	if there := b.find(name); there != "" {
		return durable.SyncFolder(there) // whoever wrote it may still be at that
	}
	day := filepath.Join(b.folder, now.UTC().Format(time.DateOnly))
	if err := b.make(day); err != nil {
		return err
	}
	err := write(day, name, content)
	if errors.Is(err, fs.ErrNotExist) { // the folder was moved away meanwhile
		b.forget()
		if err = b.make(day); err == nil {
			err = write(day, name, content)
		}
	}
	return err
}

// find gives the folder that holds a delivery, or nothing.
func (b *inbox) find(name string) string {
	days, err := os.ReadDir(b.folder)
	if err != nil {
		return ""
	}
	for i := len(days) - 1; i >= 0; i-- { // the last days first
		if folder := filepath.Join(b.folder, days[i].Name()); days[i].IsDir() {
			if _, err := os.Stat(filepath.Join(folder, name)); err == nil {
				return folder
			}
		}
	}
	return ""
}

// unfinished begins the names of files that are being written; ingest passes over
// all whose names begin with a full stop.
const unfinished = ".incoming-"

// write writes a file beside its place and moves it there.
func write(day, name string, content []byte) error {
	file, err := os.CreateTemp(day, unfinished+"*")
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err == nil {
		err = file.Sync()
	}
	err = errors.Join(err, file.Close())
	if err == nil {
		err = os.Rename(file.Name(), filepath.Join(day, name))
	}
	if err != nil {
		return errors.Join(err, ignoreMissing(os.Remove(file.Name())))
	}
	return durable.SyncFolder(day)
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// make makes a folder, so that it lasts, once.
func (b *inbox) make(day string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ready == day {
		return nil
	}
	if err := os.MkdirAll(day, 0o755); err != nil {
		return err
	}
	for folder, level := day, 0; level < 5; folder, level = filepath.Dir(folder), level+1 { // up to the workspace
		if err := durable.SyncFolder(folder); err != nil {
			return err
		}
	}
	b.ready = day
	return nil
}

func (b *inbox) forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ready = ""
}

// tidy removes what a killed process left unfinished: nobody was told that it had
// arrived.
func (b *inbox) tidy(before time.Time) error {
	files, err := filepath.Glob(filepath.Join(escaped(b.folder), "*", unfinished+"*"))
	for _, path := range files {
		if info, wrong := os.Stat(path); wrong == nil && info.ModTime().Before(before) {
			err = errors.Join(err, ignoreMissing(os.Remove(path)))
		}
	}
	return err
}

// escaped is a path that is no pattern, whatever its characters.
func escaped(path string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(path)
}
