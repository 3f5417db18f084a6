package flight

import (
	"context"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/flight"
	"github.com/apache/arrow/go/v17/arrow/flight/flightsql"
	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/queries/reader"
)

func TestCatalog(t *testing.T) {
	c := client(t, serve(t, nil, nil, reader.Limits{}))
	ctx := context.Background()
	text := func(s string) *string { return &s }
	ask := func(info *flight.FlightInfo, err error) string { t.Helper(); return fetch(t, c, info, err) }
	for name, c := range map[string]struct{ got, want string }{
		"catalogs":       {ask(c.GetCatalogs(ctx)), "earshot"},
		"schemas":        {ask(c.GetDBSchemas(ctx, &flightsql.GetDBSchemasOpts{})), "earshot|main"},
		"no schema":      {ask(c.GetDBSchemas(ctx, &flightsql.GetDBSchemasOpts{DbSchemaFilterPattern: text("x%")})), ""},
		"table types":    {ask(c.GetTableTypes(ctx)), "BASE TABLE"},
		"tables":         {ask(c.GetTables(ctx, &flightsql.GetTablesOpts{})), "earshot|main|feed_themes|BASE TABLE\nearshot|main|feedback|BASE TABLE"},
		"by pattern":     {ask(c.GetTables(ctx, &flightsql.GetTablesOpts{TableNameFilterPattern: text("feed\\_%")})), "earshot|main|feed_themes|BASE TABLE"},
		"by letter":      {ask(c.GetTables(ctx, &flightsql.GetTablesOpts{TableNameFilterPattern: text("FEED%")})), ""},
		"by type":        {ask(c.GetTables(ctx, &flightsql.GetTablesOpts{TableTypes: []string{"VIEW"}})), ""},
		"other catalog":  {ask(c.GetTables(ctx, &flightsql.GetTablesOpts{Catalog: text("x")})), ""},
		"primary keys":   {ask(c.GetPrimaryKeys(ctx, flightsql.TableRef{Table: "feedback"})), ""},
		"imported keys":  {ask(c.GetImportedKeys(ctx, flightsql.TableRef{Table: "feedback"})), ""},
		"exported keys":  {ask(c.GetExportedKeys(ctx, flightsql.TableRef{Table: "feedback"})), ""},
		"cross":          {ask(c.GetCrossReference(ctx, flightsql.TableRef{Table: "feedback"}, flightsql.TableRef{Table: "feedback"})), ""},
		"read only":      {ask(c.GetSqlInfo(ctx, []flightsql.SqlInfo{flightsql.SqlInfoFlightSqlServerReadOnly})), "3|[1,true]"},
		"type by number": {ask(c.GetXdbcTypeInfo(ctx, number(-5))), "BIGINT|-5|19|(null)|(null)|(null)|1|false|3|(null)|false|(null)|BIGINT|(null)|(null)|-5|(null)|(null)|(null)"},
	} {
		if diff := cmp.Diff(c.want, c.got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func number(n int32) *int32 { return &n }

func TestTablesHaveColumnsWithMeaning(t *testing.T) {
	c := client(t, serve(t, nil, nil, reader.Limits{}))
	info, err := c.GetTables(context.Background(), &flightsql.GetTablesOpts{IncludeSchema: true})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := c.DoGet(context.Background(), info.Endpoint[0].Ticket)
	if err != nil || !rows.Next() {
		t.Fatal(err)
	}
	defer rows.Release()
	schema, err := flight.DeserializeSchema(rows.Record().Column(4).(*array.Binary).Value(1), nil)
	if err != nil {
		t.Fatal(err)
	}
	comment, _ := schema.Metadata().GetValue("comment")
	meaning, _ := schema.Field(1).Metadata.GetValue("comment")
	kind, _ := schema.Field(0).Metadata.GetValue(flightsql.TypeNameKey)
	if comment != "One row per feedback." || meaning != "the customer's words" || kind != "BIGINT" || schema.Field(2).Type.String() != "date32" {
		t.Errorf("%q %q %q %s", comment, meaning, kind, schema)
	}
	for rows.Next() {
	}
}

func FuzzLike(f *testing.F) {
	f.Add("feed%", "feedback")
	f.Add(`a\_b`, "a_b")
	f.Fuzz(func(t *testing.T, pattern, name string) {
		like(&pattern, name)
		if all := "%"; !like(&all, name) {
			t.Errorf("%% is all, but not %q", name)
		}
	})
}
