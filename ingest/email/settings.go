package email

import (
	"fmt"
	"strings"
)

// Settings is the part of earshot.yaml that describes a source of mail files.
type Settings struct {
	Format string `yaml:"format" jsonschema:"enum=auto,enum=mbox,enum=maildir,enum=eml" jsonschema_description:"What the files are: mbox, maildir or eml (one mail each); auto, the default, looks at each file"`
	Rules  `yaml:",inline"`
}

// Rules say how mails are read, wherever they come from.
type Rules struct {
	Own        []string `yaml:"own" jsonschema_description:"Addresses of our own side, such as support@acme.example, or whole domains, such as @acme.example: mails from them are counted and not stored as feedback"`
	SkipLists  bool     `yaml:"skip_lists" jsonschema_description:"Leave out mailing lists and newsletters; default false"`
	DropQuotes bool     `yaml:"drop_quotes" jsonschema_description:"Leave out quoted lines even where the author answered below them; default false: they stay, marked with >"`
	MaxSize    int      `yaml:"max_size" jsonschema:"minimum=0" jsonschema_description:"Largest mail in megabytes (MiB), default 25: a larger one is rejected with its position"`
}

// The largest max_size: a mail is held in memory several times while it is read.
const (
	defaultMaxSize = 25
	largestMaxSize = 512
)

// Check reports what the schema cannot say.
func (s Settings) Check(problem func(path, message, hint string)) {
	switch s.Format {
	case "", "auto", "mbox", "maildir", "eml":
	default:
		problem("format", "unknown format", "one of auto, mbox, maildir, eml")
	}
	s.Rules.Check(problem)
}

// Check reports what the schema cannot say.
func (s Rules) Check(problem func(path, message, hint string)) {
	for i, entry := range s.Own {
		local, domain, found := strings.Cut(strings.TrimSpace(entry), "@")
		if !found || domain == "" || strings.ContainsAny(local+domain, " <>@,;") {
			problem(fmt.Sprintf("own[%d]", i), "not an address", "write support@acme.example, or @acme.example for a whole domain")
		}
	}
	if s.MaxSize < 0 || s.MaxSize > largestMaxSize {
		problem("max_size", "out of range", "megabytes, 1 to 512; leave it out for 25")
	}
}

func (s Rules) limit() int64 {
	if s.MaxSize == 0 {
		return defaultMaxSize << 20
	}
	return int64(s.MaxSize) << 20
}
