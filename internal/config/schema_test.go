package config

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

func TestSchemaGolden(t *testing.T) {
	schema, err := Schema(sampleKinds())
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/earshot.schema.json", schema)
	if again, _ := Schema(sampleKinds()); !bytes.Equal(schema, again) {
		t.Error("the schema differs from time to time")
	}
	themes, err := ThemesSchema()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/themes.schema.json", themes)
}

func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(string(mustRead(t, path)), string(got)); diff != "" {
		t.Errorf("%s: -want +got\n%s", path, diff)
	}
	plain, err := jsonschema.UnmarshalJSON(bytes.NewReader(got))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler() // checks the schema by the draft's own
	if err := compiler.AddResource("https://earshot.invalid/x", plain); err != nil {
		t.Fatal(err)
	}
	if _, err := compiler.Compile("https://earshot.invalid/x"); err != nil {
		t.Errorf("%s: %v", path, err)
	}
}

func TestSchemaRefusesKinds(t *testing.T) {
	for want, kinds := range map[string]map[string]any{
		"schema: no kinds of source":                  {},
		"schema of kind c: no settings":               {"c": nil},
		"schema of kind a: settings are not a struct": {"a": "text"},
		"schema of kind b: key files: every source has one of this name": {"b": struct {
			Files string `yaml:"files"`
		}{}},
	} {
		if _, err := Schema(kinds); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
		if _, err := Load(t.TempDir(), kinds); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// TestSchemaNamesTypesApart: two types of one name, as every kind has a Settings.
func TestSchemaNamesTypesApart(t *testing.T) {
	one, two := sameName1(), sameName2()
	schema, err := Schema(map[string]any{"one": one, "two": two})
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{`"only_in_one"`, `"only_in_two"`} {
		if strings.Count(string(schema), key) != 1 {
			t.Errorf("%s is in the schema %d times", key, strings.Count(string(schema), key))
		}
	}
}

func sameName1() any {
	type part struct {
		A string `yaml:"only_in_one"`
	}
	type settings struct {
		Part part `yaml:"part"`
	}
	return settings{}
}

func sameName2() any {
	type part struct {
		B string `yaml:"only_in_two"`
	}
	type settings struct {
		Part part `yaml:"part"`
	}
	return settings{}
}
