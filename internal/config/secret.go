package config

import (
	"encoding/json"
	"fmt"
	"log/slog"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"
)

const (
	hidden = "[secret]"

	// secretPattern marks a secret's place in the schema: the file may hold a
	// reference there and nothing else. Any type whose schema has this pattern
	// is treated as a secret.
	secretPattern = `^\$\{(env|file):[^}]+\}$`
)

// Secret is a password or token. earshot.yaml names it as ${env:NAME} or
// ${file:PATH} and never holds it; here it prints as [secret] whatever the
// verb, in JSON, in YAML and in logs. The zero value is no secret.
type Secret struct {
	// A pointer, because fmt cannot call methods of unexported fields and would
	// print a string held by one.
	text *string
}

// NewSecret keeps text out of sight.
func NewSecret(text string) Secret { return Secret{text: &text} }

// Reveal is the text itself, for the one place that sends it; "" for no secret.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// IsZero says that no secret was given.
func (s Secret) IsZero() bool { return s.Reveal() == "" }

// Format prints [secret] for every verb and flag.
func (s Secret) Format(f fmt.State, _ rune) { fmt.Fprint(f, hidden) }

// String is [secret].
func (s Secret) String() string { return hidden }

// LogValue is [secret].
func (s Secret) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalJSON gives "[secret]".
func (s Secret) MarshalJSON() ([]byte, error) { return json.Marshal(hidden) }

// MarshalYAML gives [secret].
func (s Secret) MarshalYAML() (any, error) { return hidden, nil }

// UnmarshalYAML takes the text that stands for the reference by then.
func (s *Secret) UnmarshalYAML(node *yaml.Node) error {
	*s = NewSecret(node.Value)
	return nil
}

// JSONSchema lets editors refuse a secret that is written out.
func (Secret) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{
		Type:     "string",
		Pattern:  secretPattern,
		Examples: []any{"${env:NAME}", "${file:/run/secrets/name}"},
	}
}
