package access

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const maxRates = 10_000 // kept at a time

// Rates lets each key (an address, a user) do something so often: a burst, and
// then one each so long.
type Rates struct {
	every time.Duration
	burst int
	now   func() time.Time

	mu   sync.Mutex
	keys map[string]*rate.Limiter
}

// NewRates makes rates for any number of keys.
func NewRates(every time.Duration, burst int, now func() time.Time) *Rates {
	return &Rates{every: every, burst: burst, now: now, keys: map[string]*rate.Limiter{}}
}

// Allow takes one of what the key has, or says for how long there is none.
func (r *Rates) Allow(key string) (wait time.Duration, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	if len(r.keys) >= maxRates {
		r.forget(now)
	}
	limiter, known := r.keys[key]
	if !known {
		limiter = rate.NewLimiter(rate.Every(r.every), r.burst)
		r.keys[key] = limiter
	}
	if limiter.AllowN(now, 1) {
		return 0, true
	}
	return r.every, false
}

// forget drops the keys that have all of their burst again, which a new limiter
// would have as well. Were there none, the map would grow by what attackers with
// ten thousand addresses send: then all are dropped.
func (r *Rates) forget(now time.Time) {
	for key, limiter := range r.keys {
		if limiter.TokensAt(now) >= float64(r.burst) {
			delete(r.keys, key)
		}
	}
	if len(r.keys) >= maxRates {
		clear(r.keys)
	}
}
