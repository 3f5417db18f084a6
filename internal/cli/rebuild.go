package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
)

func (a *app) rebuildCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "rebuild",
		Short: "Make the warehouse anew from data/landed",
		Long: `Makes a new warehouse out of the landed log and builds the marts. The old file is
kept beside it as warehouse.duckdb.old. The list of earlier runs starts anew.`,
		Example: "  earshot rebuild",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := a.setAside(); err != nil {
				return err
			}
			return a.within(cmd.Context(), "rebuild", func(s *session) error {
				s.carryOver(cmd.Context())
				outcome, err := s.transform(cmd.Context(), true)
				if err != nil {
					return err
				}
				if _, err := s.publish(cmd.Context()); err != nil {
					return err
				}
				return a.print(outcome, func(w io.Writer) { fmt.Fprintf(w, "rebuilt %s: ", s.database()); outcome.people(w) })
			})
		},
	}
}

// carryOver brings over which mails were sent. An old file that cannot be read
// is no reason to stop: a server that keeps the ids of mails takes none twice.
func (s *session) carryOver(ctx context.Context) {
	old := s.database() + ".old"
	if !exists(old) {
		return
	}
	if err := s.db.CarryOver(ctx, old); err != nil {
		fmt.Fprintf(s.app.stderr, "earshot: which mails were sent could not be read from the old file, and this week's may go out again: %v\n", err)
	}
}

// setAside moves the warehouse away, under the lock; begin then finds none,
// makes a new one and replays the log into it.
func (a *app) setAside() error {
	w, err := a.load()
	if err != nil {
		return err
	}
	lock, err := w.tryLock("rebuild")
	if err != nil {
		return err
	}
	var problems []error
	for _, suffix := range []string{"", ".wal"} {
		if old := w.database() + suffix; exists(old) {
			problems = append(problems, os.Rename(old, w.database()+".old"+suffix))
		}
	}
	return errors.Join(append(problems, lock.Unlock())...)
}
