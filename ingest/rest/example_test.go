package rest

import (
	"go/parser"
	"go/token"
	"testing"

	"go.yaml.in/yaml/v4"
)

// TestExample: what the package's documentation shows is right.
func TestExample(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "settings.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var sources []struct {
		Name     string
		Kind     string
		Settings `yaml:",inline"`
	}
	if err := yaml.Load([]byte(indented(file.Doc.Text())), &sources, yaml.WithKnownFields()); err != nil || len(sources) != 1 || sources[0].Kind != "rest" {
		t.Fatalf("%d sources, %v", len(sources), err)
	}
	sources[0].Settings.Check(func(path, message, hint string) { t.Errorf("%s: %s; %s", path, message, hint) })
}
