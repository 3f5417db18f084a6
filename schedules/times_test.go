package schedules

import (
	"archive/zip"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/robfig/cron/v3"
)

// line reads a cron line as it stands, in zone.
func line(t testing.TB, text string, zone *time.Location) Times {
	t.Helper()
	schedule, err := cron.ParseStandard(text)
	if err != nil {
		t.Fatal(err)
	}
	if fields, ok := schedule.(*cron.SpecSchedule); ok {
		fields.Location = zone
	}
	return TimesOf(schedule)
}

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func utc(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse("2006-01-02 15:04", text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// TestClockChanges are the cases that people ask about.
func TestClockChanges(t *testing.T) {
	for _, c := range []struct{ line, zone, from, want string }{
		{"30 2 * * *", "Europe/Berlin", "2026-03-28 12:00", "2026-03-29 01:00"},   // skipped: when the clock jumps
		{"30 2 * * *", "Europe/Berlin", "2026-03-29 01:00", "2026-03-30 00:30"},   // and not again that day
		{"30 2 * * *", "Europe/Berlin", "2026-10-24 12:00", "2026-10-25 00:30"},   // repeated: the first time
		{"30 2 * * *", "Europe/Berlin", "2026-10-25 00:30", "2026-10-26 01:30"},   // and not the second
		{"*/15 * * * *", "Europe/Berlin", "2026-03-29 00:45", "2026-03-29 01:00"}, // 2:00 to 2:45 are one with 3:00
		{"*/15 * * * *", "Europe/Berlin", "2026-03-29 01:00", "2026-03-29 01:15"},
		{"*/15 * * * *", "Europe/Berlin", "2026-10-25 00:45", "2026-10-25 02:00"}, // silent in the repeated hour
		{"30 2 * * *", "America/New_York", "2026-03-08 00:00", "2026-03-08 07:00"},
		{"15 2 * * *", "Australia/Lord_Howe", "2026-10-03 00:00", "2026-10-03 15:30"}, // half an hour is skipped
		{"30 0 * * *", "Africa/Cairo", "2026-04-23 00:00", "2026-04-23 22:00"},        // midnight is skipped
		{"0 0 30 12 *", "Pacific/Apia", "2011-12-01 00:00", "2011-12-30 10:00"},       // a day that never was
		{"@every 90m", "UTC", "2026-03-25 12:01", "2026-03-25 13:30"},
		{"@every 90m", "UTC", "2026-03-25 13:30", "2026-03-25 15:00"},
		{"0 0 29 2 *", "UTC", "2026-03-01 00:00", "2028-02-29 00:00"},
	} {
		times := line(t, c.line, zone(t, c.zone))
		if got := times.Next(utc(t, c.from)); !got.Equal(utc(t, c.want)) {
			t.Errorf("%s in %s after %s: %v, want %s", c.line, c.zone, c.from, got, c.want)
		}
	}
}

func TestTimesThatNeverCome(t *testing.T) {
	now := utc(t, "2026-03-25 12:00")
	if !(Times{}).Next(now).IsZero() || !(Times{}).Before(now).IsZero() || !(Times{}).Zero() || (Times{}).Zone() != time.UTC {
		t.Error("the zero value comes")
	}
	if !line(t, "0 0 30 2 *", time.UTC).Next(now).IsZero() {
		t.Error("30 February comes")
	}
}

func TestBefore(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	for cron, want := range map[string]string{
		"0 5 * * *": "2026-03-25 04:00", "0 5 * * 1": "2026-03-23 04:00", "0 0 1 1 *": "2025-12-31 23:00", "*/15 * * * *": "2026-03-25 12:00", "@every 7h": "2026-03-25 10:00",
	} {
		if got := line(t, cron, berlin).Before(utc(t, "2026-03-25 12:00")); !got.Equal(utc(t, want)) {
			t.Errorf("%s: %v, want %s", cron, got, want)
		}
	}
}

// TestTwoYearsInAllZones walks the local clock minute by minute and holds what
// is due, and what a scheduler runs, against it: in every zone whose clock
// changes within two years, of each set of zones that change alike one, and in
// those of the past that did odd things.
func TestTwoYearsInAllZones(t *testing.T) {
	from, until := utc(t, "2026-01-01 00:00"), utc(t, "2028-01-01 00:00")
	zones := changing(t, from, until)
	if len(zones) < 25 {
		t.Fatalf("only %d sorts of zones change their clocks", len(zones))
	}
	if testing.Short() {
		zones = zones[:4]
	}
	for _, name := range zones {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			againstOracle(t, zone(t, name), from, until)
		})
	}
	for name, from := range map[string]string{"Pacific/Apia": "2011-09-01 00:00", "Asia/Pyongyang": "2018-04-01 00:00", "Europe/Istanbul": "2016-01-01 00:00",
		"America/Caracas": "2016-03-01 00:00", "Africa/Juba": "2020-12-01 00:00", "Antarctica/Casey": "2018-01-01 00:00"} {
		t.Run("past "+name, func(t *testing.T) {
			t.Parallel()
			againstOracle(t, zone(t, name), utc(t, from), utc(t, from).AddDate(0, 7, 0))
		})
	}
}

