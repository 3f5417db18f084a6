package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"time"
)

// Live is a source that is pulled from a system: a tracker's API, a mailbox.
type Live interface {
	// Streams lists what there is to pull, in the order to pull it; it may ask
	// the system for it. Nothing is written there, ever.
	Streams(ctx context.Context) ([]Stream, error)
}

// Stream is one sequence of a live source's records with a cursor of its own:
// the issues of a project, a folder of a mailbox.
type Stream struct {
	Name string // of the cursor, and what a record's stream column says: stays the same from run to run

	// Whole: a pull from the start gives every record there is, so that a record
	// which it does not give is deleted.
	Whole bool

	// Pull gives pages, the oldest changes first, from where the last pull ended
	// and a little before (an overlap: records are replaced by their native id).
	// An error ends it; what the pages before held is kept, and the next run goes
	// on from the last page's position. It is ranged over once and from one
	// goroutine, and stops soon after ctx is cancelled.
	Pull func(ctx context.Context, from From) iter.Seq2[Page, error]
}

// From says where a pull begins.
type From struct {
	Position string    // that of the last page landed; "" is the start
	Since    time.Time // without a position: what was last changed before is not wanted; zero: all is
	Now      time.Time // when the run began: no position may lie behind it
}

// Past is t, but no later than the run's beginning: a system whose clock is
// ahead must not move a cursor into the future.
func (f From) Past(t time.Time) time.Time {
	if t.After(f.Now) {
		return f.Now
	}
	return t
}

// Page is what one request gave.
type Page struct {
	Items []Item
	// More, if not nil, gives further items. It is called after Items are taken
	// in, while the next page is being fetched: for what takes time to convert.
	More func() []Item
	// Position is where to go on once this page is landed, in the stream's own
	// words; empty: where the page before said. A page with a position and no
	// items is landed at once: a note of what was begun at the system.
	Position string
}

// All gives the items of a page, the further ones too.
func (p Page) All() []Item {
	if p.More == nil {
		return p.Items
	}
	return append(p.Items, p.More()...)
}

// ErrRefused is the error, or is wrapped by it, of a system that does not accept
// the secret. The source's other streams are not tried then: some systems lock
// an account after a few attempts.
var ErrRefused = errors.New("the secret is not accepted")

// bookmark is the cursor of a stream.
type bookmark struct {
	Position string    `json:"position,omitempty"` // the stream's own
	Settings string    `json:"settings"`           // hash of the source's settings
	Since    time.Time `json:"since,omitzero"`     // the bound that the first pull had
	Sweep    int64     `json:"sweep,omitempty"`    // the entry of the log that the sweep under way began with
	Began    time.Time `json:"began,omitzero"`     // when it began
	Swept    time.Time `json:"swept,omitzero"`     // when the last sweep that ended began
}

func (b bookmark) String() string {
	encoded, err := json.Marshal(b) // texts and times always encode
	if err != nil {
		panic(err)
	}
	return string(encoded)
}
