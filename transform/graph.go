package transform

import (
	"context"
	"encoding/json"
	"fmt"
	"sort"
	"strings"

	"github.com/earshot/earshot/internal/warehouse"
)

// inputs reads off a SELECT's own syntax tree which tables it reads.
func inputs(ctx context.Context, db *warehouse.DB, query string) ([]string, error) {
	var text string
	if err := db.Row(ctx, "select cast(json_serialize_sql(cast(? as varchar)) as varchar)", []any{query}, &text); err != nil {
		return nil, err
	}
	var tree struct {
		Error      bool   `json:"error"`
		Message    string `json:"error_message"`
		Statements []any  `json:"statements"`
	}
	if err := json.Unmarshal([]byte(text), &tree); err != nil {
		return nil, err
	}
	if tree.Error {
		return nil, fmt.Errorf("%s", tree.Message)
	}
	if len(tree.Statements) != 1 {
		return nil, fmt.Errorf("%d statements where one SELECT is wanted", len(tree.Statements))
	}
	tables, ctes := map[string]bool{}, map[string]bool{}
	collect(tree.Statements, tables, ctes)
	var list []string
	for name := range tables {
		if !ctes[name] {
			list = append(list, name)
		}
	}
	sort.Strings(list)
	return list, nil
}

// collect walks the tree for BASE_TABLE nodes and the names of CTEs.
func collect(node any, tables, ctes map[string]bool) {
	switch n := node.(type) {
	case []any:
		for _, child := range n {
			collect(child, tables, ctes)
		}
	case map[string]any:
		if n["type"] == "BASE_TABLE" {
			name, _ := n["table_name"].(string)
			if schema, _ := n["schema_name"].(string); schema != "" {
				name = schema + "." + name
			}
			tables[name] = true
		}
		if ctemap, ok := n["cte_map"].(map[string]any); ok {
			entries, _ := ctemap["map"].([]any)
			for _, entry := range entries {
				if e, ok := entry.(map[string]any); ok {
					name, _ := e["key"].(string)
					ctes[name] = true
				}
			}
		}
		for _, child := range n {
			collect(child, tables, ctes)
		}
	}
}

// sortModels orders models so that each comes after what it reads. The tables
// of after stand for a step between models: what reads the table waits for the
// models that the step reads.
func sortModels(models []Model, after map[string][]string) ([]Model, error) {
	byName := map[string]Model{}
	for _, m := range models {
		byName[m.Name] = m
	}
	var order []Model
	state := map[string]int{} // 1: on the way, 2: done
	var visit func(m Model, path []string) error
	visit = func(m Model, path []string) error {
		path = append(path, m.Name)
		if state[m.Name] == 2 {
			return nil
		}
		if state[m.Name] == 1 {
			return fmt.Errorf("models read each other in a circle: %s", strings.Join(path, " -> "))
		}
		state[m.Name] = 1
		for _, input := range m.Inputs {
			for _, name := range append([]string{input}, after[input]...) {
				if next, ok := byName[name]; ok {
					if err := visit(next, path); err != nil {
						return err
					}
				}
			}
		}
		state[m.Name] = 2
		order = append(order, m)
		return nil
	}
	for _, m := range models {
		if err := visit(m, nil); err != nil {
			return nil, err
		}
	}
	return order, nil
}

// missing names the inputs that are neither models nor tables of the warehouse.
func missing(models []Model) error {
	known := map[string]bool{}
	for _, m := range models {
		known[m.Name] = true
	}
	for _, m := range models {
		for _, input := range m.Inputs {
			schema, _, qualified := strings.Cut(input, ".")
			if qualified && (schema == "landing" || schema == "lookup" || schema == "ops") || known[input] {
				continue
			}
			return fmt.Errorf("model %s: reads %s, which is no model and no table of landing, lookup or ops", m.Name, input)
		}
	}
	return nil
}
