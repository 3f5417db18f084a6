// Package webhook is for tools that push what customers answer: forms and
// surveys that send each answer to an address as soon as it is given.
//
// It has two halves that meet in files. A Receiver takes signed deliveries by
// HTTP and puts each on disk, a file under data/inbox/SOURCE/YYYY-MM-DD/, before
// it says so to the sender; the file is named after what it holds, so that a
// delivery that is sent again changes nothing. A Format reads these files as
// those of a survey. The Receiver takes no part in a run and holds no lock: it
// may work beside one.
//
// The endpoint speaks plain HTTP and listens on the machine alone unless told
// otherwise; TLS and the outside world are a proxy's.
package webhook

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/survey"
)

// format opens the files of one source.
type format struct{ survey ingest.Format }

// New makes a Format of settings. Times that name no zone are read in zone.
func New(s Settings, zone *time.Location) (ingest.Format, error) {
	inner, err := survey.New(relaxed(s.Settings), zone)
	return format{inner}, err
}

// Open begins to read one delivery. One that lacks what every answer must have,
// the time, is a reject: the others go on.
func (f format) Open(path string) (ingest.Reader, error) {
	r, err := f.survey.Open(path)
	var disk *fs.PathError
	if err == nil || errors.As(err, &disk) {
		return r, err
	}
	content, unread := os.ReadFile(path)
	if unread != nil {
		return nil, unread
	}
	payload := strings.ToValidUTF8(string(content), "\ufffd")
	return &lone{item: ingest.Item{Rejects: []ingest.Reject{{Line: 1, Reason: err.Error(), Payload: payload}}}}, nil
}

// lone reads a single item.
type lone struct {
	item ingest.Item
	read bool
}

func (l *lone) Scan() bool {
	first := !l.read
	l.read = true
	return first
}

func (l *lone) Item() ingest.Item { return l.item }
func (l *lone) Err() error        { return nil }
func (l *lone) Close() error      { return nil }

// relaxed makes every column optional but the time and those of only: tools
// leave out what was not answered, and a file holds one answer.
func relaxed(s survey.Settings) survey.Settings {
	s.Format = "jsonl"
	for _, c := range []*survey.Column{&s.ID, &s.Title, &s.URL, &s.Respondent.ID, &s.Respondent.Email, &s.Respondent.Name, &s.Respondent.Account} {
		c.Optional = true
	}
	s.Language.Optional = true
	s.Segments = maps.Clone(s.Segments)
	for name, c := range s.Segments {
		c.Optional = true
		s.Segments[name] = c
	}
	s.Ratings, s.Comments, s.Labels, s.Skip = slices.Clone(s.Ratings), slices.Clone(s.Comments), slices.Clone(s.Labels), slices.Clone(s.Skip)
	for i := range s.Ratings {
		s.Ratings[i].Optional = true
	}
	for i := range s.Comments {
		s.Comments[i].Optional = true
	}
	for i := range s.Labels {
		s.Labels[i].Optional = true
	}
	for i := range s.Skip {
		s.Skip[i].Optional = true
	}
	return s
}
