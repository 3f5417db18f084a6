package reports

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/earshot/earshot/internal/durable"
	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/reports/erase"
)

// forget takes the words of feedback that is no longer published out of the dated
// folders: out of pages and tables; the workbook, PDF files and mails that were
// written to look at go. The manifest says what was taken out, the pages and the
// index that it was. What a kill cuts short is done again: the tables that the
// words are known from are changed last, and the manifest after them.
//
// Words that were edited in their source stay as they were on that day. date is
// that of the folder written a moment ago.
func forget(ctx context.Context, db *warehouse.DB, dir, date string) error {
	now, err := lookNow(ctx, db, dir)
	if err != nil {
		return err
	}
	last, err := readLooked(dir)
	if err != nil {
		return err
	}
	if last.standsIn(now, date) && len(last.Folders) > 0 {
		return now.write(dir)
	}
	var problems []error
	changed := false
	for _, folder := range now.Folders {
		f := dated{path: filepath.Join(dir, folder), published: now.Published}
		did, err := f.forget(ctx, db)
		changed = changed || did
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", folder, err))
		}
	}
	if changed {
		problems = append(problems, writeIndex(dir))
	}
	if err := errors.Join(problems...); err != nil {
		return err
	}
	return now.write(dir)
}

// dated is a folder of the archive whose words are looked through.
type dated struct {
	path      string
	published []int64 // feedback_id, ascending
	manifest  manifest
}

// known are the tables that tell the words of a record by its id, the one that
// tells all of them last.
func known() []string {
	return []string{"parquet/feedback_themes.parquet", "parquet/theme_quotes.parquet", "parquet/feedback.parquet"}
}

func (f *dated) forget(ctx context.Context, db *warehouse.DB) (changed bool, err error) {
	if f.manifest, err = readManifest(f.path); err != nil || len(f.manifest.Reports) == 0 {
		return false, nil // the index says that it is damaged
	}
	gone, err := f.gone(ctx)
	if err != nil || len(gone) == 0 {
		return false, err
	}
	words, err := f.words(ctx, db, gone)
	if err != nil || words == nil {
		return false, err
	}
	if err := os.RemoveAll(filepath.Join(f.path, "mail")); err != nil {
		return false, err
	}
	for i := range f.manifest.Reports {
		if err := f.report(ctx, &f.manifest.Reports[i], words, gone); err != nil {
			return true, err
		}
	}
	return true, f.tell()
}

// suspicious is how many records may be gone at once, as of a source's sweep: more
// than half of a folder's is a workspace that is not what it was.
const suspicious = 20

// gone are the records in the folder that are no longer published, but for those
// whose words were taken out.
func (f *dated) gone(ctx context.Context) (gone []int64, err error) {
	taken := map[string]bool{}
	for _, r := range f.manifest.Reports {
		for _, id := range r.Erased {
			taken[id] = true
		}
	}
	seen := map[int64]bool{}
	for _, name := range known() {
		ids, err := erase.IDs(ctx, filepath.Join(f.path, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			if _, stands := slices.BinarySearch(f.published, id); !seen[id] && !stands && !taken[strconv.FormatInt(id, 10)] {
				gone = append(gone, id)
			}
			seen[id] = true
		}
	}
	if len(gone) > suspicious && len(gone)*2 > len(seen) {
		return nil, fmt.Errorf("%d of %d records are no longer there: nothing was taken out; if that is right, remove the folder", len(gone), len(seen))
	}
	slices.Sort(gone)
	return gone, nil
}

// words are those of the records, as the folder has them; nil where all of it is
// published under another id: a copy of a record was kept in its place.
func (f *dated) words(ctx context.Context, db *warehouse.DB, gone []int64) (*erase.Words, error) {
	wanted := map[int64]bool{}
	for _, id := range gone {
		wanted[id] = true
	}
	var texts []string
	for _, name := range known() {
		content, err := os.ReadFile(filepath.Join(f.path, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		found, err := erase.Texts(ctx, content, wanted)
		if err != nil {
			return nil, err
		}
		texts = append(texts, found...)
	}
	others := true
	for _, text := range texts {
		var stands bool
		if err := db.Row(ctx, "select exists (select 1 from feedback where contains(text, ?))", []any{text}, &stands); err != nil {
			return nil, err
		}
		if others = others && stands; !others {
			break
		}
	}
	if others && len(texts) > 0 {
		return nil, nil
	}
	return erase.NewWords(gone, texts), nil
}

// report takes the words out of a report's files and says so in the manifest.
func (f *dated) report(ctx context.Context, r *Report, words *erase.Words, gone []int64) error {
	last := func(path string) int { return slices.Index(known(), path) }
	slices.SortStableFunc(r.Files, func(a, b fileOf) int { return last(a.Path) - last(b.Path) })
	var kept []fileOf
	touched := false
	for _, file := range r.Files {
		was := file.SHA256
		stays, err := f.file(ctx, &file, words)
		if err != nil {
			return fmt.Errorf("%s: %w", file.Path, err)
		}
		if stays {
			kept = append(kept, file)
		}
		touched = touched || !stays || file.SHA256 != was || last(file.Path) >= 0
	}
	r.Files = kept
	if !touched {
		return nil
	}
	r.Headline, _ = words.Text(r.Headline)
	for _, id := range gone {
		r.Erased = append(r.Erased, strconv.FormatInt(id, 10))
	}
	return nil
}

// file takes the words out of one file; false: it is removed, since nobody can
// say what stands in it.
func (f *dated) file(ctx context.Context, file *fileOf, words *erase.Words) (stays bool, err error) {
	if !filepath.IsLocal(file.Path) {
		return false, errors.New("not a path inside the folder")
	}
	path := filepath.Join(f.path, filepath.FromSlash(file.Path))
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) { // removed by a run that was killed
		return false, nil
	}
	if err != nil {
		return false, err
	}
	changed := false
	switch {
	case strings.HasSuffix(path, ".html"):
		content, changed, err = words.Page(content)
	case strings.HasSuffix(path, ".csv"):
		content, changed, err = words.CSV(content)
	case strings.HasSuffix(path, ".parquet"):
		content, changed, err = words.Parquet(ctx, content)
	default:
		return false, os.Remove(path)
	}
	if err == nil && changed {
		err = durable.Replace(path, content, 0o644)
	}
	sum := sha256.Sum256(content)
	file.Bytes, file.SHA256 = int64(len(content)), hex.EncodeToString(sum[:])
	return true, err
}

// tell replaces the manifest, which is what says that all of it was done.
func (f *dated) tell() error {
	if err := writeManifestAs(f.path, ".manifest.json", f.manifest); err != nil {
		return err
	}
	if err := os.Rename(filepath.Join(f.path, ".manifest.json"), filepath.Join(f.path, "manifest.json")); err != nil {
		return err
	}
	return durable.SyncFolder(f.path)
}
