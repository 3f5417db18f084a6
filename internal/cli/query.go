package cli

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/queries"
)

func (a *app) queryCommand() *cobra.Command {
	var params []string
	cmd := &cobra.Command{
		Use:   "query [NAME]",
		Short: "Ask a saved question of the published file",
		Long: `Prints the answer as CSV, or as JSON with --json. Without a name it lists the
questions. The workspace's own stand in its queries folder.`,
		Example: "  earshot query\n  earshot query who_said --param theme=login",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			w, err := a.load()
			if err != nil {
				return err
			}
			list, err := queries.Load(w.own("queries"))
			if err != nil {
				return err
			}
			if len(args) == 0 {
				return a.print(list, func(out io.Writer) { listQuestions(out, list) })
			}
			question, given, err := choose(list, args[0], params)
			if err != nil {
				return err
			}
			db, err := warehouse.OpenPublished(cmd.Context(), filepath.Join(w.published(), warehouse.Published), w.limits())
			if err != nil {
				return hinted{err, "run `earshot run nightly` first"}
			}
			answer, err := queries.Ask(cmd.Context(), db, question, given)
			if err := errors.Join(err, db.Close()); err != nil {
				return err
			}
			if a.json {
				return a.print(answer, nil)
			}
			return writeCSV(a.stdout, answer)
		},
	}
	cmd.Flags().StringArrayVar(&params, "param", nil, "a parameter, name=value; may be repeated")
	return cmd
}

func listQuestions(w io.Writer, list []queries.Question) {
	for _, q := range list {
		fmt.Fprintf(w, "%s\n    %s\n", q.Name, q.Title)
		for _, p := range q.Params {
			fmt.Fprintf(w, "    --param %s=%s  %s\n", p.Name, p.Default, p.Meaning)
		}
	}
}

func choose(list []queries.Question, name string, params []string) (queries.Question, map[string]string, error) {
	given := map[string]string{}
	for _, param := range params {
		key, value, found := strings.Cut(param, "=")
		if !found {
			return queries.Question{}, nil, usage{hinted{fmt.Errorf("--param %s: no value", param), "write --param name=value"}}
		}
		given[key] = value
	}
	for _, q := range list {
		if q.Name == name {
			return q, given, nil
		}
	}
	return queries.Question{}, nil, usage{hinted{fmt.Errorf("no question is named %q", name), "`earshot query` lists them"}}
}

func writeCSV(w io.Writer, answer queries.Answer) error {
	out := csv.NewWriter(w)
	if err := out.Write(answer.Columns); err != nil {
		return err
	}
	return out.WriteAll(answer.Rows)
}
