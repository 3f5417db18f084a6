package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/earshot/earshot/internal/config"
	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/schedules"
)

// workspace is a workspace's configuration and where its things lie.
type workspace struct {
	root     string
	config   *config.Config
	themes   []config.Theme
	labels   []config.Label
	claims   []config.Claim
	links    []config.Link
	promises []config.Promise
	contacts []config.Contact
	words    map[string]float64 // its own lexicon
}

func (w *workspace) path(parts ...string) string {
	return filepath.Join(append([]string{w.root}, parts...)...)
}

func (w *workspace) data() string      { return w.path("data") }
func (w *workspace) landed() string    { return w.path("data", "landed") }
func (w *workspace) database() string  { return w.path("data", "warehouse.duckdb") }
func (w *workspace) published() string { return w.path("data", "published") }
func (w *workspace) reports() string   { return w.path("data", "reports") }

// own is the workspace's folder that adds to a stage's built-in files; "" when
// there is none.
func (w *workspace) own(stage string) string {
	if info, err := os.Stat(w.path(stage)); err == nil && info.IsDir() {
		return w.path(stage)
	}
	return ""
}

func (w *workspace) limits() warehouse.Limits {
	return warehouse.Limits{Memory: w.config.Limits.Memory, Threads: w.config.Limits.Threads}
}

// load reads all that people configure, and tells every mistake in it at once.
func (a *app) load() (*workspace, error) {
	w := &workspace{root: a.workspace}
	var problems [8]error
	w.config, problems[0] = config.Load(w.root, kinds())
	w.themes, problems[1] = config.LoadThemes(w.path("themes.yaml"))
	if problems[1] == nil {
		w.labels, problems[2] = config.LoadLabels(w.path("labels.csv"), w.themes)
		w.claims, problems[4] = config.LoadClaims(w.path("claims.csv"), w.themes)
		w.links, problems[5] = config.LoadLinks(w.path("links.csv"), w.themes)
		w.promises, problems[6] = config.LoadPromises(w.path("promises.csv"), w.themes)
	}
	w.contacts, problems[7] = config.LoadContacts(w.path("contacts.csv"))
	if w.config != nil && w.config.Transform.Lexicon != "" {
		w.words, problems[3] = config.LoadLexicon(w.path(w.config.Transform.Lexicon))
	}
	if err := errors.Join(problems[:]...); err != nil {
		return w, err
	}
	return w, errors.Join(w.mailThemes(), w.scheduleReports())
}

// session is one run that writes: the lock, the warehouse, the ledger's entry.
type session struct {
	*workspace
	app     *app
	db      *warehouse.DB
	lock    *warehouse.Lock
	id      string
	started time.Time

	due  time.Time // that a job's run is for; the zero time: none
	past bool      // and whether its figures are for then, whatever as_of says
}

// tryLock takes the workspace's lock or says who holds it.
func (w *workspace) tryLock(command string) (*warehouse.Lock, error) {
	lock, err := warehouse.TryLock(w.data(), warehouse.Holder{PID: os.Getpid(), Command: "earshot " + command, Since: time.Now()})
	if errors.Is(err, warehouse.ErrLocked) {
		return nil, hinted{err, "wait for it to end; data/published can be read meanwhile"}
	}
	return lock, err
}

// shortPatience is how long a run waits for a look at the workspace, such as
// status, to end.
const shortPatience = 3 * time.Second

