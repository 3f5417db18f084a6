package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"github.com/earshot/earshot/internal/near"
	"github.com/earshot/earshot/internal/secret"
)

// explain says one violation in the reader's words.
func (v *validator) explain(found violation) {
	at := found.InstanceLocation
	schema := v.schemaAt(found.SchemaURL)
	switch k := found.ErrorKind.(type) {
	case *kind.AdditionalProperties:
		v.unknownKeys(at, k.Properties, schema)
	case *kind.Required:
		for _, key := range k.Missing {
			v.problem(under(at, key), fmt.Sprintf("missing key %q%s", key, within(at)), addKey(key, schema))
		}
	case *kind.DependentRequired:
		for _, key := range k.Missing {
			v.problem(under(at, key), fmt.Sprintf("missing key %q, which %q needs", key, k.Prop), addKey(key, schema))
		}
	case *kind.Type:
		v.wrongType(at, k.Want, schema)
	case *kind.UniqueItems:
		second := under(at, strconv.Itoa(k.Duplicates[1]))
		v.problem(second, fmt.Sprintf("%s is the same as item %d", named(second), k.Duplicates[0]+1), "take one out")
	default:
		message, hint := v.wrongValue(found, schema)
		v.problem(at, message, hint)
	}
}

// unknownKeys points at each key that does not belong where it stands.
func (v *validator) unknownKeys(at, keys []string, schema map[string]any) {
	_, mapping, _ := v.find(at)
	for _, key := range slices.Sorted(slices.Values(keys)) {
		hint := suggest(key, keysOf(schema, "properties"))
		if forms := keysOf(schema, "patternProperties"); hint == "" && len(forms) > 0 {
			hint = "keys have the form " + strings.Join(forms, " or ")
		}
		where, _ := child(mapping, key)
		v.faults = append(v.faults, under(at, key))
		v.note(where.Line, where.Column, fmt.Sprintf("unknown key %q", shorten(key)), hint)
	}
}

// wrongType is about a value that is a list and should be text, and so on.
func (v *validator) wrongType(at []string, want []string, schema map[string]any) {
	got := typeOf(v.valueAt(at))
	if got == "null" {
		v.problem(at, named(at)+" has no value", "give it one or take the line out")
		return
	}
	words := make([]string, len(want))
	for i, name := range want {
		words[i] = forms[name].word
	}
	is := forms[got].word
	if got == "number" {
		is = "a fraction"
	}
	message := fmt.Sprintf("%s must be %s, not %s", named(at), strings.Join(words, " or "), is)
	v.problem(at, message, v.typeHint(at, want, got, schema))
}

func (v *validator) typeHint(at, want []string, got string, schema map[string]any) string {
	switch text := v.text(at); {
	case len(at) == 0:
		return forms[want[0]].root
	case slices.Contains(want, "string") && forms[got].scalar && matches(schema, text):
		return fmt.Sprintf("put it in quotes: %q", shorten(text))
	case exampleOf(schema) != "":
		return exampleOf(schema)
	case slices.Contains(want, "string"):
		return forms["string"].example
	}
	return forms[want[0]].example
}

// wrongValue is about a value of the right type.
func (v *validator) wrongValue(found violation, schema map[string]any) (text, hint string) {
	at := found.InstanceLocation
	name, value := named(at), fmt.Sprintf("%q", shorten(v.text(at)))
	switch k := found.ErrorKind.(type) {
	case *kind.Enum:
		return fmt.Sprintf("%s cannot be %s", name, value), v.oneOf(at, k.Want)
	case *kind.Const:
		return fmt.Sprintf("%s cannot be %s", name, value), v.oneOf(at, []any{k.Want})
	case *kind.Pattern:
		return wrongPattern(name, value, k.Want, schema)
	case *kind.Format:
		return fmt.Sprintf("%s cannot be %s", name, value), formatHint(k.Want, schema)
	case *kind.MinLength:
		if k.Got == 0 {
			return name + " is empty", describe(schema, found.about)
		}
		return name + " is too short", fmt.Sprintf("at least %d characters", k.Want)
	case *kind.MaxLength:
		return name + " is too long", fmt.Sprintf("at most %d characters", k.Want)
	case *kind.MinItems:
		return wrongCount(name, k.Got), fmt.Sprintf("at least %d", k.Want)
	case *kind.MaxItems:
		return wrongCount(name, k.Got), fmt.Sprintf("at most %d", k.Want)
	case *kind.MinProperties:
		return wrongCount(name, k.Got), fmt.Sprintf("at least %d", k.Want)
	case *kind.MaxProperties:
		return wrongCount(name, k.Got), fmt.Sprintf("at most %d", k.Want)
	}
	if limit := numberLimit(found.ErrorKind); limit != "" {
		return fmt.Sprintf("%s cannot be %s", name, shorten(v.text(at))), limit
	}
	printer := message.NewPrinter(language.English)
	return name + ": " + found.ErrorKind.LocalizedString(printer), describe(schema, found.about)
}

func wrongPattern(name, value, pattern string, schema map[string]any) (text, hint string) {
	if pattern == secret.Pattern {
		return name + " is written out in the file", "keep it elsewhere and write ${env:NAME} or ${file:PATH}"
	}
	form, said := schema["patternErrorMessage"].(string)
	hint = exampleOf(schema)
	switch {
	case said && hint != "":
		hint = form + ", " + hint
	case said:
		hint = form
	case hint == "":
		hint = "the form wanted is " + pattern
	}
	if value == `""` {
		return name + " is empty", hint
	}
	return fmt.Sprintf("%s cannot be %s", name, value), hint
}

func wrongCount(name string, n int) string {
	switch n {
	case 0:
		return name + " is empty"
	case 1:
		return name + " has 1 item"
	}
	return fmt.Sprintf("%s has %d items", name, n)
}

// oneOf is a hint that lists what a value can be.
func (v *validator) oneOf(at []string, allowed []any) string {
	words := make([]string, len(allowed))
	for i, value := range allowed {
		words[i] = fmt.Sprint(value)
	}
	if meant := near.Word(v.text(at), words); meant != "" {
		return fmt.Sprintf("did you mean %q? allowed: %s", meant, strings.Join(words, ", "))
	}
	return "allowed: " + strings.Join(words, ", ")
}
