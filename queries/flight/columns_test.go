package flight

import (
	"context"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/flight"
	"github.com/apache/arrow/go/v17/arrow/flight/flightsql"
	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/queries/reader"
)

// TestColumnsAreDescribed holds that an answer's columns come with their digits,
// in what announces them, in a prepared statement and in the stream alike.
func TestColumnsAreDescribed(t *testing.T) {
	c := client(t, serve(t, nil, nil, reader.Limits{}))
	ctx := context.Background()
	const text = "select 1.50::decimal(9, 2) as price, 'a' as name, 7 as n"
	info, err := c.Execute(ctx, text)
	if err != nil {
		t.Fatal(err)
	}
	announced, err := flight.DeserializeSchema(info.Schema, nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []map[string]string
	for _, field := range announced.Fields() {
		got = append(got, field.Metadata.ToMap())
	}
	is := func(sensitive string, more ...string) map[string]string {
		all := map[string]string{
			flightsql.IsReadOnlyKey: "1", flightsql.IsSearchableKey: "1", flightsql.IsAutoIncrementKey: "0", flightsql.IsCaseSensitiveKey: sensitive,
		}
		for i := 0; i < len(more); i += 2 {
			all[more[i]] = more[i+1]
		}
		return all
	}
	want := []map[string]string{is("0", flightsql.PrecisionKey, "9", flightsql.ScaleKey, "2"), is("1"), is("0", flightsql.PrecisionKey, "10", flightsql.ScaleKey, "0")}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	rows, err := c.DoGet(ctx, info.Endpoint[0].Ticket)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Release()
	prepared, err := c.Prepare(ctx, text)
	if err != nil {
		t.Fatal(err)
	}
	for what, other := range map[string]*arrow.Schema{"stream": rows.Schema(), "prepared": prepared.DatasetSchema()} {
		if !other.Equal(announced) {
			t.Errorf("%s: %s", what, other)
		}
	}
	for rows.Next() {
	}
	if err := prepared.Close(ctx); err != nil {
		t.Error(err)
	}
}
