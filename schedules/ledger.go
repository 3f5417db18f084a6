package schedules

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"github.com/earshot/earshot/internal/durable"
)

// Ledger is the file of runs. Any number of processes may have it open.
type Ledger struct {
	folder string // "": in memory
	alive  *Alive

	mutex sync.Mutex
	book  *Book
	file  *os.File // that book was read from; open, so that no other gets its number
	size  int64    // up to where
}

// ledgerFile is the ledger's name in its folder.
const ledgerFile = "ledger.jsonl"

// OpenLedger opens the ledger in folder, which is made when something is
// entered. An empty folder is a ledger in memory.
func OpenLedger(folder string) *Ledger {
	return &Ledger{folder: folder, alive: &Alive{folder: folder}, book: newBook()}
}

func (l *Ledger) path() string { return filepath.Join(l.folder, ledgerFile) }

// Read calls f with what the ledger says. It waits for nobody.
func (l *Ledger) Read(f func(*Book)) error {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if err := l.refresh(); err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	f(l.book)
	return nil
}

// Update calls f with what the ledger says, alone among all processes, and
// enters what f puts: all of it, synced, or nothing. When f fails, nothing is
// entered.
func (l *Ledger) Update(ctx context.Context, f func(*Book) error) (err error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	unlock, err := l.lock(ctx)
	if err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	defer func() { err = errors.Join(err, unlock()) }()
	if err := l.refresh(); err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	if err := f(l.book); err != nil {
		return errors.Join(err, l.forget())
	}
	if err := l.append(l.book.pending); err != nil {
		return errors.Join(fmt.Errorf("ledger: %w", err), l.forget())
	}
	l.book.pending = nil
	return nil
}

// forget drops what was put and not entered, by reading everything anew.
func (l *Ledger) forget() error {
	if len(l.book.pending) == 0 || l.folder == "" {
		return nil
	}
	return errors.Join(l.reopen(false), l.refresh())
}

// lock takes the lock of those that write. Each holds it for moments.
func (l *Ledger) lock(ctx context.Context) (unlock func() error, err error) {
	if l.folder == "" {
		return func() error { return nil }, nil
	}
	if err := os.MkdirAll(l.folder, 0o755); err != nil {
		return nil, err
	}
	lock := flock.New(filepath.Join(l.folder, "lock"))
	if _, err := lock.TryLockContext(ctx, 5*time.Millisecond); err != nil {
		return nil, err
	}
	return lock.Unlock, nil
}

// refresh reads what was appended since the last time, or everything where the
// file is another one by now.
func (l *Ledger) refresh() error {
	if l.folder == "" {
		return nil
	}
	info, err := os.Stat(l.path())
	if errors.Is(err, fs.ErrNotExist) {
		return l.reopen(false)
	}
	if err != nil {
		return err
	}
	if !l.same(info) || info.Size() < l.size {
		if err := l.reopen(true); err != nil {
			return err
		}
	}
	if info.Size() == l.size {
		return nil
	}
	if _, err := l.file.Seek(l.size, io.SeekStart); err != nil {
		return err
	}
	n, err := l.book.read(l.file)
	l.size += n
	return err
}

// same says that the file is the one that is open.
func (l *Ledger) same(info os.FileInfo) bool {
	if l.file == nil {
		return false
	}
	mine, err := l.file.Stat()
	return err == nil && os.SameFile(mine, info)
}

// reopen begins with an empty book, and the file where there is one.
func (l *Ledger) reopen(there bool) (err error) {
	err = l.Close()
	l.book, l.size = newBook(), 0
	if there {
		l.file, err = os.Open(l.path())
	}
	return err
}

// Close lets go of the file; the next use opens it again.
func (l *Ledger) Close() (err error) {
	if l.file != nil {
		err = l.file.Close()
		l.file = nil
	}
	return err
}

// read takes in whole lines and returns how many bytes they are: the beginning
// of a line, which a killed process or a full disk left, does not count.
func (b *Book) read(r io.Reader) (read int64, err error) {
	lines := bufio.NewReader(r)
	for {
		text, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return read, nil
		}
		if err != nil {
			return read, err
		}
		var e entry
		if err := json.Unmarshal(text, &e); err != nil {
			return read, fmt.Errorf("%s: byte %d: not a line of the ledger; take it out, or move the file away: %w", ledgerFile, read, err)
		}
		b.set(e)
		read += int64(len(text))
	}
}

// append writes the lines behind the last whole one.
func (l *Ledger) append(entries []entry) (err error) {
	if len(entries) == 0 || l.folder == "" {
		return nil
	}
	text, err := encode(entries)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(l.path(), os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if err := file.Truncate(l.size); err != nil {
		return err
	}
	if _, err := file.WriteAt(text, l.size); err != nil {
		return errors.Join(err, file.Truncate(l.size))
	}
	if err := file.Sync(); err != nil {
		return errors.Join(err, file.Truncate(l.size))
	}
	l.size += int64(len(text))
	if l.file != nil {
		return nil
	}
	if l.file, err = os.Open(l.path()); err != nil { // a new file
		return err
	}
	return durable.SyncFolder(l.folder)
}

func encode(entries []entry) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	for _, e := range entries {
		if err := encoder.Encode(e); err != nil {
			return nil, err
		}
	}
	return text.Bytes(), nil
}
