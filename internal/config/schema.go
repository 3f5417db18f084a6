package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path"
	"reflect"
	"regexp"
	"slices"
	"time"

	"github.com/invopop/jsonschema"
)

// Where init writes the schemas in a workspace, for editors; the first line of
// earshot.yaml and themes.yaml names them.
const (
	SchemaPath       = "data/schema/earshot.json"
	ThemesSchemaPath = "data/schema/themes.json"
)

var schemaName = regexp.MustCompile(`[^A-Za-z0-9_.-]+`)

// Schema is the JSON schema (draft 2020-12) of earshot.yaml, with one branch
// for each kind of source. kinds is as in Load. It is the same bytes each time.
func Schema(kinds map[string]any) ([]byte, error) {
	if len(kinds) == 0 {
		return nil, errors.New("schema: no kinds of source")
	}
	r := reflector()
	root := r.Reflect(Config{})
	root.Title = "earshot.yaml"
	source := root.Definitions["config.Source"]
	source.AdditionalProperties = nil // each branch says what else there may be
	kindKey, _ := source.Properties.Get("kind")
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		if kinds[kind] == nil {
			return nil, fmt.Errorf("schema of kind %s: no settings", kind)
		}
		zero, without := unmarked(kinds[kind])
		settings := r.Reflect(zero)
		maps.Copy(root.Definitions, settings.Definitions)
		own, err := branch(settings, source, without)
		if err != nil {
			return nil, fmt.Errorf("schema of kind %s: %w", kind, err)
		}
		root.Definitions["source."+kind] = own
		kindKey.Enum = append(kindKey.Enum, kind)
		source.AllOf = append(source.AllOf, condition(kind))
	}
	return encode(root)
}

// ThemesSchema is the JSON schema of themes.yaml.
func ThemesSchema() ([]byte, error) {
	root := reflector().Reflect([]Theme{})
	root.Title = "themes.yaml"
	return encode(root)
}

// branch is what holds of a source of one kind: its own keys beside those of
// every source but some, which only other sorts of kinds have: files are named
// where earshot does not fetch or collect them itself, and live sources sweep.
func branch(settings, source *jsonschema.Schema, without []string) (*jsonschema.Schema, error) {
	if settings.Properties == nil {
		return nil, errors.New("settings are not a struct")
	}
	keys := jsonschema.NewProperties()
	for pair := source.Properties.Oldest(); pair != nil; pair = pair.Next() {
		if !slices.Contains(without, pair.Key) {
			keys.Set(pair.Key, jsonschema.TrueSchema)
		}
	}
	for pair := settings.Properties.Oldest(); pair != nil; pair = pair.Next() {
		if _, clash := source.Properties.Get(pair.Key); clash {
			return nil, fmt.Errorf("key %s: every source has one of this name", pair.Key)
		}
		keys.Set(pair.Key, pair.Value)
	}
	own := *settings
	if files, _ := source.Properties.Get("files"); !slices.Contains(without, "files") {
		keys.Set("files", &jsonschema.Schema{Description: files.Description})
		own.Required = append([]string{"files"}, own.Required...)
	}
	own.Version, own.Definitions = "", nil
	own.Properties = keys
	return &own, nil
}

func condition(kind string) *jsonschema.Schema {
	is := jsonschema.NewProperties()
	is.Set("kind", &jsonschema.Schema{Const: kind})
	return &jsonschema.Schema{
		If:   &jsonschema.Schema{Properties: is, Required: []string{"kind"}},
		Then: &jsonschema.Schema{Ref: "#/$defs/source." + kind},
	}
}

// reflector makes schemas of structs by their yaml and jsonschema tags. Types
// are named package.Type, since every kind has a type Settings.
func reflector() *jsonschema.Reflector {
	names := map[reflect.Type]string{}
	taken := map[string]bool{}
	return &jsonschema.Reflector{
		Anonymous:                  true,
		ExpandedStruct:             true,
		RequiredFromJSONSchemaTags: true,
		FieldNameTag:               "yaml",
		Mapper:                     duration,
		Namer: func(t reflect.Type) string {
			if t.Name() == "" || t.PkgPath() == "" {
				return ""
			}
			if name, known := names[t]; known {
				return name
			}
			name := schemaName.ReplaceAllString(path.Base(t.PkgPath())+"."+t.Name(), "_")
			for taken[name] {
				name += "_"
			}
			names[t], taken[name] = name, true
			return name
		},
	}
}

// duration is text in YAML and would be a number of nanoseconds by its type.
func duration(t reflect.Type) *jsonschema.Schema {
	if t != reflect.TypeFor[time.Duration]() {
		return nil
	}
	return &jsonschema.Schema{
		Type:     "string",
		Pattern:  `^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$`,
		Examples: []any{"90s"},
		Extras:   map[string]any{"patternErrorMessage": "numbers with h, m, s or ms"},
	}
}

func encode(schema *jsonschema.Schema) ([]byte, error) {
	text, err := json.MarshalIndent(schema, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("schema: %w", err)
	}
	return append(text, '\n'), nil
}