// againstOracle compares the times of some lines with the oracle's; those that
// do not come too often are run by a scheduler with jitter, too.
func againstOracle(t *testing.T, zone *time.Location, from, until time.Time) {
	lines := []string{"30 2 * * *", "0 0 * * *", "59 23 * * 0", "*/15 * * * *", "5 1-3 * * *", "0 5 1,31 * 1"}
	const run = 3 // of the lines, the first ones
	wanted := oracle(zone, lines, from, until)
	var jobs []Job
	for i, text := range lines {
		times := line(t, text, zone)
		var got []time.Time
		for at := times.Next(from); at.Before(until); at = times.Next(at) {
			got = append(got, at)
		}
		compareTimes(t, text, wanted[i], got)
		if i < run {
			jobs = append(jobs, Job{Name: text, Times: times, Jitter: 10 * time.Minute, Overlap: Queue})
		}
	}
	s := newSim(t, from.Format("2006-01-02 15:04"), jobs...)
	s.untilTime(until.Add(-time.Minute))
	s.jobs = nil // what jitter still holds back counts as run
	s.ledger.Read(func(b *Book) {
		for _, row := range b.unended("") {
			s.ran[row.Job] = append(s.ran[row.Job], row.For)
		}
	})
	for i, job := range jobs {
		compareTimes(t, "run: "+job.Name, wanted[i], s.ran[job.Name])
	}
}

func compareTimes(t *testing.T, what string, want, got []time.Time) {
	t.Helper()
	for i := range max(len(want), len(got)) {
		switch {
		case i >= len(want):
			t.Fatalf("%s: %v is one too many", what, got[i])
		case i >= len(got) || !got[i].Equal(want[i]):
			t.Fatalf("%s: the %d-th is not %v: %v", what, i+1, want[i], got[min(i, len(got)):min(i+1, len(got))])
		}
	}
}

// oracle knows nothing of how times are computed: it watches the clock, minute
// by minute. A minute that the clock shows, or jumps over, for the first time
// counts; several at one moment are one.
func oracle(zone *time.Location, lines []string, from, until time.Time) [][]time.Time {
	fields, due := make([]oracleLine, len(lines)), make([][]time.Time, len(lines))
	for i, text := range lines {
		fields[i] = oracleFields(text)
	}
	shown := minutes(from.In(zone))
	for at := from.Add(time.Minute); at.Before(until); at = at.Add(time.Minute) {
		for now := minutes(at.In(zone)); shown < now; {
			shown++
			wall := time.Unix(shown*60, 0).UTC()
			for i := range lines {
				if n := len(due[i]); oracleMatch(&fields[i], wall) && (n == 0 || !due[i][n-1].Equal(at)) {
					due[i] = append(due[i], at)
				}
			}
		}
	}
	return due
}

