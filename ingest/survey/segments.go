package survey

import (
	"encoding/binary"
	"maps"
	"slices"
	"strings"
)

// knownSegments bounds how many combinations of values are remembered.
const knownSegments = 1000

// segments reads the segments of rows. There are far fewer combinations of
// values than rows: rows with the same ones share a map, which nobody changes.
type segments struct {
	names   []string
	columns []int
	known   map[string]map[string]string // by the values
	values  []byte
}

func newSegments(columns map[string]int) *segments {
	s := &segments{names: slices.Sorted(maps.Keys(columns)), known: map[string]map[string]string{}}
	for _, name := range s.names {
		s.columns = append(s.columns, columns[name])
	}
	return s
}

// of gives the segments of a row, nil for none.
func (s *segments) of(cells []string) map[string]string {
	s.values = s.values[:0]
	for _, column := range s.columns {
		value := strings.TrimSpace(cells[column])
		s.values = append(binary.AppendUvarint(s.values, uint64(len(value))), value...)
	}
	if all, known := s.known[string(s.values)]; known {
		return all
	}
	if len(s.known) == knownSegments {
		clear(s.known)
	}
	all := s.read(cells)
	s.known[string(s.values)] = all
	return all
}

func (s *segments) read(cells []string) map[string]string {
	var all map[string]string
	for i, column := range s.columns {
		if value := strings.TrimSpace(cells[column]); value != "" {
			if all == nil {
				all = make(map[string]string, len(s.names))
			}
			all[s.names[i]] = strings.Clone(value) // not the whole row it stands in
		}
	}
	return all
}
