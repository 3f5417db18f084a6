package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/earshot/earshot/queries"
)

func (a *app) queryCommand() *cobra.Command {
	var params []string
	var list, describe bool
	var o wanted
	cmd := &cobra.Command{
		Use:   "query [NAME]",
		Short: "Ask a saved question of the published file",
		Long: `Asks a saved question. Without a name it lists them. The workspace's own stand in
its queries folder, one SELECT a file, and add to the built-in ones or replace
those of the same name; ` + "`earshot check`" + ` tries them.`,
		Example: "  earshot query\n  earshot query what_moved\n  earshot query who_to_call --param theme=login --describe\n  earshot query who_said --param theme=export --param days=7 -o export.xlsx",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			w, err := a.load()
			if err != nil {
				return err
			}
			all, err := queries.Load(w.own("queries"))
			if err != nil {
				return err
			}
			if list || len(args) == 0 {
				return a.print(all, func(out io.Writer) { listQuestions(out, all) })
			}
			question, err := queries.Find(all, args[0])
			if err != nil {
				return usage{hinted{err, "`earshot query` lists them"}}
			}
			if describe {
				return a.print(question, func(out io.Writer) { describeQuestion(out, question) })
			}
			given, err := readParams(params)
			if err != nil {
				return err
			}
			return a.askSaved(cmd.Context(), w, o, question, given)
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return a.questionNames(), cobra.ShellCompDirectiveNoFileComp
		},
	}
	cmd.Flags().StringArrayVar(&params, "param", nil, "a parameter, name=value; may be repeated")
	cmd.Flags().BoolVar(&list, "list", false, "list the questions")
	cmd.Flags().BoolVar(&describe, "describe", false, "show what it answers, what it takes and its SQL")
	o.flags(cmd)
	return cmd
}

// askSaved asks the question with the parameters given.
func (a *app) askSaved(ctx context.Context, w *workspace, o wanted, question queries.Question, given map[string]string) (err error) {
	query, err := question.Query(given)
	if len(question.Problems) > 0 {
		return hinted{err, "mend the file, then `earshot check`"}
	}
	if err := errors.Join(err, o.check()); err != nil {
		return usage{hinted{err, "`earshot query " + question.Name + " --describe` shows what it takes"}}
	}
	pool, err := w.pool(o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	if err := question.Known(ctx, pool, "cli", given); err != nil {
		return explained(err, "")
	}
	return a.answer(ctx, pool, o, query)
}

func readParams(params []string) (map[string]string, error) {
	given := map[string]string{}
	for _, param := range params {
		key, value, found := strings.Cut(param, "=")
		if !found {
			return nil, usage{hinted{fmt.Errorf("--param %s: no value", param), "write --param name=value"}}
		}
		given[key] = value
	}
	return given, nil
}

// questionNames are for the shell's completion, which shows no errors.
func (a *app) questionNames() (names []string) {
	w := &workspace{root: a.workspace}
	all, err := queries.Load(w.own("queries"))
	if err != nil {
		return nil
	}
	for _, q := range all {
		names = append(names, q.Name+"\t"+q.Title)
	}
	return names
}

func listQuestions(w io.Writer, list []queries.Question) {
	for _, q := range list {
		fmt.Fprintf(w, "%s\n    %s%s\n", q.Name, q.Title, placeOf(q))
		for _, p := range q.Params {
			fmt.Fprintf(w, "    --param %s=%s  %s\n", p.Name, p.Default, p.Meaning)
		}
		for _, p := range q.Problems {
			fmt.Fprintf(w, "    %v\n", p)
		}
	}
}

// placeOf is where a question of the workspace stands.
func placeOf(q queries.Question) string {
	if q.Own {
		return " (" + q.File + ")"
	}
	return ""
}

func describeQuestion(w io.Writer, q queries.Question) {
	fmt.Fprintf(w, "%s%s\n", q.Title, placeOf(q))
	for paragraph := range strings.Lines(q.Answers) {
		fmt.Fprintf(w, "%s\n", strings.TrimSpace(paragraph))
	}
	for _, p := range q.Params {
		kind := p.Type
		if len(p.Choices) > 0 {
			kind = strings.Join(p.Choices, "|")
		}
		fmt.Fprintf(w, "    --param %s=%s  %s: %s\n", p.Name, p.Default, kind, p.Meaning)
	}
	if q.Chart != nil {
		fmt.Fprintf(w, "    chart: %s of %s\n", q.Chart.Kind, strings.Join(q.Chart.Columns(), ", "))
	}
	fmt.Fprintf(w, "\n%s", q.Statement())
	for _, p := range q.Problems {
		fmt.Fprintf(w, "%v\n", p)
	}
}
