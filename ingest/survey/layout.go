package survey

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// layout turns a format in people's terms (dd.mm.yyyy hh:mm) into a Go layout.
// Days, months and hours may have one digit or two. mm is the month, or the
// minute where it stands behind the hour. What has digits in it is taken for a
// Go layout as it is.
func layout(format string) (string, error) {
	if strings.ContainsAny(format, "0123456789") {
		return format, complete(format, format)
	}
	out, err := translate(format)
	if err != nil {
		return "", err
	}
	if complete(format, out) == nil {
		return out, nil
	}
	// Where nothing parts the numbers (yyyymmdd) they have two digits.
	out = strings.NewReplacer("2006", "2006", "15", "15", "1", "01", "2", "02", "3", "03", "4", "04", "5", "05").Replace(out)
	return out, complete(format, out)
}

// complete tries whether a day reads back as itself: then year, month and day
// are all there.
func complete(format, layout string) error {
	day := time.Date(2021, time.November, 23, 0, 0, 0, 0, time.UTC)
	if back, err := time.Parse(layout, day.Format(layout)); err != nil || !back.Equal(day) {
		return fmt.Errorf("%q does not say year, month and day: write it like dd.mm.yyyy hh:mm", format)
	}
	return nil
}

func translate(format string) (string, error) {
	var out strings.Builder
	if !utf8.ValidString(format) {
		return "", errors.New("is no text")
	}
	lower := strings.Map(lowerASCII, format)
	half := strings.Contains(lower, "am/pm")
	afterHour := false
	for rest := lower; rest != ""; {
		if strings.HasPrefix(rest, "am/pm") {
			out.WriteString("PM")
			rest = rest[len("am/pm"):]
			continue
		}
		n := run(rest)
		at := len(lower) - len(rest)
		word, err := token(rest[:n], format[at:at+n], half, &afterHour)
		if err != nil {
			return "", err
		}
		out.WriteString(word)
		rest = rest[n:]
	}
	return out.String(), nil
}

// lowerASCII leaves other letters as they are, so that positions stay.
func lowerASCII(r rune) rune {
	if 'A' <= r && r <= 'Z' {
		return r + 'a' - 'A'
	}
	return r
}

// run is the length of the first repetition of one character in s.
func run(s string) int {
	n := 1
	for n < len(s) && s[n] == s[0] {
		n++
	}
	return n
}

// token is the Go word for one run of letters. Of letters only T, as between
// the date and the time of ISO 8601, stands for itself.
func token(lower, original string, half bool, afterHour *bool) (string, error) {
	switch lower {
	case "yyyy":
		return "2006", nil
	case "yy":
		return "06", nil
	case "mmm":
		return "Jan", nil
	case "mmmm":
		return "January", nil
	case "m", "mm":
		if *afterHour {
			return "4", nil
		}
		return "1", nil
	case "d", "dd":
		return "2", nil
	case "ddd":
		return "Mon", nil
	case "dddd":
		return "Monday", nil
	case "h", "hh":
		*afterHour = true
		if half {
			return "3", nil
		}
		return "15", nil
	case "s", "ss":
		return "5", nil
	case "z":
		return "Z07:00", nil
	}
	if c := lower[0]; 'a' <= c && c <= 'z' && original != "T" {
		return "", fmt.Errorf("%q is not known: use yyyy, mm, dd, hh, mm, ss, am/pm, mmm for Jan, z for +02:00", original)
	}
	return original, nil
}

// zone reads the setting: a name of the zone database, UTC, or an offset such
// as +02:00, UTC+2 or GMT-06:00. Empty: the given default.
func zone(name string, unset *time.Location) (*time.Location, error) {
	if name == "" {
		return unset, nil
	}
	offset := strings.TrimPrefix(strings.TrimPrefix(strings.ToUpper(name), "UTC"), "GMT")
	for _, layout := range []string{"-07:00", "-0700", "-07"} {
		if t, err := time.Parse(layout, pad(offset)); err == nil {
			_, seconds := t.Zone()
			return time.FixedZone(name, seconds), nil
		}
	}
	location, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		return nil, errors.New("is no zone: use a name such as Europe/Berlin, UTC or an offset such as +02:00")
	}
	return location, nil
}

// pad makes +2 into +02.
func pad(offset string) string {
	if len(offset) == 2 {
		return offset[:1] + "0" + offset[1:]
	}
	return offset
}
