package flight

import (
	"context"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/flight"
	"github.com/apache/arrow/go/v17/arrow/flight/flightsql"
	"github.com/apache/arrow/go/v17/arrow/flight/flightsql/schema_ref"
)

// The published tables have no keys; tools ask for them all the same.

// GetFlightInfoPrimaryKeys announces primary keys.
func (s *Server) GetFlightInfoPrimaryKeys(_ context.Context, _ flightsql.TableRef, d *flight.FlightDescriptor) (*flight.FlightInfo, error) {
	return itself(d, schema_ref.PrimaryKeys)
}

// DoGetPrimaryKeys lists none.
func (s *Server) DoGetPrimaryKeys(context.Context, flightsql.TableRef) (*arrow.Schema, <-chan flight.StreamChunk, error) {
	return rowsOf(schema_ref.PrimaryKeys)
}

// GetFlightInfoExportedKeys announces keys that others refer to.
func (s *Server) GetFlightInfoExportedKeys(_ context.Context, _ flightsql.TableRef, d *flight.FlightDescriptor) (*flight.FlightInfo, error) {
	return itself(d, schema_ref.ExportedKeys)
}

// DoGetExportedKeys lists none.
func (s *Server) DoGetExportedKeys(context.Context, flightsql.TableRef) (*arrow.Schema, <-chan flight.StreamChunk, error) {
	return rowsOf(schema_ref.ExportedKeys)
}

// GetFlightInfoImportedKeys announces keys that refer to others.
func (s *Server) GetFlightInfoImportedKeys(_ context.Context, _ flightsql.TableRef, d *flight.FlightDescriptor) (*flight.FlightInfo, error) {
	return itself(d, schema_ref.ImportedKeys)
}

// DoGetImportedKeys lists none.
func (s *Server) DoGetImportedKeys(context.Context, flightsql.TableRef) (*arrow.Schema, <-chan flight.StreamChunk, error) {
	return rowsOf(schema_ref.ImportedKeys)
}

// GetFlightInfoCrossReference announces keys between two tables.
func (s *Server) GetFlightInfoCrossReference(_ context.Context, _ flightsql.CrossTableRef, d *flight.FlightDescriptor) (*flight.FlightInfo, error) {
	return itself(d, schema_ref.CrossReference)
}

// DoGetCrossReference lists none.
func (s *Server) DoGetCrossReference(context.Context, flightsql.CrossTableRef) (*arrow.Schema, <-chan flight.StreamChunk, error) {
	return rowsOf(schema_ref.CrossReference)
}
