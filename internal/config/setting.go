package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/invopop/jsonschema"

	"github.com/earshot/earshot/internal/secret"
)

// Setting is one key of a kind of source, as the schema has it.
type Setting struct {
	Key      string `json:"key"`
	Type     string `json:"type"` // text, number, yes or no, list, mapping, secret; or the choices
	Required bool   `json:"required"`
	Default  any    `json:"default,omitempty"`
	About    string `json:"about"`
}

// SettingsOf lists the keys of a kind: its own in the order of its struct, then
// those that every such source has. kinds is as in Load.
func SettingsOf(kinds map[string]any, kind string) ([]Setting, error) {
	zero, known := kinds[kind]
	if !known {
		return nil, fmt.Errorf("no kind %q", kind)
	}
	zero, without := unmarked(zero)
	common := slices.DeleteFunc([]string{"files", "stale", "sweep"}, func(key string) bool { return slices.Contains(without, key) })
	list := settingsOf(reflector().Reflect(zero), nil)
	list = append(list, settingsOf(reflector().Reflect(Source{}), common)...)
	for i := range list {
		list[i].Required = list[i].Required || list[i].Key == "files"
	}
	return list, nil
}

// settingsOf lists the properties of a schema, or those among names.
func settingsOf(schema *jsonschema.Schema, names []string) (list []Setting) {
	for pair := schema.Properties.Oldest(); pair != nil; pair = pair.Next() {
		if names != nil && !slices.Contains(names, pair.Key) {
			continue
		}
		list = append(list, Setting{
			Key: pair.Key, Type: kindOfValue(pair.Value, schema.Definitions), Required: slices.Contains(schema.Required, pair.Key),
			Default: pair.Value.Default, About: pair.Value.Description,
		})
	}
	return list
}

func kindOfValue(s *jsonschema.Schema, all jsonschema.Definitions) string {
	if name, ok := strings.CutPrefix(s.Ref, "#/$defs/"); ok && all[name] != nil {
		return kindOfValue(all[name], all)
	}
	switch {
	case s.Pattern == secret.Pattern:
		return "secret"
	case len(s.Enum) > 0:
		var choices []string
		for _, choice := range s.Enum {
			choices = append(choices, fmt.Sprint(choice))
		}
		return strings.Join(choices, "|")
	case s.Type == "array" && s.Items != nil:
		return "list of " + kindOfValue(s.Items, all)
	}
	words := map[string]string{"string": "text", "integer": "number", "boolean": "yes or no", "object": "mapping", "array": "list"}
	return cmp.Or(words[s.Type], s.Type, "text or mapping")
}