// awaitLock takes the lock as tryLock does, within patience.
func (w *workspace) awaitLock(ctx context.Context, command string, patience time.Duration) (*warehouse.Lock, error) {
	for began := time.Now(); ; {
		lock, err := w.tryLock(command)
		if !errors.Is(err, warehouse.ErrLocked) || time.Since(began) > patience {
			return lock, err
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// begin takes the workspace's lock, opens the warehouse, enters the run in the
// ledger and brings in what a killed run had landed.
func (a *app) begin(ctx context.Context, command string) (*session, error) {
	w, err := a.load()
	if err != nil {
		return nil, err
	}
	return a.enter(ctx, w, command)
}

// enter is begin in a workspace that is loaded.
func (a *app) enter(ctx context.Context, w *workspace, command string) (s *session, err error) {
	s = &session{workspace: w, app: a, started: time.Now()}
	s.id = schedules.NewRunID(s.started)
	if s.lock, err = w.awaitLock(ctx, command, max(a.patience, shortPatience)); err != nil {
		return nil, err
	}
	if s.db, err = warehouse.Open(ctx, w.database(), w.limits()); err != nil {
		return nil, errors.Join(err, s.lock.Unlock())
	}
	if err := s.enter(ctx, command); err != nil {
		return nil, errors.Join(err, s.db.Close(), s.lock.Unlock())
	}
	return s, nil
}

func (s *session) enter(ctx context.Context, command string) error {
	if err := schedules.Begin(ctx, s.db, s.id, command, s.started); err != nil {
		return err
	}
	ledger := s.ledgerOf()
	if err := errors.Join(schedules.Mirror(ctx, s.db, ledger), ledger.Close()); err != nil {
		return err
	}
	bar := s.app.progress("replaying the log")
	defer bar.finish()
	_, err := s.db.Replay(ctx, s.landed(), bar.of)
	return err
}

// end enters how the run went, closes the warehouse and lets go of the lock.
// It returns the run's error, joined with what closing gave.
func (s *session) end(err error) error {
	state, message := schedules.Done, ""
	var part undone
	switch {
	case errors.As(err, &part):
		state, message = schedules.Part, string(part)
	case err != nil:
		state, message = schedules.Failed, err.Error()
	}
	// The run may have been cancelled; how it ended is entered all the same.
	entered := schedules.End(context.Background(), s.db, s.id, state, message, time.Now())
	if closing := errors.Join(entered, s.db.Close(), s.lock.Unlock()); closing != nil {
		return errors.Join(err, closing)
	}
	return err
}

// within runs f between begin and end.
func (a *app) within(ctx context.Context, command string, f func(*session) error) error {
	s, err := a.begin(ctx, command)
	if err != nil {
		return err
	}
	return s.end(f(s))
}

// day says for which moment figures are made: that of --as-of, else of as_of in
// earshot.yaml; now is the time that a job's run is for. "latest" is the midnight
// after the newest record, but not later than now.
func (s *session) day(ctx context.Context) (time.Time, error) {
	asked := s.app.asOf
	if asked == "" {
		asked = s.config.AsOf
	}
	zone := s.config.Zone()
	switch {
	case s.past && s.app.asOf == "", !s.due.IsZero() && (asked == "" || asked == "now"):
		return s.due, nil
	}
	switch asked {
	case "", "now":
		return s.started, nil
	case "latest":
		return s.latest(ctx, zone)
	}
	day, err := time.ParseInLocation(time.DateOnly, asked, zone)
	if err != nil {
		return time.Time{}, usage{hinted{fmt.Errorf("--as-of: %q is no date", asked), "write 2026-07-06, now or latest"}}
	}
	return day, nil
}

func (s *session) latest(ctx context.Context, zone *time.Location) (time.Time, error) {
	today := s.started.In(zone).Format(time.DateOnly)
	var newest string
	err := s.db.Row(ctx, `select coalesce(cast(max(day) as varchar), '') from (
			select max(occurred_on) as day from landing.feedback where not deleted and occurred_on <= cast(? as date)
			union all
			select max(occurred_on) from landing.ratings where not deleted and occurred_on <= cast(? as date)
		)`, []any{today, today}, &newest)
	if err != nil || newest == "" {
		return s.started, err
	}
	day, err := time.ParseInLocation(time.DateOnly, newest, zone)
	if err != nil {
		return time.Time{}, err
	}
	if next := day.AddDate(0, 0, 1); next.Before(s.started) {
		return next, nil
	}
	return s.started, nil
}

// beside runs f in a session that keeps nothing: the lock and the warehouse's
// cursors are there, no entry of the ledger is made.
func (a *app) beside(ctx context.Context, command string, f func(*session) error) error {
	w, err := a.load()
	if err != nil {
		return err
	}
	s := &session{workspace: w, app: a, started: time.Now()}
	s.id = schedules.NewRunID(s.started)
	path := w.database()
	if !exists(path) {
		path = "" // in memory
	}
	if s.lock, err = w.tryLock(command); err != nil {
		return err
	}
	if s.db, err = warehouse.Open(ctx, path, w.limits()); err != nil {
		return errors.Join(err, s.lock.Unlock())
	}
	err = f(s)
	if closing := errors.Join(s.db.Close(), s.lock.Unlock()); closing != nil {
		return errors.Join(err, closing)
	}
	return err
}
