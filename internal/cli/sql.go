package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/earshot/earshot/queries"
	"github.com/earshot/earshot/queries/prompt"
	"github.com/earshot/earshot/queries/reader"
)

// longestStatement is how much of a file or of the input is read, in bytes.
const longestStatement = 1 << 20

func (a *app) sqlCommand() *cobra.Command {
	var file string
	var o wanted
	cmd := &cobra.Command{
		Use:   "sql [STATEMENT]",
		Short: "Ask the published file with SQL of your own",
		Long: `Asks one SELECT: the one that is given, that of --file, or what comes in. On a
terminal, without a statement, it is a prompt that completes tables and columns
and remembers what was asked. Only reading is possible: of what was published, and
of nothing else on this machine.`,
		Example: "  earshot sql\n  earshot sql \"select * from movers\"\n  earshot sql --file mine.sql -o mine.parquet\n  echo 'select * from themes' | earshot sql --format jsonl",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if err := o.check(); err != nil {
				return err
			}
			w, err := a.load()
			if err != nil {
				return err
			}
			pool, err := w.pool(o)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, pool.Close()) }()
			in, isTerminal := cmd.InOrStdin().(*os.File)
			if len(args) == 0 && file == "" && isTerminal && term.IsTerminal(int(in.Fd())) && terminalOf(a.stdout) != nil {
				return a.prompt(cmd.Context(), w, pool)
			}
			statement, err := statementOf(args, file, cmd.InOrStdin())
			if err != nil {
				return err
			}
			return a.answer(cmd.Context(), pool, o, reader.Query{SQL: statement})
		},
	}
	cmd.Flags().StringVar(&file, "file", "", "the file that holds the statement")
	o.flags(cmd)
	return cmd
}

func statementOf(args []string, file string, in io.Reader) (string, error) {
	switch {
	case len(args) > 0 && file != "":
		return "", usage{errors.New("sql: a statement and --file: one of them is enough")}
	case len(args) > 0:
		return args[0], nil
	case file != "":
		opened, err := os.Open(file)
		if err != nil {
			return "", fmt.Errorf("sql: %w", err)
		}
		defer opened.Close()
		in = opened
	}
	text, err := io.ReadAll(io.LimitReader(in, longestStatement))
	switch {
	case err != nil:
		return "", fmt.Errorf("sql: %w", err)
	case strings.TrimSpace(string(text)) == "":
		return "", usage{hinted{errors.New("sql: no statement"), "write it behind `earshot sql`, or pipe it in"}}
	}
	return string(text), nil
}

// prompt asks what is typed. Ctrl-C is the prompt's there: it ends the question
// that runs, and not the command, which SIGTERM does.
func (a *app) prompt(ctx context.Context, w *workspace, pool *reader.Pool) error {
	all, err := queries.Load(w.own("queries"))
	if err != nil {
		return err
	}
	out := terminalOf(a.stdout)
	p := &prompt.Prompt{
		Pool: pool, Questions: all, Out: out, History: historyFile(), Pager: pager(), Now: time.Now,
		Size: func() (int, int) {
			width, height, err := term.GetSize(int(out.Fd()))
			if err != nil {
				return 80, 24
			}
			return width, height
		},
		Caught: func(ctx context.Context) (context.Context, context.CancelFunc) {
			return signal.NotifyContext(ctx, os.Interrupt)
		},
	}
	ctx, stop := signal.NotifyContext(context.WithoutCancel(ctx), syscall.SIGTERM)
	defer stop()
	return explained(p.Run(ctx), "")
}

// historyFile is in the user's folder for state (XDG base directories); "" where
// there is none.
func historyFile() string {
	if state := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(state) {
		return filepath.Join(state, "earshot", "history")
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return filepath.Join(home, ".local", "state", "earshot", "history")
}

// pager is $PAGER, less where it is not set, and none where it is empty.
func pager() string {
	if command, set := os.LookupEnv("PAGER"); set {
		return command
	}
	if _, err := exec.LookPath("less"); err == nil {
		return "less -FRSX"
	}
	return ""
}