// minutes is what the clock shows, as a number that grows with it.
func minutes(local time.Time) int64 {
	_, offset := local.Zone()
	return (local.Unix() + int64(offset)) / 60
}

// oracleLine is a cron line as sets of numbers.
type oracleLine struct {
	minute, hour, day, month, weekday [60]bool
	either                            bool // cron's old rule: day and weekday both said means either
}

func oracleMatch(l *oracleLine, wall time.Time) bool {
	if !l.minute[wall.Minute()] || !l.hour[wall.Hour()] || !l.month[wall.Month()] {
		return false
	}
	day, weekday := l.day[wall.Day()], l.weekday[wall.Weekday()]
	if l.either {
		return day || weekday
	}
	return day && weekday
}

// oracleFields reads "*", "*/n", "a-b" and lists of numbers.
func oracleFields(text string) (l oracleLine) {
	fields := strings.Fields(text)
	sets := []*[60]bool{&l.minute, &l.hour, &l.day, &l.month, &l.weekday}
	least, most := [5]int{0, 0, 1, 1, 0}, [5]int{59, 23, 31, 12, 6}
	for i, field := range fields {
		for _, part := range strings.Split(field, ",") {
			first, last, step := least[i], most[i], 1
			switch {
			case strings.HasPrefix(part, "*/"):
				step, _ = strconv.Atoi(part[2:])
			case strings.Contains(part, "-"):
				fmt.Sscanf(part, "%d-%d", &first, &last)
			case part != "*":
				first, _ = strconv.Atoi(part)
				last = first
			}
			for value := first; value <= last; value += step {
				sets[i][value] = true
			}
		}
	}
	l.either = fields[2] != "*" && fields[4] != "*"
	return l
}

// changing names a zone for each way in which clocks change between the two
// moments. The names are those of Go's own list.
func changing(t *testing.T, from, until time.Time) []string {
	t.Helper()
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Skipf("no go here: %v", err)
	}
	archive, err := zip.OpenReader(filepath.Join(strings.TrimSpace(string(root)), "lib", "time", "zoneinfo.zip"))
	if err != nil {
		t.Skipf("no list of zones here: %v", err)
	}
	defer archive.Close()
	alike := map[string]string{}
	for _, file := range archive.File {
		location, err := time.LoadLocation(file.Name)
		if err != nil || strings.HasSuffix(file.Name, "/") {
			continue
		}
		var changes strings.Builder
		for at := from.In(location); ; {
			_, ends := at.ZoneBounds()
			if ends.IsZero() || ends.After(until) {
				break
			}
			_, before := at.Zone()
			_, after := ends.Zone()
			fmt.Fprintln(&changes, ends.Unix(), before, after)
			at = ends
		}
		if key := changes.String(); key != "" && alike[key] == "" {
			alike[key] = file.Name
		}
	}
	var names []string
	for _, name := range alike {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// FuzzTimes: what is next is later, and nothing lies between.
func FuzzTimes(f *testing.F) {
	f.Add("30 2 * * *", "Europe/Berlin", int64(1774742400))
	f.Add("*/7 1-3 * 3,10 0", "Australia/Lord_Howe", int64(1790985600))
	f.Fuzz(func(t *testing.T, text, name string, unix int64) {
		location, err := time.LoadLocation(name)
		schedule, invalid := cron.ParseStandard(text)
		if err != nil || invalid != nil || unix < 0 || unix > 4e9 {
			t.Skip()
		}
		if fields, ok := schedule.(*cron.SpecSchedule); ok {
			fields.Location = location
		} else if schedule.(cron.ConstantDelaySchedule).Delay < time.Minute {
			t.Skip()
		}
		times, at := TimesOf(schedule), time.Unix(unix, 0)
		next := times.Next(at)
		if next.IsZero() {
			return
		}
		if !next.After(at) {
			t.Fatalf("%v after %v", next, at)
		}
		if again := times.Next(next.Add(-time.Second)); !again.Equal(next) && next.Sub(at) > time.Second {
			t.Errorf("%v, and a second before it %v", next, again)
		}
	})
}
