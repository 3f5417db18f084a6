package access

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/earshot/earshot/queries/reader"
)

const (
	auditSize = 16 << 20 // bytes of a file; then the next one begins
	auditKept = 20       // full files, 320 MB in all
	auditText = 64 << 10 // bytes of a text: no longer statement is asked, and long ones must not push the others out
)

// Event is a line of the audit log: who asked for what, never what came back.
type Event struct {
	At       time.Time         `json:"at"`
	User     string            `json:"user,omitempty"`
	Role     Role              `json:"role,omitempty"`
	By       string            `json:"by,omitempty"`
	From     string            `json:"from,omitempty"` // the address
	Action   string            `json:"action"`         // ask, look, download, save, correct, sign in, sign out
	Question string            `json:"question,omitempty"`
	SQL      string            `json:"sql,omitempty"`
	Params   map[string]string `json:"params,omitempty"`
	Target   string            `json:"target,omitempty"` // what was saved, corrected or looked at, the format downloaded
	Result   string            `json:"result"`           // done, failed, refused, denied
	Millis   int64             `json:"ms,omitempty"`
}

// Audit writes data/access/audit.jsonl, a line an event.
type Audit struct {
	folder string
	now    func() time.Time

	mu   sync.Mutex
	file *os.File
	size int64
	torn bool // the last line has no end: a crash or a full disk cut it
}

// OpenAudit goes on with the folder's log, or begins it.
func OpenAudit(folder string, now func() time.Time) (*Audit, error) {
	a := &Audit{folder: folder, now: now}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("audit: %w", err)
	}
	return a, a.open()
}

func (a *Audit) open() error {
	file, err := os.OpenFile(a.path(), os.O_CREATE|os.O_APPEND|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	info, err := file.Stat()
	last := []byte{'\n'}
	if err == nil && info.Size() > 0 {
		_, err = file.ReadAt(last, info.Size()-1)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("audit: %w", err), file.Close())
	}
	a.file, a.size, a.torn = file, info.Size(), last[0] != '\n'
	return nil
}

func (a *Audit) path() string { return filepath.Join(a.folder, "audit.jsonl") }

// Write adds an event with the time. It is in the file when Write returns: what
// cannot be written down must not be done.
func (a *Audit) Write(event Event) error {
	event.At, event.SQL, event.Params = a.now().UTC(), clipped(event.SQL), clippedAll(event.Params)
	line, err := json.Marshal(event)
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.size >= auditSize {
		if err := a.rotate(event.At); err != nil {
			return err
		}
	}
	if a.torn { // what was cut must not take this event with it
		line = append([]byte{'\n'}, line...)
	}
	n, err := a.file.Write(append(line, '\n'))
	a.size += int64(n)
	a.torn = err != nil && (a.torn || n > 0)
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	return nil
}

// ErrUnwritten ends what could not be written down.
var ErrUnwritten = errors.New("it cannot be written down, and so is not done: is the disk full?")

// Do writes the event down, does it, and writes it again with how it ended and
// how long it took, in ms. What cannot be written down before is not done.
func (a *Audit) Do(event Event, do func() error) (took int64, err error) {
	event.Result = "begun"
	if err := a.Write(event); err != nil {
		return 0, errors.Join(ErrUnwritten, err)
	}
	began := a.now()
	err = do()
	event.Result, event.Millis = result(err), a.now().Sub(began).Milliseconds()
	if unwritten := a.Write(event); unwritten != nil {
		err = errors.Join(err, ErrUnwritten, unwritten)
	}
	return event.Millis, err
}

func result(err error) string {
	var refused *reader.Refused
	switch {
	case err == nil:
		return "done"
	case errors.As(err, &refused):
		return "refused"
	}
	return "failed"
}

// clipped is as much of a text as an event has, which says how much there was.
func clipped(text string) string {
	if len(text) <= auditText {
		return text
	}
	return fmt.Sprintf("%s … (%d bytes)", strings.ToValidUTF8(text[:auditText], ""), len(text))
}

func clippedAll(texts map[string]string) map[string]string {
	all := map[string]string{}
	for name, text := range texts {
		all[name] = clipped(text)
	}
	return all
}

// rotate names the full file by the time and begins the next one. Where that
// fails the full one stays open, and the next event tries again.
func (a *Audit) rotate(at time.Time) error {
	full := filepath.Join(a.folder, "audit-"+at.Format("20060102T150405.000000000")+".jsonl")
	if err := os.Rename(a.path(), full); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("audit: %w", err)
	}
	before := a.file
	if err := a.open(); err != nil {
		return err
	}
	if err := before.Close(); err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	old, err := filepath.Glob(filepath.Join(a.folder, "audit-*.jsonl")) // by name, which is by time
	if err == nil && len(old) > auditKept {
		for _, path := range old[:len(old)-auditKept] {
			if gone := os.Remove(path); !errors.Is(gone, fs.ErrNotExist) {
				err = errors.Join(err, gone)
			}
		}
	}
	return err
}

// Close ends the log.
func (a *Audit) Close() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.file.Close()
}
