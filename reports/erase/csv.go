package erase

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// CSV gives a file without the words, and whether any stood there. The lines
// that had none are as they were.
func (w *Words) CSV(content []byte) ([]byte, bool, error) {
	reader := csv.NewReader(bytes.NewReader(content))
	reader.ReuseRecord = true
	var out bytes.Buffer
	var columns []string
	id, changed := -1, false
	for {
		from := reader.InputOffset()
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return out.Bytes(), changed, nil
		}
		if err != nil {
			return nil, false, fmt.Errorf("csv: %w", err)
		}
		if columns == nil {
			columns = slices.Clone(record)
			id = slices.Index(columns, "feedback_id")
		} else if w.row(record, columns, id) {
			changed = true
			writeRecord(&out, record)
			continue
		}
		out.Write(content[from:reader.InputOffset()])
	}
}

// row takes the words out of a row.
func (w *Words) row(record, columns []string, id int) (changed bool) {
	own := false
	if id >= 0 {
		n, err := strconv.ParseInt(record[id], 10, 64)
		own = err == nil && w.ids[n]
	}
	for i, cell := range record {
		if text, found := w.cell(cell, columns[i], own); found {
			record[i], changed = text, true
		}
	}
	return changed
}

// cell is what becomes of a cell; own says that its row is of one of the records.
func (w *Words) cell(cell, column string, own bool) (string, bool) {
	if own && spoken(column) {
		return Gone, cell != Gone && cell != ""
	}
	return w.Text(cell)
}

func writeRecord(out *bytes.Buffer, record []string) {
	for i, cell := range record {
		if i > 0 {
			out.WriteByte(',')
		}
		if strings.ContainsAny(cell, ",\"\r\n") || cell != strings.TrimSpace(cell) {
			cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
		}
		out.WriteString(cell)
	}
	out.WriteString("\r\n")
}
