package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/earshot/earshot/internal/durable"
)

func (a *app) backupCommand() *cobra.Command {
	to := ""
	cmd := &cobra.Command{
		Use:   "backup",
		Short: "Copy the workspace to a folder of its own",
		Long: `Copies the workspace with the warehouse, which is copied through SQL, to a new
folder named after the time, with a list of all files and their checksums. What
has not changed since the last backup is a hard link to it, which costs nothing.
As many are kept as earshot.yaml says. An 'earshot up' may run meanwhile.

A backup holds all that the workspace holds: customers' words, addresses, the key
of the hashes. Secrets that earshot.yaml names by ${env:...} are elsewhere.`,
		Example: "  earshot backup\n  earshot backup --to /mnt/backup/earshot",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.within(cmd.Context(), "backup", func(s *session) error {
				path, err := s.backup(cmd.Context(), to)
				if err != nil {
					return err
				}
				return a.print(map[string]string{"backup": path}, func(w io.Writer) { fmt.Fprintln(w, path) })
			})
		},
	}
	cmd.Flags().StringVar(&to, "to", "", "the folder that holds the backups (default: backup: folder in earshot.yaml)")
	return cmd
}

// manifest lists what a backup holds.
type backupManifest struct {
	Made    time.Time             `json:"made"`
	Version string                `json:"version"`
	Name    string                `json:"workspace"`
	Tables  map[string]int64      `json:"tables"` // rows in the warehouse
	Files   map[string]backupFile `json:"files"`  // by path in the backup, with /
}

type backupFile struct {
	Size    int64     `json:"size"`
	Changed time.Time `json:"changed"`
	SHA256  string    `json:"sha256,omitempty"`
	Link    string    `json:"link,omitempty"` // where a symbolic link leads
}

const (
	backupList   = "backup.json"
	backupLayout = "20060102T150405Z"
)

// backup makes a backup in folder, or where earshot.yaml says, and removes those
// that are too many. It returns where it lies.
func (s *session) backup(ctx context.Context, folder string) (path string, err error) {
	if folder == "" {
		folder = s.backups()
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", fmt.Errorf("backup: %w", err)
	}
	path = filepath.Join(folder, s.started.UTC().Format(backupLayout))
	if exists(path) {
		return "", hinted{fmt.Errorf("backup: %s is there already", path), "wait a second"}
	}
	draft := filepath.Join(folder, ".draft")
	if err := os.RemoveAll(draft); err != nil {
		return "", fmt.Errorf("backup: %w", err)
	}
	if err := s.fillBackup(ctx, folder, draft); err != nil {
		return "", errors.Join(fmt.Errorf("backup: %w", err), os.RemoveAll(draft))
	}
	if err := errors.Join(os.Rename(draft, path), durable.SyncFolder(folder)); err != nil {
		return "", fmt.Errorf("backup: %w", err)
	}
	return path, s.prune(folder)
}

func (w *workspace) backups() string {
	if folder := w.config.Backup.Folder; filepath.IsAbs(folder) {
		return folder
	}
	return w.path(w.config.Backup.Folder)
}

func (s *session) fillBackup(ctx context.Context, folder, draft string) error {
	if err := os.MkdirAll(filepath.Join(draft, "data"), 0o700); err != nil {
		return err
	}
	list := backupManifest{Made: s.started.UTC(), Version: version(), Name: s.config.Name, Files: map[string]backupFile{}}
	var err error
	const copied = "data/warehouse.duckdb"
	if list.Tables, err = s.db.CopyTo(ctx, filepath.Join(draft, filepath.FromSlash(copied))); err != nil {
		return err
	}
	if list.Files[copied], err = checksum(filepath.Join(draft, filepath.FromSlash(copied))); err != nil {
		return err
	}
	last, err := lastBackup(folder)
	if err != nil {
		return err
	}
	if err := s.copyTree(ctx, copier{from: s.root, to: draft, skip: s.unsaved(folder), last: last, files: list.Files}); err != nil {
		return err
	}
	text, err := json.MarshalIndent(list, "", "  ")
	if err != nil {
		return err
	}
	return durable.Write(filepath.Join(draft, backupList), text)
}

// unsaved are the paths that a backup leaves out: what is copied otherwise, made
// anew, or of this moment.
func (s *session) unsaved(folder string) []string {
	list := []string{s.database(), s.database() + ".wal", s.database() + ".tmp", s.database() + ".old", s.database() + ".old.wal", s.published(), s.backups(), s.path("data", "backups"), folder,
		s.path("data", "logs"), s.path("data", "lock"), s.path("data", "lock.json"), s.path("data", "jobs", "alive"), s.path("data", "jobs", "lock"), s.path("data", "jobs", "up.lock")}
	for i, path := range list {
		if whole, err := filepath.Abs(path); err == nil {
			list[i] = whole
		}
	}
	return list
}

// prune removes the oldest backups, so that as many are left as earshot.yaml says.
func (s *session) prune(folder string) error {
	names, err := backupsIn(folder)
	if err != nil {
		return err
	}
	var problems []error
	for _, name := range names[:max(0, len(names)-s.config.Keep.Backups)] {
		problems = append(problems, os.RemoveAll(filepath.Join(folder, name)))
	}
	return errors.Join(problems...)
}

// backupsIn are the names of the whole backups in a folder, the oldest first.
func backupsIn(folder string) (names []string, err error) {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	for _, entry := range entries {
		_, invalid := time.Parse(backupLayout, entry.Name())
		if invalid == nil && exists(filepath.Join(folder, entry.Name(), backupList)) {
			names = append(names, entry.Name())
		}
	}
	slices.Sort(names)
	return names, err
}

// lastBackup is the newest backup in a folder, with its list; nil for none.
func lastBackup(folder string) (*earlier, error) {
	names, err := backupsIn(folder)
	if err != nil || len(names) == 0 {
		return nil, err
	}
	path := filepath.Join(folder, names[len(names)-1])
	list, err := readBackupList(path)
	if err != nil {
		return nil, nil // nothing to link to: all is copied
	}
	return &earlier{path, list.Files}, nil
}

func readBackupList(path string) (list backupManifest, err error) {
	text, err := os.ReadFile(filepath.Join(path, backupList))
	if errors.Is(err, fs.ErrNotExist) {
		return list, hinted{fmt.Errorf("%s: no backup", path), "name a folder that `earshot backup` made"}
	}
	if err != nil {
		return list, err
	}
	if err := json.Unmarshal(text, &list); err != nil {
		return list, fmt.Errorf("%s: %w", filepath.Join(path, backupList), err)
	}
	return list, nil
}
