package flight

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/flight"
	"github.com/apache/arrow/go/v17/arrow/flight/flightsql"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/earshot/earshot/queries/reader"
)

// TestGoBindsValues asks by arrow's driver for Go's database/sql, which binds
// nothing but what was announced.
func TestGoBindsValues(t *testing.T) {
	db := open(t, "flightsql://"+serve(t, nil, nil, reader.Limits{}))
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for text, c := range map[string]struct {
		values []any
		want   string
	}{
		"select body from feedback where feedback_id = ?":                                 {[]any{7}, "words 7"},
		"select count(*) from feedback where feedback_id * 1.5 > ?":                       {[]any{6.1}, "5"},
		"select feedback_id from feedback where body = ?":                                 {[]any{"words 3"}, "3"},
		"select count(*) from feedback where (feedback_id > 4) = ?":                       {[]any{true}, "5"},
		"select count(*) from feedback where occurred_on = ? and occurred_on <= ?":        {[]any{"2026-01-01", time.Date(2026, 1, 1, 9, 30, 0, 0, time.UTC).Format(time.DateTime)}, "10"},
		"select count(*) from feedback where cast(occurred_on as timestamp) < ? limit ?":  {[]any{time.Date(2026, 1, 1, 9, 30, 0, 0, time.UTC).Format(time.RFC3339), 1}, "10"},
		"select cast(? as varchar) || feedback_id from feedback where feedback_id in (?)": {[]any{"x'; drop table feedback; --", 3}, "x'; drop table feedback; --3"},
	} {
		statement, err := db.PrepareContext(ctx, text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		var got any
		if err := statement.QueryRowContext(ctx, c.values...).Scan(&got); err != nil || fmt.Sprint(got) != c.want {
			t.Errorf("%s: %v, %v", text, got, err)
		}
		if err := statement.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestParametersAreAnnounced holds what other clients than Go's are told.
func TestParametersAreAnnounced(t *testing.T) {
	c := client(t, serve(t, nil, nil, reader.Limits{}), grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithUserAgent("grpc-java-netty/1.71"))
	ctx := context.Background()
	for text, want := range map[string]string{
		"select 1 from feedback where feedback_id = ? and body = ? and occurred_on > ? and $4": "1 int64, 2 utf8, 3 date32, 4 bool",
		"select cast(? as timestamp), cast(? as time), cast(? as blob), cast(? as double), ?":  "1 timestamp[ms], 2 time32[ms], 3 binary, 4 float64, 5 utf8",
		"select $low + 1": "low int64",
	} {
		statement, err := c.Prepare(ctx, text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		var got []string
		for _, field := range statement.ParameterSchema().Fields() {
			got = append(got, field.Name+" "+field.Type.String())
		}
		if diff := cmp.Diff(want, strings.Join(got, ", ")); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
		if err := statement.Close(ctx); err != nil {
			t.Error(err)
		}
	}
}

// TestEveryScalarIsBound binds a value of each Arrow type, written as JSON, to a
// statement that shows what became of it; what was announced and what is streamed
// have the same columns.
func TestEveryScalarIsBound(t *testing.T) {
	c := client(t, serve(t, nil, nil, reader.Limits{}))
	for _, is := range []struct {
		text, value string
		kind        arrow.DataType
		want        string // of the column's type and its value
	}{
		{"select ? as v", `[true]`, arrow.FixedWidthTypes.Boolean, "bool true"},
		{"select ? as v", `[-7]`, arrow.PrimitiveTypes.Int8, "int64 -7"},
		{"select ? as v", `[7]`, arrow.PrimitiveTypes.Uint64, "int64 7"},
		{"select ? as v", `[1.5]`, arrow.FixedWidthTypes.Float16, "float64 1.5"},
		{"select ? as v", `[null]`, arrow.PrimitiveTypes.Int64, "int32 (null)"},
		{"select ? as v", `[null]`, arrow.Null, "int32 (null)"},
		{"select ? as v", `["a"]`, arrow.BinaryTypes.LargeString, "utf8 a"},
		{"select ? as v", `["2026-01-31"]`, arrow.FixedWidthTypes.Date32, "timestamp[us] 2026-01-31 00:00:00Z"},
		{"select cast(? as date) as v", `["2026-01-31"]`, arrow.BinaryTypes.String, "date32 2026-01-31"},
		{"select cast(? as time) as v", `["09:30:01.5"]`, arrow.FixedWidthTypes.Time64us, "time64[us] 09:30:01.500000"},
		{"select cast(? as timestamp) as v", `["2026-01-31 09:30:01"]`, arrow.FixedWidthTypes.Timestamp_ns, "timestamp[us] 2026-01-31 09:30:01Z"},
		{"select cast(? as blob) as v", `["YWI="]`, arrow.BinaryTypes.LargeBinary, "binary YWI="},
		{"select cast(? as blob) as v", `["YWI="]`, &arrow.FixedSizeBinaryType{ByteWidth: 2}, "binary YWI="},
		{"select cast(? as interval) = interval 90 second as v", `[90]`, arrow.FixedWidthTypes.Duration_s, "bool true"},
		{"select cast(? as interval) = interval 3 month as v", `[{"months": 3}]`, arrow.FixedWidthTypes.MonthInterval, "bool true"},
		{"select cast(? as decimal(9, 2)) as v", `["1.50"]`, &arrow.Decimal128Type{Precision: 9, Scale: 2}, "decimal(9, 2) 1.5"},
		{"select cast(? as decimal(9, 2)) as v", `["1.50"]`, &arrow.Decimal256Type{Precision: 50, Scale: 2}, "decimal(9, 2) 1.5"},
		{"select count(*) as v from feedback where body = ?", `[3]`, arrow.PrimitiveTypes.Int64, "int64 0"},
		{"select count(*) as v from feedback where feedback_id > ?", `["6"]`, arrow.BinaryTypes.String, "int64 3"},
		{"select count(*) as v from feedback where feedback_id > ?", `[6.5]`, arrow.PrimitiveTypes.Float64, "int64 3"},
		{"select count(*) as v from feedback where occurred_on >= ?", `["2026-01-01T00:00:00Z"]`, arrow.BinaryTypes.String, "int64 10"},
		{"select count(*) as v from feedback where feedback_id > ?", `["six"]`, arrow.BinaryTypes.String, "parameter 1: a number is wanted here"},
		{"select count(*) as v from feedback where occurred_on > ?", `["yesterday"]`, arrow.BinaryTypes.String, "parameter 1: a date such as 2026-01-31 or"},
		{"select ? as v", `[[1]]`, arrow.ListOf(arrow.PrimitiveTypes.Int64), "parameter 1: a value of type list<item: int64, nullable> cannot be bound"},
	} {
		if got := bindOne(t, c, is.text, is.kind, is.value); !strings.HasPrefix(got, is.want) {
			t.Errorf("%s with %s %s: %s", is.text, is.kind, is.value, got)
		}
	}
}

// bindOne gives the type and the value of the one column "v", or the error.
func bindOne(t *testing.T, c *flightsql.Client, text string, kind arrow.DataType, value string) string {
	t.Helper()
	ctx := context.Background()
	statement, err := c.Prepare(ctx, text)
	if err != nil {
		t.Fatal(text, err)
	}
	defer func() {
		if err := statement.Close(ctx); err != nil {
			t.Error(err)
		}
	}()
	column, _, err := array.FromJSON(memory.DefaultAllocator, kind, strings.NewReader(value))
	if err != nil {
		t.Fatal(text, err)
	}
	defer column.Release()
	values := array.NewRecord(arrow.NewSchema([]arrow.Field{{Name: "v", Type: kind, Nullable: true}}, nil), []arrow.Array{column}, 1)
	defer values.Release()
	statement.SetParameters(values)
	info, err := statement.Execute(ctx)
	if err != nil {
		_, message, _ := strings.Cut(err.Error(), "desc = ")
		return message
	}
	rows, err := c.DoGet(ctx, info.Endpoint[0].Ticket)
	if err != nil || !rows.Next() {
		t.Fatal(text, err)
	}
	defer rows.Release()
	announced, err := flight.DeserializeSchema(info.Schema, nil)
	if err != nil || !announced.Equal(rows.Schema()) {
		t.Errorf("%s: announced is %s, streamed %s: %v", text, announced, rows.Schema(), err)
	}
	got := rows.Schema().Field(0).Type.String() + " " + strings.Clone(rows.Record().Column(0).ValueStr(0))
	for rows.Next() {
	}
	return got
}
