package config

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"github.com/earshot/earshot/internal/secret"
)

// validator holds a document against a schema.
type validator struct {
	*document
	compiled *jsonschema.Schema
	schema   any // the same as plain JSON, to look up descriptions and examples
}

// A violation is one thing that the schema forbids, at one place.
type violation struct {
	*jsonschema.ValidationError
	about string // the description of the key, where a reference carries it
}

// validate adds a problem for everything that the schema forbids.
func (d *document) validate(schema []byte) error {
	const name = "https://earshot.invalid/schema.json" // a name only: nothing is fetched
	plain, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		return fmt.Errorf("schema: %w", err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource(name, plain); err != nil {
		return fmt.Errorf("schema: %w", err)
	}
	compiled, err := compiler.Compile(name)
	if err != nil {
		return fmt.Errorf("schema: %w", err)
	}
	v := &validator{document: d, compiled: compiled, schema: plain}
	err = compiled.Validate(d.value)
	if invalid := new(jsonschema.ValidationError); errors.As(err, &invalid) {
		for _, found := range v.leaves(invalid, "") {
			v.explain(found)
		}
		return nil
	}
	return err
}

// leaves takes the schema's own structure off an error: what is left is what is
// wrong with the document, without "allOf failed" and the like.
func (v *validator) leaves(e *jsonschema.ValidationError, about string) []violation {
	switch k := e.ErrorKind.(type) {
	case *kind.Schema, *kind.Group, *kind.AllOf:
		return v.all(e.Causes, about)
	case *kind.Reference:
		if text, ok := v.schemaAt(e.SchemaURL)["description"].(string); ok {
			about = text
		}
		return v.all(e.Causes, about)
	case *kind.AnyOf:
		return v.closest(e, about)
	case *kind.OneOf:
		if k.Subschemas == nil {
			return v.closest(e, about)
		}
	}
	if v.known(e) {
		return nil
	}
	return []violation{{e, about}}
}

func (v *validator) all(causes []*jsonschema.ValidationError, about string) []violation {
	var found []violation
	for _, cause := range causes {
		found = append(found, v.leaves(cause, about)...)
	}
	return found
}

// closest is what is wrong with a value that may have several forms, by the
// form that it was probably meant to have: of those with its type the one with
// the fewest mistakes. Where none has its type, the types are what is wrong.
func (v *validator) closest(e *jsonschema.ValidationError, about string) []violation {
	var best []violation
	var wanted []string
	for _, cause := range e.Causes {
		found := v.leaves(cause, about)
		if len(found) == 0 {
			return nil
		}
		if mismatch, ok := found[0].ErrorKind.(*kind.Type); ok && len(found[0].InstanceLocation) == len(e.InstanceLocation) {
			wanted = append(wanted, mismatch.Want...)
			continue
		}
		if best == nil || len(found) < len(best) {
			best = found
		}
	}
	if best != nil || len(wanted) == 0 {
		return best
	}
	slices.Sort(wanted)
	mismatch := *e
	mismatch.ErrorKind = &kind.Type{Want: slices.Compact(wanted)}
	return []violation{{&mismatch, about}}
}

// known says that a violation needs no telling: its value has a problem
// already, or it is a secret given by reference, as it should be, of which the
// schema sees the text that was put in.
func (v *validator) known(e *jsonschema.ValidationError) bool {
	_, node, _ := v.find(e.InstanceLocation)
	if v.broken[node] {
		return true
	}
	pattern, ok := e.ErrorKind.(*kind.Pattern)
	return ok && pattern.Want == secret.Pattern && secretOnly.MatchString(v.text(e.InstanceLocation))
}

// schemaAt is the part of the schema that location names by its fragment; nil
// where there is none.
func (v *validator) schemaAt(location string) map[string]any {
	_, fragment, _ := strings.Cut(location, "#")
	if plain, err := url.PathUnescape(fragment); err == nil {
		fragment = plain
	}
	part := v.schema
	for _, token := range strings.Split(fragment, "/")[1:] {
		token = strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
		switch p := part.(type) {
		case map[string]any:
			part = p[token]
		case []any:
			part = item(p, token)
		}
	}
	object, _ := part.(map[string]any)
	return object
}

func item(list []any, token string) any {
	var i int
	if _, err := fmt.Sscanf(token, "%d", &i); err != nil || i < 0 || i >= len(list) {
		return nil
	}
	return list[i]
}
