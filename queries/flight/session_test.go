package flight

import (
	"context"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/flight"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/earshot/earshot/queries/reader"
)

// TestSessionOptions sets the catalog as the JDBC driver does when its URL names
// one: without an answer it would not connect.
func TestSessionOptions(t *testing.T) {
	c, err := flight.NewClientWithMiddleware(serve(t, nil, nil, reader.Limits{}), nil, nil, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ctx := context.Background()
	for _, is := range []struct {
		name, value string
		want        string
	}{
		{"catalog", "earshot", "UNSPECIFIED"},
		{"schema", "main", "UNSPECIFIED"},
		{"catalog", "other", "INVALID_VALUE"},
		{"threads", "1", "INVALID_NAME"},
	} {
		options, err := flight.NewSessionOptionValues(map[string]any{is.name: is.value})
		if err != nil {
			t.Fatal(err)
		}
		result, err := c.SetSessionOptions(ctx, &flight.SetSessionOptionsRequest{SessionOptions: options})
		if err != nil || result.GetErrors()[is.name].GetValue().String() != is.want {
			t.Errorf("%s = %s: %v, %v", is.name, is.value, result, err)
		}
	}
	there, err := c.GetSessionOptions(ctx, &flight.GetSessionOptionsRequest{})
	if err != nil || there.GetSessionOptions()["catalog"].GetStringValue() != "earshot" {
		t.Error(there, err)
	}
	if closed, err := c.CloseSession(ctx, &flight.CloseSessionRequest{}); err != nil || closed.GetStatus() != flight.CloseSessionResultClosed {
		t.Error(closed, err)
	}
}
