package config

import (
	"testing"
	"time"
)

func TestParseCron(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	from := time.Date(2026, 3, 25, 12, 0, 0, 0, time.UTC) // a Wednesday, before the clocks change
	for line, want := range map[string]string{
		"0 5 * * *":               "2026-03-26T04:00:00Z",
		"0 5 * * 7":               "2026-03-29T03:00:00Z",
		"0 5 * * 0":               "2026-03-29T03:00:00Z",
		"0 5 * * sun":             "2026-03-29T03:00:00Z",
		"0 5 * * 5-7":             "2026-03-27T04:00:00Z",
		"0 5 * * sat-sun":         "2026-03-28T04:00:00Z",
		"0 5 * * 4-7/3":           "2026-03-26T04:00:00Z",
		"0 5 * * 1,7":             "2026-03-29T03:00:00Z",
		"*/15 8-18 * * Mon-Fri":   "2026-03-25T12:15:00Z",
		"0 0 29 2 *":              "2028-02-28T23:00:00Z",
		"0 5 ? * 1":               "2026-03-30T03:00:00Z",
		"TZ=Asia/Tokyo 0 5 * * *": "2026-03-25T20:00:00Z",
		"CRON_TZ=UTC  0 5 * * *":  "2026-03-26T05:00:00Z",
		"@daily":                  "2026-03-25T23:00:00Z",
		"TZ=UTC @weekly":          "2026-03-29T00:00:00Z",
		"@every 90m":              "2026-03-25T13:30:00Z",
		"  0   5 * * * ":          "2026-03-26T04:00:00Z",
		"30 2 * * *":              "2026-03-26T01:30:00Z",
	} {
		schedule, err := ParseCron(line, berlin)
		if err != nil {
			t.Errorf("%q: %v", line, err)
			continue
		}
		if got := schedule.Next(from).UTC().Format(time.RFC3339); got != want {
			t.Errorf("%q: next %s, want %s", line, got, want)
		}
	}
}

func TestSundays(t *testing.T) {
	for field, want := range map[string]string{
		"7": "0", "5-7": "0,5,6", "1-7": "0,1,2,3,4,5,6", "0-7": "0,1,2,3,4,5,6", "1-7/2": "0,1,3,5", "fri-sun": "0,5,6",
		"1-7/99999": "1", "7-7": "0", "1,7": "1,0", "7/2": "0", "*/7": "*/7", "1-5": "1-5", "*": "*", "8": "8", "5-8": "5-8",
		"1-7/0": "1-7/0", "1-7/x": "1-7/x", "": "", "-": "-", "7-1": "7-1",
	} {
		if got := sundays(field); got != want {
			t.Errorf("%q: %q, want %q", field, got, want)
		}
	}
}

func FuzzParseCron(f *testing.F) {
	for _, line := range []string{"0 5 * * 1-7", "TZ=Europe/Berlin", "TZ=", "CRON_TZ=UTC @every 1h", "@every 0s", "0 0 30 2 *",
		"*/0 * * * *", "0-59/99999999999999999999 * * * *", "@", "0 0 31 4,6 *"} {
		f.Add(line)
	}
	from := time.Date(2026, 3, 25, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, line string) {
		schedule, err := ParseCron(line, time.UTC)
		if err != nil {
			return
		}
		if next := schedule.Next(from); next.Sub(from) <= 0 || next.Before(from.Add(time.Second)) {
			t.Errorf("%q: next %v", line, next)
		}
	})
}
