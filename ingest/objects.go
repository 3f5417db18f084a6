package ingest

import (
	"encoding/json"
	"maps"
	"slices"
	"unicode/utf8"
)

// objects writes maps as JSON objects with their names sorted. The maps of one
// source have the same names nearly always, and the records of one item the
// same map.
type objects struct {
	names   []string // of the last map, sorted
	last    map[string]string
	encoded string
	room    []byte
}

// encode writes one map; "" for none.
func (o *objects) encode(m map[string]string) string {
	if len(m) == 0 {
		return ""
	}
	if !maps.Equal(m, o.last) {
		o.last, o.encoded = m, o.write(m)
	}
	return o.encoded
}

func (o *objects) write(m map[string]string) string {
	if !o.named(m) {
		o.names = slices.Sorted(maps.Keys(m))
	}
	o.room = append(o.room[:0], '{')
	for i, name := range o.names {
		if i > 0 {
			o.room = append(o.room, ',')
		}
		o.room = append(appendString(o.room, name), ':')
		o.room = appendString(o.room, m[name])
	}
	return string(append(o.room, '}'))
}

// named tells whether the names are those of m.
func (o *objects) named(m map[string]string) bool {
	if len(m) != len(o.names) {
		return false
	}
	for _, name := range o.names {
		if _, has := m[name]; !has {
			return false
		}
	}
	return true
}

// appendString adds a JSON string. Most are plain, and every row has some.
func appendString(to []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			encoded, err := json.Marshal(s)
			if err != nil { // a string always encodes
				panic(err)
			}
			return append(to, encoded...)
		}
	}
	return append(append(append(to, '"'), s...), '"')
}
