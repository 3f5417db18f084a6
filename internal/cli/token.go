package cli

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/earshot/earshot/queries/access"
)

func (a *app) tokenCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "token",
		Short: "Let people and programs in to the page and to Flight SQL",
		Long: `A token lets its owner sign in on the page of earshot serve and connect tools to
Flight SQL. It is shown once; data/access/tokens.json keeps its hash alone. What
is revoked counts no more from that moment, nor do the sessions it began.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.tokenAddCommand(), a.tokenListCommand(), a.tokenRevokeCommand())
	return cmd
}

// madeToken is a new token, for --json.
type madeToken struct {
	Name  string      `json:"name"`
	Role  access.Role `json:"role"`
	Token string      `json:"token"`
}

func (a *app) tokenAddCommand() *cobra.Command {
	role, expires := "reader", ""
	cmd := &cobra.Command{
		Use:     "add NAME",
		Short:   "Make a token and show it, once",
		Example: "  earshot token add ana --role editor\n  earshot token add tableau --expires 90d",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			w, err := a.load()
			if err != nil {
				return err
			}
			as, err := access.ParseRole(role)
			if err != nil {
				return usage{hinted{fmt.Errorf("--role: %w", err), "reader asks and looks; editor also corrects themes and saves questions"}}
			}
			lasts, err := lasting(expires)
			if err != nil {
				return err
			}
			token, err := w.tokens(a).Add(cmd.Context(), args[0], as, lasts)
			if err != nil {
				return err
			}
			return a.print(madeToken{args[0], as, token}, func(out io.Writer) {
				fmt.Fprintln(out, token)
				fmt.Fprintf(a.stderr, "the token of %s, %s; it is shown this once\n", args[0], as)
			})
		},
	}
	cmd.Flags().StringVar(&role, "role", role, "reader or editor")
	cmd.Flags().StringVar(&expires, "expires", "", "for how long it counts: 90d, 12h (default: until it is revoked)")
	return cmd
}

// lasting reads 90d, or what Go reads as a duration.
func lasting(text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	var days int
	if n, err := fmt.Sscanf(text, "%dd", &days); err == nil && n == 1 && fmt.Sprintf("%dd", days) == text && days > 0 && days < 36500 {
		return time.Duration(days) * 24 * time.Hour, nil
	}
	span, err := time.ParseDuration(text)
	if err != nil || span <= 0 {
		return 0, usage{hinted{fmt.Errorf("--expires: %q is no time to come", text), "write 90d or 12h"}}
	}
	return span, nil
}

// listedToken is a token without its hash.
type listedToken struct {
	ID      string      `json:"id"`
	Name    string      `json:"name"`
	Role    access.Role `json:"role"`
	State   string      `json:"state"`
	Created time.Time   `json:"created"`
	Expires time.Time   `json:"expires,omitzero"`
}

func (a *app) tokenListCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the tokens there are and were",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			w, err := a.load()
			if err != nil {
				return err
			}
			tokens, err := w.tokens(a).List()
			if err != nil {
				return err
			}
			list := []listedToken{}
			for _, t := range tokens {
				list = append(list, listedToken{t.ID, t.Name, t.Role, t.State(a.clock.Now()), t.Created, t.Expires})
			}
			return a.print(list, func(out io.Writer) { printTokens(out, list) })
		},
	}
}

func printTokens(out io.Writer, list []listedToken) {
	table := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, "ID\tNAME\tROLE\tSTATE\tCREATED\tEXPIRES")
	for _, t := range list {
		expires := "never"
		if !t.Expires.IsZero() {
			expires = t.Expires.Format(time.DateTime)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", t.ID, t.Name, t.Role, t.State, t.Created.Format(time.DateTime), expires)
	}
	_ = table.Flush()
}

func (a *app) tokenRevokeCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "revoke NAME",
		Short: "End a token, by its name or id, at once",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			w, err := a.load()
			if err != nil {
				return err
			}
			if err := w.tokens(a).Revoke(cmd.Context(), args[0]); err != nil {
				return hinted{err, "`earshot token list` lists them"}
			}
			return nil
		},
	}
}
