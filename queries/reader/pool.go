// Package reader answers SELECTs that people write, on the newest published
// file.
//
// It reads data/published and writes nothing, but what Limits.Spill takes and
// what is gone when its question ends. A publication that comes in is
// seen by the next question; those that run keep the file they began with. What
// a statement may do is bounded four times: by the guard, which lets one SELECT
// through and only such functions as read what was published; by how the file is
// opened; by time, memory and rows; and, with Limits.Worker, by a process of its
// own, whose end is the statement's and nobody else's.
package reader

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// Limits bound what questions take; the zero value of each takes the default
// named.
type Limits struct {
	Timeout time.Duration // per question, from its beginning to run until its answer is read; 30 s
	Memory  string        // of the whole pool, a Running-th for each question: "2GB"; 1GB
	Spill   string        // a folder for what an answer does not find room for in memory, while it is read; empty: it is an error
	Disk    string        // of the whole pool in Spill, a Running-th for each question; 8GB
	Threads int           // of one question; 0: all processors
	Rows    int64         // per answer; what is beyond is cut; 100,000
	Running int           // at once; 4
	Waiting int           // in the queue; 32. Beyond it is ErrBusy at once
	PerUser int           // running and waiting of one user; 8. Beyond it is ErrQuota
	Worker  []string      // a command that calls Serve: each question runs in such a process. Empty: in this one
}

func (l Limits) filled() Limits {
	if l.Timeout <= 0 {
		l.Timeout = 30 * time.Second
	}
	if l.Memory == "" {
		l.Memory = "1GB"
	}
	if l.Disk == "" {
		l.Disk = "8GB"
	}
	if l.Rows <= 0 {
		l.Rows = 100_000
	}
	if l.Running <= 0 {
		l.Running = 4
	}
	if l.Waiting <= 0 {
		l.Waiting = 32
	}
	if l.PerUser <= 0 {
		l.PerUser = 8
	}
	return l
}

// Query is one question.
type Query struct {
	SQL    string  // one SELECT; a closing semicolon and comments are fine
	Params []Param // all that it names
	Rows   int64   // how many rows to give at most; 0: Limits.Rows
	Shape  bool    // only the columns and the parameters, no rows: parameters need no value
}

// Param is the value of $name, or of the n-th ? where the name is n. A value is
// nil, bool, int64, float64, string, []byte or time.Time.
type Param struct {
	Name  string
	Value any
}

// Answer is what a question gave. It is good until read returns, and so are the
// texts of its records: clone what is kept longer.
type Answer struct {
	Schema  *arrow.Schema
	Records array.RecordReader // the pool releases it
	Cut     func() bool        // there were more rows than are given
	Run     string             // run id of the publication that it was asked of
	Done    <-chan struct{}    // closed when the question's time is over: who waits for a slow client waits no longer
	Params  []string           // names of the statement's parameters: "1" and up where they are ?
	Takes   []string           // what each of them takes, a Takes...; "" where it may be anything, text too; of a Shape alone
}

// Pool answers questions on the newest published file of a folder.
type Pool struct {
	folder string
	limits Limits
	queue  *queue

	grace time.Duration // how long a statement may go on after its end was asked for

	mu        sync.Mutex
	idle      []seat
	closed    bool
	spill     *spill // nil: none, or no question needed one yet
	abandoned int    // statements that did not end when told to
	left      sync.WaitGroup
	newest    stamp

	looking sync.Mutex // held while the catalog is read
	known   *catalog
}

// seat is where one question runs at a time. A question that fails by itself
// leaves it fit for the next; broken says that it did not.
type seat interface {
	ask(ctx context.Context, q Query, read func(Answer) error) error
	broken() bool
	close() error
}

// Open makes a pool over folder, data/published of a workspace. Nothing needs to
// be published yet: until then, Ask returns ErrUnpublished.
func Open(folder string, limits Limits) *Pool {
	limits = limits.filled()
	return &Pool{folder: folder, limits: limits, queue: newQueue(limits), grace: 2 * time.Second}
}

// Close waits for the questions that run. Ask returns ErrClosed from here on.
func (p *Pool) Close() error {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	p.queue.close()
	p.left.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clear()
	return p.spill.close()
}

// Ask runs the question and calls read once, when its columns are known; what
// read returns, Ask returns. user is whose share of the queue it takes. The
// statement's own faults are *Refused and *Failed.
func (p *Pool) Ask(ctx context.Context, user string, q Query, read func(Answer) error) error {
	if q.Rows <= 0 {
		q.Rows = p.limits.Rows
	}
	q.Rows = min(q.Rows, p.limits.Rows)
	if err := precheck(q); err != nil {
		return err
	}
	leave, err := p.queue.enter(ctx, user)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, p.limits.Timeout, ErrTimeout)
	t := &sitting{pool: p, leave: func() { cancel(); leave() }, done: make(chan error, 1)}
	return t.ask(ctx, q, read)
}

func (p *Pool) take() (seat, error) {
	newest, err := stampOf(p.folder)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, ErrClosed
	}
	if !newest.same(p.newest) {
		p.clear() // a free seat would hold the old file, and its space, until somebody takes it
		p.newest = newest
	}
	if n := len(p.idle); n > 0 {
		s := p.idle[n-1]
		p.idle = p.idle[:n-1]
		return s, nil
	}
	limits := p.seated()
	if len(limits.Worker) > 0 {
		return newWorker(p.folder, limits, p.grace/2), nil
	}
	return newDesk(p.folder, limits), nil
}

// clear closes the free seats. Nothing was written there: what closing tells
// changes nothing for who asks.
func (p *Pool) clear() {
	for _, s := range p.idle {
		_ = s.close()
	}
	p.idle = nil
}

func (p *Pool) giveBack(s seat) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.idle = append(p.idle, s)
	if s.broken() || len(p.idle) > p.limits.Running || p.closed {
		p.idle = p.idle[:len(p.idle)-1]
		_ = s.close()
	}
}

// share is the part that one question may take of what the pool may.
func (l Limits) share(of string) (string, error) {
	bytes, err := parseBytes(of)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%dMB", max(bytes/int64(l.Running)/1_000_000, 16)), nil
}
