package flight

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
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
	unused time.Time // since when
}

const (
	preparedLife = time.Hour
	preparedMost = 1000 // of all users; the one unused for longest goes
)

// CreatePreparedStatement keeps a statement. Its parameters are announced as
// text where their type follows from nothing; values of other types are fine.
func (s *Server) CreatePreparedStatement(ctx context.Context, r flightsql.ActionCreatePreparedStatementRequest) (flightsql.ActionCreatePreparedStatementResult, error) {
	is, err := s.shape(ctx, r.GetQuery())
	if err != nil {
		return flightsql.ActionCreatePreparedStatementResult{}, err
	}
	handle := []byte(rand.Text())
	s.keep(string(handle), &prepared{user: user(ctx), query: reader.Query{SQL: r.GetQuery()}, shape: is, unused: s.now()})
	result := flightsql.ActionCreatePreparedStatementResult{Handle: handle, DatasetSchema: is.schema}
	if len(is.params) > 0 {
		var fields []arrow.Field
		for _, name := range is.params {
			fields = append(fields, arrow.Field{Name: name, Type: arrow.BinaryTypes.String, Nullable: true})
		}
		result.ParameterSchema = arrow.NewSchema(fields, nil)
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
	return info(d.Cmd, d, p.shape.schema), nil
}

// GetSchemaPreparedStatement says what columns the statement gives.
func (s *Server) GetSchemaPreparedStatement(ctx context.Context, cmd flightsql.PreparedStatementQuery, _ *flight.FlightDescriptor) (*flight.SchemaResult, error) {
	p, err := s.find(ctx, cmd.GetPreparedStatementHandle())
	if err != nil {
		return nil, err
	}
	return &flight.SchemaResult{Schema: flight.SerializeSchema(p.shape.schema, memory.DefaultAllocator)}, nil
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
	params, err := bound(p.shape.params, values)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if kept := s.prepared[string(cmd.GetPreparedStatementHandle())]; kept != nil {
		kept.query.Params = params
	}
	return bytes.Clone(cmd.GetPreparedStatementHandle()), nil
}

// DoPutPreparedStatementUpdate refuses: there is nothing to write to.
func (s *Server) DoPutPreparedStatementUpdate(context.Context, flightsql.PreparedStatementUpdate, flight.MessageReader) (int64, error) {
	return 0, errReadOnly
}

func bound(names []string, values flight.MessageReader) (params []reader.Param, err error) {
	for {
		record, err := values.Read()
		if err == io.EOF {
			return params, nil
		}
		if err != nil {
			return nil, err
		}
		switch {
		case record.NumRows() == 0:
			continue
		case record.NumRows() > 1 || params != nil:
			return nil, status.Error(codes.InvalidArgument, "bind one row of values at a time")
		case int(record.NumCols()) != len(names):
			return nil, status.Error(codes.InvalidArgument, fmt.Sprintf("%d values for %d parameters", record.NumCols(), len(names)))
		}
		for i, name := range names {
			v, err := value(record.Column(i))
			if err != nil {
				return nil, status.Error(codes.InvalidArgument, fmt.Sprintf("parameter %s: %v", name, err))
			}
			params = append(params, reader.Param{Name: name, Value: v})
		}
	}
}

// value is the first of a column, as a parameter takes it.
func value(column arrow.Array) (any, error) {
	if column.IsNull(0) {
		return nil, nil
	}
	switch c := column.(type) {
	case *array.Boolean:
		return c.Value(0), nil
	case *array.Int8:
		return int64(c.Value(0)), nil
	case *array.Int16:
		return int64(c.Value(0)), nil
	case *array.Int32:
		return int64(c.Value(0)), nil
	case *array.Int64:
		return c.Value(0), nil
	case *array.Uint8:
		return int64(c.Value(0)), nil
	case *array.Uint16:
		return int64(c.Value(0)), nil
	case *array.Uint32:
		return int64(c.Value(0)), nil
	case *array.Float32:
		return float64(c.Value(0)), nil
	case *array.Float64:
		return c.Value(0), nil
	case *array.Date32:
		return c.Value(0).ToTime(), nil
	case *array.Date64:
		return c.Value(0).ToTime(), nil
	case *array.Timestamp:
		return c.Value(0).ToTime(c.DataType().(*arrow.TimestampType).Unit), nil
	case *array.DenseUnion:
		return value(array.NewSlice(c.Field(c.ChildID(0)), int64(c.ValueOffset(0)), int64(c.ValueOffset(0))+1))
	case *array.Binary:
		return bytes.Clone(c.Value(0)), nil
	case *array.String, *array.LargeString, *array.Uint64, *array.Decimal128:
		return string(append([]byte(nil), column.ValueStr(0)...)), nil
	}
	return nil, fmt.Errorf("a value of type %s cannot be bound", column.DataType())
}
