package webhook

import (
	"bytes"
	"encoding/json"
	"errors"
)

var errNoJSON = errors.New("a delivery is a JSON object, or a list of them")

// lines writes a delivery as JSON lines: an object, or each object of a list, on
// a line of its own, otherwise as it came. Nothing for an empty list.
func lines(body []byte) ([]byte, error) {
	body = bytes.TrimSpace(body)
	if len(body) == 0 || !json.Valid(body) {
		return nil, errNoJSON
	}
	records := []json.RawMessage{body}
	if body[0] == '[' {
		records = nil
		if err := json.Unmarshal(body, &records); err != nil {
			return nil, errNoJSON
		}
	}
	var out bytes.Buffer
	for _, record := range records {
		if record[0] != '{' {
			return nil, errNoJSON
		}
		if err := json.Compact(&out, record); err != nil {
			return nil, errNoJSON
		}
		out.WriteByte('\n')
	}
	return out.Bytes(), nil
}
