package warehouse

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// Lock is held by the one process that writes to a workspace. The system lets
// go of it when the process ends, however it ends.
type Lock struct {
	file   *flock.Flock
	holder string
}

// Holder is who holds a lock, written beside it for the one who has to wait.
type Holder struct {
	PID     int       `json:"pid"`
	Command string    `json:"command"`
	Since   time.Time `json:"since"`
}

// ErrLocked is what TryLock returns, wrapped, when another process writes.
var ErrLocked = errors.New("another run is writing to this workspace")

// TryLock takes the lock of the folder data. It does not wait.
func TryLock(data string, holder Holder) (*Lock, error) {
	if err := os.MkdirAll(data, 0o755); err != nil {
		return nil, fmt.Errorf("lock: %w", err)
	}
	l := &Lock{file: flock.New(filepath.Join(data, "lock")), holder: filepath.Join(data, "lock.json")}
	taken, err := l.file.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock: %w", err)
	}
	if !taken {
		return nil, l.heldBy()
	}
	encoded, err := json.Marshal(holder)
	if err != nil {
		return nil, errors.Join(err, l.file.Unlock())
	}
	if err := os.WriteFile(l.holder, encoded, 0o644); err != nil {
		return nil, errors.Join(fmt.Errorf("lock: %w", err), l.file.Unlock())
	}
	return l, nil
}

func (l *Lock) heldBy() error {
	var h Holder
	content, err := os.ReadFile(l.holder)
	if err != nil || json.Unmarshal(content, &h) != nil {
		return ErrLocked
	}
	return fmt.Errorf("%w: `%s`, process %d, since %s", ErrLocked, h.Command, h.PID, h.Since.Format("2006-01-02 15:04:05"))
}

// Unlock lets go of the lock.
func (l *Lock) Unlock() error {
	return errors.Join(os.Remove(l.holder), l.file.Unlock())
}
