package config

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/earshot/earshot/internal/secret"
)

// Schedule is a job: what runs, when, and what happens when it does not.
type Schedule struct {
	Name    string   `yaml:"name" jsonschema:"required,pattern=^[a-z0-9-]+$,example=nightly" jsonschema_description:"the job's name in the run ledger" jsonschema_extras:"patternErrorMessage=small letters\\, digits and hyphens"`
	Cron    string   `yaml:"cron" jsonschema:"required,minLength=1,example=0 5 * * 1-5" jsonschema_description:"minute, hour, day of month, month, day of week; or a word such as @daily"`
	Zone    string   `yaml:"zone" jsonschema:"minLength=1,example=America/New_York" jsonschema_description:"the zone of its times; default: the workspace's"`
	Run     []string `yaml:"run" jsonschema:"minItems=1,uniqueItems=true,enum=ingest,enum=sweep,enum=transform,enum=publish,enum=report,enum=mail,enum=backup" jsonschema_description:"the steps to run; default: ingest, transform, publish, report"`
	Reports []string `yaml:"reports" jsonschema:"minItems=1,uniqueItems=true,example=summary" jsonschema_description:"the reports that the step report writes; default: all but those of reports/ with a schedule of their own"`
	Sprint  string   `yaml:"sprint" jsonschema:"pattern=^(first day|last day|[1-9][0-9]? days? (before|after) the (start|end))$,example=1 day before the end" jsonschema_description:"the day of each sprint of the plan on which it has something to do; at its other times it ends at once; default: every day" jsonschema_extras:"patternErrorMessage=first day\\, last day\\, or a number of days before or after the start or the end"`
	Board   string   `yaml:"board" jsonschema:"minLength=1,example=Mobile" jsonschema_description:"whose sprints count: how their names begin, or the plan's source; default: all"`

	Jitter  time.Duration `yaml:"jitter" jsonschema_description:"begin up to so much later, to spread the load; default: 0s"`
	Timeout time.Duration `yaml:"timeout" jsonschema_description:"end an attempt that takes longer; default: 4h"`
	Retries int           `yaml:"retries" jsonschema:"minimum=0,maximum=20,default=2" jsonschema_description:"further attempts after a failure; default: 2"`
	Backoff time.Duration `yaml:"backoff" jsonschema_description:"wait before the first retry, doubled each time up to an hour; default: 1m"`

	Overlap       string `yaml:"overlap" jsonschema:"enum=skip,enum=queue,enum=latest,default=skip" jsonschema_description:"a time that comes while the job still runs: passes, waits, or waits in place of the one that waits; default: skip"`
	CatchUp       string `yaml:"catch_up" jsonschema:"enum=none,enum=latest,enum=all,default=latest" jsonschema_description:"times that passed while nothing ran: none of them runs, the last, or all; default: latest"`
	CatchUpWindow string `yaml:"catch_up_window" jsonschema:"pattern=^[1-9][0-9]{0\\,3} (hour|day|week)s?$,example=7 days" jsonschema_description:"how far catch_up: all looks back; default: 7 days" jsonschema_extras:"patternErrorMessage=a number of hours\\, days or weeks"`
	CatchUpCap    int    `yaml:"catch_up_cap" jsonschema:"minimum=1,maximum=1000,default=24" jsonschema_description:"how many runs may wait at once; default: 24"`

	After []string      `yaml:"after" jsonschema:"minItems=1,uniqueItems=true" jsonschema_description:"jobs whose last run must be good before this one begins; default: none"`
	Wait  time.Duration `yaml:"wait" jsonschema_description:"how long it waits for them; default: 3h"`
	Late  time.Duration `yaml:"late" jsonschema_description:"alert when a run has not ended so long after its time; default: 6h"`
	Ping  secret.Text   `yaml:"ping" jsonschema_description:"an address to call after each good run, of a service that alerts when the calls stop"`

	File string `yaml:"-"` // where it stands
	Line int    `yaml:"-"`
}

// WindowSpan is CatchUpWindow as a duration.
func (s Schedule) WindowSpan() time.Duration { return span(s.CatchUpWindow, 7*24*time.Hour) }

