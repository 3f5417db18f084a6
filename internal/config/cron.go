package config

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// ParseCron is robfig's standard parser without its traps: five fields or a
// word such as @daily, in zone unless the line begins with "TZ=Area/City ".
// 7 is Sunday as 0 is. A line that would fire every second (@every 0s) or never
// (30 February) is an error. It never panics.
func ParseCron(line string, zone *time.Location) (cron.Schedule, error) {
	schedule, message, hint := parseCron(line, zone)
	if message != "" {
		return nil, fmt.Errorf("%s: %s", message, hint)
	}
	return schedule, nil
}

const cronExample = "minute, hour, day of month, month, day of week: 0 5 * * 1-5 is 05:00 from Monday to Friday"

func parseCron(line string, zone *time.Location) (schedule cron.Schedule, message, hint string) {
	rest, zone, message, hint := cronZone(strings.TrimSpace(line), zone)
	if message != "" {
		return nil, message, hint
	}
	if strings.HasPrefix(rest, "@") {
		return cronWord(rest, zone)
	}
	fields := strings.Fields(rest)
	if len(fields) != len(cronFields) {
		return nil, fmt.Sprintf("a schedule has 5 fields and this one %d", len(fields)), cronExample
	}
	fields[4] = sundays(fields[4])
	for i, field := range cronFields {
		if !takes(i, fields[i]) {
			return nil, fmt.Sprintf("the %s cannot be %q", field.name, shorten(fields[i])), field.values
		}
	}
	schedule, err := cron.ParseStandard(strings.Join(fields, " "))
	if err != nil {
		return nil, fmt.Sprintf("%q is no schedule", shorten(line)), cronExample
	}
	return within5Years(schedule, zone, line)
}

// cronZone takes "TZ=Area/City " off the line's beginning. robfig would panic
// where nothing follows the name.
func cronZone(line string, zone *time.Location) (rest string, own *time.Location, message, hint string) {
	_, after, found := strings.Cut(line, "TZ=")
	if !found || !strings.HasPrefix(line, "TZ=") && !strings.HasPrefix(line, "CRON_TZ=") {
		return line, zone, "", ""
	}
	name, rest, _ := strings.Cut(after, " ")
	own, err := time.LoadLocation(name)
	switch {
	case name == "" || name == "Local" || err != nil:
		return "", nil, fmt.Sprintf("there is no time zone %q", shorten(name)), "begin with TZ=Europe/Berlin and a space, or leave it out"
	case strings.TrimSpace(rest) == "":
		return "", nil, "a time zone and no schedule behind it", "write TZ=" + name + " 0 5 * * *"
	}
	return strings.TrimSpace(rest), own, "", ""
}

// cronWord parses @daily and its like, and "@every 2h".
func cronWord(word string, zone *time.Location) (schedule cron.Schedule, message, hint string) {
	if span, ok := strings.CutPrefix(word, "@every "); ok {
		every, err := time.ParseDuration(strings.TrimSpace(span))
		if err != nil || every < time.Minute {
			return nil, fmt.Sprintf("it cannot run every %q", shorten(span)), "a minute or more, such as @every 90m"
		}
		return cron.Every(every), "", ""
	}
	known := []string{"@yearly", "@monthly", "@weekly", "@daily", "@hourly"}
	schedule, err := cron.ParseStandard(word)
	if err != nil || word == "@every" {
		return nil, fmt.Sprintf("%q is no schedule", shorten(word)), suggest(word, append(known, "@every 2h"))
	}
	return within5Years(schedule, zone, word)
}

// within5Years puts the schedule into its zone and refuses one without a next
// time. The day it looks from is fixed, so that a line is right or wrong for
// good.
func within5Years(schedule cron.Schedule, zone *time.Location, line string) (cron.Schedule, string, string) {
	if spec, ok := schedule.(*cron.SpecSchedule); ok {
		spec.Location = zone
	}
	if schedule.Next(time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return nil, fmt.Sprintf("%q never comes", shorten(line)), "no month named has such a day"
	}
	return schedule, "", ""
}

// cronFields are the fields in their order, and what each can be.
var cronFields = []struct{ name, values string }{
	{"minute", "0 to 59, *, lists 0,30, ranges 0-29, steps */15"},
	{"hour", "0 to 23, *, lists 8,20, ranges 8-18, steps */6"},
	{"day of the month", "1 to 31, *, lists 1,15, ranges 1-7"},
	{"month", "1 to 12 or jan to dec, *, lists 1,7, ranges 1-6"},
	{"day of the week", "0 to 7 or sun to sat (0 and 7 are Sunday), *, lists 1,3, ranges 1-5"},
}

// takes says that text can be the i-th field, by trying it alone.
func takes(i int, text string) bool {
	fields := []string{"*", "*", "*", "*", "*"}
	fields[i] = text
	_, err := cron.ParseStandard(strings.Join(fields, " "))
	return err == nil
}

var weekdays = map[string]int{"sun": 0, "mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6}

// sundays writes the 7 of a day-of-week field as 0, also where a range ends in
// it: 5-7 becomes 5,6,0. What it does not understand it leaves to the parser.
func sundays(field string) string {
	parts := strings.Split(field, ",")
	for i, part := range parts {
		span, step, stepped := strings.Cut(part, "/")
		first, last, ranged := strings.Cut(span, "-")
		from, ok := weekday(first)
		if !ok {
			continue
		}
		if !ranged {
			if from == 7 {
				parts[i] = "0"
			}
			continue
		}
		to, ok := weekday(last)
		if to == 0 && from > 0 { // fri-sun
			to = 7
		}
		every, err := strconv.Atoi(step)
		if !stepped {
			every, err = 1, nil
		}
		if !ok || to != 7 || err != nil || every < 1 {
			continue
		}
		parts[i] = days(from, to, every)
	}
	return strings.Join(parts, ",")
}

// days lists every so manieth weekday from one to the other, Sunday as 0.
func days(from, to, every int) string {
	set := map[int]bool{}
	for day := from; day <= to; day += min(every, 8) {
		set[day%7] = true
	}
	var list []string
	for _, day := range slices.Sorted(maps.Keys(set)) {
		list = append(list, strconv.Itoa(day))
	}
	return strings.Join(list, ",")
}

func weekday(text string) (int, bool) {
	if day, ok := weekdays[strings.ToLower(text)]; ok {
		return day, true
	}
	day, err := strconv.Atoi(text)
	return day, err == nil && day >= 0 && day <= 7
}
