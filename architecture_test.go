package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/earshot/earshot/"

// TestImportsGoOneWay holds the house together: main -> internal/cli -> the
// five stages -> internal/warehouse -> what knows nothing of earshot. The stages
// never import each other, and only the warehouse knows the database's driver.
func TestImportsGoOneWay(t *testing.T) {
	stages := []string{"ingest", "transform", "reports", "schedules", "queries"}
	ground := []string{"internal/secret", "internal/durable", "internal/near", "internal/serve"}
	stage := func(path string) string {
		for _, s := range stages {
			if path == s || strings.HasPrefix(path, s+"/") {
				return s
			}
		}
		return ""
	}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		folder := filepath.ToSlash(filepath.Dir(path))
		for _, spec := range file.Imports {
			imported := strings.Trim(spec.Path.Value, `"`)
			inside, own := strings.CutPrefix(imported, module)
			switch {
			case strings.HasSuffix(imported, "/go-duckdb") && folder != "internal/warehouse":
				t.Errorf("%s imports the driver, which is internal/warehouse's", path)
			case !own:
			case stage(folder) != "" && stage(inside) != "" && stage(folder) != stage(inside):
				t.Errorf("%s imports %s: stages meet in tables", path, inside)
			case stage(folder) != "" && stage(inside) == "" && inside != "internal/warehouse" && !slices.Contains(ground, inside):
				t.Errorf("%s imports %s: a stage knows the warehouse alone", path, inside)
			case folder == "internal/warehouse" && !slices.Contains(ground, inside), slices.Contains(ground, folder):
				t.Errorf("%s imports %s: the warehouse knows nothing of the rest", path, inside)
			case folder == "." && inside != "internal/cli":
				t.Errorf("%s imports %s: main calls internal/cli", path, inside)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
