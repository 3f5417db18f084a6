package database

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
)

// cursor reads and writes the values of the cursor's column. A value is kept as
// the text that is bound again, so that nothing of it is lost.
type cursor struct {
	Cursor
	span   time.Duration // the overlap of times
	number int64         // that of whole numbers
	zone   *time.Location
}

// point is a value of the cursor's column.
type point struct {
	text string
	at   time.Time // of a timestamp; one without a zone is as if it were UTC
	n    int64
}

// mark is the position: the newest row that was landed.
type mark struct {
	After *string `json:"after"`
}

const (
	stamp     = "2006-01-02 15:04:05.999999"
	stampZone = "2006-01-02 15:04:05.999999Z07:00"
)

// newCursor makes a cursor; nil: there is none. The error begins with the key.
func newCursor(c Cursor, zone *time.Location) (*cursor, error) {
	if c.Column == "" {
		if c != (Cursor{}) {
			return nil, errors.New("cursor.column: is missing: name the column that rows are ordered by")
		}
		return nil, nil
	}
	c.Type = cmp.Or(c.Type, "timestamp")
	k := &cursor{Cursor: c, span: 10 * time.Minute, number: 1000, zone: zone}
	var err error
	switch {
	case c.Overlap == "":
	case c.Type == "timestamp":
		k.span, err = time.ParseDuration(c.Overlap)
	case c.Type == "integer":
		k.number, err = strconv.ParseInt(c.Overlap, 10, 64)
	default:
		return nil, errors.New("cursor.overlap: has no meaning for text: leave it out")
	}
	if err != nil || k.span < 0 || k.number < 0 {
		return nil, fmt.Errorf("cursor.overlap: %q is none: write 90s, 10m or 24h; a number where type is integer", c.Overlap)
	}
	if c.Start != "" {
		if _, err := k.read(c.Start); err != nil {
			return nil, fmt.Errorf("cursor.start: %w", err)
		}
	}
	return k, nil
}

// read is the point of a column's text.
func (c *cursor) read(text string) (p point, err error) {
	p.text = text
	switch c.Type {
	case "integer":
		if p.n, err = strconv.ParseInt(text, 10, 64); err != nil {
			return p, errors.New("is no whole number: see cursor.type")
		}
	case "timestamp":
		for _, layout := range []string{stamp, "2006-01-02 15:04:05.999999Z07", stampZone, time.DateOnly, time.RFC3339Nano} {
			if p.at, err = time.Parse(layout, text); err == nil {
				return p, nil
			}
		}
		return p, errors.New("is no time: see cursor.type")
	}
	return p, nil
}

// before says that a value lies before another one where Go can tell: how the
// database sorts text it knows alone.
func (p point) before(q point, kind string) bool {
	return kind == "integer" && p.n < q.n || kind == "timestamp" && p.at.Before(q.at)
}

// zoned says that a timestamp's text names its zone.
func (p point) zoned() bool {
	_, clock, _ := strings.Cut(p.text, " ")
	return strings.ContainsAny(clock, "+-Zz")
}

// position is a point as a position; a time is no later than the run.
func (c *cursor) position(p point, from ingest.From) string {
	text := p.text
	if c.Type == "timestamp" {
		moment := p.at
		if !p.zoned() { // it is a clock on the wall
			moment = wall(p.at, c.zone)
		}
		if past := from.Past(moment); !past.Equal(moment) {
			text = past.In(c.zone).Format(stamp)
			if p.zoned() {
				text = past.UTC().Format(stampZone)
			}
		}
	}
	encoded, err := json.Marshal(mark{&text}) // a text always encodes
	if err != nil {
		panic(err)
	}
	return string(encoded)
}

// wall reads the clock of t as one in zone.
func wall(t time.Time, zone *time.Location) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), zone)
}

// begin is the value that a pull begins with. Without a position and with a
// bound it is a day before the bound: the column's zone is not known yet.
func (c *cursor) begin(from ingest.From) point {
	var m mark
	if json.Unmarshal([]byte(from.Position), &m) == nil && m.After != nil {
		if p, err := c.read(*m.After); err == nil {
			return c.back(p)
		}
	}
	text := c.Start
	switch {
	case c.Type == "timestamp" && !from.Since.IsZero():
		text = from.Since.UTC().Add(-24 * time.Hour).Format(stamp)
	case text != "" || c.Type == "text":
	case c.Type == "timestamp":
		text = "1970-01-02 00:00:00"
	case c.Type == "integer":
		text = "0"
	}
	p, _ := c.read(text) // start was checked
	return p
}

// back is a point, less the overlap.
func (c *cursor) back(p point) point {
	switch c.Type {
	case "integer":
		p.n -= c.number
		p.text = strconv.FormatInt(p.n, 10)
	case "timestamp":
		layout := stamp
		if p.zoned() {
			layout = stampZone
		}
		p.at = p.at.Add(-c.span)
		p.text = p.at.Format(layout)
	}
	return p
}
