package config

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	maxTable    = 64 << 20 // bytes of a table that people write
	maxProblems = 1000     // of one table: what follows is rarely another mistake
)

// table reads a CSV file by the names of its columns and collects what is wrong
// with it. Commas, semicolons and tabs separate, whichever the header has.
type table struct {
	file     string
	csv      *csv.Reader
	columns  map[string]int
	row      []string
	problems Problems
}

// readTable calls row for each data row of the file at path, with the table
// standing on it, and returns the problems found, in order.
func readTable(path string, required, optional []string, row func(*table)) error {
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(path), cause(err))
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(path), cause(err))
	}
	if !info.Mode().IsRegular() || info.Size() > maxTable {
		return Problems{{File: filepath.Base(path), Message: fmt.Sprintf("not a file of at most %d MB", maxTable>>20), Hint: "split the table or check the path"}}
	}
	t := &table{file: filepath.Base(path), csv: newCSV(file)}
	if t.header(required, optional) {
		for t.next() {
			row(t)
		}
	}
	return t.problems.err()
}

func newCSV(file io.Reader) *csv.Reader {
	buffered := bufio.NewReader(file)
	if start, _ := buffered.Peek(3); string(start) == "\ufeff" {
		_, _ = buffered.Discard(3) // spreadsheets write one
	}
	start, _ := buffered.Peek(4096)
	first, _, _ := bytes.Cut(start, []byte("\n"))
	reader := csv.NewReader(buffered)
	reader.FieldsPerRecord = -1
	switch {
	case bytes.ContainsRune(first, ','):
	case bytes.ContainsRune(first, ';'):
		reader.Comma = ';'
	case bytes.ContainsRune(first, '\t'):
		reader.Comma = '\t'
	}
	return reader
}

// header reads the first row. The required columns must be there, and no
// column that is neither required nor optional.
func (t *table) header(required, optional []string) bool {
	row, err := t.csv.Read()
	if err != nil {
		t.note(1, 0, "no header row", "the first row names the columns: "+strings.Join(required, ","))
		return false
	}
	known := slices.Concat(required, optional)
	t.columns = map[string]int{}
	for i, cell := range row {
		name := strings.ToLower(strings.TrimSpace(cell))
		line, column := t.place(row, i)
		switch _, twice := t.columns[name]; {
		case !utf8.ValidString(cell):
			t.note(line, column, "a column name that is not UTF-8", "save the file as UTF-8")
			return false
		case twice:
			t.note(line, column, fmt.Sprintf("the column %q is here twice", shorten(name)), "take one out")
		case !slices.Contains(known, name):
			t.note(line, column, fmt.Sprintf("unknown column %q", shorten(name)), suggest(name, known))
		}
		t.columns[name] = i
	}
	for _, name := range required {
		if _, there := t.columns[name]; !there {
			t.note(1, 1, fmt.Sprintf("missing column %q", name), "the columns are "+strings.Join(known, ","))
		}
	}
	return len(t.problems) == 0
}

// next goes to the next row that can be read; false at the end.
func (t *table) next() bool {
	for len(t.problems) < maxProblems {
		row, err := t.csv.Read()
		var bad *csv.ParseError
		switch {
		case err == nil && slices.ContainsFunc(row, func(cell string) bool { return !utf8.ValidString(cell) }):
			t.note(t.line(), 0, "this is not UTF-8", "save the file as UTF-8")
		case err == nil && len(row) > len(t.columns):
			t.note(t.line(), 0, fmt.Sprintf("%d cells where the header has %d", len(row), len(t.columns)), "a cell that holds the separator needs double quotes")
		case err == nil:
			t.row = row
			return true
		case errors.As(err, &bad):
			t.note(bad.StartLine, 0, "a double quote that does not fit", "quote the whole cell and double the quotes within it")
		default:
			if !errors.Is(err, io.EOF) {
				t.note(0, 0, cause(err).Error(), "")
			}
			return false
		}
	}
	t.note(0, 0, fmt.Sprintf("more than %d problems: the rest was not read", maxProblems), "")
	return false
}

// line is where the row begins.
func (t *table) line() int {
	line, _ := t.csv.FieldPos(0)
	return line
}

// place is where the row's i-th cell begins. The reader counts bytes: what the
// cells before it on the line have more of them than characters is taken off.
func (t *table) place(row []string, i int) (line, column int) {
	line, column = t.csv.FieldPos(i)
	for j, cell := range row[:i] {
		start, _ := t.csv.FieldPos(j)
		breaks := strings.Count(cell, "\n")
		if start+breaks == line {
			last := cell[strings.LastIndexByte(cell, '\n')+1:]
			column -= len(last) - utf8.RuneCountInString(last)
		}
	}
	return line, column
}

// cell is the row's text in the column, without spaces around it; "" where the
// file has no such column or the row ends before it.
func (t *table) cell(column string) string {
	i, there := t.columns[column]
	if !there || i >= len(t.row) {
		return ""
	}
	return strings.TrimSpace(t.row[i])
}

// problem is about the row's cell in the column.
func (t *table) problem(column, message, hint string) {
	line, place := t.line(), 0
	if i := t.columns[column]; i < len(t.row) {
		line, place = t.place(t.row, i)
	}
	t.note(line, place, message, hint)
}

func (t *table) note(line, column int, message, hint string) {
	t.problems = append(t.problems, Problem{File: t.file, Line: line, Column: column, Message: message, Hint: hint})
}

// quoted is what a cell is and its text, unless that may be somebody's sentence.
func quoted(what, text string) string {
	if utf8.RuneCountInString(text) > 20 {
		return what
	}
	return fmt.Sprintf("%s %q", what, text)
}
