package config

import "time"

// Invite says how many customers are proposed for each sprint review, and how
// long each of them is left alone.
type Invite struct {
	People int    `yaml:"people" jsonschema:"minimum=1,maximum=200,default=8" jsonschema_description:"how many are proposed for each review; default: 8"`
	Cap    string `yaml:"cap" jsonschema:"pattern=^[1-9][0-9]{0\\,3} (day|week)s?$,example=90 days" jsonschema_description:"nobody is proposed again, or after any contact, for so long; default: 90 days" jsonschema_extras:"patternErrorMessage=a number of days or weeks"`
}

// CapDays is Cap in days.
func (i Invite) CapDays() int { return int(span(i.Cap, 90*24*time.Hour) / (24 * time.Hour)) }
