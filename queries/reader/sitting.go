package reader

import (
	"context"
	"sync/atomic"
	"time"
)

// sitting is one question on one seat.
type sitting struct {
	pool  *Pool
	leave func() // gives back the place in the queue
	done  chan error
	state atomic.Int32
}

// The states of a sitting: its statement runs; read has been called, so that Ask
// waits for it, whatever it takes; the one who asked has gone.
const (
	running = iota
	reading
	gone
)

// ask runs the question on a free seat, or a new one. A statement that does not
// end within the grace of ctx is left to itself, and the seat with it: DuckDB
// looks for an interruption between pieces of 2048 rows only.
func (t *sitting) ask(ctx context.Context, q Query, read func(Answer) error) error {
	s, err := t.pool.take()
	if err != nil {
		t.leave()
		return err
	}
	t.pool.left.Add(1)
	go func() {
		defer t.pool.left.Done()
		err := s.ask(ctx, q, t.once(ctx, read))
		t.pool.giveBack(s)
		t.done <- inTime(ctx, err)
	}()
	select {
	case err := <-t.done:
		t.leave()
		return err
	case <-ctx.Done():
	}
	return t.end(ctx)
}

func (t *sitting) once(ctx context.Context, read func(Answer) error) func(Answer) error {
	return func(a Answer) error {
		if !t.state.CompareAndSwap(running, reading) {
			return context.Cause(ctx)
		}
		a.Done = ctx.Done()
		return read(a)
	}
}

// inTime says of an error after the deadline that the deadline passed, unless
// the statement's own fault came first.
func inTime(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil && !isOwn(err) {
		return context.Cause(ctx)
	}
	return err
}

func (t *sitting) end(ctx context.Context) error {
	patience := time.NewTimer(t.pool.grace)
	defer patience.Stop()
	select {
	case err := <-t.done:
		t.leave()
		return err
	case <-patience.C:
	}
	if !t.state.CompareAndSwap(running, gone) {
		err := <-t.done
		t.leave()
		return err
	}
	cause := context.Cause(ctx)
	t.abandon()
	return cause
}

// abandon frees the place in the queue, but not for more statements at once than
// may run: beyond that, others wait until one ends.
func (t *sitting) abandon() {
	p := t.pool
	p.mu.Lock()
	early := p.abandoned < p.limits.Running
	p.abandoned++
	p.mu.Unlock()
	if early {
		t.leave()
	}
	p.left.Add(1)
	go func() {
		defer p.left.Done()
		<-t.done
		p.mu.Lock()
		p.abandoned--
		p.mu.Unlock()
		if !early {
			t.leave()
		}
	}()
}
