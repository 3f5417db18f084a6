package email

import (
	"errors"
	"net"
	"sync/atomic"
	"time"
)

// wire is a connection whose other end must not be silent for long while
// somebody waits for it, whatever deadline the IMAP library sets or forgets.
type wire struct {
	net.Conn
	patience time.Duration
	since    atomic.Int64 // when the command began that waits, in nanoseconds; 0: none does
	stalled  atomic.Bool  // it waited in vain
}

// wait begins the time of a command, which ends with the function it gives: at
// the latest after most, when the connection is closed.
func (w *wire) wait(most time.Duration) (done func()) {
	w.since.Store(time.Now().UnixNano())
	timer := time.AfterFunc(most, func() {
		w.stalled.Store(true)
		w.Close()
	})
	return func() {
		timer.Stop()
		w.since.Store(0)
	}
}

// Read reads; while no command waits it does so without an end.
func (w *wire) Read(b []byte) (int, error) {
	for {
		if err := w.Conn.SetReadDeadline(time.Now().Add(w.patience)); err != nil {
			return 0, err
		}
		n, err := w.Conn.Read(b)
		var timeout net.Error
		if n > 0 || !errors.As(err, &timeout) || !timeout.Timeout() {
			return n, err
		}
		if since := w.since.Load(); since != 0 && time.Since(time.Unix(0, since)) >= w.patience {
			w.stalled.Store(true)
			return 0, err
		}
	}
}

// SetReadDeadline does nothing: see Read.
func (w *wire) SetReadDeadline(time.Time) error { return nil }

// SetDeadline bounds the writing alone.
func (w *wire) SetDeadline(t time.Time) error { return w.SetWriteDeadline(t) }
