// Package conformance holds every source that is pulled from an API to the same
// rules, whatever goes wrong: no record lost, none twice, the cursor right. It
// is for tests alone. A source's test brings a stand-in for its system, which
// pages, sorts and refuses as the real one does, and Run does the rest, with a
// real warehouse.
package conformance

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Token is the secret that a System accepts. Any other is answered with 401.
const Token = "right-token-a1b2c3"

// System is a stand-in for the system that a source is pulled from. Its records
// are numbered from 0 and each one's words hold what Words gives. Run serves it
// from one goroutine at a time.
type System interface {
	http.Handler
	// Put creates record n or edits it, at a moment later than all before.
	Put(n int, words string, at time.Time)
	// Delete takes record n away, as the system's users do.
	Delete(n int)
}

// Emptier is a System that may answer with an empty page that is not the last.
type Emptier interface{ EmptyPage() }

// Words are the words of version v of record n.
func Words(n, v int) string { return fmt.Sprintf("record%dversion%d", n, v) }

var wording = regexp.MustCompile(`record(\d+)version(\d+)`)

// versionOf reads record and version back out of landed text.
func versionOf(text string) (n, v int, ok bool) {
	m := wording.FindStringSubmatch(text)
	if m == nil {
		return 0, 0, false
	}
	n, _ = strconv.Atoi(m[1])
	v, _ = strconv.Atoi(m[2])
	return n, v, true
}

// fault stands between a source and its System. It counts requests from 1 and
// may answer one in the System's place.
type fault struct {
	mu     sync.Mutex
	system System
	n      int
	others []string // requests by another method than GET, once each
	// answer, if not nil, is asked before the System is; true: it has answered.
	answer func(n int, w http.ResponseWriter, r *http.Request) bool
	after  func(n int) // the System has answered request n
}

func (f *fault) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.n++
	if asked := r.Method + " " + r.URL.Path; r.Method != http.MethodGet && !slices.Contains(f.others, asked) {
		f.others = append(f.others, asked)
	}
	if f.answer != nil && f.answer(f.n, w, r) {
		return
	}
	f.system.ServeHTTP(w, r)
	if f.after != nil {
		f.after(f.n)
	}
}
