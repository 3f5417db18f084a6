package rest

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/mapping"
)

// cursor reads and writes the values that records are asked for by. A value is
// a point: microseconds since 1970, or the number itself.
type cursor struct {
	Cursor
	field   *program
	clock   *mapping.Clock // nil: numbers
	unit    int64          // that {{since}} can tell apart
	overlap int64
}

// point is a value of a cursor; none: there is no such record yet.
type point struct {
	value int64
	some  bool
}

func (p point) after(q point) bool { return p.some && (!q.some || p.value > q.value) }

// back is a point before; nothing lies before none.
func (p point) back(by int64) point { return point{p.value - by, p.some} }

// newCursor makes a stream's cursor; nil: it has none. The error begins with
// the setting's key.
func newCursor(c Cursor, zone *time.Location) (*cursor, error) {
	if c.Field == "" {
		return nil, nil
	}
	k := &cursor{Cursor: c, overlap: (2 * time.Minute).Microseconds()}
	var err error
	if k.field, err = compile(c.Field, "$record"); err != nil {
		return nil, fmt.Errorf("field: %w", err)
	}
	format := c.Format
	switch {
	case c.Format == "integer":
		k.unit, k.overlap = 1, 0
	case c.Format == "unix_ms":
		k.unit = time.Millisecond.Microseconds()
	case c.Format == "date":
		format, k.unit, k.overlap = "", (24 * time.Hour).Microseconds(), (24 * time.Hour).Microseconds()
	case c.Format == "", c.Format == "rfc3339", c.Format == "unix", strings.Contains(c.Format, "05"):
		k.unit = time.Second.Microseconds()
	default:
		k.unit = (24 * time.Hour).Microseconds()
	}
	if c.Format != "integer" {
		if k.clock, err = mapping.NewClock(format, zone); err != nil {
			return nil, fmt.Errorf("format: %q is not known: write rfc3339, date, unix, unix_ms, integer or a Go layout", c.Format)
		}
	}
	if c.Overlap == "" {
		return k, nil
	}
	if k.clock == nil {
		k.overlap, err = strconv.ParseInt(c.Overlap, 10, 64)
	} else {
		var span time.Duration
		span, err = time.ParseDuration(c.Overlap)
		k.overlap = span.Microseconds()
	}
	if err != nil || k.overlap < 0 {
		return nil, fmt.Errorf("overlap: %q is none: write 90s, 10m or 24h; a number where format is integer", c.Overlap)
	}
	return k, nil
}

// read is the point of a value of a record's.
func (c *cursor) read(value any) (point, error) {
	if c.clock != nil {
		t, err := c.clock.Read(value)
		return point{t.UnixMicro(), err == nil}, err
	}
	text, err := mapping.Text(value)
	if err != nil {
		return point{}, err
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return point{}, fmt.Errorf("is no whole number")
	}
	return point{n, true}, nil
}

// text is a point as {{since}}: never later than the point.
func (c *cursor) text(p point, zone *time.Location) string {
	if !p.some {
		return ""
	}
	t := time.UnixMicro(p.value).UTC()
	switch c.Format {
	case "", "rfc3339":
		return t.Format("2006-01-02T15:04:05Z07:00")
	case "date":
		return t.Format(time.DateOnly)
	case "unix":
		return strconv.FormatInt(t.Unix(), 10)
	case "unix_ms":
		return strconv.FormatInt(t.UnixMilli(), 10)
	case "integer":
		return strconv.FormatInt(p.value, 10)
	}
	return t.In(zone).Format(c.Format)
}

// mark is a stream's position: the newest record that was landed.
type mark struct {
	After string `json:"after"`
}

// position is a point as a position; a time is never later than the run.
func (c *cursor) position(p point, from ingest.From) string {
	if !p.some {
		return ""
	}
	after := strconv.FormatInt(p.value, 10)
	if c.clock != nil {
		after = from.Past(time.UnixMicro(p.value)).UTC().Format(time.RFC3339Nano)
	}
	encoded, err := json.Marshal(mark{after}) // a text always encodes
	if err != nil {
		panic(err)
	}
	return string(encoded)
}

// begin is where a pull begins.
func (c *cursor) begin(from ingest.From) point {
	var m mark
	if json.Unmarshal([]byte(from.Position), &m) == nil && m.After != "" {
		if c.clock == nil {
			if n, err := strconv.ParseInt(m.After, 10, 64); err == nil {
				return point{n, true}.back(c.overlap + c.unit)
			}
		} else if t, err := time.Parse(time.RFC3339Nano, m.After); err == nil {
			return point{t.UnixMicro(), true}.back(c.overlap + c.unit)
		}
	}
	if c.clock != nil && !from.Since.IsZero() {
		return point{from.Since.UnixMicro(), true}
	}
	return point{}
}
