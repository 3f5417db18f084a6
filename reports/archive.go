package reports

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/earshot/earshot/internal/durable"
	"github.com/earshot/earshot/reports/report"
)

const dateLayout = "2006-01-02"

// archive is the dated folder of one run day while it is made. Beside the final
// folder stand, during a run: the draft that takes its place, the stage of the
// report being written, and for a moment the folder that was replaced.
type archive struct {
	dir   string // data/reports
	date  string
	final string
	draft string
	stage string
	old   string
}

// openArchive clears away what a killed run left and begins an empty draft.
func openArchive(dir string, day time.Time) (*archive, error) {
	date := day.Format(dateLayout)
	a := &archive{
		dir: dir, date: date, final: filepath.Join(dir, date),
		draft: filepath.Join(dir, "."+date+".draft"),
		stage: filepath.Join(dir, "."+date+".stage"),
		old:   filepath.Join(dir, "."+date+".old"),
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	if err := a.recover(); err != nil {
		return nil, err
	}
	if err := a.discard(); err != nil {
		return nil, err
	}
	return a, os.Mkdir(a.draft, 0o755)
}

// recover puts the last folder back when a run was killed between the two
// renames of a swap.
func (a *archive) recover() error {
	if _, err := os.Lstat(a.final); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Rename(a.old, a.final); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// discard removes all but the final folder.
func (a *archive) discard() error {
	return errors.Join(os.RemoveAll(a.draft), os.RemoveAll(a.stage), os.RemoveAll(a.old))
}

// add lets one report write its files and moves them to the draft when it has
// written them all.
func (a *archive) add(write func(*report.Folder) error) (*report.Folder, error) {
	if err := os.RemoveAll(a.stage); err != nil {
		return nil, err
	}
	folder := report.NewFolder(a.stage)
	if err := write(folder); err != nil {
		return nil, errors.Join(err, os.RemoveAll(a.stage))
	}
	for _, file := range folder.Files() {
		if err := move(filepath.Join(a.stage, file.Path), filepath.Join(a.draft, file.Path)); err != nil {
			return nil, err
		}
	}
	return folder, os.RemoveAll(a.stage)
}

func move(from, to string) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.Rename(from, to)
}

// commit brings over the reports of the same date that were not made anew,
// writes the manifest and swaps the draft in.
func (a *archive) commit(made []Report) error {
	all, err := a.carryOver(made)
	if err != nil {
		return err
	}
	if err := writeManifest(a.draft, a.date, all); err != nil {
		return err
	}
	if err := syncFolders(a.draft); err != nil {
		return err
	}
	if err := os.Rename(a.final, a.old); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Rename(a.draft, a.final); err != nil {
		return err
	}
	if err := durable.SyncFolder(a.dir); err != nil {
		return err
	}
	return errors.Join(a.discard(), pointLatest(a.dir), writeIndex(a.dir))
}

// carryOver links the files of the date's other reports into the draft. Files
// of the archive are never changed in place, so a link is as good as a copy.
func (a *archive) carryOver(made []Report) ([]Report, error) {
	all := slices.Clone(made)
	last, err := readManifest(a.final)
	if err != nil {
		return nil, err
	}
	for _, r := range last.Reports {
		if slices.ContainsFunc(made, func(m Report) bool { return m.Name == r.Name }) {
			continue
		}
		for _, file := range r.Files {
			if err := carry(a.final, a.draft, file.Path); err != nil {
				return nil, err
			}
		}
		all = append(all, r)
	}
	slices.SortFunc(all, byName)
	return all, nil
}

func carry(from, to, name string) error {
	if !filepath.IsLocal(name) {
		return errors.New("manifest.json: " + name + ": not a path inside the folder")
	}
	target := filepath.Join(to, name)
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	if err := os.Link(filepath.Join(from, name), target); err == nil || errors.Is(err, fs.ErrExist) {
		return nil
	}
	data, err := os.ReadFile(filepath.Join(from, name)) // a disk without links
	if err != nil {
		return err
	}
	return os.WriteFile(target, data, 0o644)
}

// syncFolders makes the names of all files below path last.
func syncFolders(path string) error {
	return filepath.WalkDir(path, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return err
		}
		return durable.SyncFolder(name)
	})
}
