package tracker

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator"
	graphrules "github.com/vektah/gqlparser/v2/validator/rules"
)

// linearSchema is Linear's own description of its API.
func linearSchema(t *testing.T) *ast.Schema {
	t.Helper()
	file, err := os.Open(filepath.Join(dataFolder(t), "api/linear/schema.graphql.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(unpacked)
	if err != nil {
		t.Fatal(err)
	}
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: "linear", Input: string(text)})
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// TestLinearQueries holds every query, with the variables that it is sent with,
// against the schema, and weighs it as Linear does: no query may weigh more than
// 10,000 points, and one of ours is to leave many of an hour's budget.
func TestLinearQueries(t *testing.T) {
	schema := linearSchema(t)
	check := func(name, query string, variables map[string]any) {
		t.Helper()
		document, errs := gqlparser.LoadQueryWithRules(schema, query, graphrules.NewDefaultRules())
		if errs != nil {
			t.Fatalf("%s: %v", name, errs)
		}
		encoded, err := json.Marshal(variables)
		if err != nil {
			t.Fatal(err)
		}
		sent := map[string]any{}
		if err := json.Unmarshal(encoded, &sent); err != nil {
			t.Fatal(err)
		}
		if _, err := validator.VariableValues(schema, document.Operations[0], sent); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		points := linearWeight(document.Operations[0].SelectionSet)
		t.Logf("%s: %.0f points", name, points)
		if points > 2_000 {
			t.Errorf("%s weighs %.0f points", name, points)
		}
	}
	for _, list := range []linearList{linearIssues(), linearComments(), linearRequests(), linearCycles(), linearProjects()} {
		for _, teams := range [][]string{nil, {"PAY", "APP"}} {
			check(list.name, list.query, list.variables(teams, time.Time{}, time.Time{}, ""))
			check(list.name, list.query, list.variables(teams, monday, monday.Add(time.Hour), "cursor"))
		}
	}
	check("labels", linearLabels, map[string]any{"id": "x"})
	if _, errs := gqlparser.LoadQueryWithRules(schema, `{ issues(since: 1) { nodes { number2 } } }`, graphrules.NewDefaultRules()); errs == nil {
		t.Error("a wrong query passes")
	}
}

// linearWeight: a tenth for a property, one for an object, and what a list holds
// as often as it is asked for.
func linearWeight(set ast.SelectionSet) float64 {
	points := 0.0
	for _, selection := range set {
		field, ok := selection.(*ast.Field)
		switch {
		case !ok:
		case len(field.SelectionSet) == 0:
			points += 0.1
		case field.Arguments.ForName("first") != nil:
			times := float64(linearPage)
			if n, err := strconv.Atoi(field.Arguments.ForName("first").Value.Raw); err == nil {
				times = float64(n)
			}
			points += times * linearWeight(field.SelectionSet)
		default:
			points += 1 + linearWeight(field.SelectionSet)
		}
	}
	return points
}
