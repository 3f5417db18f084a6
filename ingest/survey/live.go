package survey

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/earshot/earshot/ingest"
)

// Answers says what the questions of a survey mean that is pulled from the
// survey tool itself. The keys are those of files; a column is a question by its
// title or id, or a hidden field or another fact of the answer by its name. The
// zero value goes by the questions' types. When, by whom and under which id it
// was answered the tool says.
type Answers struct {
	Ratings    []Rating          `yaml:"ratings,omitempty" jsonschema_description:"Questions that ask for a score, by title or id. Unset: the questions' types decide; [] for none"`
	Comments   []Comment         `yaml:"comments,omitempty" jsonschema_description:"Questions that ask for words, by title or id; a title with * stands for all that match. Unset: the questions' types decide; [] for none"`
	Respondent Respondent        `yaml:"respondent,omitempty" jsonschema_description:"Questions or hidden fields that say who answered. Unset: what the survey tool knows"`
	Language   Language          `yaml:"language,omitempty" jsonschema_description:"Question or hidden field with the language or {fixed: en}. Unset: what the survey tool says"`
	Segments   map[string]Column `yaml:"segments,omitempty" jsonschema_description:"Groups to compare: name to question, hidden field, variable or fact of the answer"`
	Only       []Filter          `yaml:"only,omitempty" jsonschema_description:"Answers to keep; the others are left out and counted"`
	Skip       []Filter          `yaml:"skip,omitempty" jsonschema_description:"Answers to leave out and count"`
}

// Check reports what a schema cannot say.
func (s Answers) Check(problem func(path, message, hint string)) {
	c := checker{problem}
	if s.Ratings != nil && s.Comments != nil && len(s.Ratings)+len(s.Comments) == 0 {
		problem("", "neither ratings nor comments are wanted: nothing would be stored", "leave both out to go by the questions' types")
	}
	c.wanted(s.Ratings, s.Comments)
	c.language(s.Language)
	c.filters("only", s.Only)
	c.filters("skip", s.Skip)
	for _, name := range slices.Sorted(maps.Keys(s.Segments)) {
		c.named("segments."+name, s.Segments[name].Name)
	}
}

// err joins what Check reports, for settings that do not come from a file.
func (s Answers) err() error {
	var problems []error
	s.Check(func(path, message, hint string) {
		problems = append(problems, fmt.Errorf("%s: %s; %s", path, message, hint))
	})
	return errors.Join(problems...)
}

// named gives the names of all columns that the settings ask for.
func (s Answers) named() []string {
	names := []string{s.Respondent.ID.Name, s.Respondent.Email.Name, s.Respondent.Name.Name, s.Respondent.Account.Name, s.Language.Column}
	for _, c := range s.Segments {
		names = append(names, c.Name)
	}
	for _, f := range slices.Concat(s.Only, s.Skip) {
		names = append(names, f.Column)
	}
	return names
}

// live is one survey that is pulled: one stream.
type live ingest.Stream

// Streams lists it.
func (l live) Streams(context.Context) ([]ingest.Stream, error) {
	return []ingest.Stream{ingest.Stream(l)}, nil
}
