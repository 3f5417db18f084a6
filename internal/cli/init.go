package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/earshot/earshot/internal/config"
)

func (a *app) initCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "init DIR",
		Short: "Make a new workspace",
		Long: `Makes a folder with a commented earshot.yaml that runs as it is, themes, tables
for customers, labels, claims, links, promises and contacts, and the JSON schemas
that editors use. Files that are there already stay as they are.`,
		Example: "  earshot init feedback\n  cp ~/Downloads/nps.csv feedback/inbox/ && earshot -w feedback run nightly",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			made, err := initialize(args[0])
			if err != nil {
				return err
			}
			return a.print(made, func(w io.Writer) {
				for _, name := range made {
					fmt.Fprintln(w, "made", name)
				}
				fmt.Fprintf(w, "next: put exported files into %s, name their columns in %s, then: earshot -w %s run nightly\n",
					filepath.Join(args[0], "inbox"), filepath.Join(args[0], config.File), args[0])
			})
		},
	}
}

// initialize writes the starting files and lists those it made.
func initialize(dir string) (made []string, err error) {
	if err := os.MkdirAll(filepath.Join(dir, "inbox"), 0o755); err != nil {
		return nil, err
	}
	if made, err = copyNew(config.Starter(), dir); err != nil {
		return made, err
	}
	return made, writeSchemas(dir)
}

// writeSchemas puts the schemas where the first line of earshot.yaml and
// themes.yaml says; they belong to this version and are written each time.
func writeSchemas(dir string) error {
	workspace, err := config.Schema(kinds())
	if err != nil {
		return err
	}
	themes, err := config.ThemesSchema()
	if err != nil {
		return err
	}
	folder := filepath.Join(dir, "data", "schema")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	return errors.Join(
		os.WriteFile(filepath.Join(folder, "earshot.json"), workspace, 0o644),
		os.WriteFile(filepath.Join(folder, "themes.json"), themes, 0o644))
}

// copyNew copies a tree of files, but none that is there already, and lists
// those it made.
func copyNew(files fs.FS, dir string) (made []string, err error) {
	return made, fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		path := filepath.Join(dir, filepath.FromSlash(name))
		if d.IsDir() {
			return os.MkdirAll(path, 0o755)
		}
		content, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		fresh, err := writeNew(path, content)
		if fresh {
			made = append(made, path)
		}
		return err
	})
}

// writeNew writes a file unless it is there.
func writeNew(path string, content []byte) (fresh bool, err error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	_, err = file.Write(content)
	return true, errors.Join(err, file.Close())
}
