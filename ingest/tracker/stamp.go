package tracker

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// A scalar is a JSON string, number or boolean as text. The trackers write
// ids and times now as one, now as the other. Anything else is empty.
type scalar string

func (s *scalar) UnmarshalJSON(raw []byte) error {
	*s = ""
	switch raw[0] {
	case '"':
		var text string
		if err := json.Unmarshal(raw, &text); err != nil {
			return err
		}
		*s = scalar(text)
	case '{', '[', 'n':
	default:
		*s = scalar(raw)
	}
	return nil
}

// A label is a name, or an object that has one.
type label string

func (l *label) UnmarshalJSON(raw []byte) error {
	var named struct {
		Name scalar `json:"name"`
	}
	if raw[0] != '{' {
		return (*scalar)(l).UnmarshalJSON(raw)
	}
	err := json.Unmarshal(raw, &named)
	*l = label(named.Name)
	return err
}

func names(labels []label) []string {
	var texts []string
	for _, l := range labels {
		if text := strings.TrimSpace(string(l)); text != "" {
			texts = append(texts, text)
		}
	}
	return texts
}

// parseTime reads the forms of time these APIs write, the last ones in old
// versions only; milliseconds and seconds since 1970 too. What has no zone is
// read in zone, and all of them are given in it, so that a bare day stays that
// day. The zero time says that the text is none of them.
func parseTime(s scalar, zone *time.Location) time.Time {
	text := strings.TrimSpace(string(s))
	for _, layout := range []string{
		time.RFC3339,
		"2006-01-02T15:04:05Z0700", // Jira: +0000
		"2006-01-02T15:04:05",
		time.DateOnly,
		"2006-01-02 15:04:05 MST",
		"2006-01-02 15:04:05 -0700",
		"2006/01/02 15:04:05 -0700",
		time.DateTime,
	} {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil {
			return sane(t.In(zone))
		}
	}
	number, err := strconv.ParseInt(text, 10, 64)
	switch {
	case err != nil || len(text) < 9:
		return time.Time{}
	case len(text) > 11:
		return sane(time.UnixMilli(number).In(zone))
	}
	return sane(time.Unix(number, 0).In(zone))
}

// sane takes a year that no tracker can have seen for a mistake.
func sane(t time.Time) time.Time {
	if t.Year() < 1970 || t.Year() > 2200 {
		return time.Time{}
	}
	return t
}
