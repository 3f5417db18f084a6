package cli

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/earshot/earshot/queries/reader"
)

// answering is the command that a process for questions runs.
const answering = "answer"

// answerCommand answers the questions of the process that started it, on its
// input and output. Nobody calls it by hand.
func (a *app) answerCommand() *cobra.Command {
	return &cobra.Command{
		Use:    answering,
		Short:  "Answer the questions of another earshot",
		Hidden: true,
		Args:   cobra.NoArgs,
		RunE:   func(*cobra.Command, []string) error { return reader.Serve(os.Stdin, a.stdout) },
	}
}

// isolated are the limits with each question in a process of its own: what a
// statement brings down then is that process alone.
func isolated(limits reader.Limits) (reader.Limits, error) {
	self, err := os.Executable()
	if err != nil {
		return limits, fmt.Errorf("questions: %w", err)
	}
	limits.Worker = []string{self, answering}
	return limits, nil
}
