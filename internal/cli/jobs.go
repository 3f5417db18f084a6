package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/earshot/earshot/internal/config"
	"github.com/earshot/earshot/schedules"
)

// ledgerOf opens the ledger of the workspace's jobs.
func (w *workspace) ledgerOf() *schedules.Ledger { return schedules.OpenLedger(w.path("data", "jobs")) }

// schedule is the job of that name; nightly is there whatever is scheduled.
func (w *workspace) schedule(name string) (config.Schedule, error) {
	for _, s := range w.config.Schedules {
		if s.Name == name {
			return s, nil
		}
	}
	if s, ok := config.NamedSchedule(name); ok {
		return s, nil
	}
	return config.Schedule{}, usage{hinted{fmt.Errorf("no schedule has the name %q", name), "known: " + strings.Join(w.jobNames(), ", ")}}
}

func (w *workspace) jobNames() []string {
	names := []string{config.Nightly}
	for _, s := range w.config.Schedules {
		if !slices.Contains(names, s.Name) {
			names = append(names, s.Name)
		}
	}
	return names
}

// zoneOf is the zone of a schedule's times: that in its cron line, its own, or
// the workspace's.
func (w *workspace) zoneOf(s config.Schedule) *time.Location {
	if parsed, err := config.ParseCron(s.Cron, time.UTC); err == nil && strings.Contains(s.Cron, "TZ=") {
		return schedules.TimesOf(parsed).Zone()
	}
	if zone, err := time.LoadLocation(s.Zone); err == nil && s.Zone != "" {
		return zone
	}
	return w.config.Zone()
}

// jobOf is a schedule as the stage takes it.
func (w *workspace) jobOf(s config.Schedule) (schedules.Job, error) {
	job := schedules.Job{
		Name: s.Name, Jitter: s.Jitter, Timeout: s.Timeout, Retries: s.Retries, Backoff: s.Backoff,
		Overlap: schedules.Overlap(s.Overlap), CatchUp: schedules.CatchUp(s.CatchUp), Window: s.WindowSpan(), Cap: s.CatchUpCap,
		After: s.After, Wait: s.Wait, Late: s.Late,
	}
	if s.Cron == "" {
		return job, nil
	}
	parsed, err := config.ParseCron(s.Cron, w.zoneOf(s))
	if err != nil {
		return job, fmt.Errorf("schedule %s: %w", s.Name, err)
	}
	job.Times = schedules.TimesOf(parsed)
	if s.Sprint != "" {
		job.Days = &calendar{workspace: w, schedule: s, times: job.Times}
	}
	return job, nil
}

var errNothingScheduled = errors.New("nothing is scheduled")

// jobs are all that are scheduled, or those named.
func (w *workspace) jobs(names ...string) (jobs []schedules.Job, err error) {
	var problems []error
	for _, name := range names {
		s, err := w.schedule(name)
		if err == nil && s.Cron == "" {
			err = usage{hinted{fmt.Errorf("%s has no times", name), "give it a cron line under schedules: in earshot.yaml"}}
		}
		problems = append(problems, err)
	}
	for _, s := range w.config.Schedules {
		if len(names) > 0 && !slices.Contains(names, s.Name) {
			continue
		}
		job, err := w.jobOf(s)
		jobs, problems = append(jobs, job), append(problems, err)
	}
	if len(w.config.Schedules) == 0 && len(names) == 0 {
		problems = append(problems, hinted{errNothingScheduled, "write `schedules: [{name: nightly, cron: 0 5 * * *}]` in earshot.yaml"})
	}
	return jobs, errors.Join(problems...)
}
