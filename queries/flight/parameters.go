package flight

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/flight"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/earshot/earshot/queries/reader"
)

// announced is the parameters' columns, as a client is to bind them.
func announced(is shape, agent string) *arrow.Schema {
	var fields []arrow.Field
	for i, name := range is.params {
		fields = append(fields, arrow.Field{Name: name, Type: bindable(is.takes[i], agent), Nullable: true})
	}
	return arrow.NewSchema(fields, nil)
}

// bindable is the type to bind a kind by. The JDBC driver counts times in
// milliseconds, whatever unit it was told; arrow's driver for Go's database/sql can
// bind none, and takes them as text.
func bindable(kind, agent string) arrow.DataType {
	isGo := strings.HasPrefix(agent, "grpc-go/")
	switch {
	case kind == reader.TakesInteger:
		return arrow.PrimitiveTypes.Int64
	case kind == reader.TakesNumber:
		return arrow.PrimitiveTypes.Float64
	case kind == reader.TakesBoolean:
		return arrow.FixedWidthTypes.Boolean
	case kind == reader.TakesDate && !isGo:
		return arrow.FixedWidthTypes.Date32
	case kind == reader.TakesTimestamp && !isGo:
		return &arrow.TimestampType{Unit: arrow.Millisecond}
	case kind == reader.TakesTime && !isGo:
		return arrow.FixedWidthTypes.Time32ms
	case kind == reader.TakesBytes && !isGo:
		return arrow.BinaryTypes.Binary
	}
	return arrow.BinaryTypes.String
}

// agent is the library by which a call comes.
func agent(ctx context.Context) string {
	return strings.Join(metadata.ValueFromIncomingContext(ctx, "user-agent"), " ")
}

// fits tells whether the values are of the kinds by which the columns were found.
func (s shape) fits(params []reader.Param) bool {
	for i, p := range params {
		fits := false
		switch p.Value.(type) {
		case string:
			fits = s.takes[i] == "" || s.takes[i] == reader.TakesText || s.takes[i] == reader.TakesTime
		case int64:
			fits = s.takes[i] == reader.TakesInteger
		case float64:
			fits = s.takes[i] == reader.TakesNumber
		case bool:
			fits = s.takes[i] == reader.TakesBoolean
		case time.Time:
			fits = s.takes[i] == reader.TakesDate || s.takes[i] == reader.TakesTimestamp
		case []byte:
			fits = s.takes[i] == reader.TakesBytes
		}
		if !fits {
			return false
		}
	}
	return true
}

// bound reads one row of values, one for each parameter.
func bound(is shape, values flight.MessageReader) (params []reader.Param, err error) {
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
		case int(record.NumCols()) != len(is.params):
			return nil, status.Error(codes.InvalidArgument, fmt.Sprintf("%d values for %d parameters", record.NumCols(), len(is.params)))
		}
		for i, name := range is.params {
			v, err := value(record.Column(i))
			if err == nil {
				v, err = fitted(is.takes[i], v)
			}
			if err != nil {
				return nil, status.Error(codes.InvalidArgument, fmt.Sprintf("parameter %s: %v", name, err))
			}
			params = append(params, reader.Param{Name: name, Value: v})
		}
	}
}
