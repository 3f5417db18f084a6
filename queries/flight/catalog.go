package flight

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/flight"
	"github.com/apache/arrow/go/v17/arrow/flight/flightsql"
	"github.com/apache/arrow/go/v17/arrow/flight/flightsql/schema_ref"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"github.com/earshot/earshot/queries/reader"
)

// What DuckDB calls the published file and its one schema, and all that is in it.
const (
	catalogName = "earshot"
	schemaName  = "main"
	tableType   = "BASE TABLE"
)

// rowsOf is a small table of texts, all of one record.
func rowsOf(schema *arrow.Schema, rows ...[]any) (*arrow.Schema, <-chan flight.StreamChunk, error) {
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	for _, row := range rows {
		for i, cell := range row {
			switch into := b.Field(i).(type) {
			case *array.StringBuilder:
				into.Append(cell.(string))
			case *array.BinaryBuilder:
				into.Append(cell.([]byte))
			}
		}
	}
	chunks := make(chan flight.StreamChunk, 1)
	chunks <- flight.StreamChunk{Data: b.NewRecord()}
	close(chunks)
	return schema, chunks, nil
}

// itself is the answer to what is fetched by the command that asks for it.
func itself(d *flight.FlightDescriptor, schema *arrow.Schema) (*flight.FlightInfo, error) {
	return info(d.Cmd, d, schema), nil
}

// GetFlightInfoCatalogs announces the catalogs.
func (s *Server) GetFlightInfoCatalogs(_ context.Context, d *flight.FlightDescriptor) (*flight.FlightInfo, error) {
	return itself(d, schema_ref.Catalogs)
}

// DoGetCatalogs lists the one catalog.
func (s *Server) DoGetCatalogs(context.Context) (*arrow.Schema, <-chan flight.StreamChunk, error) {
	return rowsOf(schema_ref.Catalogs, []any{catalogName})
}

// GetFlightInfoSchemas announces the schemas.
func (s *Server) GetFlightInfoSchemas(_ context.Context, _ flightsql.GetDBSchemas, d *flight.FlightDescriptor) (*flight.FlightInfo, error) {
	return itself(d, schema_ref.DBSchemas)
}

// DoGetDBSchemas lists the one schema, if it is looked for.
func (s *Server) DoGetDBSchemas(_ context.Context, cmd flightsql.GetDBSchemas) (*arrow.Schema, <-chan flight.StreamChunk, error) {
	if !isCatalog(cmd.GetCatalog()) || !like(cmd.GetDBSchemaFilterPattern(), schemaName) {
		return rowsOf(schema_ref.DBSchemas)
	}
	return rowsOf(schema_ref.DBSchemas, []any{catalogName, schemaName})
}

// GetFlightInfoTableTypes announces the types of tables.
func (s *Server) GetFlightInfoTableTypes(_ context.Context, d *flight.FlightDescriptor) (*flight.FlightInfo, error) {
	return itself(d, schema_ref.TableTypes)
}

// DoGetTableTypes lists the one type of tables.
func (s *Server) DoGetTableTypes(context.Context) (*arrow.Schema, <-chan flight.StreamChunk, error) {
	return rowsOf(schema_ref.TableTypes, []any{tableType})
}

// GetFlightInfoTables announces the tables.
func (s *Server) GetFlightInfoTables(_ context.Context, cmd flightsql.GetTables, d *flight.FlightDescriptor) (*flight.FlightInfo, error) {
	if cmd.GetIncludeSchema() {
		return itself(d, schema_ref.TablesWithIncludedSchema)
	}
	return itself(d, schema_ref.Tables)
}

// DoGetTables lists the tables looked for; with their columns, which hold what
// the published file says of each as the metadata "comment".
func (s *Server) DoGetTables(ctx context.Context, cmd flightsql.GetTables) (*arrow.Schema, <-chan flight.StreamChunk, error) {
	tables, err := s.pool.Tables(ctx)
	if err != nil {
		return nil, nil, told(err)
	}
	schema := schema_ref.Tables
	if cmd.GetIncludeSchema() {
		schema = schema_ref.TablesWithIncludedSchema
	}
	var rows [][]any
	for _, t := range tables {
		if !isCatalog(cmd.GetCatalog()) || !like(cmd.GetDBSchemaFilterPattern(), schemaName) || !like(cmd.GetTableNameFilterPattern(), t.Name) {
			continue
		}
		if types := cmd.GetTableTypes(); len(types) > 0 && !slices.Contains(types, tableType) && !slices.Contains(types, "TABLE") {
			continue
		}
		row := []any{catalogName, schemaName, t.Name, tableType}
		if cmd.GetIncludeSchema() {
			columns, err := s.columns(ctx, t)
			if err != nil {
				return nil, nil, err
			}
			row = append(row, flight.SerializeSchema(columns, memory.DefaultAllocator))
		}
		rows = append(rows, row)
	}
	return rowsOf(schema, rows...)
}

// shapes are the tables' columns as Arrow, of one publication.
type shapes struct {
	mu   sync.Mutex
	of   time.Time
	each map[string]*arrow.Schema
}

func (s *Server) columns(ctx context.Context, t reader.Table) (*arrow.Schema, error) {
	is, err := s.pool.Published()
	if err != nil {
		return nil, told(err)
	}
	s.shapes.mu.Lock()
	defer s.shapes.mu.Unlock()
	if !s.shapes.of.Equal(is.When) {
		s.shapes.of, s.shapes.each = is.When, map[string]*arrow.Schema{}
	}
	if known := s.shapes.each[t.Name]; known != nil {
		return known, nil
	}
	found, err := s.shape(ctx, reader.Query{SQL: `select * from "` + strings.ReplaceAll(t.Name, `"`, `""`) + `"`})
	if err != nil {
		return nil, err
	}
	s.shapes.each[t.Name] = explained(t, found.schema)
	return s.shapes.each[t.Name], nil
}

func isCatalog(asked *string) bool { return asked == nil || *asked == "" || *asked == catalogName }

// like tells whether a name fits a pattern with % and _; none fits all.
func like(pattern *string, name string) bool {
	if pattern == nil || *pattern == "" {
		return true
	}
	var expression strings.Builder
	expression.WriteString("(?s)^")
	escaped := false
	for _, r := range *pattern {
		switch {
		case r == '\\' && !escaped:
			escaped = true
			continue
		case r == '%' && !escaped:
			expression.WriteString(".*")
		case r == '_' && !escaped:
			expression.WriteString(".")
		default:
			expression.WriteString(regexp.QuoteMeta(string(r)))
		}
		escaped = false
	}
	fits, err := regexp.MatchString(expression.String()+"$", name)
	return err == nil && fits
}
