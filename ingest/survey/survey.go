// Package survey reads the answers of surveys, and reviews, from files: CSV and
// TSV of any dialect, XLSX, JSON, JSON lines and Parquet.
//
// Settings say what the columns of a file mean; every row becomes one item with
// the ratings and the words of one answer, tied by their response id. It reads
// a file as a stream and holds one row of it, XLSX as far as its library allows
// (see xlsx.go). A cell that is no score rejects that rating and the rest of
// the row is kept; a row without a time that can be read, or that is damaged, is
// rejected as a whole; a column that the file lacks ends the file. Read again,
// a file gives the same items with the same ids, in another order of rows or
// columns too.
package survey

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
)

// format opens the files of one source.
type format struct {
	settings  Settings
	clock     clock
	charset   charset
	delimiter []byte
}

// New makes a Format of settings. Times that name no zone are read in zone,
// unless the settings name another. The error is what Check would report.
func New(s Settings, zone *time.Location) (ingest.Format, error) {
	var problems []error
	s.Check(func(path, message, hint string) {
		problems = append(problems, fmt.Errorf("%s: %s", path, message))
	})
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	f := &format{settings: s}
	var err error
	if f.clock, err = newClock(s.Time, zone); err != nil {
		return nil, err
	}
	if f.charset, err = newCharset(s.Encoding); err != nil {
		return nil, err
	}
	f.delimiter, err = delimiter(s.Delimiter)
	return f, err
}

// Open begins to read a file. Its errors name it: a file that is empty, all
// zeros or cut off, or that lacks a column the settings ask for.
func (f *format) Open(path string) (ingest.Reader, error) {
	r := &reader{name: filepath.Base(path)}
	var err error
	if r.table, err = f.table(path); err != nil {
		return nil, r.named(err)
	}
	when := f.clock
	if dated, ok := r.table.(interface{ epoch() float64 }); ok {
		when.epoch = dated.epoch()
	}
	if r.mapping, err = newMapping(f.settings, when, r.table.columns()); err != nil {
		return nil, errors.Join(r.named(err), r.table.Close())
	}
	return r, nil
}

// table is a file as rows under columns, whatever it is written in.
type table interface {
	columns() []column
	next() (row, error) // io.EOF after the last row
	io.Closer
}

func (f *format) table(path string) (table, error) {
	kind := f.settings.Format
	if kind == "" || kind == "auto" {
		kind = kindOf(path)
	}
	switch kind {
	case "csv":
		return openDelimited(path, f, f.delimiter)
	case "tsv":
		if f.delimiter != nil {
			return openDelimited(path, f, f.delimiter)
		}
		return openDelimited(path, f, []byte("\t"))
	case "xlsx":
		return openSheet(path, f.settings)
	case "json":
		return openJSON(path, f.charset, f.settings.Keys, arrayAt(f.settings.Records))
	case "jsonl":
		return openJSON(path, f.charset, f.settings.Keys, lineByLine)
	case "parquet":
		return openParquet(path)
	}
	return nil, errors.New("what this is does not show from its name: set format to csv, tsv, xlsx, json, jsonl or parquet")
}

// kindOf goes by the ending of a file's name, .gz aside.
func kindOf(path string) string {
	name := strings.TrimSuffix(strings.ToLower(path), ".gz")
	switch strings.TrimPrefix(filepath.Ext(name), ".") {
	case "csv", "txt":
		return "csv"
	case "tsv", "tab":
		return "tsv"
	case "xlsx", "xlsm":
		return "xlsx"
	case "json":
		return "json"
	case "jsonl", "ndjson":
		return "jsonl"
	case "parquet", "pq":
		return "parquet"
	}
	return ""
}
