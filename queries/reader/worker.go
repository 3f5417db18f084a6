package reader

import (
	"bufio"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	"github.com/apache/arrow/go/v17/arrow/ipc"
)

// worker is a seat in a process of its own, which a statement may bring down or
// make hang: it is killed, and the next question starts another. It gets nothing
// of this process's environment.
//
// What goes to it are values of request; what comes back is, for each question,
// a head, the answer as an Arrow stream, and a tail.
type worker struct {
	folder   string
	limits   Limits
	patience time.Duration // between asking a statement to end and killing it

	process *exec.Cmd
	in      io.WriteCloser
	send    *gob.Encoder
	out     *bufio.Reader
	receive *gob.Decoder
	asked   int
	dead    bool
}

// request is a question, or, where Stop is set, the end of the one of its number.
type request struct {
	Number int
	Stop   bool
	Query  Query
	Folder string
	Limits Limits
}

// head comes before an answer: what is wrong, or what the answer is.
type head struct {
	Fault  fault
	Cut    bool
	Run    string
	Params []string
	Takes  []string
}

type tail struct{ Fault fault }

func newWorker(folder string, limits Limits, patience time.Duration) *worker {
	return &worker{folder: folder, limits: limits, patience: patience}
}

func (w *worker) start() error {
	folder, err := filepath.Abs(w.folder)
	if err != nil {
		return err
	}
	w.folder = folder
	w.process = exec.Command(w.limits.Worker[0], w.limits.Worker[1:]...)
	w.process.Env = []string{"MALLOC_ARENA_MAX=2"} // each arena maps 64 MB, which boundMemory counts
	if w.in, err = w.process.StdinPipe(); err != nil {
		return err
	}
	out, err := w.process.StdoutPipe()
	if err != nil {
		return err
	}
	if err := w.process.Start(); err != nil {
		return fmt.Errorf("a process for questions: %w", err)
	}
	w.out = bufio.NewReaderSize(out, 1<<16) // gob and ipc both read no further than they must
	registerValues()
	w.send, w.receive = gob.NewEncoder(w.in), gob.NewDecoder(w.out)
	return nil
}

func (w *worker) broken() bool { return w.dead }

// close lets the process end by itself: it does when its input does.
func (w *worker) close() error {
	if w.process == nil {
		return nil
	}
	_ = w.in.Close()
	if w.dead {
		_ = w.process.Process.Kill()
	}
	var exit *exec.ExitError
	err := w.process.Wait()
	w.process = nil
	if w.limits.Spill != "" {
		_ = os.RemoveAll(w.limits.Spill) // what a process that was killed could not clear away
	}
	if errors.As(err, &exit) {
		return nil // how it died has been told to the one who asked
	}
	return err
}

// ask puts the question to the process. One that served before may have died of
// what came before, or while nobody asked: the question is put again, to a new one.
func (w *worker) ask(ctx context.Context, q Query, read func(Answer) error) error {
	used, answered := w.process != nil, false
	err := w.put(ctx, q, func(a Answer) error {
		answered = true
		return read(a)
	})
	if !used || answered || !errors.Is(err, ErrCrashed) {
		return err
	}
	if err := w.close(); err != nil {
		return err
	}
	w.dead = false
	return w.put(ctx, q, read)
}

func (w *worker) put(ctx context.Context, q Query, read func(Answer) error) error {
	if w.process == nil {
		if err := w.start(); err != nil {
			w.dead = true
			return err
		}
	}
	w.asked++
	if err := w.send.Encode(request{Number: w.asked, Query: q, Folder: w.folder, Limits: w.limits}); err != nil {
		return w.died(ctx)
	}
	answered := make(chan struct{})
	var watch sync.WaitGroup
	killed := false
	watch.Go(func() { killed = w.watch(ctx, answered) })
	err := w.answer(ctx, read)
	close(answered)
	watch.Wait()
	w.dead = w.dead || killed // the answer may have come at the same moment
	return err
}

// watch asks the statement to end when ctx does, and kills it when it does not.
func (w *worker) watch(ctx context.Context, answered <-chan struct{}) (killed bool) {
	select {
	case <-answered:
		return false
	case <-ctx.Done():
	}
	_ = w.send.Encode(request{Number: w.asked, Stop: true}) // a dead process is found by who reads from it
	patience := time.NewTimer(w.patience)
	defer patience.Stop()
	select {
	case <-answered:
		return false
	case <-patience.C:
		_ = w.process.Process.Kill()
		return true
	}
}

func (w *worker) answer(ctx context.Context, read func(Answer) error) error {
	var h head
	if err := w.receive.Decode(&h); err != nil {
		return w.died(ctx)
	}
	if h.Fault.Kind != "" {
		return h.Fault.err()
	}
	records, err := ipc.NewReader(w.out)
	if err != nil {
		return w.died(ctx)
	}
	defer records.Release()
	err = read(Answer{Schema: records.Schema(), Records: records, Cut: func() bool { return h.Cut }, Run: h.Run, Params: h.Params, Takes: h.Takes})
	if err != nil && ctx.Err() == nil { // the rest is not wanted, and too long to be worth reading
		w.dead = true
		return err
	}
	for records.Next() {
	}
	var t tail
	if records.Err() != nil || w.receive.Decode(&t) != nil {
		return errors.Join(err, w.died(ctx))
	}
	return errors.Join(err, t.Fault.err())
}

// died says why there is no more to read.
func (w *worker) died(ctx context.Context) error {
	w.dead = true
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return ErrCrashed
}
