package survey

import (
	"errors"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"
)

// The types below are a name or a map in YAML. A map with a field that is not
// known is an error, as it is everywhere else in the configuration.

// UnmarshalYAML reads a column's name or {column, optional}.
func (c *Column) UnmarshalYAML(node *yaml.Node) error {
	type column Column
	return nameOr(node, &c.Name, (*column)(c))
}

// UnmarshalYAML reads a column's name or {column, format, zone, fixed, optional}.
func (t *Time) UnmarshalYAML(node *yaml.Node) error {
	type when Time
	return nameOr(node, &t.Column, (*when)(t))
}

// UnmarshalYAML reads a column's name or {column, question, optional}.
func (c *Comment) UnmarshalYAML(node *yaml.Node) error {
	type comment Comment
	return nameOr(node, &c.Column, (*comment)(c))
}

// UnmarshalYAML reads a column's name or {column, fixed, optional}.
func (l *Language) UnmarshalYAML(node *yaml.Node) error {
	type language Language
	return nameOr(node, &l.Column, (*language)(l))
}

func nameOr(node *yaml.Node, name *string, fields any) error {
	switch node.Kind {
	case yaml.ScalarNode:
		return node.Decode(name)
	case yaml.MappingNode:
		return node.Load(fields, yaml.WithKnownFields())
	}
	return errors.New("expected a column's name or a map")
}

// JSONSchema allows a name or a map.
func (Column) JSONSchema() *jsonschema.Schema {
	type fields Column
	return nameOrSchema(&fields{})
}

// JSONSchema allows a name or a map.
func (Time) JSONSchema() *jsonschema.Schema {
	type fields Time
	return nameOrSchema(&fields{})
}

// JSONSchema allows a name or a map.
func (Comment) JSONSchema() *jsonschema.Schema {
	type fields Comment
	return nameOrSchema(&fields{})
}

// JSONSchema allows a name or a map.
func (Language) JSONSchema() *jsonschema.Schema {
	type fields Language
	return nameOrSchema(&fields{})
}

// JSONSchema allows what YAML takes for numbers, too.
func (Cells) JSONSchema() *jsonschema.Schema {
	one := &jsonschema.Schema{OneOf: []*jsonschema.Schema{{Type: "string"}, {Type: "number"}, {Type: "boolean"}}}
	return &jsonschema.Schema{Type: "array", Items: one}
}

func nameOrSchema(fields any) *jsonschema.Schema {
	r := jsonschema.Reflector{FieldNameTag: "yaml", RequiredFromJSONSchemaTags: true,
		Anonymous: true, DoNotReference: true, ExpandedStruct: true}
	object := r.Reflect(fields)
	object.Version = ""
	return &jsonschema.Schema{OneOf: []*jsonschema.Schema{{Type: "string", Description: "a column's name"}, object}}
}
