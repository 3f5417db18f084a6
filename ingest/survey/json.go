package survey

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// The names of a JSON file are those of its first records, so many of them;
// more than maxNames are a sign of a list that is written as an object.
const (
	nameRecords = 100_000
	maxNames    = 10_000
)

// record is one element of a JSON file.
type record struct {
	line  int64
	raw   []byte // valid until the next one
	fault string
}

// records gives the elements one by one, io.EOF after the last.
type records interface {
	next() (record, error)
}

// jsonTable is a JSON file as rows. Its columns are the dotted paths to plain
// values: {"answers": {"nps": 9}} has the column answers.nps. The elements of a
// list have their position from 0 as name, or what stands in each of them at the
// path that keys gives for the list; but a list of plain values is one column
// with semicolons.
type jsonTable struct {
	keys    map[string]string
	text    *text
	records records
	all     []column
	index   map[string]int
	cells   []string
}

// openJSON reads the file twice: for the names, and for the records.
func openJSON(path string, chars charset, keys map[string]string, begin func(io.Reader) records) (table, error) {
	text, err := openText(path, chars)
	if err != nil {
		return nil, err
	}
	t := &jsonTable{keys: keys, text: text, index: map[string]int{}}
	err = t.learn(begin(text))
	if err = errors.Join(err, text.Close()); err != nil {
		return nil, err
	}
	if t.text, err = openText(path, chars); err != nil {
		return nil, err
	}
	t.records = begin(t.text)
	return t, nil
}

// learn gathers the names. What ends the file early is left to next to report,
// unless it comes before any record.
func (t *jsonTable) learn(from records) error {
	var names []string
	for n := range nameRecords {
		r, err := from.next()
		if err != nil && n == 0 && !errors.Is(err, io.EOF) {
			return err
		}
		if err != nil {
			break
		}
		value, fault := decode(r)
		if fault != "" {
			continue
		}
		flatten(t.keys, "", value, 0, func(name, _ string) {
			if _, known := t.index[name]; !known {
				t.index[name] = len(names)
				names = append(names, name)
			}
		})
		if len(names) > maxNames {
			return fmt.Errorf("the records have more than %d different names: set records to the path of a list", maxNames)
		}
	}
	t.all = heading([][]string{names})
	t.cells = make([]string, len(names))
	return nil
}

func (t *jsonTable) columns() []column { return t.all }

func (t *jsonTable) next() (row, error) {
	r, err := t.records.next()
	if err != nil {
		return row{}, damaged(err)
	}
	value, fault := decode(r)
	raw := strings.ToValidUTF8(string(r.raw), "\ufffd")
	if fault != "" {
		return row{line: r.line, fault: fault, raw: raw}, nil
	}
	clear(t.cells)
	flatten(t.keys, "", value, 0, func(name, cell string) {
		if i, known := t.index[name]; known {
			t.cells[i] = cell
		}
	})
	return row{line: r.line, cells: t.cells, raw: raw}, nil
}

func (t *jsonTable) Close() error { return t.text.Close() }

// decode reads one record, which has to be an object.
func decode(r record) (value map[string]any, fault string) {
	if r.fault != "" {
		return nil, r.fault
	}
	d := json.NewDecoder(bytes.NewReader(r.raw))
	d.UseNumber()
	if err := d.Decode(&value); err != nil || value == nil {
		return nil, "this is no JSON object: every answer is to be one, as {\"score\": 9}"
	}
	if d.More() {
		return nil, "there is more than one JSON object here: write one a line"
	}
	return value, ""
}

// flatten gives every plain value below value with its dotted path. Below 32
// levels JSON stays as it is.
func flatten(keys map[string]string, path string, value any, depth int, add func(name, cell string)) {
	switch v := value.(type) {
	case map[string]any:
		if depth < 32 {
			for _, key := range slices.Sorted(maps.Keys(v)) {
				flatten(keys, join(path, key), v[key], depth+1, add)
			}
			return
		}
	case []any:
		if text, plain := list(v); plain {
			add(path, text)
			return
		}
		if depth < 32 {
			taken := unique{}
			for i, element := range v {
				flatten(keys, join(path, taken.one(nameOf(element, keys[path], i))), element, depth+1, add)
			}
			return
		}
	default:
		add(path, scalar(v))
		return
	}
	deep, _ := json.Marshal(value) // cannot fail: it was decoded from JSON
	add(path, string(deep))
}

// nameOf is what an element of a list goes by: the plain value at a path in it,
// else its position.
func nameOf(element any, path string, position int) string {
	for step := range strings.SplitSeq(path, ".") {
		object, _ := element.(map[string]any)
		element = object[step]
	}
	switch element.(type) {
	case map[string]any, []any:
	default:
		if name := scalar(element); name != "" {
			return name
		}
	}
	return strconv.Itoa(position)
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// list joins plain values; a list that holds others is not plain.
func list(values []any) (text string, plain bool) {
	var cells []string
	for _, value := range values {
		switch value.(type) {
		case map[string]any, []any:
			return "", false
		}
		cells = append(cells, scalar(value))
	}
	return strings.Join(cells, "; "), true
}

func scalar(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case json.Number:
		return digitsOf(v.String())
	case bool:
		return strconv.FormatBool(v)
	}
	return "" // null
}

// digitsOf writes a number with an exponent out.
func digitsOf(number string) string {
	if !strings.ContainsAny(number, "eE") {
		return number
	}
	value, err := strconv.ParseFloat(number, 64)
	if err != nil || value > 1e18 || value < -1e18 {
		return number
	}
	return figure(value)
}
