// Package config reads the files that a workspace's people write:
// earshot.yaml, themes.yaml, labels.csv and an optional lexicon. It reads and
// checks, and writes nothing; a second reading gives the same.
//
// The reading is strict. Whatever is wrong is told at once, each mistake as a
// Problem with file, line, column, message and hint, and nothing half-read
// comes back. The Go structs are the one truth: the JSON schema is made of
// them, earshot.yaml is validated by that schema, and editors get the same
// one (Schema, ThemesSchema).
//
// What a schema cannot say is checked afterwards: time zones, globs, cron
// lines, names used twice; and, of each source, what its own kind checks.
package config

import (
	"time"
	_ "time/tzdata" // time zones also where the machine has none
)

// File is the name of the configuration in a workspace.
const File = "earshot.yaml"

// Config is earshot.yaml. Load fills in every default.
type Config struct {
	Name      string     `yaml:"name" jsonschema:"minLength=1,example=Acme" jsonschema_description:"the workspace's name in reports; default: the folder's name"`
	Timezone  string     `yaml:"timezone" jsonschema:"minLength=1,example=Europe/Berlin" jsonschema_description:"the IANA zone whose midnight begins a day; default: UTC"`
	Languages []string   `yaml:"languages" jsonschema:"minItems=1,uniqueItems=true,enum=en,enum=es,enum=fr,enum=ru,enum=sv,enum=no,enum=hu" jsonschema_description:"the languages customers write in, the main one first; default: [en]"`
	AsOf      string     `yaml:"as_of" jsonschema:"minLength=1,example=latest" jsonschema_description:"the day reports look back from: now, latest (the newest record) or a date such as 2026-03-31; default: now"`
	Limits    Limits     `yaml:"limits" jsonschema_description:"what the database may take of the machine"`
	Customers string     `yaml:"customers" jsonschema:"minLength=1,example=customers.csv" jsonschema_description:"the table of people and accounts; default: customers.csv where there is one"`
	Sources   []Source   `yaml:"sources" jsonschema:"required,minItems=1" jsonschema_description:"where feedback comes from"`
	Schedules []Schedule `yaml:"schedules" jsonschema_description:"what runs when; default: nothing runs by itself"`
	Alerts    Alerts     `yaml:"alerts" jsonschema_description:"where failures are told"`
	Backup    Backup     `yaml:"backup" jsonschema_description:"where copies of the workspace go"`
	Keep      Keep       `yaml:"keep" jsonschema_description:"for how long things are kept"`
	Report    Report     `yaml:"report" jsonschema_description:"how reports look"`
	Mail      Mail       `yaml:"mail" jsonschema_description:"the weekly trend mail"`
	Serve     Serve      `yaml:"serve" jsonschema_description:"the page that people ask their questions on"`
	Invite    Invite     `yaml:"invite" jsonschema_description:"whom to invite to sprint reviews and interviews"`
	Privacy   Privacy    `yaml:"privacy" jsonschema_description:"what is taken out of published text"`
	Transform Transform  `yaml:"transform" jsonschema_description:"how text is scored"`
}

// Limits bound what DuckDB takes. The zero value leaves its own defaults: 80 %
// of the memory and all processors.
type Limits struct {
	Memory  string `yaml:"memory" jsonschema:"pattern=^[0-9]+(\\.[0-9]+)? ?([KMGT]i?)B$,example=2GB" jsonschema_description:"such as 2GB; default: 80 % of the machine's" jsonschema_extras:"patternErrorMessage=a number with KB\\, MB\\, GB or TB"`
	Threads int    `yaml:"threads" jsonschema:"minimum=1,maximum=1024,example=4" jsonschema_description:"processors to use; default: all"`
}

// Source is one place that feedback comes from.
type Source struct {
	Name  string `yaml:"name" jsonschema:"required,pattern=^[a-z0-9-]+$,example=web-survey" jsonschema_description:"the source's name in every table; with another name it is another source" jsonschema_extras:"patternErrorMessage=small letters\\, digits and hyphens"`
	Kind  string `yaml:"kind" jsonschema:"required" jsonschema_description:"what the source is; says which further keys there are"`
	Files Globs  `yaml:"files" jsonschema_description:"where its files lie in the workspace: a glob or a list of globs"`
	Stale string `yaml:"stale" jsonschema:"pattern=^[1-9][0-9]{0\\,3} (hour|day|week)s?$,example=10 days" jsonschema_description:"without anything new for so long the source counts as stale; default: 14 days" jsonschema_extras:"patternErrorMessage=a number of hours\\, days or weeks"`
	Sweep string `yaml:"sweep" jsonschema:"pattern=^([1-9][0-9]{0\\,3} (hour|day|week)s?|never)$,example=7 days" jsonschema_description:"how often everything is read anew, to find what was deleted; default: 7 days" jsonschema_extras:"patternErrorMessage=a number of hours\\, days or weeks\\, or never"`

	// Settings points to a value of the struct that Load was given for Kind,
	// with this source's keys in it.
	Settings any `yaml:"-"`
	Line     int `yaml:"-"` // in earshot.yaml
}

// Report is how reports look.
type Report struct {
	Title  string `yaml:"title" jsonschema:"minLength=1,example=What our customers say" jsonschema_description:"heads every report; default: the workspace's name"`
	Quotes int    `yaml:"quotes" jsonschema:"minimum=0,maximum=20,default=3" jsonschema_description:"customers' own words shown per theme; default: 3"`
}

// Privacy is what is taken out of text before it is published or mailed.
type Privacy struct {
	RedactNames bool `yaml:"redact_names" jsonschema:"default=true" jsonschema_description:"take out the names of people; default: true"`
}

// Transform is how text is scored.
type Transform struct {
	Lexicon string `yaml:"lexicon" jsonschema:"minLength=1,example=lexicon.csv" jsonschema_description:"a CSV file of word and valence that overrides the built-in sentiment lexicon; default: none"`
}

const defaultStale = "14 days"

// defaults is what holds where earshot.yaml is silent. Names that follow from
// others are filled in by complete.
func defaults() Config {
	return Config{
		Timezone:  "UTC",
		Languages: []string{"en"},
		AsOf:      "now",
		Customers: "customers.csv",
		Report:    Report{Quotes: 3},
		Backup:    Backup{Folder: "data/backups"},
		Keep:      Keep{Backups: 14},
		Serve:     serveDefaults(),
		Invite:    Invite{People: 8},
		Privacy:   Privacy{RedactNames: true},
	}
}

// complete fills in the defaults that depend on other values. folder is the
// workspace's.
func (c *Config) complete(folder string) {
	if c.Name == "" {
		c.Name = folder
	}
	if c.Report.Title == "" {
		c.Report.Title = c.Name
	}
	for i := range c.Sources {
		if c.Sources[i].Stale == "" {
			c.Sources[i].Stale = defaultStale
		}
	}
	for i := range c.Schedules {
		c.Schedules[i].complete()
	}
}

// Zone is the workspace's time zone; UTC where Timezone is none that exists,
// which Load refuses.
func (c *Config) Zone() *time.Location {
	zone, err := time.LoadLocation(c.Timezone)
	if err != nil {
		return time.UTC
	}
	return zone
}
