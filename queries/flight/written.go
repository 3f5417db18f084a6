package flight

import (
	"context"
	"errors"
	"fmt"
	"net"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"

	"github.com/earshot/earshot/queries/access"
	"github.com/earshot/earshot/queries/reader"
)

// written asks the pool and writes the question down, before and with how it
// ended. What cannot be written down is not asked.
func (s *Server) written(ctx context.Context, q reader.Query, read func(reader.Answer) error) error {
	event := access.Event{User: user(ctx), From: address(ctx), Action: "ask", Target: "flight", SQL: q.SQL, Params: given(q.Params), Result: "begun"}
	if err := s.write(event); err != nil {
		return err
	}
	began := s.now()
	err := s.pool.Ask(ctx, user(ctx), q, read)
	event.Result, event.Millis = "done", s.now().Sub(began).Milliseconds()
	var refused *reader.Refused
	switch {
	case errors.As(err, &refused):
		event.Result = "refused"
	case err != nil:
		event.Result = "failed"
	}
	if unwritten := s.write(event); err == nil {
		return unwritten
	}
	return err
}

func (s *Server) write(event access.Event) error {
	if s.audit == nil || s.audit.Write(event) == nil {
		return nil
	}
	return status.Error(codes.Unavailable, "the question cannot be written down, and so is not asked: is the disk full?")
}

// address is where a call comes from.
func address(ctx context.Context) string {
	from, ok := peer.FromContext(ctx)
	if !ok {
		return ""
	}
	host, _, err := net.SplitHostPort(from.Addr.String())
	if err != nil {
		return from.Addr.String()
	}
	return host
}

func given(params []reader.Param) map[string]string {
	all := map[string]string{}
	for _, p := range params {
		all[p.Name] = fmt.Sprint(p.Value)
	}
	return all
}
