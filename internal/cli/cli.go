// Package cli is the earshot command: one file a command. It turns the
// workspace's configuration into what the five stages take and runs them in
// order; the stages meet in tables and know nothing of each other.
package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/spf13/cobra"

	"github.com/earshot/earshot/schedules"
)

// Exit codes of every command.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
	exitPart   = 3 // some source failed, the rest is done
)

// app is what the commands share: where they write and the global flags.
type app struct {
	stdout, stderr io.Writer
	workspace      string
	asOf           string
	json           bool
	verbose        bool

	clock    schedules.Clock
	patience time.Duration // how long a run waits for the workspace; 0: for a look at it to end
}

// undone ends a command that did its work but for what it says, which it has told
// already.
type undone string

func (u undone) Error() string { return "done in part: " + string(u) }

// isUndone is false of one that is joined with another error: that is a failure,
// and not told yet.
func isUndone(err error) bool {
	_, is := err.(undone)
	return is
}

// hinted is an error with what to do about it.
type hinted struct {
	error
	hint string
}

func (h hinted) Unwrap() error { return h.error }

// usage is an error in how the command was called.
type usage struct{ error }

func (u usage) Unwrap() error { return u.error }

// Main runs the command with its arguments and returns the exit code: 0 done,
// 1 failed, 2 called wrongly, 3 done in part.
func Main(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	return mainAt(ctx, args, stdout, stderr, schedules.Wall{})
}

// mainAt is Main by another clock, on which jobs are due.
func mainAt(ctx context.Context, args []string, stdout, stderr io.Writer, clock schedules.Clock) int {
	a := &app{stdout: stdout, stderr: stderr, clock: clock}
	root := a.root()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	var wrong usage
	switch {
	case err == nil:
		return exitDone
	case isUndone(err):
		return exitPart
	}
	a.printError(err)
	if errors.As(err, &wrong) {
		return exitUsage
	}
	return exitFailed
}

func (a *app) printError(err error) {
	fmt.Fprintf(a.stderr, "earshot: %v\n", err)
	var h hinted
	if errors.As(err, &h) {
		fmt.Fprintf(a.stderr, "hint: %s\n", h.hint)
	}
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "earshot",
		Short: "Customer feedback in, what changed and whether it is real out",
		Long: `earshot pulls customer feedback from surveys, e-mail and issue trackers into
DuckDB, scores themes and satisfaction in plain SQL and writes reports. Nothing
leaves the machine.

A first look:   earshot demo
Your own:       earshot init feedback && cd feedback && earshot run nightly`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          cobra.NoArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	flags := root.PersistentFlags()
	flags.StringVarP(&a.workspace, "workspace", "w", ".", "the workspace's folder")
	flags.StringVar(&a.asOf, "as-of", "", "make figures for this day: 2026-07-06, now or latest (default: as_of in earshot.yaml)")
	flags.BoolVar(&a.json, "json", false, "print the result as JSON")
	flags.BoolVarP(&a.verbose, "verbose", "v", false, "log what is done to stderr")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage{err} })
	root.AddCommand(a.initCommand(), a.demoCommand(), a.sourcesCommand(), a.checkCommand(), a.ingestCommand(), a.receiveCommand(), a.transformCommand(), a.publishCommand(),
		a.reportCommand(), a.runCommand(), a.upCommand(), a.scheduleCommand(), a.runsCommand(), a.backfillCommand(), a.pauseCommand(), a.resumeCommand(),
		a.statusCommand(), a.rebuildCommand(), a.backupCommand(), a.restoreCommand(), a.mailCommand(), a.queryCommand(), a.sqlCommand(), a.serveCommand(), a.flightCommand(), a.tokenCommand(), a.answerCommand(), a.versionCommand())
	wrongArguments(root)
	return root
}

// wrongArguments makes a wrong number of arguments an error of usage.
func wrongArguments(cmd *cobra.Command) {
	if check := cmd.Args; check != nil {
		cmd.Args = func(cmd *cobra.Command, args []string) error {
			if err := check(cmd, args); err != nil {
				return usage{hinted{err, "see `" + cmd.CommandPath() + " --help`"}}
			}
			return nil
		}
	}
	for _, child := range cmd.Commands() {
		wrongArguments(child)
	}
}

func (a *app) logger() *slog.Logger {
	level := slog.LevelWarn
	if a.verbose {
		level = slog.LevelInfo
	}
	return slog.New(slog.NewTextHandler(a.stderr, &slog.HandlerOptions{Level: level}))
}

// print writes the result: as JSON when asked for, else by the function.
func (a *app) print(result any, people func(io.Writer)) error {
	if !a.json {
		people(a.stdout)
		return nil
	}
	encoder := json.NewEncoder(a.stdout)
	encoder.SetIndent("", "  ")
	return encoder.Encode(result)
}
