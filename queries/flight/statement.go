package flight

import (
	"context"
	"errors"
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/flight"
	"github.com/apache/arrow/go/v17/arrow/flight/flightsql"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/earshot/earshot/queries/reader"
)

// GetFlightInfoStatement says what columns a statement gives and where to fetch
// them.
func (s *Server) GetFlightInfoStatement(ctx context.Context, cmd flightsql.StatementQuery, d *flight.FlightDescriptor) (*flight.FlightInfo, error) {
	shape, err := s.shape(ctx, reader.Query{SQL: cmd.GetQuery()})
	if err != nil {
		return nil, err
	}
	sealed, err := s.seal(ticket{SQL: cmd.GetQuery(), User: user(ctx)})
	if err != nil {
		return nil, err
	}
	bytes, err := flightsql.CreateStatementQueryTicket(sealed)
	if err != nil {
		return nil, err
	}
	return info(bytes, d, shape.schema), nil
}

// GetSchemaStatement says what columns a statement gives.
func (s *Server) GetSchemaStatement(ctx context.Context, cmd flightsql.StatementQuery, _ *flight.FlightDescriptor) (*flight.SchemaResult, error) {
	shape, err := s.shape(ctx, reader.Query{SQL: cmd.GetQuery()})
	if err != nil {
		return nil, err
	}
	return &flight.SchemaResult{Schema: flight.SerializeSchema(shape.schema, memory.DefaultAllocator)}, nil
}

// DoGetStatement streams the answer of the statement in the ticket.
func (s *Server) DoGetStatement(ctx context.Context, cmd flightsql.StatementQueryTicket) (*arrow.Schema, <-chan flight.StreamChunk, error) {
	t, err := s.unseal(cmd.GetStatementHandle(), user(ctx))
	if err != nil {
		return nil, nil, err
	}
	return s.answer(ctx, reader.Query{SQL: t.SQL})
}

// DoPutCommandStatementUpdate refuses: there is nothing to write to.
func (s *Server) DoPutCommandStatementUpdate(context.Context, flightsql.StatementUpdate) (int64, error) {
	return 0, errReadOnly
}

var errReadOnly = status.Error(codes.PermissionDenied, "only a SELECT can be asked: the published file is read and nothing is changed")

func info(ticket []byte, d *flight.FlightDescriptor, schema *arrow.Schema) *flight.FlightInfo {
	return &flight.FlightInfo{
		Endpoint:         []*flight.FlightEndpoint{{Ticket: &flight.Ticket{Ticket: ticket}}},
		FlightDescriptor: d,
		Schema:           flight.SerializeSchema(schema, memory.DefaultAllocator),
		TotalRecords:     -1, // unknown
		TotalBytes:       -1,
	}
}

// shape is what a statement gives and takes.
type shape struct {
	schema *arrow.Schema
	params []string
	takes  []string // as reader.Answer
}

func (s *Server) shape(ctx context.Context, q reader.Query) (is shape, err error) {
	q.Shape = true
	err = s.pool.Ask(ctx, user(ctx), q, func(a reader.Answer) error {
		is = shape{described(a.Schema), a.Params, a.Takes}
		return nil
	})
	return is, told(err)
}

// answer streams what a question gives. The schema comes first, which the pool
// knows when the statement has run; the records follow as the client takes them.
func (s *Server) answer(ctx context.Context, q reader.Query) (*arrow.Schema, <-chan flight.StreamChunk, error) {
	schema, failed, chunks := make(chan *arrow.Schema, 1), make(chan error, 1), make(chan flight.StreamChunk)
	go func() {
		defer close(chunks)
		begun := false
		err := s.written(ctx, q, func(a reader.Answer) error {
			begun = true
			columns := described(a.Schema)
			schema <- columns
			return send(a, columns, chunks)
		})
		switch {
		case err != nil && !begun:
			failed <- told(err)
		case err != nil:
			select {
			case chunks <- flight.StreamChunk{Err: told(err)}:
			case <-ctx.Done():
			}
		}
	}()
	select {
	case is := <-schema:
		return is, chunks, nil
	case err := <-failed:
		return nil, nil, err
	}
}

func send(a reader.Answer, columns *arrow.Schema, chunks chan<- flight.StreamChunk) error {
	rows := int64(0)
	for a.Records.Next() {
		record := as(columns, a.Records.Record()) // keeps it until it is written: the pool lets go of its own at the next
		rows += record.NumRows()
		select {
		case chunks <- flight.StreamChunk{Data: record}:
		case <-a.Done: // of the question, and with it of the call
			record.Release()
			return context.DeadlineExceeded
		}
	}
	if err := a.Records.Err(); err != nil || !a.Cut() {
		return err
	}
	// The protocol has no word for an answer that was cut, and a figure made of a
	// part looks like any other.
	return status.Error(codes.ResourceExhausted, fmt.Sprintf("there are more than the %d rows that one answer may have: ask for less", rows))
}

// told turns the pool's errors into those of the protocol.
func told(err error) error {
	var refused *reader.Refused
	var failed *reader.Failed
	code := codes.Internal
	switch {
	case err == nil:
		return nil
	case errors.As(err, &refused), errors.As(err, &failed):
		code = codes.InvalidArgument
	case errors.Is(err, reader.ErrBusy), errors.Is(err, reader.ErrQuota), errors.Is(err, reader.ErrMemory):
		code = codes.ResourceExhausted
	case errors.Is(err, reader.ErrTimeout):
		code = codes.DeadlineExceeded
	case errors.Is(err, reader.ErrUnpublished):
		code = codes.FailedPrecondition
	case errors.Is(err, reader.ErrClosed):
		code = codes.Unavailable
	case errors.Is(err, context.Canceled):
		code = codes.Canceled
	}
	if is, ok := status.FromError(err); ok {
		return is.Err()
	}
	return status.Error(code, err.Error())
}
