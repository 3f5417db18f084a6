package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/gofrs/flock"
	"github.com/spf13/cobra"

	"github.com/earshot/earshot/internal/serve"
	"github.com/earshot/earshot/schedules"
)

func (a *app) upCommand() *cobra.Command {
	listen, grace := "", time.Duration(0)
	cmd := &cobra.Command{
		Use:   "up",
		Short: "Run the jobs when they are due, until it is stopped",
		Long: `Runs the jobs of earshot.yaml and schedules/ at their times, each in a process of
its own, and tells when one fails, is late or a source is silent. What it does
stands in the ledger (earshot runs), so it can be killed and started again.
Between jobs the warehouse is free for other commands; a job waits for them.

With serve: enabled: in earshot.yaml it serves the page of earshot serve, too.
Of two on one workspace the second stands by. Schedules are read at the start; the
log says when earshot.yaml has others.
SIGTERM ends it: no job begins any more, those that run may go on for the grace
time, and what is called off then goes on at the next start.`,
		Example: "  earshot up\n  earshot -w /srv/feedback up --listen 127.0.0.1:9090 --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.up(cmd.Context(), listen, grace)
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:8788", "address of /healthz, /readyz and /metrics; empty: none")
	cmd.Flags().DurationVar(&grace, "grace", 30*time.Second, "how long running jobs may go on after SIGTERM")
	return cmd
}

func (a *app) up(ctx context.Context, listen string, grace time.Duration) error {
	w, err := a.load()
	if err != nil {
		return err
	}
	jobs, err := w.jobs()
	if err != nil && !(w.config.Serve.Enabled && errors.Is(err, errNothingScheduled)) { // the page alone is worth being up for
		return err
	}
	ledger := w.ledgerOf()
	defer ledger.Close()
	log := a.eventLog()
	scheduler := a.scheduler(w, jobs, ledger, log, grace)
	standby := &atomic.Bool{}
	standby.Store(true)
	health := schedules.Health{Ledger: ledger, Jobs: jobs, Clock: a.clock, Beat: scheduler.Beat, Stands: standby.Load}
	stop, err := serveHealth(listen, health.Handler(), log)
	if err != nil {
		return err
	}
	defer stop()
	if w.config.Serve.Enabled {
		stopPage, err := a.beginPage(ctx, w, log)
		if err != nil {
			return err
		}
		defer stopPage()
	}
	unlock, err := w.upLock(ctx, log)
	if err != nil || ctx.Err() != nil {
		return err
	}
	standby.Store(false)
	log.Info("up", "workspace", w.config.Name, "jobs", len(jobs))
	err = scheduler.Run(ctx)
	log.Info("down")
	return errors.Join(err, unlock())
}

// beginPage serves the page beside the jobs; stop waits for its questions. It
// answers while another up runs the jobs, too: it only reads.
func (a *app) beginPage(ctx context.Context, w *workspace, log *slog.Logger) (stop func(), err error) {
	page, err := a.openPage(w, nil, log)
	if err != nil {
		return nil, err
	}
	log.Info("serving the page", "address", page.address)
	if any, err := w.tokens(a).Any(); err == nil && !any && w.config.Serve.OIDC == nil && (w.config.Serve.Proxy == nil || w.config.Serve.Proxy.Header == "") {
		log.Warn("nobody can sign in to the page yet: make a token by earshot token add NAME")
	}
	return beside(ctx, page.run, log, "the page"), nil
}

// beside runs what serves beside the jobs; stop ends it and waits for that.
func beside(ctx context.Context, run func(context.Context) error, log *slog.Logger, what string) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := run(ctx); err != nil {
			log.Error(what, "error", err)
		}
	}()
	return func() { cancel(); <-ended }
}

// eventLog tells what jobs do: as JSON with --json.
func (a *app) eventLog() *slog.Logger {
	options := &slog.HandlerOptions{Level: slog.LevelInfo}
	if a.json {
		return slog.New(slog.NewJSONHandler(a.stderr, options))
	}
	return slog.New(slog.NewTextHandler(a.stderr, options))
}

// scheduler begins the workspace's jobs, each in a process of its own.
func (a *app) scheduler(w *workspace, jobs []schedules.Job, ledger *schedules.Ledger, log *slog.Logger, grace time.Duration) *schedules.Scheduler {
	keeper := &keeper{workspace: w, app: a, jobs: jobs, ledger: ledger, clock: a.clock, log: log, notifier: schedules.Notifier{Client: client()}}
	return &schedules.Scheduler{Ledger: ledger, Jobs: jobs, Clock: a.clock, Log: log, Grace: grace, Start: w.startProcess, Rest: keeper.rest}
}

// runDue is one look at what is due, for outside schedulers.
func (a *app) runDue(ctx context.Context) error {
	w, err := a.load()
	if err != nil {
		return err
	}
	jobs, err := w.jobs()
	if err != nil {
		return err
	}
	ledger := w.ledgerOf()
	defer ledger.Close()
	scheduler := a.scheduler(w, jobs, ledger, a.eventLog(), 30*time.Second)
	began := a.clock.Now()
	if err := scheduler.Drain(ctx); err != nil {
		return err
	}
	scheduler.Rest(ctx)
	return dueResult(ledger, jobs, began)
}

// dueResult is how the runs ended that ended since.
func dueResult(ledger *schedules.Ledger, jobs []schedules.Job, since time.Time) error {
	var problems []error
	part := false
	err := ledger.Read(func(b *schedules.Book) {
		for _, job := range jobs {
			for _, row := range b.Rows(job.Name) {
				if row.Finished.Before(since) {
					continue
				}
				part = part || row.State == schedules.Part
				if row.State.Bad() {
					problems = append(problems, fmt.Errorf("%s: %s: %s", row.ID, row.State, row.Message))
				}
			}
		}
	})
	if err := errors.Join(append(problems, err)...); err != nil || !part {
		return err
	}
	return undone("some run")
}

// upLock waits until no other up has the workspace.
func (w *workspace) upLock(ctx context.Context, log *slog.Logger) (unlock func() error, err error) {
	path := w.path("data", "jobs", "up.lock")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, fmt.Errorf("up: %w", err)
	}
	lock := flock.New(path)
	for told := false; ; told = true {
		taken, err := lock.TryLock()
		if err != nil {
			return nil, fmt.Errorf("up: %w", err)
		}
		if taken {
			return lock.Unlock, nil
		}
		if !told {
			log.Info("another up runs this workspace; standing by until it ends")
		}
		select {
		case <-ctx.Done():
			return nil, nil
		case <-time.After(time.Second):
		}
	}
}

// client calls pings and webhooks. A redirect could send what is meant for one
// to another, so there is none.
func client() *http.Client {
	return &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

func serveHealth(listen string, handler http.Handler, log *slog.Logger) (stop func(), err error) {
	if listen == "" {
		return func() {}, nil
	}
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return nil, hinted{fmt.Errorf("--listen: %w", err), "does another `earshot up` listen there? choose another port, or give --listen '' for none"}
	}
	log.Info("listening", "address", listener.Addr().String())
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10}
	return beside(context.Background(), func(ctx context.Context) error { return serve.Until(ctx, server, listener, time.Second) }, log, "health"), nil
}
