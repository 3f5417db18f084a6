package config

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/big"
	"regexp"
	"slices"
	"strconv"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

// forms are JSON's types in the words of people, with what to write instead of
// a value of another type: within the file, and as the whole file.
var forms = map[string]struct {
	word, example, root string
	scalar              bool
}{
	"object":  {word: "a mapping", example: "write \"key: value\" lines under it", root: "write \"key: value\" lines"},
	"array":   {word: "a list", example: "write it as [one, two] or as \"- one\" lines under it", root: "begin each item with \"- \""},
	"string":  {word: "text", example: "write one text", root: "write one text"},
	"integer": {word: "a whole number", example: "for example 3", scalar: true},
	"number":  {word: "a number", example: "for example 0.5", scalar: true},
	"boolean": {word: "true or false", example: "write true or false", scalar: true},
	"null":    {word: "nothing", example: "take the value out"},
}

// formats are examples of the schema's formats.
var formats = map[string]string{
	"date":      "2026-03-31",
	"date-time": "2026-03-31T14:05:00Z",
	"time":      "14:05:00Z",
	"duration":  "P10D",
	"email":     "name@example.com",
	"hostname":  "imap.example.com",
	"uri":       "https://example.com/path",
	"regex":     "[0-9]+",
}

func typeOf(value any) string {
	switch value := value.(type) {
	case nil:
		return "null"
	case map[string]any:
		return "object"
	case []any:
		return "array"
	case string:
		return "string"
	case bool:
		return "boolean"
	case float64:
		if value != math.Trunc(value) {
			return "number"
		}
	}
	return "integer"
}

// named is what a message calls the value at a place.
func named(at []string) string {
	if len(at) == 0 {
		return "the file"
	}
	last := at[len(at)-1]
	i, err := strconv.Atoi(last)
	switch {
	case err != nil:
		return strconv.Quote(shorten(last))
	case len(at) == 1:
		return fmt.Sprintf("item %d", i+1)
	}
	return fmt.Sprintf("item %d of %s", i+1, named(at[:len(at)-1]))
}

func within(at []string) string {
	if len(at) == 0 {
		return ""
	}
	return " in " + named(at)
}

// addKey is a hint that says what a missing key is for.
func addKey(key string, schema map[string]any) string {
	properties, _ := schema["properties"].(map[string]any)
	property, _ := properties[key].(map[string]any)
	text, _ := property["description"].(string)
	if text == "" {
		return fmt.Sprintf("add \"%s: ...\"", key)
	}
	return fmt.Sprintf("add \"%s: ...\": %s", key, text)
}

// exampleOf is a hint made of the schema's first example, or "".
func exampleOf(schema map[string]any) string {
	list, _ := schema["examples"].([]any)
	if len(list) == 0 {
		return ""
	}
	if text, ok := list[0].(string); ok {
		return "for example " + text
	}
	text, err := json.Marshal(list[0])
	if err != nil {
		return ""
	}
	return "for example " + string(text)
}

// describe is a hint from the schema's example, else from its description, else
// from what the reference to it says.
func describe(schema map[string]any, about string) string {
	if example := exampleOf(schema); example != "" {
		return example
	}
	if text, ok := schema["description"].(string); ok {
		return text
	}
	return about
}

func formatHint(format string, schema map[string]any) string {
	if example := exampleOf(schema); example != "" {
		return example
	}
	if example, known := formats[format]; known {
		return "for example " + example
	}
	return "the format wanted is " + format
}

// matches says that text has the form that the schema wants of text, if any.
func matches(schema map[string]any, text string) bool {
	pattern, _ := schema["pattern"].(string)
	form, err := regexp.Compile(pattern)
	return err == nil && form.MatchString(text)
}

// numberLimit is a hint about a number beyond what the schema allows, or "".
func numberLimit(violated jsonschema.ErrorKind) string {
	switch k := violated.(type) {
	case *kind.Minimum:
		return "at least " + decimal(k.Want)
	case *kind.ExclusiveMinimum:
		return "more than " + decimal(k.Want)
	case *kind.Maximum:
		return "at most " + decimal(k.Want)
	case *kind.ExclusiveMaximum:
		return "less than " + decimal(k.Want)
	case *kind.MultipleOf:
		return "a multiple of " + decimal(k.Want)
	}
	return ""
}

func decimal(number *big.Rat) string {
	f, _ := number.Float64()
	return strconv.FormatFloat(f, 'g', -1, 64)
}

// keysOf lists the names in a part of the schema, sorted.
func keysOf(schema map[string]any, part string) []string {
	names, _ := schema[part].(map[string]any)
	return slices.Sorted(maps.Keys(names))
}
