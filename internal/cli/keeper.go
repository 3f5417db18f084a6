package cli

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"time"

	"github.com/earshot/earshot/schedules"
)

// keeper does what is to be done between jobs: it tells the alarms, and clears
// away what is older than earshot.yaml says.
type keeper struct {
	*workspace
	app      *app
	jobs     []schedules.Job
	ledger   *schedules.Ledger
	clock    schedules.Clock
	log      *slog.Logger
	notifier schedules.Notifier

	tidied time.Time
	looked time.Time
	said   string    // of the settings, last
	failed time.Time // when telling did not work; not again for a minute
}

const (
	tidyEvery = time.Hour
	lookEvery = time.Minute
	tellAgain = time.Minute
)

func (k *keeper) rest(ctx context.Context) {
	now := k.clock.Now()
	if now.Sub(k.failed).Abs() >= tellAgain {
		k.tell(ctx, now)
	}
	if now.Sub(k.looked).Abs() >= lookEvery {
		k.looked = now
		k.look()
	}
	if now.Sub(k.tidied).Abs() >= tidyEvery {
		k.tidied = now
		if err := k.tidy(ctx, now); err != nil {
			k.log.Error("clearing away", "error", err)
		}
	}
}

// look says, once for each change, what earshot.yaml tells otherwise than when it
// was read: each job reads it anew, but the scheduler and the page do not.
func (k *keeper) look() {
	what := k.changed()
	if what != k.said && what != "" {
		k.log.Warn(what)
	}
	k.said = what
}

func (k *keeper) changed() string {
	now, err := k.app.load()
	if err != nil { // which may quote an address
		return "the settings have a mistake, and no job can begin: earshot check tells where"
	}
	var changed []string
	for _, part := range []struct {
		name      string
		then, now any
	}{
		{"schedules", k.config.Schedules, now.config.Schedules},
		{"alerts", k.config.Alerts, now.config.Alerts},
		{"serve", k.config.Serve, now.config.Serve},
	} {
		if !reflect.DeepEqual(part.then, part.now) {
			changed = append(changed, part.name)
		}
	}
	if len(changed) == 0 {
		return ""
	}
	return "earshot.yaml was changed: end earshot up and start it again to follow its " + strings.Join(changed, ", ")
}

// tell tells each alarm that is due, and enters that it was told.
func (k *keeper) tell(ctx context.Context, now time.Time) {
	var due []schedules.Alarm
	if err := k.ledger.Read(func(b *schedules.Book) { due = b.Alarms(k.jobs, now, k.config.Alerts.RepeatAfter()) }); err != nil {
		return // the scheduler says so
	}
	for _, alarm := range due {
		if err := k.tellOne(ctx, alarm); err != nil {
			k.failed = now
			k.log.Error("an alert could not be sent; trying again", "alert", alarm.Key, "error", err)
			continue
		}
		level := slog.LevelWarn
		if alarm.State == schedules.Over {
			level = slog.LevelInfo
		}
		k.log.Log(ctx, level, "alert", "alert", alarm.Key, "state", alarm.State, "what", alarm.Text)
		if err := k.ledger.Update(ctx, func(b *schedules.Book) error { b.PutAlarm(alarm, now); return nil }); err != nil {
			k.log.Error("an alert was sent and could not be entered", "alert", alarm.Key, "error", err)
		}
	}
}

func (k *keeper) tellOne(ctx context.Context, alarm schedules.Alarm) error {
	var problems []error
	if hook := k.config.Alerts.Webhook; !hook.IsZero() {
		problems = append(problems, k.notifier.Tell(ctx, hook, k.config.Name, alarm))
	}
	if to := k.config.Alerts.Mail; len(to) > 0 {
		problems = append(problems, k.app.sendAlert(ctx, k.workspace, to, alarm.Sentence(k.config.Name)))
	}
	return errors.Join(problems...)
}

// tidy removes what is older than earshot.yaml keeps: rows of the ledger, logs
// of jobs, and, where it says so, the archive of reports.
func (k *keeper) tidy(ctx context.Context, now time.Time) error {
	_, err := k.ledger.Compact(ctx, now.Add(-k.config.Keep.RunsFor()))
	problems := []error{err, removeOlder(k.path("data", "logs"), now.Add(-k.config.Keep.LogsFor()))}
	if span := k.config.Keep.ReportsFor(); span > 0 {
		problems = append(problems, k.removeReports(now.Add(-span)))
	}
	return errors.Join(problems...)
}

// removeOlder removes the files in a folder and its folders that were last
// written before.
func removeOlder(dir string, before time.Time) error {
	var problems []error
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil && info.ModTime().Before(before) {
			problems = append(problems, os.Remove(path))
		}
		return nil // one that is gone meanwhile is no harm
	})
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return errors.Join(append(problems, err)...)
}

// removeReports removes the folders of days before, but never the newest.
func (k *keeper) removeReports(before time.Time) error {
	entries, err := os.ReadDir(k.reports()) // by name, which is by day
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	problems, last := []error{err}, ""
	for _, entry := range entries {
		date, err := time.ParseInLocation(time.DateOnly, entry.Name(), k.config.Zone())
		if err != nil {
			continue
		}
		if last != "" {
			problems = append(problems, os.RemoveAll(last))
		}
		if last = ""; date.Before(before) {
			last = filepath.Join(k.reports(), entry.Name()) // unless it is the newest
		}
	}
	return errors.Join(problems...)
}