// Nightly is the whole way, which every workspace can run whether or not a
// schedule of that name says when.
const Nightly = "nightly"

// scheduleDefaults is what holds where a schedule is silent.
func scheduleDefaults() Schedule {
	return Schedule{Timeout: 4 * time.Hour, Retries: 2, Backoff: time.Minute, Overlap: "skip", CatchUp: "latest", CatchUpCap: 24, Wait: 3 * time.Hour, Late: 6 * time.Hour}
}

// NamedSchedule is what `run NAME` does where no schedule has that name: only
// nightly is known then.
func NamedSchedule(name string) (Schedule, bool) {
	s := scheduleDefaults()
	s.Name = name
	s.complete()
	return s, name == Nightly
}

func (s *Schedule) complete() {
	if len(s.Run) == 0 {
		s.Run = []string{"ingest", "transform", "publish", "report"}
	}
}

// ReportSchedule writes a report of the workspace's own at the times of its cron
// line. The job is named after it.
func ReportSchedule(report, cron, file string) Schedule {
	s := scheduleDefaults()
	s.Name, s.Cron, s.Run, s.Reports, s.File, s.Line = "report-"+report, cron, []string{"report"}, []string{report}, file, 1
	return s
}

// checkSchedules checks what the schema cannot say.
func (d *document) checkSchedules(schedules []Schedule, zone *time.Location) {
	lines := map[string]int{}
	for i := range schedules {
		s, at := &schedules[i], []string{"schedules", strconv.Itoa(i)}
		s.File, s.Line = d.file, d.place(at).Line
		if line, twice := lines[s.Name]; twice && s.Name != "" {
			d.problem(under(at, "name"), fmt.Sprintf("two schedules have the name %q", s.Name), fmt.Sprintf("the first is on line %d", line))
		} else {
			lines[s.Name] = s.Line
		}
		d.checkSchedule(*s, zone, at)
	}
}

func (d *document) checkSchedule(s Schedule, zone *time.Location, at []string) {
	if place := under(at, "zone"); s.Zone != "" && !d.faulty(place...) {
		if own, err := time.LoadLocation(s.Zone); err == nil && s.Zone != "Local" {
			zone = own
		} else {
			d.problem(place, fmt.Sprintf("there is no time zone %q", shorten(s.Zone)), "use a name of the IANA list, such as Europe/Berlin")
		}
	}
	if len(s.Reports) > 0 && len(s.Run) > 0 && !slices.Contains(s.Run, "report") { // who names no steps writes reports
		d.problem(under(at, "reports"), "reports are named, and the job does not write any", "put report into run")
	}
	if s.Board != "" && s.Sprint == "" {
		d.problem(under(at, "board"), "a board is named, and no day of its sprints", "write sprint: 1 day before the end, or leave board out")
	}
	if place := under(at, "cron"); s.Cron != "" && !d.faulty(place...) {
		if _, message, hint := parseCron(s.Cron, zone); message != "" {
			d.problem(place, message, hint)
		}
	}
}

// checkAfter checks what jobs wait for, once all are known.
func checkAfter(schedules []Schedule) (problems Problems) {
	after := map[string][]string{}
	for _, s := range schedules {
		after[s.Name] = s.After
	}
	for _, s := range schedules {
		for _, name := range s.After {
			_, known := after[name]
			switch {
			case !known:
				problems = append(problems, Problem{File: s.File, Line: s.Line, Column: 1, Message: fmt.Sprintf("schedule %q comes after %q, which is no schedule", s.Name, shorten(name)), Hint: suggest(name, slices.Sorted(maps.Keys(after)))})
			case reaches(after, name, s.Name, map[string]bool{}):
				problems = append(problems, Problem{File: s.File, Line: s.Line, Column: 1, Message: fmt.Sprintf("schedules %q and %q each come after the other", s.Name, shorten(name)), Hint: "take one of them out of after"})
			}
		}
	}
	return problems
}

// reaches says that from comes after to, by way of others or itself.
func reaches(after map[string][]string, from, to string, seen map[string]bool) bool {
	if from == to {
		return true
	}
	seen[from] = true
	return slices.ContainsFunc(after[from], func(name string) bool { return !seen[name] && reaches(after, name, to, seen) })
}
