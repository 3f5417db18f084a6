// Package mapping turns the records of systems that earshot does not know, such
// as those of any API or of a query, into feedback and ratings.
//
// It reads a record as plain values (nil, bool, numbers, text, lists, objects)
// and a Record, in which a key of earshot's has an expression: what it is called
// in the system. What language expressions are written in is the source's
// matter: jq, or names of columns. Each record becomes one ingest.Item: what of
// it cannot be read is a reject that names the key and never quotes the value.
package mapping

import (
	"context"

	"github.com/earshot/earshot/ingest"
)

// Record says what a record means. Everything under it but the ids of the lists'
// entries holds for all that a record becomes.
type Record struct {
	ID         string            `yaml:"id" jsonschema:"required" jsonschema_description:"What tells records apart and never changes"`
	Time       string            `yaml:"time" jsonschema:"required" jsonschema_description:"When the customer said it"`
	TimeFormat string            `yaml:"time_format,omitempty" jsonschema:"default=auto" jsonschema_description:"auto (year first, as in RFC 3339), unix, unix_ms or a Go layout such as 02.01.2006 15:04"`
	TimeZone   string            `yaml:"time_zone,omitempty" jsonschema:"example=Europe/Berlin" jsonschema_description:"Zone of times that do not name theirs. Unset: the workspace's"`
	Channel    ingest.Channel    `yaml:"channel,omitempty" jsonschema:"enum=survey,enum=email,enum=tracker,enum=review,enum=chat,default=survey"`
	Author     Author            `yaml:"author,omitempty" jsonschema_description:"Who said it"`
	Account    string            `yaml:"account,omitempty" jsonschema_description:"The customer organisation"`
	Thread     string            `yaml:"thread,omitempty" jsonschema_description:"The id of the record that began the conversation"`
	Parent     string            `yaml:"parent,omitempty" jsonschema_description:"The id of the record that this one answers"`
	Language   string            `yaml:"language,omitempty" jsonschema_description:"Such as en or en-US"`
	URL        string            `yaml:"link,omitempty" jsonschema_description:"Where a person can read it"`
	Labels     string            `yaml:"labels,omitempty" jsonschema_description:"A list, or text in which semicolons or else commas part them"`
	State      string            `yaml:"state,omitempty"`
	Votes      string            `yaml:"votes,omitempty" jsonschema_description:"Supporters besides the author"`
	Segments   map[string]string `yaml:"segments,omitempty" jsonschema_description:"Groups to compare, by name"`
	Deleted    string            `yaml:"deleted,omitempty" jsonschema_description:"True where the system says that the record is deleted"`
	Only       string            `yaml:"only,omitempty" jsonschema_description:"True of records to keep; the others are left out and counted"`
	Feedback   []Feedback        `yaml:"feedback,omitempty" jsonschema_description:"Words in a record"`
	Ratings    []Rating          `yaml:"ratings,omitempty" jsonschema_description:"Scores in a record"`
}

// Author says who.
type Author struct {
	ID    string `yaml:"id,omitempty"`
	Name  string `yaml:"name,omitempty"`
	Email string `yaml:"email,omitempty"`
}

// Entry is what an entry of feedback or ratings may say for itself, in place of
// what the record says.
type Entry struct {
	Each   string `yaml:"each,omitempty" jsonschema_description:"Gives things within the record, each of which is one of these: its comments, its answers. The other keys of the entry then start from the thing; $record is the record"`
	ID     string `yaml:"id,omitempty" jsonschema_description:"With each: what tells the things of a record apart"`
	Time   string `yaml:"time,omitempty"`
	Author Author `yaml:"author,omitempty"`
	URL    string `yaml:"link,omitempty"`
}

// Feedback says where words stand.
type Feedback struct {
	Entry    `yaml:",inline"`
	Title    string `yaml:"title,omitempty"`
	Body     string `yaml:"body,omitempty"`
	Question string `yaml:"question,omitempty" jsonschema_description:"What the words answer"`
}

// Rating says where a score stands, and how to read it.
type Rating struct {
	Entry      `yaml:",inline"`
	Metric     ingest.Metric      `yaml:"metric" jsonschema:"required,enum=nps,enum=csat,enum=ces,enum=stars"`
	Score      string             `yaml:"score" jsonschema:"required"`
	Question   string             `yaml:"question,omitempty" jsonschema_description:"What was asked"`
	Scale      []float64          `yaml:"scale,omitempty,flow" jsonschema:"minItems=2,maxItems=2" jsonschema_description:"Lowest and highest answer. Unset: nps 0 to 10; csat and stars 1 to 5; ces 1 to 7"`
	Words      map[string]float64 `yaml:"words,omitempty" jsonschema_description:"Scores of answers in words, such as good: 1"`
	NoAnswer   []string           `yaml:"no_answer,omitempty,flow" jsonschema_description:"Values that mean no answer, such as offered. Null and blank always do"`
	LowIsGood  bool               `yaml:"low_is_good,omitempty" jsonschema_description:"true: the lowest score is the best"`
	Convention string             `yaml:"convention,omitempty" jsonschema:"enum=mean,enum=share,enum=index" jsonschema_description:"ces only: how it is summed up; mean unless set"`
}

// Expression gives values out of a record. outer is the record around a thing
// that an entry's each gave, and the record itself elsewhere. An error must not
// quote a value.
type Expression interface {
	Values(ctx context.Context, from, outer any) ([]any, error)
}

// Language compiles expressions. Its error says what is wrong with the text.
type Language func(text string) (Expression, error)
