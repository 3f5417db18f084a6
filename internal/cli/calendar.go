package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/earshot/earshot/internal/config"
	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/schedules"
)

// calendar is the days of sprints on which a job has something to do, by what is
// published: the file is read when it is asked, and anew when it is another one.
// It is read only, and so needs no lock.
type calendar struct {
	workspace *workspace
	schedule  config.Schedule
	times     schedules.Times

	mutex sync.Mutex
	read  os.FileInfo // of the file that the sprints are from; nil: none
	known []schedules.Sprint
}

// days are the sprints' days as they are published now.
func (c *calendar) days() (schedules.SprintDays, error) {
	after, atEnd, _ := c.schedule.SprintDay()
	d := schedules.SprintDays{Words: c.schedule.Sprint, After: after, AtEnd: atEnd, Times: c.times, Zone: c.workspace.zoneOf(c.schedule)}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	err := c.refresh()
	d.Sprints = schedules.OfBoard(c.known, c.schedule.Board)
	return d, err
}

func (c *calendar) refresh() (err error) {
	path := filepath.Join(c.workspace.published(), warehouse.Published)
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		c.read, c.known = nil, nil
		return nil
	case err != nil:
		return fmt.Errorf("sprints: %w", err)
	case c.read != nil && os.SameFile(c.read, info) && c.read.ModTime().Equal(info.ModTime()):
		return nil
	}
	ctx := context.Background()
	db, err := warehouse.OpenPublished(ctx, path, c.workspace.limits())
	if err != nil {
		return fmt.Errorf("sprints: %w", err)
	}
	known, err := schedules.Sprints(ctx, db)
	if err := errors.Join(err, db.Close()); err != nil {
		return fmt.Errorf("sprints: %w", err)
	}
	c.read, c.known = info, known
	return nil
}

// Idle is SprintDays.Idle. Where the sprints cannot be read there may be
// something to do: the run then says what is wrong.
func (c *calendar) Idle(at time.Time) string {
	days, err := c.days()
	if err != nil {
		return ""
	}
	return days.Idle(at)
}

// Next is SprintDays.Next.
func (c *calendar) Next(after time.Time) time.Time {
	days, err := c.days()
	if err != nil {
		return time.Time{}
	}
	return days.Next(after)
}

// idle is what a run gives that has nothing to do.
type idle struct {
	Idle string `json:"idle"`
}

// nothingToDo says why the run has nothing to do at its time; "" when it has. Who
// runs a job now, by hand, wants it done.
func (w *workspace) nothingToDo(job schedules.Job, row schedules.Row) (why string, err error) {
	c, ok := job.Days.(*calendar)
	if !ok || row.Trigger == schedules.ByHand {
		return "", nil
	}
	days, err := c.days()
	if err != nil {
		return "", err
	}
	return days.Idle(row.For), nil
}

// pass ends a run that has nothing to do: well, with its reason. Neither the lock
// nor the warehouse is taken for it.
func (a *app) pass(why string) (schedules.State, schedules.Outcome, error) {
	if err := a.print(idle{why}, func(w io.Writer) { fmt.Fprintln(w, why) }); err != nil {
		return schedules.Failed, schedules.Outcome{Message: err.Error(), Exit: exitFailed}, err
	}
	return schedules.Done, schedules.Outcome{Message: why, Idle: true}, nil
}

// unknownSprints tells of the jobs that go by the sprints and know of no time to
// come. It is no mistake: the plan may have sprints tomorrow.
func (w *workspace) unknownSprints(now time.Time) (told []string, err error) {
	for _, s := range w.config.Schedules {
		job, err := w.jobOf(s)
		if err != nil {
			return nil, err
		}
		c, ok := job.Days.(*calendar)
		if !ok {
			continue
		}
		days, err := c.days()
		if err != nil {
			return nil, err
		}
		if what := days.Known(now); what != "" {
			if s.Board != "" {
				what = "board " + s.Board + ": " + what
			}
			told = append(told, "schedule "+s.Name+": "+what)
		}
	}
	return told, nil
}
