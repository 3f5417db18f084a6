package config

import (
	"time"

	"github.com/earshot/earshot/internal/secret"
)

// Alerts is where failures, lateness and silent sources are told.
type Alerts struct {
	Webhook secret.Text `yaml:"webhook" jsonschema_description:"an address that takes JSON with a key text, as chat tools do"`
	Mail    []string    `yaml:"mail" jsonschema:"minItems=1,uniqueItems=true" jsonschema_description:"addresses to send alerts to; default: none"`
	Repeat  string      `yaml:"repeat" jsonschema:"pattern=^[1-9][0-9]{0\\,3} (hour|day|week)s?$,example=1 day" jsonschema_description:"what stands is told again after so long; default: 1 day" jsonschema_extras:"patternErrorMessage=a number of hours\\, days or weeks"`
}

// RepeatAfter is Repeat as a duration.
func (a Alerts) RepeatAfter() time.Duration { return span(a.Repeat, 24*time.Hour) }

// Backup is where copies of the workspace go.
type Backup struct {
	Folder string `yaml:"folder" jsonschema:"minLength=1,example=/mnt/backup/earshot" jsonschema_description:"where backups are kept, best on another disk; default: data/backups"`
}

// Keep says for how long things are kept.
type Keep struct {
	Backups int    `yaml:"backups" jsonschema:"minimum=1,maximum=10000,default=14" jsonschema_description:"how many backups; default: 14"`
	Logs    string `yaml:"logs" jsonschema:"pattern=^[1-9][0-9]{0\\,3} (hour|day|week)s?$,example=90 days" jsonschema_description:"logs of jobs; default: 90 days" jsonschema_extras:"patternErrorMessage=a number of hours\\, days or weeks"`
	Runs    string `yaml:"runs" jsonschema:"pattern=^[1-9][0-9]{0\\,3} (hour|day|week)s?$,example=400 days" jsonschema_description:"the ledger of runs; default: 400 days" jsonschema_extras:"patternErrorMessage=a number of hours\\, days or weeks"`
	Reports string `yaml:"reports" jsonschema:"pattern=^([1-9][0-9]{0\\,3} (hour|day|week)s?|always)$,example=800 days" jsonschema_description:"the archive of reports; default: always" jsonschema_extras:"patternErrorMessage=a number of hours\\, days or weeks\\, or always"`
}

// LogsFor is Logs as a duration.
func (k Keep) LogsFor() time.Duration { return span(k.Logs, 90*24*time.Hour) }

// RunsFor is Runs as a duration.
func (k Keep) RunsFor() time.Duration { return span(k.Runs, 400*24*time.Hour) }

// ReportsFor is Reports as a duration; 0 for always.
func (k Keep) ReportsFor() time.Duration { return span(k.Reports, 0) }
