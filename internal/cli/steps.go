package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	"golang.org/x/term"

	"github.com/earshot/earshot/internal/config"
	"github.com/earshot/earshot/reports"
	"github.com/earshot/earshot/schedules"
)

// night is what the steps of a job gave; those that it does not have are empty.
type night struct {
	Intake    *intake          `json:"ingest,omitempty"`
	Built     *built           `json:"transform,omitempty"`
	Published string           `json:"published,omitempty"`
	Reports   []reports.Report `json:"reports,omitempty"`
	Mailed    bool             `json:"mailed,omitempty"`
	Backup    string           `json:"backup,omitempty"`

	unwritten error // reports that failed where others were written
}

// err is undone, with what the ledger keeps of it, when some source or report
// failed.
func (n night) err() error {
	var what []string
	if n.Intake != nil {
		if err := n.Intake.err(); err != nil {
			what = append(what, string(err.(undone)))
		}
	}
	if n.unwritten != nil {
		what = append(what, "some report")
	}
	if len(what) == 0 {
		return nil
	}
	return undone(strings.Join(what, "; "))
}

func (n night) people(w io.Writer) {
	if n.Intake != nil {
		n.Intake.people(w)
		fmt.Fprintln(w)
	}
	if n.Built != nil {
		n.Built.people(w)
	}
	if n.Published != "" {
		fmt.Fprintf(w, "published       %s\n", n.Published)
	}
	printReports(w, n.Reports)
	if n.Backup != "" {
		fmt.Fprintf(w, "backup          %s\n", n.Backup)
	}
}

// steps runs a job's steps in one session and says of it what the ledger keeps.
// past says that the figures are for the time of the run, whatever as_of says.
func (a *app) steps(ctx context.Context, w *workspace, s config.Schedule, row schedules.Row, past bool) (schedules.State, schedules.Outcome, error) {
	excerpt := a.listen()
	var n night
	var outcome schedules.Outcome
	session, err := a.enter(ctx, w, "run "+s.Name)
	if err == nil {
		if row.Trigger != schedules.ByHand {
			session.due, session.past = row.For, past
		}
		err = session.run(ctx, s, &n)
		outcome.Stale, outcome.Looked = session.stale(ctx, n.Built != nil && err == nil)
		if err == nil {
			err = a.print(n, n.people)
		}
		if err == nil {
			err = n.err()
		}
		err = session.end(err)
	}
	if n.Intake != nil {
		for _, source := range n.Intake.Sources {
			outcome.Rows += source.Stored
		}
	}
	outcome.Excerpt = excerpt.String()
	var part undone
	switch {
	case err == nil:
		return schedules.Done, outcome, nil
	case errors.As(err, &part):
		outcome.Message, outcome.Exit = string(part), exitPart
		return schedules.Part, outcome, err
	}
	outcome.Message, outcome.Exit = err.Error(), exitFailed
	return schedules.Failed, outcome, err
}

// run does the steps in the order that they have in a night, whatever the order
// in earshot.yaml.
func (s *session) run(ctx context.Context, job config.Schedule, n *night) error {
	asked := map[string]bool{}
	for _, step := range job.Run {
		asked[step] = true
	}
	for _, step := range []struct {
		asked bool
		do    func() error
	}{
		{asked["ingest"] || asked["sweep"], func() error {
			taken, err := s.ingest(ctx, nil, intakeOptions{full: asked["sweep"]})
			if n.Intake = &taken; err == nil {
				taken.tell(s.app) // at once: a later stage may end the run
			}
			return err
		}},
		{asked["transform"], func() error {
			made, err := s.transform(ctx, false)
			n.Built = &made
			return err
		}},
		{asked["publish"], func() (err error) { n.Published, err = s.publish(ctx); return err }},
		{asked["report"], func() error { return s.writeReports(ctx, job.Reports, n) }},
		{asked["mail"], func() error { n.Mailed = true; return s.app.sendMails(ctx, s) }},
		{asked["backup"], func() (err error) { n.Backup, err = s.backup(ctx, ""); return err }},
	} {
		if !step.asked {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := step.do(); err != nil {
			return err
		}
	}
	return nil
}

// writeReports writes the named reports, none: all without a schedule of their
// own. One of the workspace's own that fails stops no other.
func (s *session) writeReports(ctx context.Context, names []string, n *night) error {
	list, err := reports.Own(s.own("reports"))
	if err != nil {
		return err
	}
	if len(names) == 0 {
		names = unscheduled(list)
	}
	n.Reports, n.unwritten = s.app.report(ctx, s.workspace, "", names, definitions(list, nil))
	return s.app.inPart(n.Reports, n.unwritten)
}

// stale are the sources that have been silent for too long, once the marts are
// there.
func (s *session) stale(ctx context.Context, built bool) (sources []string, looked bool) {
	if !built {
		return nil, false
	}
	sources, err := s.db.Strings(ctx, "select source from source_freshness where stale order by source")
	return sources, err == nil // a workspace may have a model of its own in its place
}

// ending keeps the end of what is written.
type ending struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

const mostKept = 2000 // bytes

func (e *ending) Write(p []byte) (int, error) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	e.text.Write(p)
	if over := e.text.Len() - mostKept; over > mostKept {
		e.text.Next(over)
	}
	return len(p), nil
}

// String is the end, in whole lines.
func (e *ending) String() string {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	text := e.text.Bytes()
	if len(text) > mostKept {
		text = text[len(text)-mostKept:]
		if i := bytes.IndexByte(text, '\n'); i >= 0 {
			text = text[i+1:]
		}
	}
	return string(text)
}

// listen keeps the end of what the command prints from now on; of what goes to
// a terminal's stderr nothing, for there the progress is shown.
func (a *app) listen() *ending {
	e := &ending{}
	a.stdout = io.MultiWriter(a.stdout, e)
	if file, ok := a.stderr.(*os.File); !ok || !term.IsTerminal(int(file.Fd())) {
		a.stderr = io.MultiWriter(a.stderr, e)
	}
	return e
}
