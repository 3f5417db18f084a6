package schedules

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/gofrs/flock"
)

// Alive tells which of the processes that run jobs live. Each holds a lock of
// its own; process numbers would not do, since every container has its own and
// they are given anew. All is done under the ledger's lock.
type Alive struct {
	folder string // the ledger's; "": all that live are of this process

	mutex sync.Mutex
	here  map[string]*flock.Flock // held by this process
}

func (a *Alive) path(holder string) string {
	return filepath.Join(a.folder, "alive", holder)
}

// hold makes a holder that lives until it is let go of, or this process ends.
func (a *Alive) hold() (holder string, err error) {
	random := make([]byte, 8)
	rand.Read(random) // never fails, says its documentation
	holder = fmt.Sprintf("%d-%s", os.Getpid(), hex.EncodeToString(random))
	var lock *flock.Flock
	if a.folder != "" {
		if err := os.MkdirAll(filepath.Dir(a.path(holder)), 0o755); err != nil {
			return "", err
		}
		lock = flock.New(a.path(holder))
		if taken, err := lock.TryLock(); err != nil || !taken {
			return "", errors.Join(fmt.Errorf("%s: cannot be locked", a.path(holder)), err)
		}
	}
	a.mutex.Lock()
	defer a.mutex.Unlock()
	if a.here == nil {
		a.here = map[string]*flock.Flock{}
	}
	a.here[holder] = lock
	return holder, nil
}

// letGo ends a holder of this process.
func (a *Alive) letGo(holder string) error {
	a.mutex.Lock()
	lock, held := a.here[holder]
	delete(a.here, holder)
	a.mutex.Unlock()
	if !held || lock == nil {
		return nil
	}
	return errors.Join(os.Remove(a.path(holder)), lock.Unlock())
}

// Lives says whether the holder's process does. What a dead one left is removed.
func (a *Alive) Lives(holder string) bool {
	a.mutex.Lock()
	_, here := a.here[holder]
	a.mutex.Unlock()
	if here || a.folder == "" || holder == "" {
		return here
	}
	lock := flock.New(a.path(holder), flock.SetFlag(os.O_RDWR)) // makes none
	taken, err := lock.TryLock()
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false
	case err != nil: // cannot be told: better late than twice
		return true
	case !taken:
		return true
	}
	_ = errors.Join(os.Remove(a.path(holder)), lock.Unlock()) // left over, it does no harm
	return false
}

// sweep removes what processes left that ended before they ran anything.
func (a *Alive) sweep() {
	if a.folder == "" {
		return
	}
	left, _ := os.ReadDir(a.path("")) // there may be none yet
	for _, file := range left {
		a.Lives(file.Name())
	}
}
