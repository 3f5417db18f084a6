package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/spf13/cobra"

	"github.com/earshot/earshot/ingest/webhook"
)

func (a *app) receiveCommand() *cobra.Command {
	listen := ""
	cmd := &cobra.Command{
		Use:   "receive",
		Short: "Take in what tools push, until it is stopped",
		Long: `Listens for signed deliveries to the sources of kind webhook, at /hooks/ and the
source's name, and keeps each one in data/inbox before it answers. The next
ingest reads them; both may work at the same time.

It speaks plain HTTP on this machine alone. Put a proxy with TLS before it that
passes /hooks/ on with the body unchanged, and let a service manager keep it
running. SIGTERM ends it once what is under way is kept.`,
		Example: "  earshot receive\n  earshot -w /srv/feedback receive --listen 127.0.0.1:9000",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.receive(cmd.Context(), listen)
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:8787", "address and port to listen on")
	return cmd
}

func (a *app) receive(ctx context.Context, listen string) error {
	w, err := a.load()
	if err != nil {
		return err
	}
	receiver := webhook.NewReceiver(webhook.Limits{}, time.Now, a.logger())
	var names []string
	var problems []error
	for _, source := range w.config.Sources {
		if s, ok := source.Settings.(*webhook.Settings); ok {
			names = append(names, source.Name)
			problems = append(problems, receiver.Add(source.Name, *s, w.path(inboxOf(source.Name))))
		}
	}
	if err := errors.Join(problems...); err != nil {
		return err
	}
	if len(names) == 0 {
		return hinted{errors.New("no source is of kind webhook"), "add one to earshot.yaml"}
	}
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return hinted{fmt.Errorf("--listen: %w", err), "is another earshot receive running? choose another port"}
	}
	for _, name := range names {
		fmt.Fprintf(a.stdout, "listening on http://%s%s%s\n", listener.Addr(), webhook.Path, name)
	}
	return webhook.Serve(ctx, listener, receiver)
}

// inboxOf is the folder, within the workspace, that a source's deliveries go to.
func inboxOf(source string) string { return "data/inbox/" + source }
