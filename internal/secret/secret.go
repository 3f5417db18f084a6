// Package secret holds passwords and tokens so that nothing prints them. It
// knows nothing of the rest of earshot, so that every part may use it.
package secret

import (
	"encoding/json"
	"fmt"
	"log/slog"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"
)

const (
	// Hidden is how every secret prints.
	Hidden = "[secret]"

	// Pattern marks a secret's place in the schema: the file may hold a
	// reference there and nothing else. Any type whose schema has this pattern
	// is treated as a secret.
	Pattern = `^\$\{(env|file):[^}]+\}$`
)

// Text is a password or token. earshot.yaml names it as ${env:NAME} or
// ${file:PATH} and never holds it; here it prints as [secret] whatever the
// verb, in JSON, in YAML and in logs. The zero value is no secret.
type Text struct {
	// A pointer, because fmt cannot call methods of unexported fields and would
	// print a string held by one.
	text *string
}

// New keeps text out of sight.
func New(text string) Text { return Text{text: &text} }

// Reveal is the text itself, for the one place that sends it; "" for no secret.
func (s Text) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// IsZero says that no secret was given.
func (s Text) IsZero() bool { return s.Reveal() == "" }

// Format prints [secret] for every verb and flag.
func (s Text) Format(f fmt.State, _ rune) { fmt.Fprint(f, Hidden) }

// String is [secret].
func (s Text) String() string { return Hidden }

// LogValue is [secret].
func (s Text) LogValue() slog.Value { return slog.StringValue(Hidden) }

// MarshalJSON gives "[secret]".
func (s Text) MarshalJSON() ([]byte, error) { return json.Marshal(Hidden) }

// MarshalYAML gives [secret].
func (s Text) MarshalYAML() (any, error) { return Hidden, nil }

// UnmarshalYAML takes the text that stands for the reference by then.
func (s *Text) UnmarshalYAML(node *yaml.Node) error {
	*s = New(node.Value)
	return nil
}

// JSONSchema lets editors refuse a secret that is written out.
func (Text) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{
		Type:     "string",
		Pattern:  Pattern,
		Examples: []any{"${env:NAME}", "${file:/run/secrets/name}"},
	}
}
