package config

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/internal/secret"
)

// asScheduled is s in earshot.yaml, with the defaults for what it leaves out.
func asScheduled(s Schedule) Schedule {
	d := scheduleDefaults()
	d.Name, d.Cron, d.Run, d.Line, d.File = s.Name, s.Cron, s.Run, s.Line, File
	return d
}

const oneSource = "sources: [{name: web, kind: survey, files: a.csv, time: T, comments: [Why]}]\n"

func TestSchedulesAsFiles(t *testing.T) {
	t.Setenv("EARSHOT_TEST_TOKEN", "https://ping.example/abc")
	dir := t.TempDir()
	write(t, dir, File, oneSource+"schedules: [{name: nightly, cron: 0 5 * * *, retries: 0}]\n")
	makeFolder(t, dir)
	write(t, dir, "schedules/weekly.yaml", `cron: 0 7 * * 1
zone: America/New_York
run: [mail]
jitter: 5m
timeout: 10m
retries: 5
backoff: 30s
overlap: latest
catch_up: all
catch_up_window: 2 weeks
catch_up_cap: 3
after: [nightly]
wait: 5h
late: 8h
ping: ${env:EARSHOT_TEST_TOKEN}
`)
	write(t, dir, "schedules/notes.txt", "not a schedule")
	got, err := Load(dir, sampleKinds())
	if err != nil {
		t.Fatal(err)
	}
	nightly := asScheduled(Schedule{Name: "nightly", Cron: "0 5 * * *", Run: []string{"ingest", "transform", "publish", "report"}, Line: 2})
	nightly.Retries = 0
	want := []Schedule{nightly, {
		Name: "weekly", Cron: "0 7 * * 1", Zone: "America/New_York", Run: []string{"mail"}, Jitter: 5 * time.Minute, Timeout: 10 * time.Minute,
		Retries: 5, Backoff: 30 * time.Second, Overlap: "latest", CatchUp: "all", CatchUpWindow: "2 weeks", CatchUpCap: 3, After: []string{"nightly"},
		Wait: 5 * time.Hour, Late: 8 * time.Hour, Ping: secret.New("https://ping.example/abc"), File: "schedules/weekly.yaml", Line: 1,
	}}
	if diff := cmp.Diff(want, got.Schedules, compareSecrets); diff != "" {
		t.Error("-want +got\n" + diff)
	}
	if got.Schedules[1].WindowSpan() != 14*24*time.Hour || got.Keep.LogsFor() != 90*24*time.Hour || got.Keep.ReportsFor() != 0 || got.Alerts.RepeatAfter() != 24*time.Hour {
		t.Error("spans are misread")
	}
}

func makeFolder(t *testing.T, dir string) {
	t.Helper()
	if err := os.Mkdir(filepath.Join(dir, ScheduleFolder), 0o755); err != nil {
		t.Fatal(err)
	}
}

// TestProblemsOfScheduleFiles: those of all files, and of earshot.yaml, at once.
func TestProblemsOfScheduleFiles(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, File, oneSource+"schedules:\n  - {name: nightly, cron: 0 5 * * *, after: [nigthly]}\n  - {name: a, cron: '@every 0s', after: [b]}\n  - {name: b, cron: 0 5 30 2 *, after: [a], zone: Mars/Base}\n")
	makeFolder(t, dir)
	write(t, dir, "schedules/nightly.yaml", "cron: 0 5 * * *\n")
	write(t, dir, "schedules/other.yaml", "name: x\ncorn: 0 5 * * *\ntimeout: ages\nping: https://open.example\n")
	write(t, dir, "schedules/Some Job.yaml", "cron: 0 25 * * *\n")
	write(t, dir, "schedules/empty.yaml", "")
	_, err := Load(dir, sampleKinds())
	if err == nil {
		t.Fatal("no problems")
	}
	want := `earshot.yaml:3:1: schedule "nightly" comes after "nigthly", which is no schedule
  hint: did you mean "nightly"?
earshot.yaml:4:1: schedules "a" and "b" each come after the other
  hint: take one of them out of after
earshot.yaml:4:21: it cannot run every "0s"
  hint: a minute or more, such as @every 90m
earshot.yaml:5:1: schedules "b" and "a" each come after the other
  hint: take one of them out of after
earshot.yaml:5:21: "0 5 30 2 *" never comes
  hint: no month named has such a day
earshot.yaml:5:51: there is no time zone "Mars/Base"
  hint: use a name of the IANA list, such as Europe/Berlin
schedules/Some Job.yaml:1:1: the file's name is the job's, and cannot be "Some Job"
  hint: small letters, digits and hyphens, then .yaml
schedules/Some Job.yaml:1:7: the hour cannot be "25"
  hint: 0 to 23, *, lists 8,20, ranges 8-18, steps */6
schedules/empty.yaml:1:1: the file is empty
  hint: write a cron line such as cron: 0 5 * * *
schedules/nightly.yaml:1:1: two schedules have the name "nightly"
  hint: the other is in earshot.yaml on line 3
schedules/other.yaml:1:1: missing key "cron"
  hint: add "cron: ...": minute, hour, day of month, month, day of week; or a word such as @daily
schedules/other.yaml:1:1: unknown key "name"
  hint: known here: after, backoff, board, catch_up, catch_up_cap, catch_up_window, cron, jitter, late, overlap, ping, reports, retries, run, sprint, timeout, wait, zone
schedules/other.yaml:2:1: unknown key "corn"
  hint: did you mean "cron"?
schedules/other.yaml:3:10: "timeout" cannot be "ages"
  hint: numbers with h, m, s or ms, for example 90s
schedules/other.yaml:4:7: "ping" is written out in the file
  hint: keep it elsewhere and write ${env:NAME} or ${file:PATH}
`
	if diff := cmp.Diff(want, err.Error()+"\n"); diff != "" {
		t.Error("-want +got\n" + diff)
	}
}

// TestSprintDay: what can be said, what it means, and what is none.
func TestSprintDay(t *testing.T) {
	type day struct {
		Days  int
		AtEnd bool
		OK    bool
	}
	for text, want := range map[string]day{
		"first day": {0, false, true}, "last day": {0, true, true},
		"1 day before the end": {-1, true, true}, "2 days before the start": {-2, false, true}, "1 day after the end": {1, true, true}, "12 days after the start": {12, false, true},
		"": {}, "0 days before the end": {}, "100 days before the end": {}, "first": {}, "1 day before the end of it": {},
	} {
		days, atEnd, ok := Schedule{Sprint: text}.SprintDay()
		if got := (day{days, atEnd, ok}); got != want {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
}

func TestProblemsOfSprintDays(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, File, oneSource+"schedules:\n  - {name: review, cron: 0 7 * * *, sprint: the day before it ends, board: Mobile}\n  - {name: planning, cron: 0 7 * * *, board: Mobile}\n  - {name: good, cron: 0 7 * * 1-5, sprint: 2 days before the start, board: Mobile}\n")
	_, err := Load(dir, sampleKinds())
	if err == nil {
		t.Fatal("no problems")
	}
	want := `earshot.yaml:3:45: "sprint" cannot be "the day before it ends"
  hint: first day, last day, or a number of days before or after the start or the end, for example 1 day before the end
earshot.yaml:4:46: a board is named, and no day of its sprints
  hint: write sprint: 1 day before the end, or leave board out
`
	if diff := cmp.Diff(want, err.Error()+"\n"); diff != "" {
		t.Error("-want +got\n" + diff)
	}
}
