package mapping

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"strings"
	"time"
)

// Clock reads the times of one source.
type Clock struct {
	layouts []string
	unix    float64 // units of a bare number in a second; 0: bare numbers are no times
	zone    *time.Location
}

// years first: these cannot be misread. Fractions of a second are read without
// being named.
var yearFirst = []string{
	"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05Z07",
	"2006-01-02T15:04:05Z0700", "2006-01-02 15:04:05 Z0700", "2006-01-02 15:04:05 MST", "2006-01-02T15:04Z07:00", "2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02",
}

// Times outside of these are no times of a customer's words but placeholders,
// and milliseconds read as seconds.
var (
	earliest = time.Date(1970, 1, 2, 0, 0, 0, 0, time.UTC)
	latest   = time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
)

// newClock makes a clock; unset is the zone where none is named. The error
// begins with the setting's key.
func newClock(format, zone string, unset *time.Location) (*Clock, error) {
	c := &Clock{zone: unset}
	if zone != "" {
		var err error
		if c.zone, err = time.LoadLocation(zone); err != nil {
			return nil, fmt.Errorf("time_zone: %q is no zone: write one such as Europe/Berlin or UTC", zone)
		}
	}
	switch format {
	case "", "auto", "rfc3339":
		c.layouts = yearFirst
	case "unix":
		c.unix = 1
	case "unix_ms":
		c.unix = 1000
	default:
		if !strings.Contains(format, "06") {
			return nil, fmt.Errorf("time_format: %q is not known: write auto, unix, unix_ms or a Go layout such as 02.01.2006 15:04", format)
		}
		c.layouts = []string{format}
	}
	return c, nil
}

// NewClock is a clock for other times of a source's than a record's: those of
// its cursor.
func NewClock(format string, zone *time.Location) (*Clock, error) { return newClock(format, "", zone) }

var (
	errNoTime    = errors.New("is empty: a time is needed")
	errNoClock   = errors.New("is no time that can be read: set time_format to how it is written")
	errUnits     = errors.New("is a bare number: set time_format to unix or unix_ms")
	errFarTime   = errors.New("is a time before 1970 or after 2100: is time_format right?")
	errTimeOther = errors.New("is no text and no number: a time is needed")
)

// Read gives the time that a value holds.
func (c *Clock) Read(value any) (time.Time, error) {
	var t time.Time
	switch v := value.(type) {
	case nil:
		return t, errNoTime
	case time.Time:
		t = v
	case string:
		if v = strings.TrimSpace(v); v == "" {
			return t, errNoTime
		}
		var err error
		if t, err = c.text(v); err != nil {
			return t, err
		}
	case json.Number, int, int64, float64, *big.Int:
		n, ok := number(v)
		if !ok || c.unix == 0 {
			return t, errUnits
		}
		t = c.count(n)
	default:
		return t, errTimeOther
	}
	if t.Before(earliest) || t.After(latest) {
		return time.Time{}, errFarTime
	}
	return t, nil
}

func (c *Clock) text(v string) (time.Time, error) {
	if c.unix > 0 {
		n, ok := number(v)
		if !ok {
			return time.Time{}, errNoClock
		}
		return c.count(n), nil
	}
	for _, layout := range c.layouts {
		if t, err := time.ParseInLocation(layout, v, c.zone); err == nil {
			return t, nil
		}
	}
	return time.Time{}, errNoClock
}

// count is the time after so many units since 1970, to the microsecond.
func (c *Clock) count(n float64) time.Time {
	if math.Abs(n/c.unix) > 1e11 {
		return time.Time{}
	}
	return time.UnixMicro(int64(math.Round(n / c.unix * 1e6))).UTC()
}
