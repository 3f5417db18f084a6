package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/ingest/email"
	"github.com/earshot/earshot/internal/config"
	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/reports/post"
)

func (a *app) mailBouncesCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "bounces",
		Short: "Read what servers report of mails that did not arrive",
		Long: `Reads what came in since at the place that bounces under mail names, as
each call of mail does before it sends. An address whose server says for good that it
takes no mail gets no more. Only a report that bears the Message-ID of a mail that was
sent to that address counts; others are told and stop nothing.`,
		Example: "  earshot mail bounces\n  earshot mail status",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			w, err := a.load()
			if err != nil {
				return err
			}
			if w.config.Mail.Bounces == nil {
				return hinted{errors.New("mail: no place is named where bounces come in"), "set bounces under mail in earshot.yaml: {folder: bounces}, or imap"}
			}
			read, err := a.mailing(w).readBounces(cmd.Context())
			if err != nil {
				return err
			}
			read.tell(a)
			return a.print(read, read.people)
		},
	}
}

// readBack is what a call read of reports.
type readBack struct {
	Reports map[string]int `json:"reports"` // by verdict
	Of      []post.Bounce  `json:"of"`      // the recipients of ours
}

func (r *readBack) add(bounces []post.Bounce) {
	for _, b := range bounces {
		r.Reports[b.Verdict]++
		if b.Recipient != "" {
			r.Of = append(r.Of, b)
		}
	}
}

func (r readBack) people(w io.Writer) {
	if len(r.Reports) == 0 {
		fmt.Fprintln(w, "nothing new came in")
	}
	for _, v := range verdicts() {
		if n := r.Reports[v.name]; n > 0 {
			fmt.Fprintf(w, "%-10s %5d  %s\n", v.name, n, v.meaning)
		}
	}
}

// verdict is one on a report, in words.
type verdict struct{ name, meaning string }

func verdicts() []verdict {
	return []verdict{
		{post.Stopped, "of a mail of ours, for good: the address gets no more"},
		{post.Passing, "of a mail of ours, for now"},
		{post.Arrived, "of a mail of ours that arrived"},
		{post.Elsewhere, "of a mail of ours, for an address that it was passed on to"},
		{post.Unproven, "without the id of a mail of ours: nothing is stopped"},
		{post.Unknown, "of no mail of ours"},
		{post.Unread, "no report that programs can read: look at them in the mailbox"},
	}
}

// tell names who gets no more mail, and what a person has to decide.
func (r readBack) tell(a *app) {
	for _, b := range r.Of {
		switch b.Verdict {
		case post.Stopped:
			fmt.Fprintf(a.stderr, "earshot: mail to %s came back: %s; it gets no more: mend the address, then `earshot mail resume %s`\n", b.Recipient, b.Reason, b.Recipient)
		case post.Unproven:
			fmt.Fprintf(a.stderr, "earshot: a report says of mail to %s: %s; it does not bear the id of a mail of ours, so nothing is stopped; if it is true: `earshot mail bounced %s`\n", b.Recipient, b.Reason, b.Recipient)
		}
	}
}

// readBounces enters what came in since the last time. A kill loses nothing: how
// far it was read is entered together with what was read.
func (m *mailing) readBounces(ctx context.Context) (readBack, error) {
	read := readBack{Reports: map[string]int{}, Of: []post.Bounce{}}
	c := m.w.config.Mail.Bounces
	if c == nil {
		return read, nil
	}
	var places map[string]string
	var since time.Time
	err := m.keep(ctx, func(db *warehouse.DB) (err error) {
		if since, err = post.FirstSent(ctx, db); err != nil {
			return err
		}
		places, err = post.BouncePlaces(ctx, db)
		return err
	})
	if err != nil || since.IsZero() { // nothing of ours is under way
		return read, err
	}
	enter := func(batches ...post.Batch) error {
		return m.keep(ctx, func(db *warehouse.DB) error {
			entered, err := post.EnterBounces(ctx, db, batches, m.now())
			read.add(entered)
			return err
		})
	}
	if c.IMAP != nil {
		err = m.bounceMailbox(ctx, *c.IMAP, places, since, enter)
	} else {
		err = (&bounceFolder{places: places, enter: enter}).read(ctx, m.w.resolve(c.Folder))
	}
	if err != nil {
		return read, fmt.Errorf("mail: bounces: %w", err)
	}
	return read, nil
}

func (m *mailing) bounceMailbox(ctx context.Context, c config.BounceIMAP, places map[string]string, since time.Time, enter func(...post.Batch) error) error {
	source := email.IMAP{Host: c.Host, Port: c.Port, TLS: c.TLS, CA: c.CA, User: c.User, Password: c.Password}
	if c.OAuth2 != nil {
		tokens := email.OAuth2(*c.OAuth2)
		source.OAuth2 = &tokens
	}
	if c.Mailbox != "" {
		source.Mailboxes = []string{c.Mailbox}
	}
	hosts := api.NewHosts(m.app.logger())
	defer hosts.Close()
	place := "imap " + strings.Join([]string{c.User, c.Host, c.Mailbox}, " ")
	return source.Raw(ctx, hosts, places[place], since, func(mails [][]byte, position string) error {
		return enter(post.Batch{Place: place, Position: position, Mails: mails})
	})
}
