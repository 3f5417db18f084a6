package cli

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/reports/post"
)

// outbox is what was mailed, and who gets nothing.
type outbox struct {
	Mails []post.Row    `json:"mails"`
	Off   []post.OffRow `json:"off"`
}

func (a *app) outboxCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "outbox",
		Short:   "Show what was mailed, what waits, and who gets no mail",
		Example: "  earshot mail outbox\n  earshot mail outbox --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var o outbox
			err := a.withOutbox(cmd.Context(), func(ctx context.Context, db *warehouse.DB) (err error) {
				if o.Mails, err = post.Rows(ctx, db, "", 100); err != nil {
					return err
				}
				o.Off, err = post.Off(ctx, db)
				return err
			})
			if err != nil {
				return err
			}
			return a.print(o, o.people)
		},
	}
}

func (o outbox) people(w io.Writer) {
	if len(o.Mails) == 0 {
		fmt.Fprintln(w, "nothing was mailed yet")
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range o.Mails {
		when := ""
		switch {
		case r.Next != nil:
			when = "again from " + r.Next.Local().Format("2006-01-02 15:04")
		case r.Settled != nil:
			when = r.Settled.Local().Format("2006-01-02 15:04")
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", r.Period, r.Recipient, r.Kind, r.State, when, r.Answer)
	}
	for _, r := range o.Off {
		fmt.Fprintf(table, "no mail\t%s\t%s\tsince\t%s\t\n", r.Address, r.Reason, r.Since.Local().Format("2006-01-02 15:04"))
	}
	table.Flush()
}

// mailOffCommand has an address get no more mail.
func (a *app) mailOffCommand(name, reason string) *cobra.Command {
	short := map[string]string{post.Unsubscribed: "Send an address no more mail: it asked for that", post.Bounced: "Send an address no more mail: it does not exist"}[reason]
	return &cobra.Command{
		Use: name + " ADDRESS", Short: short, Example: "  earshot mail " + name + " ana@acme.example", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.changeOff(cmd.Context(), args[0], reason+" already", reason, func(ctx context.Context, db *warehouse.DB, m *mailing) (bool, error) {
				return post.Stop(ctx, db, bare(args[0]), reason, m.now())
			})
		},
	}
}

func (a *app) mailResumeCommand() *cobra.Command {
	return &cobra.Command{
		Use: "resume ADDRESS", Short: "Send an address mail again, and try again what failed last", Example: "  earshot mail resume ana@acme.example", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.changeOff(cmd.Context(), args[0], "nothing to resume", "resumed", func(ctx context.Context, db *warehouse.DB, m *mailing) (bool, error) {
				return post.Resume(ctx, db, bare(args[0]), m.now())
			})
		},
	}
}

func (a *app) changeOff(ctx context.Context, address, same, changed string, f func(context.Context, *warehouse.DB, *mailing) (bool, error)) error {
	result := map[string]string{"address": address, "state": same}
	err := a.withOutbox(ctx, func(ctx context.Context, db *warehouse.DB) error {
		did, err := f(ctx, db, a.mailing(nil))
		if did {
			result["state"] = changed
		}
		return err
	})
	if err != nil {
		return err
	}
	return a.print(result, func(w io.Writer) { fmt.Fprintf(w, "%s: %s\n", address, result["state"]) })
}

// withOutbox runs f with the outbox open, after what the journal has for it.
func (a *app) withOutbox(ctx context.Context, f func(context.Context, *warehouse.DB) error) error {
	w, err := a.load()
	if err != nil {
		return err
	}
	return w.briefly(ctx, func(db *warehouse.DB) error { return f(ctx, db) })
}

// unsent lists the mails that failed for good or came back, for status.
func unsent(ctx context.Context, db *warehouse.DB) ([]post.Row, error) {
	return post.Unsent(ctx, db, 20)
}
