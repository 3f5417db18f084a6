package cli

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/reports/post"
)

// mailStatus is how the mail stands: each reader, and what came back.
type mailStatus struct {
	Sending  bool               `json:"sending"`
	Readers  []readerStatus     `json:"readers"`
	Bounces  string             `json:"bounces,omitempty"` // where they come in
	Reported []post.BounceCount `json:"reported"`
	Newest   []post.Bounce      `json:"newest"` // of recipients of ours
}

type readerStatus struct {
	Recipient string     `json:"recipient"`
	Week      string     `json:"week,omitempty"` // of the last mail
	State     string     `json:"state"`          // of it, or "off"
	Since     *time.Time `json:"since,omitempty"`
	Reason    string     `json:"reason,omitempty"`
}

func (a *app) mailStatusCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "status",
		Short:   "Show who gets the mail, who gets it no more and why, and what came back",
		Example: "  earshot mail status\n  earshot mail status --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			w, err := a.load()
			if err != nil {
				return err
			}
			s := mailStatus{Sending: w.config.Mail.Enabled, Bounces: w.bouncePlace()}
			m := a.mailing(w)
			err = w.briefly(cmd.Context(), func(db *warehouse.DB) error { return s.read(cmd.Context(), db, m.recipients()) })
			if err != nil {
				return err
			}
			return a.print(s, s.people)
		},
	}
}

// bouncePlace names where reports come in; "": nowhere.
func (w *workspace) bouncePlace() string {
	switch b := w.config.Mail.Bounces; {
	case b == nil:
		return ""
	case b.IMAP != nil:
		return "the mailbox of " + b.IMAP.User + " at " + b.IMAP.Host
	default:
		return "the folder " + b.Folder
	}
}

func (s *mailStatus) read(ctx context.Context, db *warehouse.DB, recipients []string) error {
	off, err := post.Off(ctx, db)
	if err != nil {
		return err
	}
	rows, err := post.Newest(ctx, db)
	if err != nil {
		return err
	}
	for _, recipient := range recipients {
		r := readerStatus{Recipient: recipient, State: "not mailed yet"}
		for _, row := range rows {
			if row.Recipient == recipient {
				r.Week, r.State, r.Since, r.Reason = row.Period, row.State, row.Settled, row.Answer
			}
		}
		for _, o := range off {
			if strings.EqualFold(o.Address, recipient) {
				r.State, r.Since, r.Reason = "off", &o.Since, o.Reason
			}
		}
		s.Readers = append(s.Readers, r)
	}
	if s.Reported, err = post.BounceCounts(ctx, db); err != nil {
		return err
	}
	s.Newest, err = post.BounceRows(ctx, db, 20)
	return err
}

func (s mailStatus) people(w io.Writer) {
	if !s.Sending {
		fmt.Fprintln(w, "mail is off: set enabled: true under mail in earshot.yaml to send it")
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range s.Readers {
		since := ""
		if r.Since != nil {
			since = r.Since.Local().Format("2006-01-02 15:04")
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", r.Recipient, r.State, r.Week, since, r.Reason)
	}
	table.Flush()
	if s.Bounces == "" {
		fmt.Fprintln(w, "\nnobody reads what comes back: set bounces under mail in earshot.yaml")
		return
	}
	fmt.Fprintf(w, "\ncame back to %s:\n", s.Bounces)
	if len(s.Reported) == 0 {
		fmt.Fprintln(w, "nothing yet")
	}
	for _, v := range verdicts() {
		for _, c := range s.Reported {
			if c.Verdict == v.name {
				fmt.Fprintf(w, "%-10s %5d  %s\n", v.name, c.N, v.meaning)
			}
		}
	}
	for _, b := range s.Newest {
		fmt.Fprintf(w, "%s  %s: %s: %s\n", b.At.Local().Format("2006-01-02 15:04"), b.Recipient, b.Verdict, b.Reason)
	}
}
