package reader

import (
	"encoding/json"
	"strconv"
	"strings"
)

// walk goes through a statement's tree and stops at what is not let through.
type walk struct {
	text   string
	own    map[string]bool
	params map[string]bool // found
}

func (w *walk) into(node any) error {
	switch n := node.(type) {
	case map[string]any:
		if err := w.check(n); err != nil {
			return err
		}
		for _, child := range n {
			if err := w.into(child); err != nil {
				return err
			}
		}
	case []any:
		for _, child := range n {
			if err := w.into(child); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *walk) check(n map[string]any) error {
	name := func(key string) string { s, _ := n[key].(string); return strings.ToLower(s) }
	switch {
	case n["type"] == "TABLE_FUNCTION":
		called, _ := n["function"].(map[string]any)
		f, _ := called["function_name"].(string)
		if f = strings.ToLower(f); !tableFunctions[f] && !w.own[f] {
			return w.refuse(n, "the table function "+f+" is not let through: published tables, range, generate_series and unnest are")
		}
	case n["class"] == "FUNCTION" && refusedFunctions[name("function_name")] != "":
		return w.refuse(n, "the function "+name("function_name")+" is not let through: it "+refusedFunctions[name("function_name")])
	case n["class"] == "PARAMETER":
		name, _ := n["identifier"].(string)
		w.params[name] = true
	case n["type"] == "BASE_TABLE" && refusedTables[name("table_name")]:
		return w.refuse(n, name("table_name")+toldOfMachine)
	case n["type"] == "SHOW_REF" && refusedTables[lastName(name("table_name"))]:
		return w.refuse(n, lastName(name("table_name"))+toldOfMachine)
	}
	return nil
}

const toldOfMachine = " is not let through: it tells of this machine, not of what was published"

// lastName is the table of a name with its schema before it, which DESCRIBE and
// SUMMARIZE keep as one text, with quotes where they were needed.
func lastName(name string) string {
	name = strings.ReplaceAll(name, `"`, "")
	return name[strings.LastIndexByte(name, '.')+1:]
}

func (w *walk) refuse(n map[string]any, reason string) error {
	number, _ := n["query_location"].(json.Number)
	offset, err := strconv.ParseInt(number.String(), 10, 64)
	if err != nil { // DuckDB writes its largest number where it does not know
		return &Refused{Reason: reason}
	}
	line, column := lineAt(w.text, int(offset))
	return &Refused{reason, line, column}
}

// tableFunctions are those of DuckDB 1.1.2 that read the catalog or nothing.
// Left out are those that read files, run text or tell of the machine.
var tableFunctions = names(`
	range generate_series unnest repeat_row
	duckdb_tables duckdb_columns duckdb_views duckdb_functions duckdb_types duckdb_schemas duckdb_constraints
	duckdb_keywords pragma_table_info pragma_show pragma_version pragma_collations`)

// refusedTables are views of settings and paths.
var refusedTables = names(`duckdb_databases pragma_database_list duckdb_settings duckdb_secrets pg_settings`)

// refusedFunctions are the scalar functions that do more than compute, and why.
var refusedFunctions = because(map[string]string{
	"tells of this machine or its settings":        "getenv current_setting getvariable which_secret duckdb_secrets",
	"changes what later questions see":             "setseed nextval currval txid_current set_config",
	"runs text as SQL":                             "json_execute_serialized_sql json_deserialize_sql json_serialize_plan json_serialize_sql query query_table",
	"cannot be bounded on deeply nested documents": "json_structure json_group_structure json_merge_patch json_contains",
	"shows how the engine stores rows":             "stats vector_type create_sort_key",
})

func names(list string) map[string]bool {
	set := map[string]bool{}
	for _, name := range strings.Fields(list) {
		set[name] = true
	}
	return set
}

func because(reasons map[string]string) map[string]string {
	byName := map[string]string{}
	for reason, list := range reasons {
		for name := range names(list) {
			byName[name] = reason
		}
	}
	return byName
}
