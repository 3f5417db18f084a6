package reader

import (
	"context"
	"sync"
)

// queue lets a few run at once. Who waits is let in by turns among users: the
// first is the one with the fewest running, then the one who came first.
type queue struct {
	limits Limits

	mu      sync.Mutex
	closed  bool
	running map[string]int // by user
	total   int
	waiting []*turn // in the order of coming
}

type turn struct {
	user string
	in   chan struct{} // closed when let in, or when the queue closes
	err  error
}

func newQueue(limits Limits) *queue {
	return &queue{limits: limits, running: map[string]int{}}
}

// enter waits for a place; leave gives it back.
func (q *queue) enter(ctx context.Context, user string) (leave func(), err error) {
	t, err := q.come(user)
	if err != nil {
		return nil, err
	}
	select {
	case <-t.in:
		if t.err != nil {
			return nil, t.err
		}
	case <-ctx.Done():
		if !q.withdraw(t) { // it was let in at the same moment
			q.leave(user)
		}
		return nil, context.Cause(ctx)
	}
	return sync.OnceFunc(func() { q.leave(user) }), nil
}

func (q *queue) come(user string) (*turn, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	mine := q.running[user]
	for _, t := range q.waiting {
		if t.user == user {
			mine++
		}
	}
	t := &turn{user: user, in: make(chan struct{})}
	switch {
	case q.closed:
		return nil, ErrClosed
	case mine >= q.limits.PerUser:
		return nil, ErrQuota
	case q.total < q.limits.Running && len(q.waiting) == 0:
		q.let(t)
		return t, nil
	case len(q.waiting) >= q.limits.Waiting:
		return nil, ErrBusy
	}
	q.waiting = append(q.waiting, t)
	return t, nil
}

func (q *queue) let(t *turn) {
	q.running[t.user]++
	q.total++
	close(t.in)
}

func (q *queue) leave(user string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.total--
	if q.running[user]--; q.running[user] == 0 {
		delete(q.running, user)
	}
	for q.total < q.limits.Running && len(q.waiting) > 0 {
		next := 0
		for i, t := range q.waiting {
			if q.running[t.user] < q.running[q.waiting[next].user] {
				next = i
			}
		}
		t := q.waiting[next]
		q.waiting = append(q.waiting[:next], q.waiting[next+1:]...)
		q.let(t)
	}
}

// withdraw takes t out of those that wait; false: it does not wait any more.
func (q *queue) withdraw(t *turn) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i, other := range q.waiting {
		if other == t {
			q.waiting = append(q.waiting[:i], q.waiting[i+1:]...)
			return true
		}
	}
	return t.err != nil
}

func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	for _, t := range q.waiting {
		t.err = ErrClosed
		close(t.in)
	}
	q.waiting = nil
}
