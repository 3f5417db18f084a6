package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/earshot/earshot/internal/durable"
	"github.com/earshot/earshot/internal/warehouse"
)

func (a *app) restoreCommand() *cobra.Command {
	to, look := "", false
	cmd := &cobra.Command{
		Use:   "restore BACKUP --to DIR",
		Short: "Make a workspace of a backup",
		Long: `Holds every file of the backup against its checksum, copies them to a new folder,
opens the warehouse there and counts its rows. BACKUP is a folder that 'earshot
backup' made, or 'latest' of the workspace. Nothing is ever written over: move the
old workspace away first, or name another folder.`,
		Example: "  earshot restore latest --to ../feedback-restored\n  earshot restore /mnt/backup/earshot/20260706T030000Z --to feedback\n  earshot restore latest --check",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if look == (to != "") {
				return usage{errors.New("give --to, or --check")}
			}
			path, err := a.findBackup(args[0])
			if err != nil {
				return err
			}
			result, err := restore(cmd.Context(), path, to)
			if err != nil {
				return err
			}
			return a.print(result, result.people)
		},
	}
	cmd.Flags().StringVar(&to, "to", "", "the folder to make")
	cmd.Flags().BoolVar(&look, "check", false, "hold the backup against its checksums, and restore nothing")
	return cmd
}

// findBackup is where a backup lies: "latest" is the workspace's newest.
func (a *app) findBackup(name string) (string, error) {
	if name != "latest" {
		return name, nil
	}
	w, err := a.load()
	if err != nil {
		return "", err
	}
	names, err := backupsIn(w.backups())
	if err != nil {
		return "", err
	}
	if len(names) == 0 {
		return "", hinted{fmt.Errorf("%s: no backup", w.backups()), "`earshot backup` makes one"}
	}
	return filepath.Join(w.backups(), names[len(names)-1]), nil
}

// restored is what a restore gave.
type restored struct {
	Backup string `json:"backup"`
	To     string `json:"to,omitempty"`
	Files  int    `json:"files"`
	Rows   int64  `json:"rows"` // in the warehouse
}

func (r restored) people(w io.Writer) {
	fmt.Fprintf(w, "%s: %d files are as they were\n", r.Backup, r.Files)
	if r.To != "" {
		fmt.Fprintf(w, "restored to %s: %d rows in the warehouse\nnext: earshot -w %s transform && earshot -w %s publish\n", r.To, r.Rows, r.To, r.To)
	}
}

// restore checks a backup and, when to is given, makes a workspace of it there.
func restore(ctx context.Context, path, to string) (restored, error) {
	result := restored{Backup: path, To: to}
	list, err := readBackupList(path)
	if err != nil {
		return result, err
	}
	result.Files = len(list.Files)
	if err := list.verify(ctx, path); err != nil {
		return result, hinted{err, "take an older backup; the newest that is whole may lack the last day"}
	}
	if to == "" {
		return result, nil
	}
	if entries, err := os.ReadDir(to); len(entries) > 0 || err != nil && !errors.Is(err, fs.ErrNotExist) {
		return result, hinted{fmt.Errorf("%s: there is something", to), "nothing is written over: name a folder that is not there"}
	}
	draft := filepath.Clean(to) + ".restoring"
	if err := os.RemoveAll(draft); err != nil {
		return result, err
	}
	if err := list.copyBack(ctx, path, draft); err != nil {
		return result, errors.Join(fmt.Errorf("restore: %w", err), os.RemoveAll(draft))
	}
	if result.Rows, err = list.count(ctx, draft); err != nil {
		return result, errors.Join(fmt.Errorf("restore: %w", err), os.RemoveAll(draft))
	}
	if err := os.Remove(to); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return result, err
	}
	return result, errors.Join(os.Rename(draft, to), durable.SyncFolder(filepath.Dir(filepath.Clean(to))))
}

// verify holds every file against what the list says of it.
func (m backupManifest) verify(ctx context.Context, path string) error {
	var problems []error
	for _, name := range slices.Sorted(maps.Keys(m.Files)) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if !filepath.IsLocal(filepath.FromSlash(name)) {
			return fmt.Errorf("%s: %q leads out of the backup", backupList, name)
		}
		want := m.Files[name]
		got, err := checksum(filepath.Join(path, filepath.FromSlash(name)))
		switch {
		case err != nil:
			problems = append(problems, err)
		case got.Size != want.Size || got.SHA256 != want.SHA256 || got.Link != want.Link:
			problems = append(problems, fmt.Errorf("%s: is not as it was backed up", filepath.Join(path, name)))
		}
	}
	return errors.Join(problems...)
}

// copyBack copies the files of the list.
func (m backupManifest) copyBack(ctx context.Context, path, to string) error {
	c := copier{from: path, to: to, files: map[string]backupFile{}}
	for _, name := range slices.Sorted(maps.Keys(m.Files)) {
		if err := ctx.Err(); err != nil {
			return err
		}
		from := filepath.Join(path, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(filepath.Join(to, filepath.FromSlash(name))), 0o755); err != nil {
			return err
		}
		info, err := os.Lstat(from)
		if err != nil {
			return err
		}
		if err := c.one(from, name, fs.FileInfoToDirEntry(info)); err != nil {
			return err
		}
		if c.files[name].SHA256 != m.Files[name].SHA256 {
			return fmt.Errorf("%s: changed while it was copied", from)
		}
	}
	return nil
}

// count opens the restored warehouse and holds its rows against the list.
func (m backupManifest) count(ctx context.Context, dir string) (total int64, err error) {
	rows, err := warehouse.CountsOf(ctx, filepath.Join(dir, "data", "warehouse.duckdb"), warehouse.Limits{})
	if err != nil {
		return 0, err
	}
	var wrong []string
	for table, n := range m.Tables {
		if total += n; rows[table] != n {
			wrong = append(wrong, fmt.Sprintf("%s: %d rows in place of %d", table, rows[table], n))
		}
	}
	if len(wrong) > 0 {
		slices.Sort(wrong)
		return 0, errors.New(strings.Join(wrong, "; "))
	}
	return total, nil
}
