package database

import (
	"go/parser"
	gotoken "go/token"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// TestExample: what the package's documentation shows is right.
func TestExample(t *testing.T) {
	file, err := parser.ParseFile(gotoken.NewFileSet(), "settings.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for line := range strings.SplitSeq(file.Doc.Text(), "\n") {
		if strings.HasPrefix(line, "\t") {
			lines = append(lines, line[1:])
		}
	}
	var sources []struct {
		Name     string
		Kind     string
		Settings `yaml:",inline"`
	}
	if err := yaml.Load([]byte(strings.Join(lines, "\n")), &sources, yaml.WithKnownFields()); err != nil || len(sources) != 1 || sources[0].Kind != "sql" {
		t.Fatalf("%d sources, %v", len(sources), err)
	}
	sources[0].Settings.Check(func(path, message, hint string) { t.Errorf("%s: %s; %s", path, message, hint) })
}
