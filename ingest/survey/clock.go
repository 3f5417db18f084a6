package survey

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// clock reads the times of one source. It remembers which layout fitted last,
// so one belongs to one reader.
type clock struct {
	layouts []string
	format  string  // as set, for messages; empty: auto
	unix    int64   // units in a second of bare numbers: 0 none, 1, 1000
	epoch   float64 // bare numbers are days of a spreadsheet, which has 1970 at this one; 0: they are not
	zone    *time.Location
	fixed   time.Time // zero: none
	last    int
}

// Times before and after are no times of answers but dates that a spreadsheet
// made up, milliseconds read as seconds and the like.
var (
	earliest = time.Date(1970, 1, 2, 0, 0, 0, 0, time.UTC)
	latest   = time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
)

// isoLayouts hold the year first and cannot be misread. Fractions of a second
// are read without being named.
var isoLayouts = []string{
	"2006-1-2 15:04:05", "2006-1-2T15:04:05Z07:00", "2006-1-2", "2006-1-2T15:04:05", "2006-1-2 15:04",
	"2006-1-2T15:04:05Z0700", "2006-1-2 15:04:05Z07:00", "2006-1-2 15:04:05 Z07:00", "2006-1-2 15:04:05 -0700",
	"2006-1-2 15:04:05 -0700 MST", "2006-1-2T15:04", "2006-1-2T15:04Z07:00",
	"2006-1-2 3:04:05 PM", "2006-1-2 3:04 PM",
	"2006/1/2", "2006/1/2 15:04:05", "2006/1/2 15:04", "20060102T150405Z07:00", "20060102T150405",
}

// clearLayouts name the month, or have the dots that only day.month.year has.
var clearLayouts = []string{
	"2.1.2006", "2.1.2006 15:04", "2.1.2006 15:04:05",
	"Jan 2, 2006", "Jan 2, 2006 15:04", "Jan 2, 2006 15:04:05", "Jan 2, 2006 3:04 PM", "Jan 2, 2006 3:04:05 PM",
	"Jan 2, 2006, 3:04 PM", "Jan 2, 2006, 3:04:05 PM", "Jan 2 2006", "Jan 2 2006 15:04:05",
	"January 2, 2006", "January 2, 2006 15:04", "January 2, 2006 3:04 PM", "January 2, 2006 at 3:04 PM",
	"2 Jan 2006", "2 Jan 2006 15:04", "2 Jan 2006 15:04:05", "2 Jan 2006 15:04:05 -0700",
	"2 January 2006", "2 January 2006 15:04", "2 January 2006 15:04:05", "2-Jan-2006", "2-Jan-2006 15:04:05",
	"Mon, 2 Jan 2006 15:04:05 -0700", "Mon Jan 2 2006 15:04:05",
}

func newClock(t Time, unset *time.Location) (clock, error) {
	c := clock{format: t.Format}
	var err error
	if c.zone, err = zone(t.Zone, unset); err != nil {
		return c, fmt.Errorf("time.zone: %w", err)
	}
	if err := c.setFormat(t.Format); err != nil {
		return c, fmt.Errorf("time.format: %w", err)
	}
	if t.Fixed != "" {
		if c.fixed, err = c.autoClock().read(t.Fixed); err != nil {
			return c, errors.New("time.fixed: is no date: write it as yyyy-mm-dd")
		}
	}
	return c, nil
}

func (c *clock) setFormat(format string) error {
	switch strings.ToLower(format) {
	case "", "auto":
		*c = *c.autoClock()
	case "rfc3339", "rfc 3339", "iso8601", "iso 8601":
		c.layouts = isoLayouts
	case "unix":
		c.unix = 1
	case "unix_ms":
		c.unix = 1000
	default:
		own, err := layout(format)
		if err != nil {
			return err
		}
		c.layouts = []string{own}
		if !yearDayMonth(own) {
			// What has the year first is understood beside any format: a typed
			// cell of a spreadsheet beside one that was written as text.
			c.layouts = append(c.layouts, isoLayouts...)
		}
	}
	return nil
}

// yearDayMonth tells the layouts that ISO forms could be mistaken for.
func yearDayMonth(layout string) bool {
	rest, yearFirst := strings.CutPrefix(layout, "2006")
	return yearFirst && strings.IndexByte(rest, '2') < strings.IndexByte(rest, '1')
}

