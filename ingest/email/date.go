package email

import (
	"net/mail"
	"strings"
	"time"
)

// occurred finds when a mail was written: its Date; where that is missing,
// unreadable, before mail existed or more than a day after the mail arrived,
// the time of arrival (newest Received, Delivery-date, the mbox's From_ line).
// Times without a zone are read in zone.
func occurred(h header, fromLine string, zone *time.Location) (time.Time, bool) {
	arrived, hasArrived := arrival(h, fromLine, zone)
	for _, v := range h.fields.Values("Date") {
		written, ok := parseDate(h.decode(v), zone)
		if ok && !(hasArrived && written.After(arrived.Add(24*time.Hour))) {
			return written, true
		}
	}
	return arrived, hasArrived
}

func arrival(h header, fromLine string, zone *time.Location) (time.Time, bool) {
	for _, v := range h.fields.Values("Received") {
		if i := strings.LastIndexByte(v, ';'); i >= 0 {
			if t, ok := parseDate(h.decode(v[i+1:]), zone); ok {
				return t, true
			}
		}
	}
	for _, name := range []string{"Delivery-Date", "X-Delivery-Date", "X-Received-Date", "Resent-Date"} {
		if t, ok := parseDate(h.decode(h.raw(name)), zone); ok {
			return t, true
		}
	}
	return fromLineDate(fromLine, zone)
}

// parseDate reads a date as mail programs of four decades wrote it.
func parseDate(s string, zone *time.Location) (time.Time, bool) {
	s = strings.Join(strings.Fields(withoutComments(s)), " ")
	s = strings.ReplaceAll(strings.ReplaceAll(s, " :", ":"), ": ", ":")
	if s == "" || len(s) > 100 {
		return time.Time{}, false
	}
	s = tidyDate(s) // mail.ParseDate takes EDT for a zone of offset 0
	for _, layout := range []string{"Jan 2 15:04:05 2006", "2 Jan 2006 15:04:05 -0700"} {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil && plausible(t) {
			return t, true
		}
	}
	if t, err := mail.ParseDate(s); err == nil && plausible(t) {
		return t, true
	}
	for _, layout := range dateLayouts() {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil && plausible(t) {
			return t, true
		}
	}
	return time.Time{}, false
}

// plausible refuses the zero dates of broken clocks.
func plausible(t time.Time) bool { return t.Year() >= 1980 && t.Year() < 2100 }

// withoutComments drops "(CEST)" and whatever else stands in parentheses.
func withoutComments(s string) string {
	var b strings.Builder
	depth := 0
	for _, r := range s {
		switch {
		case r == '(':
			depth++
		case r == ')' && depth > 0:
			depth--
		case depth == 0:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// tidyDate drops the weekday and names zones by their offset: time.Parse takes
// letters for a zone of offset 0.
func tidyDate(s string) string {
	words := strings.Fields(strings.ReplaceAll(s, ",", " "))
	if len(words) > 1 && isWeekday(words[0]) {
		words = words[1:]
	}
	for i := range words {
		if offset := zoneOffset(strings.ToUpper(words[i])); offset != "" {
			words[i] = offset
		} else if rest, found := strings.CutPrefix(words[i], "GMT"); found && len(rest) > 1 {
			words[i] = rest
		}
	}
	if n := len(words); n > 2 && isOffset(words[n-1]) && isOffset(words[n-2]) {
		words = words[:n-1]
	}
	return strings.Join(words, " ")
}

func isOffset(s string) bool {
	return len(s) == 5 && (s[0] == '+' || s[0] == '-') && digits(s[1:]) == 4
}

func isWeekday(word string) bool {
	switch strings.ToLower(strings.Trim(word, ".")) {
	case "mon", "tue", "wed", "thu", "fri", "sat", "sun", "tues", "weds", "thur", "thurs",
		"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday":
		return true
	}
	return false
}

func zoneOffset(name string) string {
	switch name {
	case "UT", "UTC", "GMT", "Z", "WET":
		return "+0000"
	case "EST", "CDT":
		return "-0500"
	case "EDT", "AST":
		return "-0400"
	case "CST", "MDT":
		return "-0600"
	case "MST", "PDT":
		return "-0700"
	case "PST":
		return "-0800"
	case "BST", "CET", "MET", "MEZ":
		return "+0100"
	case "CEST", "MEST", "MESZ", "EET":
		return "+0200"
	case "EEST", "MSK":
		return "+0300"
	case "JST", "KST":
		return "+0900"
	}
	return ""
}

func dateLayouts() []string {
	var layouts []string
	for _, day := range []string{"2 Jan 2006", "2 January 2006", "2-Jan-2006", "2 Jan 06", "2-Jan-06", "Jan 2 2006", "January 2 2006", "2006-1-2", "2006/1/2", "2.1.2006"} {
		for _, clock := range []string{" 15:04:05", " 15:04", " 15.04.05", " 3:04:05 PM", " 3:04 PM"} {
			layouts = append(layouts, day+clock+" -0700", day+clock+" -07:00", day+clock)
		}
	}
	return append(layouts, "Jan 2 15:04:05 2006 -0700", "Jan 2 15:04:05 -0700 2006", "Jan 2 15:04 2006",
		time.RFC3339, "2006-01-02T15:04:05", "2 Jan 2006", "2006-01-02")
}

// fromLineDate reads the date of a From_ line, "From jane Thu Jan 5 17:54:04
// 2023", whose shape differs from program to program.
func fromLineDate(line string, zone *time.Location) (time.Time, bool) {
	words := strings.Fields(line)
	for i := 1; i < len(words); i++ {
		if isWeekday(words[i]) && i+1 < len(words) {
			return parseDate(datePart(words[i+1:]), zone)
		}
	}
	return time.Time{}, false
}

// datePart takes the words of a From_ line that can belong to its date.
func datePart(words []string) string {
	kept := make([]string, 0, 6)
	for _, w := range words[:min(len(words), 6)] {
		if !isWeekday(w) {
			kept = append(kept, w)
		}
	}
	return strings.Join(kept, " ")
}
