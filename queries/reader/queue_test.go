package reader

import (
	"context"
	"errors"
	"testing"
)

// TestTurns has one user fill the queue: another is let in before his next.
func TestTurns(t *testing.T) {
	q := newQueue(Limits{Running: 2, Waiting: 3, PerUser: 4}.filled())
	ctx := context.Background()
	enter := func(user string) *turn {
		in, err := q.come(user)
		if err != nil {
			t.Fatal(err)
		}
		return in
	}
	isIn := func(t *turn) bool {
		select {
		case <-t.in:
			return true
		default:
			return false
		}
	}
	first, second := enter("greedy"), enter("greedy")
	third, fourth, other := enter("greedy"), enter("greedy"), enter("other")
	if !isIn(first) || !isIn(second) || isIn(third) || isIn(fourth) || isIn(other) {
		t.Error("two are let in")
	}
	if _, err := q.enter(ctx, "greedy"); !errors.Is(err, ErrQuota) {
		t.Error(err)
	}
	if _, err := q.enter(ctx, "third"); !errors.Is(err, ErrBusy) {
		t.Error(err)
	}
	if q.leave("greedy"); !isIn(other) || isIn(third) {
		t.Error("the one with none running comes first")
	}
	if q.leave("greedy"); !isIn(third) || isIn(fourth) {
		t.Error("then the one who came first")
	}
	if !q.withdraw(fourth) {
		t.Error("who waits can go")
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := q.enter(cancelled, "late"); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if q.leave("other"); q.total != 1 || len(q.waiting) != 0 {
		t.Errorf("%d running, %d waiting", q.total, len(q.waiting))
	}
	q.close()
	if _, err := q.enter(ctx, "a"); !errors.Is(err, ErrClosed) {
		t.Error(err)
	}
}
