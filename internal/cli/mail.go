package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/mail"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/earshot/earshot/internal/config"
	trend "github.com/earshot/earshot/reports/mail"
	"github.com/earshot/earshot/reports/post"
)

func (a *app) mailCommand() *cobra.Command {
	var o mailOptions
	command := &cobra.Command{
		Use:   "mail",
		Short: "Send the weekly trend mail of what is published",
		Long: `Sends the mail of the last complete week to those who are named under mail in
earshot.yaml, each once: what was sent stands in the outbox, and what a server did
not take for now is tried again by the next call, five times in all. So let cron
call it every hour. Until mail has enabled: true it writes files and sends nothing.`,
		Example: "  earshot mail --dry-run\n  earshot mail --to ana@acme.example\n  earshot mail outbox\n  earshot mail status",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			w, err := a.load()
			if err != nil {
				return err
			}
			return a.mailing(w).run(cmd.Context(), o)
		},
	}
	command.Flags().BoolVar(&o.dry, "dry-run", false, "write the mails to data/reports/<day>/mail and send nothing")
	command.Flags().StringVar(&o.to, "to", "", "only to this address, or webhook, of earshot.yaml")
	command.AddCommand(a.outboxCommand(), a.mailOffCommand("unsubscribe", post.Unsubscribed), a.mailOffCommand("bounced", post.Bounced), a.mailResumeCommand(), a.mailBouncesCommand(), a.mailStatusCommand())
	return command
}

// mailOptions say what a call of mail is to do.
type mailOptions struct {
	dry bool
	to  string // "": to all
}

// mailed is what a call of mail did.
type mailed struct {
	Week    string        `json:"week"` // its Monday
	Sending bool          `json:"sending"`
	Files   []string      `json:"files,omitempty"`
	Entered int           `json:"entered"` // into the outbox
	Sent    []string      `json:"sent"`    // recipients
	Unsent  []unsentMail  `json:"unsent,omitempty"`
	Back    *readBack     `json:"bounces,omitempty"` // what was read of reports
	letters []post.Letter // all that are of this week
}

type unsentMail struct {
	Recipient string `json:"recipient"`
	Reason    string `json:"reason"`
	Final     bool   `json:"final"`
}

func (m mailed) people(w io.Writer) {
	for _, file := range m.Files {
		fmt.Fprintln(w, file)
	}
	if !m.Sending {
		fmt.Fprintf(w, "%d written, nothing was sent\n", len(m.letters))
		return
	}
	fmt.Fprintf(w, "week of %s: %d sent\n", m.Week, len(m.Sent))
}

// tell names what was not sent.
func (m mailed) tell(a *app) error {
	if m.Back != nil {
		m.Back.tell(a)
	}
	for _, u := range m.Unsent {
		again := "tried again by the next run"
		if u.Final {
			again = "not tried again: mend the cause, then `earshot mail resume " + u.Recipient + "`"
		}
		fmt.Fprintf(a.stderr, "earshot: mail to %s: %s; %s\n", u.Recipient, u.Reason, again)
	}
	if len(m.Unsent) > 0 {
		return undone("some mail")
	}
	return nil
}

// run writes or sends the mails and prints what it did.
func (m *mailing) run(ctx context.Context, o mailOptions) error {
	done, err := m.do(ctx, o)
	if err != nil {
		return errors.Join(err, done.tell(m.app))
	}
	if err := m.app.print(done, done.people); err != nil {
		return err
	}
	return done.tell(m.app)
}

func (m *mailing) do(ctx context.Context, o mailOptions) (mailed, error) {
	if err := m.usable(o); err != nil {
		return mailed{}, err
	}
	dry := o.dry || !m.w.config.Mail.Enabled
	if dry && !o.dry {
		fmt.Fprintln(m.app.stderr, "earshot: mail is off: the mails are written to files; set enabled: true under mail in earshot.yaml to send them")
	}
	data, err := m.read(ctx)
	if err != nil {
		return mailed{}, err
	}
	done := mailed{Week: data.Week().Format("2006-01-02"), Sending: !dry, Sent: []string{}}
	messages, err := m.compose(data, o.to, dry)
	if err != nil {
		return done, err
	}
	for _, message := range messages {
		done.letters = append(done.letters, message.letter)
	}
	if dry {
		done.Files, err = m.write(data, messages)
		return done, err
	}
	// Who gets no more is to be known before. A mailbox that does not answer keeps
	// nobody's mail back.
	back, unread := m.readBounces(ctx)
	if m.w.config.Mail.Bounces != nil {
		done.Back = &back
	}
	return done, errors.Join(m.send(ctx, o.to, &done), unread)
}

// usable says what is missing before anything can be written or sent.
func (m *mailing) usable(o mailOptions) error {
	c := m.w.config.Mail
	if len(c.Recipients)+len(c.Webhooks) == 0 && o.dry {
		m.standIn()
	} else if len(c.Recipients)+len(c.Webhooks) == 0 {
		return hinted{errors.New("mail: nobody gets one"), "name recipients under mail in earshot.yaml: {to: ana@acme.example}; --dry-run shows what they would get"}
	}
	if c.DKIM != nil {
		if _, err := trend.ParseKey(c.DKIM.Key.Reveal()); err != nil {
			return hinted{fmt.Errorf("mail: dkim: %w", err), "openssl genrsa -out dkim.pem 2048"}
		}
	}
	if o.to != "" && !slices.Contains(m.recipients(), o.to) {
		return usage{hinted{fmt.Errorf("mail: %s is no recipient", o.to), "name the address under mail in earshot.yaml first; there are: " + strings.Join(m.recipients(), ", ")}}
	}
	return nil
}

// standIn has the mail be written for a reader who is none, in a workspace that
// names nobody yet; such an address cannot be written to.
func (m *mailing) standIn() {
	c := &m.w.config.Mail
	c.Recipients = []config.Recipient{{To: config.Addresses{standInReader}}}
	if c.From == "" {
		c.From = "Feedback <feedback@earshot.invalid>"
	}
	fmt.Fprintf(m.app.stderr, "earshot: nobody gets a mail yet: it is written for a stand-in, %s; name recipients under mail in earshot.yaml\n", standInReader)
}

const standInReader = "reader@earshot.invalid"

// mailThemes tells which recipients want a theme that themes.yaml has not.
func (w *workspace) mailThemes() error {
	var ids []string
	for _, theme := range w.themes {
		ids = append(ids, theme.ID)
	}
	var problems config.Problems
	for _, r := range w.config.Mail.Recipients {
		for _, theme := range r.Themes {
			if !slices.Contains(ids, theme) {
				problems = append(problems, config.Problem{File: config.File, Line: r.Line, Message: fmt.Sprintf("a recipient of mail wants the theme %q, which there is not", theme), Hint: "themes.yaml has: " + strings.Join(ids, ", ")})
			}
		}
	}
	if len(problems) > 0 {
		return problems
	}
	return nil
}

// recipients are all addresses and the names of webhooks.
func (m *mailing) recipients() []string {
	var all []string
	for _, r := range m.w.config.Mail.Recipients {
		all = append(all, r.To...)
	}
	for _, hook := range m.w.config.Mail.Webhooks {
		all = append(all, hook.Name)
	}
	return all
}

// bare is an address without its name.
func bare(address string) string {
	if parsed, err := mail.ParseAddress(address); err == nil {
		return parsed.Address
	}
	return address
}

// mailFolder is where the mails of a day are written.
func (w *workspace) mailFolder(day string) string { return filepath.Join(w.reports(), day, "mail") }
