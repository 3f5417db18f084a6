package cli

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/transform"
)

func (a *app) publishCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "publish",
		Short: "Write the marts to a new read-only file for readers",
		Long: `Writes the marts, without personal data, to a new DuckDB file and puts it in
place of the last one. Who has that one open keeps it.`,
		Example: "  earshot publish\n  duckdb -readonly data/published/earshot.duckdb",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.within(cmd.Context(), "publish", func(s *session) error {
				path, err := s.publish(cmd.Context())
				if err != nil {
					return err
				}
				return a.print(map[string]string{"published": path}, func(w io.Writer) { fmt.Fprintln(w, path) })
			})
		},
	}
}

func (s *session) publish(ctx context.Context) (path string, err error) {
	exports, err := transform.Exports(s.own("transform"))
	if err != nil {
		return "", err
	}
	var n int
	if err := s.db.Row(ctx, "select count(*) from ops.models where name = 'run_facts'", nil, &n); err != nil {
		return "", err
	}
	if n == 0 {
		return "", hinted{fmt.Errorf("publish: there are no marts yet"), "run `earshot transform` first"}
	}
	if err := transform.Recall(ctx, s.db); err != nil {
		return "", err
	}
	macros, err := transform.Macros(ctx, s.db, s.own("transform"))
	if err != nil {
		return "", err
	}
	err = s.app.progress("publish").during(func() error { return s.db.Publish(ctx, s.published(), exports, macros) })
	if err != nil {
		return "", err
	}
	return filepath.Join(s.published(), warehouse.Published), nil
}
