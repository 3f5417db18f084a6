package customers

import "time"

// days reads days and times.
type days struct {
	order string // of days with slashes: dmy, mdy, else none are read
	zone  *time.Location
}

// parse reads a day, or a time. A hint says that it is neither.
func (d days) parse(cell string) (time.Time, string) {
	layouts := []string{
		time.DateOnly, time.RFC3339, "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02T15:04:05", "2006/01/02", "2.1.2006", "2.1.2006 15:04",
	}
	hint := "expected one such as 2024-12-31; days with slashes need the setting dates: dmy or mdy"
	switch d.order {
	case "dmy":
		layouts, hint = append(layouts, "2/1/2006", "2/1/2006 15:04", "2-1-2006"), "expected one such as 2024-12-31 or 31/12/2024"
	case "mdy":
		layouts, hint = append(layouts, "1/2/2006", "1/2/2006 15:04", "1/2/2006 3:04 PM"), "expected one such as 2024-12-31 or 12/31/2024"
	}
	for _, layout := range layouts {
		t, err := time.ParseInLocation(layout, cell, d.zone)
		switch {
		case err != nil:
		case t.Year() < 1900 || t.Year() > 2200:
			return time.Time{}, "the year cannot be right"
		default:
			return t, ""
		}
	}
	return time.Time{}, hint
}
