package survey

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxRecord bounds one record of a JSON file.
const maxRecord = 16 << 20

// jsonArray gives the elements of a list: that of the whole file, or the one at a
// path in it.
type jsonArray struct {
	meter meter
	in    *json.Decoder
	path  []string // what is still to go down; nil once the list is found
	begun bool
	n     int64
	raw   json.RawMessage
}

// arrayAt begins to read the list at a dotted path; empty: the whole file.
func arrayAt(path string) func(io.Reader) records {
	var steps []string
	if path != "" {
		steps = strings.Split(path, ".")
	}
	return func(in io.Reader) records {
		a := &jsonArray{path: steps, meter: meter{in: in}}
		a.in = json.NewDecoder(&a.meter)
		return a
	}
}

func (a *jsonArray) next() (record, error) {
	a.meter.left = maxRecord
	if !a.begun {
		if err := a.begin(); err != nil {
			return record{}, a.broken(err)
		}
		a.begun = true
	}
	if !a.in.More() {
		if _, err := a.in.Token(); err != nil {
			return record{}, a.broken(err)
		}
		return record{}, io.EOF
	}
	a.n++
	if err := a.in.Decode(&a.raw); err != nil {
		return record{}, a.broken(err)
	}
	return record{line: a.n, raw: a.raw}, nil
}

// begin goes down to the list.
func (a *jsonArray) begin() error {
	for _, step := range a.path {
		if err := a.open('{', "records: "+step+" is looked for in something that is no object"); err != nil {
			return err
		}
		if err := a.find(step); err != nil {
			return err
		}
	}
	if len(a.path) > 0 {
		return a.open('[', "records: "+strings.Join(a.path, ".")+" is no list")
	}
	return a.open('[', "the file is no list of answers: set records to the path of the list in it, or format to jsonl where it has one object a line")
}

func (a *jsonArray) open(want json.Delim, otherwise string) error {
	token, err := a.in.Token()
	if errors.Is(err, io.EOF) {
		return errors.New("the file is empty")
	}
	if err == nil && token != want {
		err = errors.New(otherwise)
	}
	return err
}

// find passes over the values of an object up to that of key.
func (a *jsonArray) find(key string) error {
	for a.in.More() {
		name, err := a.in.Token()
		if err != nil || name == key {
			return err
		}
		if err := a.pass(); err != nil {
			return err
		}
	}
	return fmt.Errorf("records: there is no %s in the file", key)
}

// pass reads over one value.
func (a *jsonArray) pass() error {
	for depth := 0; ; {
		a.meter.left = maxRecord
		token, err := a.in.Token()
		if err != nil {
			return err
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
	}
}

// broken words what is wrong with a file that cannot be read on. What the
// decoder says is left out where it quotes the file.
func (a *jsonArray) broken(err error) error {
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, errTooMuch):
		return fmt.Errorf("item %d is larger than %d MB", a.n, maxRecord>>20)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("the file is cut off in item %d", a.n)
	case errors.As(err, &syntax):
		return fmt.Errorf("the JSON is broken at byte %d, in item %d", a.in.InputOffset(), a.n)
	}
	return err
}

var errTooMuch = errors.New("too much text")

// meter stops what reads on and on without an end.
type meter struct {
	in   io.Reader
	left int
}

func (m *meter) Read(p []byte) (int, error) {
	if m.left <= 0 {
		return 0, errTooMuch
	}
	n, err := m.in.Read(p)
	m.left -= n
	return n, err
}

// jsonLines gives one record a line; blank lines are none.
type jsonLines struct{ lines }

func lineByLine(in io.Reader) records {
	return &jsonLines{lines{in: bufio.NewReaderSize(in, 256<<10), eol: '\n', limit: maxRecord}}
}

func (l *jsonLines) next() (record, error) {
	for {
		line, cut, err := l.lines.next()
		if err != nil {
			return record{}, err
		}
		r := record{line: l.no, raw: bytes.TrimSpace(line)}
		switch {
		case len(r.raw) == 0:
			continue
		case zeroed(r.raw):
			r.raw, r.fault = bytes.TrimRight(r.raw, "\x00"), zeros
		case cut > 0:
			r.raw, r.fault = r.raw[:64<<10], fmt.Sprintf("a line of more than %d MB; only its beginning is kept", maxRecord>>20)
		}
		return r, nil
	}
}