func (c *clock) autoClock() *clock {
	return &clock{zone: c.zone, layouts: append(append([]string{}, isoLayouts...), clearLayouts...)}
}

// read gives the time in cell, the fixed one for a blank cell. The error says
// what to set and does not quote the cell.
func (c *clock) read(cell string) (time.Time, error) {
	cell = tidyTime(cell)
	if cell == "" {
		if c.fixed.IsZero() {
			return c.fixed, errors.New("time: the cell is blank; time.fixed sets a date for such rows")
		}
		return c.fixed, nil
	}
	t, err := c.parse(cell)
	if err == nil && (t.Before(earliest) || t.After(latest)) {
		return time.Time{}, fmt.Errorf("time: the year %d is not one of answers: see time.format and the column", t.Year())
	}
	return t, err
}

func (c *clock) parse(cell string) (time.Time, error) {
	if number, is := bareNumber(cell); is && (c.unix > 0 || c.epoch > 0) {
		return c.count(number)
	}
	for i := range c.layouts {
		at := (c.last + i) % len(c.layouts)
		if t, err := time.ParseInLocation(c.layouts[at], cell, c.zone); err == nil {
			c.last = at
			return t, nil
		}
	}
	return time.Time{}, c.problem(cell)
}

// tidyTime trims cell, makes no-break spaces plain, AM/PM upper case and UTC Z.
func tidyTime(cell string) string {
	cell = strings.TrimSpace(cell)
	for i := range len(cell) {
		if cell[i] >= utf8.RuneSelf {
			cell = squeeze(cell)
			break
		}
	}
	for _, utc := range []string{" UTC", " GMT"} {
		if rest, found := strings.CutSuffix(cell, utc); found {
			return rest + "Z"
		}
	}
	if n := len(cell); n > 2 && (cell[n-1] == 'm' || cell[n-1] == '.') {
		upper := strings.ReplaceAll(strings.ToUpper(cell), ".M.", "M")
		if strings.HasSuffix(upper, "AM") || strings.HasSuffix(upper, "PM") {
			return upper
		}
	}
	return cell
}

func bareNumber(cell string) (float64, bool) {
	for i := range len(cell) {
		if (cell[i] < '0' || cell[i] > '9') && cell[i] != '.' {
			return 0, false
		}
	}
	number, err := strconv.ParseFloat(cell, 64)
	return number, err == nil && number < 1e14
}

// count reads a bare number: seconds or milliseconds since 1970, or the days
// of a spreadsheet, in local time.
func (c *clock) count(number float64) (time.Time, error) {
	if c.unix > 0 {
		return time.UnixMilli(int64(number * float64(1000/c.unix))).UTC(), nil
	}
	if number > 1e6 {
		return time.Time{}, errors.New("time: a number too large for a date of a spreadsheet: set time.format to unix or unix_ms")
	}
	wall := time.UnixMilli(int64((number-c.epoch)*86400e3 + 0.5)).UTC()
	return time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), wall.Nanosecond(), c.zone), nil
}

func (c *clock) problem(cell string) error {
	_, number := bareNumber(cell)
	switch {
	case c.format != "" && c.format != "auto":
		return fmt.Errorf("time: the cell is not written as time.format %q says", c.format)
	case number && !strings.Contains(cell, "."):
		return errors.New("time: a bare number: set time.format to unix or unix_ms, or is it another column?")
	case dayOrMonth(cell):
		return errors.New("time: day and month could be either way round: set time.format, such as dd/mm/yyyy or mm/dd/yyyy h:mm:ss am/pm")
	}
	return errors.New("time: the cell is no date that can be read: set time.format to how it is written")
}

// dayOrMonth tells 03/04/2020 and 3-4-20 from other text.
func dayOrMonth(cell string) bool {
	date, _, _ := strings.Cut(cell, " ")
	parts := strings.FieldsFunc(date, func(r rune) bool { return r == '/' || r == '-' || r == '.' })
	if len(parts) != 3 || len(parts[0]) > 2 {
		return false
	}
	for _, part := range parts {
		if _, number := bareNumber(part); !number {
			return false
		}
	}
	return true
}
