package cli

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/earshot/earshot/internal/config"
	"github.com/earshot/earshot/queries/access"
	"github.com/earshot/earshot/queries/flight"
	"github.com/earshot/earshot/queries/reader"
)

// flightOptions is what `earshot flight` is called with.
type flightOptions struct {
	listen    string
	cert, key string
	limits    reader.Limits
}

func (a *app) flightCommand() *cobra.Command {
	var o flightOptions
	cmd := &cobra.Command{
		Use:   "flight",
		Short: "Let BI tools and notebooks read the published file",
		Long: `Answers Arrow Flight SQL, which DBeaver, Tableau, Power BI, Python and R speak
through its drivers, on the newest published file; a publication that comes in
is read by the next question. Nothing can be written. Who asked what stands in
data/access/audit.jsonl.

It listens on this machine alone, unless there are tokens (earshot token add) and
a certificate.

An answer with more rows than --rows ends in an error. Until it is read it is kept
in memory, a fourth of --memory for each of the four that run, and what finds no
room there in data/published/spill, a fourth of --disk each.`,
		Example: "  earshot flight\n  earshot flight --listen 127.0.0.1:31337 --cert server.pem --key server.key",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.flight(cmd.Context(), o) },
	}
	flags := cmd.Flags()
	flags.StringVar(&o.listen, "listen", "127.0.0.1:31337", "address to listen on; without sign-in a loopback one")
	flags.StringVar(&o.cert, "cert", "", "file with the certificate, PEM; empty: no TLS")
	flags.StringVar(&o.key, "key", "", "file with its key, PEM")
	flags.Int64Var(&o.limits.Rows, "rows", 10_000_000, "rows that one answer may have")
	flags.StringVar(&o.limits.Memory, "memory", "2GB", "memory of all questions together")
	flags.StringVar(&o.limits.Disk, "disk", "8GB", "what of answers may lie on disk, of all questions together; 0: nothing")
	flags.DurationVar(&o.limits.Timeout, "timeout", 10*time.Minute, "time of a question until its answer is read")
	return cmd
}

func (a *app) flight(ctx context.Context, o flightOptions) (err error) {
	w, err := a.load()
	if err != nil {
		return err
	}
	certificate, err := o.certificate()
	if err != nil {
		return err
	}
	o.limits.Threads = w.config.Limits.Threads
	o.limits.Waiting, o.limits.PerUser = 256, 64 // a dashboard asks for all of its tiles at once, and leaves room for others
	if o.limits.Disk != "0" {
		o.limits.Spill = filepath.Join(w.published(), "spill") // no backup takes what lies there
	}
	limits, err := isolated(o.limits)
	if err != nil {
		return err
	}
	host, _, _ := net.SplitHostPort(o.listen) // what is no address is found when it is listened on
	door, err := w.door(a, config.Loopback(host))
	if err != nil {
		return err
	}
	audit, err := access.OpenAudit(w.path("data", "access"), time.Now)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, audit.Close()) }()
	pool := reader.Open(w.published(), limits)
	defer func() { err = errors.Join(err, pool.Close()) }()
	server, err := flight.New(pool, door, audit, time.Now)
	if err != nil {
		return err
	}
	return a.serveFlight(ctx, server, o.listen, certificate)
}

func (a *app) serveFlight(ctx context.Context, server *flight.Server, listen string, certificate *tls.Certificate) error {
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return fmt.Errorf("flight: %w", err)
	}
	switch err := server.MayServe(listener.Addr(), certificate); {
	case errors.Is(err, flight.ErrClear):
		return errors.Join(usage{hinted{fmt.Errorf("--listen: %w", err), "name a certificate by --cert and --key, or listen on 127.0.0.1"}}, listener.Close())
	case errors.Is(err, flight.ErrOpen):
		return errors.Join(usage{hinted{fmt.Errorf("--listen: %w", err), "listen on 127.0.0.1, or make a token for each reader: earshot token add NAME"}}, listener.Close())
	}
	address := "grpc://" + listener.Addr().String()
	if certificate != nil {
		address = "grpc+tls://" + listener.Addr().String()
	}
	if err := a.print(map[string]string{"listening": address}, func(out io.Writer) { fmt.Fprintf(out, "listening on %s\n", address) }); err != nil {
		return errors.Join(err, listener.Close())
	}
	return server.Serve(ctx, listener, certificate)
}

// certificate is that of --cert and --key; nil without them.
func (o flightOptions) certificate() (*tls.Certificate, error) {
	switch {
	case o.cert == "" && o.key == "":
		return nil, nil
	case o.cert == "", o.key == "":
		return nil, usage{hinted{errors.New("--cert and --key go together"), "name both files, or none"}}
	}
	certificate, err := tls.LoadX509KeyPair(o.cert, o.key)
	if err != nil {
		return nil, fmt.Errorf("--cert, --key: %w", err)
	}
	return &certificate, nil
}
