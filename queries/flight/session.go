package flight

import (
	"context"

	"github.com/apache/arrow/go/v17/arrow/flight"
)

// There are no sessions: each call says who it is of. The one catalog and the one
// schema may be set all the same, since tools do when they connect.

// SetSessionOptions takes the catalog and the schema that there are, and tells of
// each other option that it is not known or not so.
func (s *Server) SetSessionOptions(_ context.Context, r *flight.SetSessionOptionsRequest) (*flight.SetSessionOptionsResult, error) {
	result := &flight.SetSessionOptionsResult{Errors: map[string]*flight.SetSessionOptionsResultError{}}
	there := options()
	for name, option := range r.GetSessionOptions() {
		switch is, known := there[name]; {
		case !known:
			result.Errors[name] = &flight.SetSessionOptionsResultError{Value: flight.SetSessionOptionsResultErrorInvalidName}
		case option.GetStringValue() != is && option.GetStringValue() != "":
			result.Errors[name] = &flight.SetSessionOptionsResultError{Value: flight.SetSessionOptionsResultErrorInvalidValue}
		}
	}
	return result, nil
}

func options() map[string]string {
	return map[string]string{"catalog": catalogName, "schema": schemaName}
}

// GetSessionOptions tells the catalog and the schema.
func (s *Server) GetSessionOptions(context.Context, *flight.GetSessionOptionsRequest) (*flight.GetSessionOptionsResult, error) {
	all, err := flight.NewSessionOptionValues(map[string]any{"catalog": catalogName, "schema": schemaName})
	return &flight.GetSessionOptionsResult{SessionOptions: all}, err
}

// CloseSession has nothing to close.
func (s *Server) CloseSession(context.Context, *flight.CloseSessionRequest) (*flight.CloseSessionResult, error) {
	return &flight.CloseSessionResult{Status: flight.CloseSessionResultClosed}, nil
}
