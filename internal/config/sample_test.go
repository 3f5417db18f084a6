package config

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"

	"github.com/earshot/earshot/internal/secret"
)

// sampleKinds are two kinds of source with every shape that settings can have.
func sampleKinds() map[string]any {
	return map[string]any{"survey": surveySettings{}, "mailbox": &mailboxSettings{}}
}

type surveySettings struct {
	ID         string            `yaml:"id" jsonschema_description:"the column that numbers the answers"`
	Time       string            `yaml:"time" jsonschema:"required" jsonschema_description:"the column that says when"`
	Respondent respondent        `yaml:"respondent"`
	Ratings    []rating          `yaml:"ratings"`
	Comments   []column          `yaml:"comments" jsonschema:"maxItems=3"`
	Segments   map[string]string `yaml:"segments"`
	Words      map[int]string    `yaml:"words"`
	HeaderRows *int              `yaml:"header_rows" jsonschema:"minimum=0,maximum=3"`
	Weight     float64           `yaml:"weight" jsonschema:"exclusiveMinimum=0,multipleOf=0.5"`
	Patience   time.Duration     `yaml:"patience"`
	Small      int8              `yaml:"small"`
	Since      string            `yaml:"since" jsonschema:"format=date"`
	Token      secret.Text       `yaml:"token"`
	Invites    string            `yaml:"invitations_to"`
}

func (s surveySettings) Follows() (path, source string) { return "invitations_to", s.Invites }

type respondent struct {
	Email string `yaml:"email"`
	Name  string `yaml:"name"`
}

type rating struct {
	Column string    `yaml:"column" jsonschema:"required"`
	Metric string    `yaml:"metric" jsonschema:"required,enum=nps,enum=csat,enum=ces,enum=stars"`
	Scale  []float64 `yaml:"scale" jsonschema:"minItems=2,maxItems=2"`
}

// column is a name or a map in YAML.
type column struct {
	Name     string `yaml:"column" jsonschema:"required"`
	Optional bool   `yaml:"optional"`
}

func (c *column) UnmarshalYAML(node *yaml.Node) error {
	type fields column
	if node.Kind != yaml.ScalarNode {
		if err := node.Decode((*fields)(c)); err != nil {
			return err
		}
		if c.Name == "nobody" {
			return errors.New("a column cannot be nobody")
		}
		return nil
	}
	if node.Value == "nobody" {
		return errors.New("a column cannot be nobody")
	}
	c.Name = node.Value
	return nil
}

func (column) JSONSchema() *jsonschema.Schema {
	type fields column
	r := jsonschema.Reflector{FieldNameTag: "yaml", RequiredFromJSONSchemaTags: true, Anonymous: true, DoNotReference: true, ExpandedStruct: true}
	object := r.Reflect(&fields{})
	object.Version = ""
	return &jsonschema.Schema{OneOf: []*jsonschema.Schema{{Type: "string"}, object}}
}

func (s surveySettings) Check(problem func(path, message, hint string)) {
	for i, r := range s.Ratings {
		if len(r.Scale) == 2 && r.Scale[0] >= r.Scale[1] {
			problem(fmt.Sprintf("ratings[%d].scale", i), "the scale ends below its start", "lowest first")
		}
	}
	for name, of := range s.Segments {
		if of == "" {
			problem("segments."+name, "a segment without a column", "")
		}
		if strings.Contains(of, "hush") {
			problem("segments."+name, "segments hold "+of, "hide "+of)
		}
	}
	if len(s.Ratings)+len(s.Comments) == 0 && s.Invites == "" {
		problem("ratings", "neither ratings nor comments", "name at least one column")
	}
}

type mailboxSettings struct {
	User     string      `yaml:"user" jsonschema:"required,minLength=3"`
	Password secret.Text `yaml:"password" jsonschema:"required" jsonschema_description:"how to get in"`
	Skip     []skip      `yaml:"skip"`
}

type skip string

func (skip) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Enum: []any{"lists", "auto-replies", "bounces"}}
}
