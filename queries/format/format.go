// Package format writes an answer as people and programs take it: a table for
// the terminal, CSV, JSON, Markdown, Parquet, Arrow or a workbook.
//
// Null is told from the empty text in every format: NULL in tables, null in
// JSON, an empty cell against "" in CSV. Whole numbers and decimals of any size
// keep all their digits; moments are UTC. No format lets a control character
// reach a terminal but CSV, whose bytes are the data's: see Terminal.
package format

import (
	"fmt"
	"io"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"github.com/earshot/earshot/queries/reader"
)

// Kind is a format's name, as people write it.
type Kind string

// The formats there are.
const (
	Table    Kind = "table"    // aligned columns, for reading
	Lines    Kind = "lines"    // a line for each column of each row, for wide rows
	CSV      Kind = "csv"      // RFC 4180, safe to open in a spreadsheet
	JSON     Kind = "json"     // an array of objects
	JSONL    Kind = "jsonl"    // an object a line
	Markdown Kind = "markdown" // a table of GitHub's kind
	Parquet  Kind = "parquet"  // with the columns' types
	Arrow    Kind = "arrow"    // IPC file (Feather 2)
	XLSX     Kind = "xlsx"     // a workbook with one sheet
)

// Kinds are all formats, the ones for reading first.
func Kinds() []Kind {
	return []Kind{Table, Lines, CSV, JSON, JSONL, Markdown, Parquet, Arrow, XLSX}
}

// Named is the format of that name, or by the ending of a file's name.
func Named(name string) (Kind, error) {
	var all []string
	for _, k := range Kinds() {
		if strings.EqualFold(name, string(k)) {
			return k, nil
		}
		all = append(all, string(k))
	}
	for ending, k := range map[string]Kind{"md": Markdown, "ndjson": JSONL, "txt": Table, "feather": Arrow, "excel": XLSX} {
		if strings.EqualFold(name, ending) {
			return k, nil
		}
	}
	return "", fmt.Errorf("format %q is not known: %s", name, strings.Join(all, ", "))
}

// Binary says whether the format is no text, and so nothing for a terminal.
func (k Kind) Binary() bool { return k == Parquet || k == Arrow || k == XLSX }

// ContentType is the format's media type, as a web server says it.
func (k Kind) ContentType() string {
	switch k {
	case CSV:
		return "text/csv; charset=utf-8; header=present"
	case JSON:
		return "application/json"
	case JSONL:
		return "application/x-ndjson"
	case Markdown:
		return "text/markdown; charset=utf-8"
	case Parquet:
		return "application/vnd.apache.parquet"
	case Arrow:
		return "application/vnd.apache.arrow.file"
	case XLSX:
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return "text/plain; charset=utf-8"
}

// Ending is what a file of the format is called by, without the dot.
func (k Kind) Ending() string {
	switch k {
	case Table, Lines:
		return "txt"
	case Markdown:
		return "md"
	}
	return string(k)
}

// Write writes the whole answer.
func Write(w io.Writer, kind Kind, answer reader.Answer) error {
	_, err := write(w, kind, answer.Records, 0)
	return err
}

// Show is Write for a terminal of that width: a table's texts are cut to fit
// it. 0: nothing is cut. It gives the number of rows.
func Show(w io.Writer, kind Kind, answer reader.Answer, width int) (int64, error) {
	return write(w, kind, answer.Records, width)
}

func write(w io.Writer, kind Kind, records array.RecordReader, width int) (int64, error) {
	to, err := begin(w, kind, records.Schema(), width)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", kind, err)
	}
	var rows int64
	for records.Next() {
		if err := to.record(records.Record()); err != nil {
			return rows, fmt.Errorf("%s: %w", kind, err)
		}
		rows += records.Record().NumRows()
	}
	if err := records.Err(); err != nil {
		return rows, err
	}
	if err := to.end(); err != nil {
		return rows, fmt.Errorf("%s: %w", kind, err)
	}
	return rows, nil
}

// writer takes an answer's records in their turn.
type writer interface {
	record(arrow.Record) error
	end() error
}

func begin(w io.Writer, kind Kind, schema *arrow.Schema, width int) (writer, error) {
	switch kind {
	case Table:
		return &table{to: w, schema: schema, width: width}, nil
	case Lines:
		return &lines{to: w, names: names(schema)}, nil
	case CSV:
		return newCSV(w, schema)
	case JSON, JSONL:
		return &objects{to: w, names: unlike(schema), array: kind == JSON}, nil
	case Markdown:
		return newMarkdown(w, schema)
	case Parquet:
		return newParquet(w, schema)
	case Arrow:
		return newArrow(w, schema)
	case XLSX:
		return newBook(w, schema)
	}
	return nil, fmt.Errorf("not known: %v", Kinds())
}

// names are the columns' names.
func names(schema *arrow.Schema) []string {
	all := make([]string, schema.NumFields())
	for i := range all {
		all[i] = schema.Field(i).Name
	}
	return all
}

// unlike are the names made different where two are the same: a, a_2, a_3.
func unlike(schema *arrow.Schema) []string {
	all := names(schema)
	taken, used := map[string]bool{}, map[string]bool{}
	for _, name := range all {
		taken[name] = true
	}
	for i, name := range all {
		for n := 2; used[all[i]] || all[i] != name && taken[all[i]]; n++ {
			all[i] = fmt.Sprintf("%s_%d", name, n)
		}
		used[all[i]] = true
	}
	return all
}
