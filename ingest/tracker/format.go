// Package tracker reads issues and comments of GitHub, GitLab and Jira from
// files that hold what their APIs answered, as curl, gh api or glab api save
// it: one page or many, a list, an object around a list, a record a line.
//
// An issue is feedback, an entry of the plan, or both (Settings.Role); a
// comment is feedback. Milestones, versions, releases and sprints come with
// the plan. Texts become plain: Markdown, Jira's documents and its wiki markup
// lose their marks, an issue template's questions and a reply's quotations.
//
// Every object in a file is one item: stored, rejected with its line, or
// counted out with a reason. Broken JSON costs the record it is in. An issue is
// known by owner/name#34 or its key, a comment by its id, so that a second run
// over the same or a newer export replaces what is there and adds nothing twice.
package tracker

import (
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"github.com/earshot/earshot/ingest"
)

// New makes the format of a source. Times without a zone are read in zone.
func New(s Settings, zone *time.Location) (ingest.Format, error) {
	var err error
	s.Check(func(path, message, hint string) {
		if err == nil {
			err = fmt.Errorf("%s: %s; %s", path, message, hint)
		}
	})
	if err != nil {
		return nil, err
	}
	s = s.withDefaults()
	if name := s.unknown(); name != "" {
		return nil, fmt.Errorf("%s: not one of its choices", name)
	}
	md := newMarkdown()
	all := []dialect{github{s, zone, md}, gitlab{s, zone, md}, jira{s, zone, newWiki()}}
	return format{rules: newRules(s.Roles, zone), only: s.Tracker, all: all}, nil
}

type format struct {
	rules rules
	only  string
	all   []dialect
}

// Open begins to read the file at path: UTF-8, or UTF-16 with a byte order
// mark, as PowerShell writes it.
func (f format) Open(path string) (ingest.Reader, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err // names the file
	}
	return f.reader(file, file), nil
}

func (f format) reader(src io.Reader, closer io.Closer) *reader {
	text := transform.NewReader(src, unicode.BOMOverride(encoding.Nop.NewDecoder()))
	return &reader{
		closer:   closer,
		scanners: []*scanner{newScanner(text, 1, 0)},
		judge:    judge{rules: f.rules, only: f.only, all: f.all, seen: map[string]bool{}},
	}
}
