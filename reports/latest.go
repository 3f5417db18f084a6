package reports

import (
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/earshot/earshot/internal/durable"
)

//go:embed latest.tmpl
var latestPage string

// pointLatest leads dir/latest to the newest date of the archive, so that a
// report made again for an earlier day does not become the latest one. Where
// the disk has no symbolic links, latest is a folder with a page that links to
// the reports.
func pointLatest(dir string) error {
	date, err := newestDate(dir)
	if err != nil || date == "" {
		return err
	}
	latest, draft := filepath.Join(dir, "latest"), filepath.Join(dir, ".latest")
	if err := os.RemoveAll(draft); err != nil {
		return err
	}
	// A folder of that name means that links did not work here before.
	if info, err := os.Lstat(latest); err == nil && info.IsDir() {
		return writeLatestPage(dir, latest, date)
	}
	if err := os.Symlink(date, draft); err != nil {
		return writeLatestPage(dir, latest, date)
	}
	if err := os.Rename(draft, latest); err != nil {
		return err
	}
	return durable.SyncFolder(dir)
}

func newestDate(dir string) (string, error) {
	entries, err := os.ReadDir(dir) // in the order of their names
	if err != nil {
		return "", err
	}
	newest := ""
	for _, entry := range entries {
		if _, err := time.Parse(dateLayout, entry.Name()); err == nil && entry.IsDir() {
			newest = entry.Name()
		}
	}
	return newest, nil
}

func writeLatestPage(dir, latest, date string) error {
	if err := os.Mkdir(latest, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	m, err := readManifest(filepath.Join(dir, date))
	if err != nil {
		return err
	}
	page, err := template.New("latest").Parse(latestPage)
	if err != nil {
		return fmt.Errorf("latest page: %w", err)
	}
	var text strings.Builder
	if err := page.Execute(&text, m); err != nil {
		return fmt.Errorf("latest page: %w", err)
	}
	return durable.Replace(filepath.Join(latest, "index.html"), []byte(text.String()), 0o644)
}
