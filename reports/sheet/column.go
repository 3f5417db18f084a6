package sheet

import (
	"database/sql"
	"fmt"
	"strings"
)

// kind is what the cells of a column are.
type kind int

const (
	textKind kind = iota
	wholeKind
	numberKind
	truthKind
	dateKind
	momentKind
)

// column is one column of a result.
type column struct {
	name string
	kind kind
}

// columnsOf reads the columns of a result and what their cells are.
func columnsOf(found *sql.Rows) ([]column, error) {
	types, err := found.ColumnTypes()
	if err != nil {
		return nil, err
	}
	var all []column
	for _, t := range types {
		k, err := kindOf(t.DatabaseTypeName())
		if err != nil {
			return nil, fmt.Errorf("column %s: %w", t.Name(), err)
		}
		all = append(all, column{t.Name(), k})
	}
	return all, nil
}

func kindOf(database string) (kind, error) {
	switch database {
	case "VARCHAR":
		return textKind, nil
	case "BIGINT", "INTEGER", "SMALLINT":
		return wholeKind, nil
	case "DOUBLE", "FLOAT":
		return numberKind, nil
	case "BOOLEAN":
		return truthKind, nil
	case "DATE":
		return dateKind, nil
	}
	if strings.HasPrefix(database, "TIMESTAMP") {
		return momentKind, nil
	}
	return 0, fmt.Errorf("a value of type %s: cast it in the query", database)
}

// names are the columns' names.
func names(columns []column) []string {
	var all []string
	for _, c := range columns {
		all = append(all, c.name)
	}
	return all
}

// dates says which of the columns are dates.
func dates(columns []column) []bool {
	var all []bool
	for _, c := range columns {
		all = append(all, c.kind == dateKind)
	}
	return all
}
