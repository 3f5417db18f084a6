package flight

import (
	"bytes"
	"context"
	"crypto/rand"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/flight"
	"github.com/apache/arrow/go/v17/arrow/flight/flightsql"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/earshot/earshot/queries/reader"
)

// prepared is a statement that waits for its parameters.
type prepared struct {
	user   string
	query  reader.Query
	shape  shape
	gives  *arrow.Schema // with the values bound last
	unused time.Time     // since when
}

const (
	preparedLife = time.Hour
	preparedMost = 1000 // of all users; the one unused for longest goes
)

// CreatePreparedStatement keeps a statement. Its parameters are announced by what
// DuckDB takes, and as text where that follows from nothing; values of other types
// are fine.
func (s *Server) CreatePreparedStatement(ctx context.Context, r flightsql.ActionCreatePreparedStatementRequest) (flightsql.ActionCreatePreparedStatementResult, error) {
	is, err := s.shape(ctx, reader.Query{SQL: r.GetQuery()})
	if err != nil {
		return flightsql.ActionCreatePreparedStatementResult{}, err
	}
	handle := []byte(rand.Text())
	s.keep(string(handle), &prepared{user: user(ctx), query: reader.Query{SQL: r.GetQuery()}, shape: is, gives: is.schema, unused: s.now()})
	result := flightsql.ActionCreatePreparedStatementResult{Handle: handle, DatasetSchema: is.schema}
	if len(is.params) > 0 {
		result.ParameterSchema = announced(is, agent(ctx))
	}
	return result, nil
}

func (s *Server) keep(handle string, p *prepared) {
	s.mu.Lock()
	defer s.mu.Unlock()
	oldest := ""
	for h, other := range s.prepared {
		if s.now().Sub(other.unused) > preparedLife {
			delete(s.prepared, h)
		} else if oldest == "" || other.unused.Before(s.prepared[oldest].unused) {
			oldest = h
		}
	}
	if len(s.prepared) >= preparedMost {
		delete(s.prepared, oldest)
	}
	s.prepared[handle] = p
}

// find gives a copy of the user's prepared statement.
func (s *Server) find(ctx context.Context, handle []byte) (prepared, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.prepared[string(handle)]
	if p == nil || p.user != user(ctx) {
		return prepared{}, status.Error(codes.NotFound, "the prepared statement is not known here any more: prepare it again")
	}
	p.unused = s.now()
	return *p, nil
}

// ClosePreparedStatement forgets a statement.
func (s *Server) ClosePreparedStatement(ctx context.Context, r flightsql.ActionClosePreparedStatementRequest) error {
	if _, err := s.find(ctx, r.GetPreparedStatementHandle()); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.prepared, string(r.GetPreparedStatementHandle()))
	return nil
}

// GetFlightInfoPreparedStatement says what the statement gives; it is fetched by
// its handle.
func (s *Server) GetFlightInfoPreparedStatement(ctx context.Context, cmd flightsql.PreparedStatementQuery, d *flight.FlightDescriptor) (*flight.FlightInfo, error) {
	p, err := s.find(ctx, cmd.GetPreparedStatementHandle())
	if err != nil {
		return nil, err
	}
	return info(d.Cmd, d, p.gives), nil
}

// GetSchemaPreparedStatement says what columns the statement gives.
func (s *Server) GetSchemaPreparedStatement(ctx context.Context, cmd flightsql.PreparedStatementQuery, _ *flight.FlightDescriptor) (*flight.SchemaResult, error) {
	p, err := s.find(ctx, cmd.GetPreparedStatementHandle())
	if err != nil {
		return nil, err
	}
	return &flight.SchemaResult{Schema: flight.SerializeSchema(p.gives, memory.DefaultAllocator)}, nil
}

// DoGetPreparedStatement streams the answer with the values bound last.
func (s *Server) DoGetPreparedStatement(ctx context.Context, cmd flightsql.PreparedStatementQuery) (*arrow.Schema, <-chan flight.StreamChunk, error) {
	p, err := s.find(ctx, cmd.GetPreparedStatementHandle())
	if err != nil {
		return nil, nil, err
	}
	return s.answer(ctx, p.query)
}

// DoPutPreparedStatementQuery binds one row of values, by their order.
func (s *Server) DoPutPreparedStatementQuery(ctx context.Context, cmd flightsql.PreparedStatementQuery, values flight.MessageReader, _ flight.MetadataWriter) ([]byte, error) {
	p, err := s.find(ctx, cmd.GetPreparedStatementHandle())
	if err != nil {
		return nil, err
	}
	params, err := bound(p.shape, values)
	if err != nil {
		return nil, err
	}
	gives := p.shape.schema
	if !p.shape.fits(params) { // the columns may be of other types then
		is, err := s.shape(ctx, reader.Query{SQL: p.query.SQL, Params: params})
		if err != nil {
			return nil, err
		}
		gives = is.schema
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if kept := s.prepared[string(cmd.GetPreparedStatementHandle())]; kept != nil {
		kept.query.Params, kept.gives = params, gives
	}
	return bytes.Clone(cmd.GetPreparedStatementHandle()), nil
}

// DoPutPreparedStatementUpdate refuses: there is nothing to write to.
func (s *Server) DoPutPreparedStatementUpdate(context.Context, flightsql.PreparedStatementUpdate, flight.MessageReader) (int64, error) {
	return 0, errReadOnly
}
