package web

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"github.com/earshot/earshot/internal/durable"
)

// corrections are the rows of labels.csv: source, native_id, theme, value, by,
// and at, the time, by which the later word of one person counts.
type corrections struct {
	path string
	now  func() time.Time
}

const labelColumns = "source,native_id,theme,value,by,at\n"

// add appends a row. Whatever else stands in the file stays as it is, byte for
// byte, but that a header without the column at gets it. The file is replaced
// whole, under a lock that every writer of this page takes.
func (c corrections) add(ctx context.Context, row correction) (err error) {
	lock := flock.New(filepath.Join(filepath.Dir(c.path), "."+filepath.Base(c.path)+".lock"))
	if _, err := lock.TryLockContext(ctx, 20*time.Millisecond); err != nil {
		return fmt.Errorf("labels: %w", err)
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	text, err := c.read()
	if err != nil {
		return err
	}
	row.At = c.now().UTC()
	text, err = appended(text, row)
	if err != nil {
		return fmt.Errorf("labels: %w", err)
	}
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(c.path); err == nil {
		mode = info.Mode().Perm()
	}
	if err := durable.Replace(c.path, text, mode); err != nil {
		return fmt.Errorf("labels: %w", err)
	}
	return nil
}

func (c corrections) read() ([]byte, error) {
	text, err := os.ReadFile(c.path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(bytes.TrimSpace(text)) == 0 {
		return []byte(labelColumns), nil
	}
	if err != nil {
		return nil, fmt.Errorf("labels: %w", err)
	}
	return text, nil
}

// appended is the file with one more row, in its own separator and order of
// columns.
func appended(text []byte, row correction) ([]byte, error) {
	head, rest, _ := bytes.Cut(text, []byte("\n"))
	line, ending := strings.TrimSuffix(string(head), "\r"), "\n"
	if len(line) < len(head) {
		ending = "\r\n"
	}
	comma := separator(line)
	columns, err := columnsOf(line, comma)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(columns, "at") {
		line, columns = line+string(comma)+"at", append(columns, "at")
	}
	cells := make([]string, len(columns))
	for i, name := range columns {
		cells[i] = map[string]string{
			"source": row.Source, "native_id": row.NativeID, "theme": row.Theme, "value": row.Value(), "by": row.By, "at": row.At.Format(time.RFC3339Nano),
		}[name]
	}
	var out bytes.Buffer
	out.WriteString(line + ending)
	out.Write(rest)
	if len(rest) > 0 && !bytes.HasSuffix(rest, []byte("\n")) {
		out.WriteString(ending)
	}
	writer := csv.NewWriter(&out)
	writer.Comma, writer.UseCRLF = comma, ending == "\r\n"
	if err := writer.Write(cells); err != nil {
		return nil, err
	}
	writer.Flush()
	return out.Bytes(), writer.Error()
}

// separator is what parts the header's cells: a comma, a semicolon or a tab.
func separator(line string) rune {
	for _, comma := range []rune{',', ';', '\t'} {
		if strings.ContainsRune(line, comma) {
			return comma
		}
	}
	return ','
}

func columnsOf(line string, comma rune) ([]string, error) {
	reader := csv.NewReader(strings.NewReader(strings.TrimPrefix(line, "\ufeff")))
	reader.Comma = comma
	columns, err := reader.Read()
	if err != nil {
		return nil, errors.New("its first row cannot be read: mend it first")
	}
	for i, name := range columns {
		columns[i] = strings.ToLower(strings.TrimSpace(name))
	}
	for _, name := range []string{"source", "native_id", "theme", "value", "by"} {
		if !slices.Contains(columns, name) {
			return nil, fmt.Errorf("its first row has no column %s: mend it first", name)
		}
	}
	return columns, nil
}

// since are the corrections of a theme after a time, by source and native id:
// those that a publication of that time does not know.
func (c corrections) since(theme string, after time.Time) (map[string]correction, error) {
	text, err := c.read()
	if err != nil {
		return nil, err
	}
	head, _, _ := strings.Cut(string(text), "\n")
	comma := separator(head)
	columns, err := columnsOf(strings.TrimSuffix(head, "\r"), comma)
	if err != nil {
		return nil, nil // earshot check says what is wrong
	}
	reader := csv.NewReader(bytes.NewReader(text))
	reader.Comma, reader.FieldsPerRecord = comma, -1
	waiting := map[string]correction{}
	for {
		row, err := reader.Read()
		if err != nil {
			return waiting, nil // the end, or a mistake that earshot check tells
		}
		cell := func(name string) string {
			if i := slices.Index(columns, name); i >= 0 && i < len(row) {
				return strings.TrimSpace(row[i])
			}
			return ""
		}
		at, err := time.Parse(time.RFC3339, cell("at"))
		if err == nil && at.After(after) && cell("theme") == theme {
			waiting[cell("source")+"\x00"+cell("native_id")] = correction{cell("source"), cell("native_id"), theme, cell("value") == "yes", cell("by"), at}
		}
	}
}
