package flight

import (
	"context"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/flight/flightsql"

	"github.com/earshot/earshot/queries/reader"
)

// TestEveryNumberHasAnAnswer asks for each that the protocol knows: the JDBC
// driver reads them all at once and breaks off where one is missing.
func TestEveryNumberHasAnAnswer(t *testing.T) {
	c := client(t, serve(t, nil, nil, reader.Limits{}))
	ctx := context.Background()
	var each []flightsql.SqlInfo
	for _, span := range [][2]int{{0, 10}, {100, 101}, {500, 576}} { // the server, its timeouts, SQL
		for id := span[0]; id <= span[1]; id++ {
			each = append(each, flightsql.SqlInfo(id))
		}
	}
	info, err := c.GetSqlInfo(ctx, each)
	if got := fetch(t, c, info, err); strings.Count(got, "\n")+1 != len(each) {
		t.Errorf("%d numbers, answers:\n%s", len(each), got)
	}
	info, err = c.GetSqlInfo(ctx, nil)
	if got := fetch(t, c, info, err); strings.Count(got, "\n")+1 < len(each) || strings.Contains(got, "null") {
		t.Error(got)
	}
}

// TestNamedFunctionsExist holds that what is announced can be called.
func TestNamedFunctionsExist(t *testing.T) {
	c := client(t, serve(t, nil, nil, reader.Limits{}))
	for id, list := range ofStatements() {
		names, isList := list.([]string)
		if !isList || id == flightsql.SqlInfoKeywords {
			continue
		}
		for _, name := range names {
			info, err := c.Execute(context.Background(), "select count(*) > 0 from duckdb_functions() where function_name = '"+name+"'")
			if got := fetch(t, c, info, err); got != "true" {
				t.Errorf("%s: %s", name, got)
			}
		}
	}
}
