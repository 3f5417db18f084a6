package reports

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/earshot/earshot/reports/report"
)

// manifest lists what stands in a dated folder.
type manifest struct {
	Date    string   `json:"date"`
	Reports []Report `json:"reports"`
}

// fileOf is a file as the manifest lists it.
type fileOf = report.File

func writeManifest(folder, date string, all []Report) error {
	return writeManifestAs(folder, "manifest.json", manifest{Date: date, Reports: all})
}

func writeManifestAs(folder, name string, m manifest) error {
	return report.NewFolder(folder).Create(name, func(out *report.Output) (int64, error) {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		return 0, encoder.Encode(m)
	})
}

// readManifest gives an empty one where the folder has none yet. A damaged one
// is an error: it is what says which files belong to which report.
func readManifest(folder string) (manifest, error) {
	var m manifest
	path := filepath.Join(folder, "manifest.json")
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return m, nil
	}
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(data, &m); err != nil {
		return m, fmt.Errorf("%s: %w; move the folder away and run again", path, err)
	}
	return m, nil
}

func byName(a, b Report) int { return strings.Compare(a.Name, b.Name) }
