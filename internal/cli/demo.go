package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/earshot/earshot/example"
	"github.com/earshot/earshot/internal/config"
)

func (a *app) demoCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "demo [DIR]",
		Short: "See it work on half a year of feedback of an invented product",
		Long: `Makes a workspace (earshot-demo, or DIR) with 26 weeks of survey answers, mails
and issues of a product that does not exist, and runs the whole way on it.`,
		Example: "  earshot demo\n  earshot demo /tmp/look",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			a.workspace = "earshot-demo"
			if len(args) == 1 {
				a.workspace = args[0]
			}
			if err := onlyDemo(a.workspace); err != nil {
				return err
			}
			if _, err := copyNew(example.FS(), a.workspace); err != nil {
				return fmt.Errorf("demo: %w", err)
			}
			if err := writeSchemas(a.workspace); err != nil {
				return fmt.Errorf("demo: %w", err)
			}
			return a.runOne(cmd.Context(), config.Nightly, runOptions{})
		},
	}
}

// onlyDemo refuses a folder with another workspace in it.
func onlyDemo(dir string) error {
	own, err := fs.ReadFile(example.FS(), config.File)
	if err != nil {
		return err
	}
	there, err := os.ReadFile(filepath.Join(dir, config.File))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if !bytes.Equal(own, there) {
		return hinted{fmt.Errorf("demo: %s holds another workspace", dir), "name a new folder: earshot demo DIR"}
	}
	return nil
}
