package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/earshot/earshot/queries/format"
	"github.com/earshot/earshot/queries/reader"
)

// wanted is how the answer to a question is wanted.
type wanted struct {
	format, output string
	limit          int64
	timeout        time.Duration
}

func (o *wanted) flags(cmd *cobra.Command) {
	var kinds []string
	for _, k := range format.Kinds() {
		kinds = append(kinds, string(k))
	}
	cmd.Flags().StringVarP(&o.format, "format", "f", "", strings.Join(kinds, ", ")+" (default: table on a terminal, csv elsewhere, else as --output ends)")
	cmd.Flags().StringVarP(&o.output, "output", "o", "", "the file to write; it is there when all of it is")
	cmd.Flags().Int64Var(&o.limit, "limit", 100_000, "rows at most; 0: all")
	cmd.Flags().DurationVar(&o.timeout, "timeout", 30*time.Second, "how long it may take, such as 2m")
}

// pool is the reader of the published file within the workspace's limits. A
// question has a process of its own: one that cannot be interrupted does not keep
// the command from ending.
func (w *workspace) pool(o wanted) (*reader.Pool, error) {
	limits := reader.Limits{Timeout: o.timeout, Rows: o.limit, Running: 1, Memory: w.config.Limits.Memory, Threads: w.config.Limits.Threads}
	if o.limit == 0 {
		limits.Rows = 1 << 40
	}
	limits, err := isolated(limits)
	if err != nil {
		return nil, err
	}
	return reader.Open(w.published(), limits), nil
}

// check refuses what cannot be before anything is asked.
func (o *wanted) check() error {
	switch {
	case o.limit < 0:
		return usage{errors.New("--limit: it is 0 or more")}
	case o.timeout <= 0:
		return usage{hinted{errors.New("--timeout: a question needs some time"), "write 30s or 2m"}}
	}
	return nil
}

// kind is the format: the one named, else by --json, by the output's ending, for
// people on a terminal and for programs elsewhere.
func (a *app) kind(o wanted) (format.Kind, error) {
	name := o.format
	switch {
	case name != "":
	case a.json:
		return format.JSON, nil
	case o.output != "":
		name = strings.TrimPrefix(filepath.Ext(o.output), ".")
	case terminalOf(a.stdout) != nil:
		return format.Table, nil
	default:
		return format.CSV, nil
	}
	kind, err := format.Named(name)
	switch {
	case err != nil:
		return kind, usage{hinted{err, "name one with --format"}}
	case kind.Binary() && o.output == "" && terminalOf(a.stdout) != nil:
		return kind, usage{hinted{fmt.Errorf("%s is nothing for a terminal", kind), "write it to a file with --output FILE"}}
	}
	return kind, nil
}

// terminalOf is the terminal that is written to; nil: there is none.
func terminalOf(w io.Writer) *os.File {
	if file, ok := w.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		return file
	}
	return nil
}

// answer asks and writes what comes back.
func (a *app) answer(ctx context.Context, pool *reader.Pool, o wanted, query reader.Query) error {
	kind, err := a.kind(o)
	if err != nil {
		return err
	}
	cut := false
	err = pool.Ask(ctx, "cli", query, func(answer reader.Answer) error {
		cut = answer.Cut()
		return a.write(o.output, kind, answer)
	})
	if err != nil {
		return explained(err, query.SQL)
	}
	if cut {
		fmt.Fprintf(a.stderr, "the first %d rows: there are more, --limit 0 gives all\n", o.limit)
	}
	return nil
}

// write writes to the output's file, or to where the command writes. A table
// on a terminal fits it, and what a terminal would act on does not reach it.
func (a *app) write(output string, kind format.Kind, answer reader.Answer) error {
	if output != "" {
		return writeWhole(output, func(w io.Writer) error { return format.Write(w, kind, answer) })
	}
	file := terminalOf(a.stdout)
	if file == nil {
		return format.Write(a.stdout, kind, answer)
	}
	width, _, err := term.GetSize(int(file.Fd()))
	if err != nil {
		width = 80
	}
	to := io.Writer(file)
	if kind == format.CSV {
		to = format.Terminal(file)
	}
	_, err = format.Show(to, kind, answer, width)
	return err
}

// writeWhole writes a file beside its place and moves it there at its end: half
// an answer never looks like a whole one.
func writeWhole(path string, write func(io.Writer) error) error {
	draft, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return fmt.Errorf("output: %w", err)
	}
	err = errors.Join(write(draft), draft.Chmod(0o644), draft.Close())
	if err == nil {
		err = os.Rename(draft.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("output %s: %w", path, err), os.Remove(draft.Name()))
	}
	return nil
}

// explained says where in a statement a mistake is, and what to do.
func explained(err error, sql string) error {
	if mark := format.Mark(err, sql); mark != "" {
		err = marked{err, mark}
	}
	var failed *reader.Failed
	switch {
	case errors.Is(err, reader.ErrUnpublished):
		return hinted{err, "run `earshot run nightly` first"}
	case errors.Is(err, reader.ErrTimeout):
		return hinted{err, "--timeout gives it more time"}
	case errors.Is(err, reader.ErrMemory):
		return hinted{err, "memory: under limits: in earshot.yaml gives it more"}
	case errors.As(err, &failed) && (failed.Kind == "Catalog" || failed.Kind == "Binder"):
		return hinted{err, "`earshot sql` without a statement is a prompt: .tables and .describe TABLE show what there is"}
	}
	return err
}

// marked is an error with the line of the statement that it is about.
type marked struct {
	error
	mark string
}

func (m marked) Error() string { return m.error.Error() + "\n" + m.mark }
func (m marked) Unwrap() error { return m.error }
