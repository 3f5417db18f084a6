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
	event := access.Event{User: user(ctx), From: address(ctx), Action: "ask", Target: "flight", SQL: q.SQL, Params: given(q.Params)}
	_, err := s.audit.Do(event, func() error { return s.pool.Ask(ctx, user(ctx), q, read) })
	if errors.Is(err, access.ErrUnwritten) {
		return status.Error(codes.Unavailable, access.ErrUnwritten.Error())
	}
	return err
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
