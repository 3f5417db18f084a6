package reader

import (
	"bufio"
	"context"
	"encoding/gob"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/apache/arrow/go/v17/arrow/ipc"
)

// Serve answers the questions of one pool whose Limits.Worker is the command
// that calls it: requests on in, answers on out. It bounds the memory of the
// whole process, and returns when in ends, whatever a statement does then: the
// process is to end with it.
func Serve(in io.Reader, out io.Writer) error {
	registerValues()
	s := &server{out: bufio.NewWriterSize(out, 1<<16)}
	s.send = gob.NewEncoder(s.out)
	receive := gob.NewDecoder(bufio.NewReader(in))
	for {
		var r request
		if err := receive.Decode(&r); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if err := s.take(r); err != nil {
			return err
		}
	}
}

// registerValues tells gob of the one kind of parameter that it does not know.
func registerValues() { gob.Register(time.Time{}) }

// server is the other end of a worker.
type server struct {
	out  *bufio.Writer
	send *gob.Encoder
	desk *desk

	// writing is held by the answer that is written: its reader may ask again
	// before the last flush has returned here.
	writing sync.Mutex

	mu     sync.Mutex
	number int // of the question that runs
	stop   context.CancelFunc
}

func (s *server) take(r request) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.Stop {
		if r.Number == s.number {
			s.stop()
		}
		return nil
	}
	if s.desk == nil {
		s.desk = newDesk(r.Folder, r.Limits)
		if err := boundMemory(r.Limits); err != nil {
			return err
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	s.number, s.stop = r.Number, stop
	go func() {
		defer stop()
		s.answer(ctx, r.Query)
	}()
	return nil
}

// answer writes head, records and tail; where writing fails there is nobody left
// to tell, and in ends.
func (s *server) answer(ctx context.Context, q Query) {
	s.writing.Lock()
	defer s.writing.Unlock()
	begun := false
	err := s.desk.ask(ctx, q, func(a Answer) error {
		begun = true
		if err := s.send.Encode(head{Cut: a.Cut(), Run: a.Run, Params: a.Params, Takes: a.Takes}); err != nil {
			return err
		}
		return s.write(a)
	})
	if begun {
		_ = s.send.Encode(tail{faultOf(err)})
	} else {
		_ = s.send.Encode(head{Fault: faultOf(err)})
	}
	_ = s.out.Flush()
}

func (s *server) write(a Answer) error {
	w := ipc.NewWriter(s.out, ipc.WithSchema(a.Schema), ipc.WithDictionaryDeltas(false))
	for a.Records.Next() {
		if err := w.Write(a.Records.Record()); err != nil {
			return errors.Join(err, w.Close())
		}
	}
	return errors.Join(a.Records.Err(), w.Close())
}

// fault is an error on its way between processes; the zero value is none.
type fault struct {
	Kind         string
	Text         string
	Of           string // DuckDB's kind
	Line, Column int
}

func faultOf(err error) fault {
	var refused *Refused
	var failed *Failed
	switch {
	case err == nil:
		return fault{}
	case errors.As(err, &refused):
		return fault{Kind: "refused", Text: refused.Reason, Line: refused.Line, Column: refused.Column}
	case errors.As(err, &failed):
		return fault{Kind: "failed", Text: failed.Message, Of: failed.Kind, Line: failed.Line, Column: failed.Column}
	case errors.Is(err, ErrMemory):
		return fault{Kind: "memory"}
	case errors.Is(err, ErrUnpublished):
		return fault{Kind: "unpublished"}
	}
	return fault{Kind: "other", Text: err.Error()}
}

func (f fault) err() error {
	switch f.Kind {
	case "":
		return nil
	case "refused":
		return &Refused{f.Text, f.Line, f.Column}
	case "failed":
		return &Failed{f.Of, f.Text, f.Line, f.Column}
	case "memory":
		return ErrMemory
	case "unpublished":
		return ErrUnpublished
	}
	return errors.New(f.Text)
}
