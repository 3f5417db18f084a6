package flight

import (
	"context"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/flight"
	"github.com/apache/arrow/go/v17/arrow/flight/flightsql"
	"github.com/apache/arrow/go/v17/arrow/flight/flightsql/schema_ref"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// kind is one of DuckDB's types as ODBC and JDBC number them.
type kind struct {
	name   string
	number int32
	size   int32
	quote  bool
}

func kinds() []kind {
	return []kind{
		{"BOOLEAN", -7, 1, false},
		{"BIGINT", -5, 19, false},
		{"VARCHAR", 12, 2_147_483_647, true},
		{"DECIMAL", 3, 38, false},
		{"INTEGER", 4, 10, false},
		{"DOUBLE", 8, 15, false},
		{"DATE", 91, 10, true},
		{"TIME", 92, 15, true},
		{"TIMESTAMP", 93, 26, true},
	}
}

// GetFlightInfoXdbcTypeInfo announces the types.
func (s *Server) GetFlightInfoXdbcTypeInfo(_ context.Context, _ flightsql.GetXdbcTypeInfo, d *flight.FlightDescriptor) (*flight.FlightInfo, error) {
	return itself(d, schema_ref.XdbcTypeInfo)
}

// DoGetXdbcTypeInfo lists the types that columns have, or the one asked for.
func (s *Server) DoGetXdbcTypeInfo(_ context.Context, cmd flightsql.GetXdbcTypeInfo) (*arrow.Schema, <-chan flight.StreamChunk, error) {
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema_ref.XdbcTypeInfo)
	defer b.Release()
	for _, k := range kinds() {
		if asked := cmd.GetDataType(); asked != nil && *asked != k.number {
			continue
		}
		k.appendTo(b)
	}
	chunks := make(chan flight.StreamChunk, 1)
	chunks <- flight.StreamChunk{Data: b.NewRecord()}
	close(chunks)
	return schema_ref.XdbcTypeInfo, chunks, nil
}

func (k kind) appendTo(b *array.RecordBuilder) {
	values := map[string]any{
		"type_name": k.name, "data_type": k.number, "column_size": k.size, "nullable": int32(1), "case_sensitive": k.name == "VARCHAR",
		"searchable": int32(3), "fixed_prec_scale": false, "local_type_name": k.name, "sql_data_type": k.number,
	}
	if k.quote {
		values["literal_prefix"], values["literal_suffix"] = "'", "'"
	}
	for i, field := range b.Schema().Fields() {
		switch into := b.Field(i).(type) {
		case *array.StringBuilder:
			if v, ok := values[field.Name].(string); ok {
				into.Append(v)
				continue
			}
		case *array.Int32Builder:
			if v, ok := values[field.Name].(int32); ok {
				into.Append(v)
				continue
			}
		case *array.BooleanBuilder:
			if v, ok := values[field.Name].(bool); ok {
				into.Append(v)
				continue
			}
		}
		b.Field(i).AppendNull()
	}
}
