package support

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// word is a JSON string or number as text: desks write ids as either. null and
// anything else is empty.
type word string

// UnmarshalJSON takes the text of a string, number or boolean.
func (w *word) UnmarshalJSON(raw []byte) error {
	*w = ""
	switch raw[0] {
	case '"':
		return json.Unmarshal(raw, (*string)(w))
	case '{', '[', 'n':
		return nil
	}
	*w = word(raw)
	return nil
}

// unix is a time as seconds since 1970; null and 0 are none.
type unix struct{ time.Time }

// UnmarshalJSON reads a number, as text too.
func (u *unix) UnmarshalJSON(raw []byte) error {
	var w word
	if err := w.UnmarshalJSON(raw); err != nil {
		return err
	}
	*u = unix{}
	if w == "" || w == "0" {
		return nil
	}
	seconds, err := strconv.ParseInt(string(w), 10, 64)
	if err != nil || seconds < 0 || seconds > 7258118400 { // the year 2200
		return errors.New("a time that is no number of seconds since 1970")
	}
	u.Time = time.Unix(seconds, 0).UTC()
	return nil
}

// changed is the position of a stream by the time of change.
type changed struct {
	Changed time.Time `json:"changed"` // of the newest record seen
}

func (c changed) String() string {
	encoded, err := json.Marshal(c) // a time always encodes
	if err != nil {
		panic(err)
	}
	return string(encoded)
}

// after reads a position; the zero time where it is none.
func after(position string) time.Time {
	var c changed
	if position == "" || json.Unmarshal([]byte(position), &c) != nil {
		return time.Time{}
	}
	return c.Changed
}

// reasonOf words what encoding/json found without quoting a value.
func reasonOf(err error) string {
	var wrong *json.UnmarshalTypeError
	var moment *time.ParseError
	switch {
	case errors.As(err, &wrong):
		return fmt.Sprintf("%s: %s expected", wrong.Field, wrong.Type.Kind())
	case errors.As(err, &moment):
		return "a time that is none: expected one such as 2024-05-31T12:00:00Z"
	}
	return err.Error()
}
