package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/internal/config"
	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/reports"
	trend "github.com/earshot/earshot/reports/mail"
	"github.com/earshot/earshot/reports/post"
)

// mailing makes and sends the mails of a workspace. keep opens the warehouse
// for as long as its function runs: the command's holds it for moments only, a
// job's has it anyway.
type mailing struct {
	app  *app
	w    *workspace
	now  func() time.Time
	keep func(context.Context, func(*warehouse.DB) error) error
}

func (a *app) mailing(w *workspace) *mailing {
	return &mailing{app: a, w: w, now: time.Now, keep: w.briefly}
}

// sendMails is the mail step of a job, whose session holds the warehouse. What
// was not sent makes it fail, so that the job's own retries come to it.
func (a *app) sendMails(ctx context.Context, s *session) error {
	if s.past {
		return nil // figures made again for the past are nobody's news
	}
	m := a.mailing(s.workspace)
	m.keep = func(_ context.Context, f func(*warehouse.DB) error) error { return f(s.db) }
	done, err := m.do(ctx, mailOptions{})
	if err != nil {
		return errors.Join(err, done.tell(a))
	}
	if done.tell(a) != nil {
		return fmt.Errorf("mail: %d of %d not sent: %s", len(done.Unsent), len(done.Unsent)+len(done.Sent), done.Unsent[0].Reason)
	}
	return nil
}

// sendAlert sends one text to each address, at once and past the outbox: who
// alarms knows by itself what it has told. The first line is the subject.
func (a *app) sendAlert(ctx context.Context, w *workspace, to []string, text string) error {
	m := a.mailing(w)
	if !w.config.Mail.Enabled || w.config.Mail.Server == nil {
		return hinted{errors.New("alert: mail is off"), "set server and enabled: true under mail in earshot.yaml"}
	}
	sender, err := m.sender()
	if err != nil {
		return err
	}
	var problems []error
	for _, address := range to {
		e := m.edition(config.Recipient{}, address)
		e.Date = m.now()
		message, err := trend.Notice(w.config.Name, text, e)
		if err == nil {
			err = sender.Deliver(ctx, address, string(message.Source))
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("alert: %w", err))
		}
	}
	return errors.Join(problems...)
}

// patient is how long a call waits for another run to let go of the warehouse.
const patient = time.Minute

// briefly runs f with the warehouse open, under the workspace's lock.
func (w *workspace) briefly(ctx context.Context, f func(*warehouse.DB) error) error {
	if !exists(w.database()) {
		return hinted{errors.New("mail: there is no warehouse yet"), "run `earshot run nightly` first"}
	}
	lock, err := w.tryLock("mail")
	for began := time.Now(); errors.Is(err, warehouse.ErrLocked) && time.Since(began) < patient; lock, err = w.tryLock("mail") {
		select {
		case <-ctx.Done():
			return err
		case <-time.After(100 * time.Millisecond):
		}
	}
	if err != nil {
		return err
	}
	db, err := warehouse.Open(ctx, w.database(), w.limits())
	if err != nil {
		return errors.Join(err, lock.Unlock())
	}
	return errors.Join(f(db), db.Close(), lock.Unlock())
}

// read loads what is published.
func (m *mailing) read(ctx context.Context) (trend.Data, error) {
	db, err := warehouse.OpenPublished(ctx, filepath.Join(m.w.published(), warehouse.Published), m.w.limits())
	if errors.Is(err, fs.ErrNotExist) {
		return trend.Data{}, hinted{errors.New("mail: nothing is published yet"), "run `earshot run nightly` first"}
	}
	if err != nil {
		return trend.Data{}, err
	}
	run := reports.Run{Version: version(), Workspace: m.w.config.Report.Title}
	err = db.Row(ctx, "select run_id, as_of from run_facts", nil, &run.ID, &run.AsOf)
	if err != nil {
		return trend.Data{}, errors.Join(fmt.Errorf("published file: %w", err), db.Close())
	}
	data, err := trend.Load(ctx, db, run)
	return data, errors.Join(err, db.Close())
}

// composed is a message, and what goes into the outbox of it.
type composed struct {
	message trend.Message
	letter  post.Letter
}

// compose makes the mails and what webhooks get; to limits it to one. Mails that
// are only looked at have the run's date, so that they are the same each time.
func (m *mailing) compose(data trend.Data, to string, dry bool) ([]composed, error) {
	var all []composed
	var key ingest.PersonKey // files that people look at have ids of their own
	if !dry {
		var err error
		if key, err = ingest.LoadPersonKey(m.w.path("data", "person.key")); err != nil {
			return nil, err
		}
	}
	add := func(e trend.Edition, hook *config.Webhook) error {
		if !dry {
			e.Date, e.Key = m.now().Truncate(time.Second), key
		}
		one, err := composeOne(data, e, hook)
		all = append(all, one)
		return err
	}
	for _, r := range m.w.config.Mail.Recipients {
		for _, address := range r.To {
			if to != "" && to != address {
				continue
			}
			if err := add(m.edition(r, address), nil); err != nil {
				return nil, err
			}
		}
	}
	for _, hook := range m.w.config.Mail.Webhooks {
		if to != "" && to != hook.Name {
			continue
		}
		e := m.edition(config.Recipient{Language: hook.Language}, hook.Name+"@webhook.invalid")
		e.From, e.ReplyTo = e.To, "" // of the mail nothing is used
		if err := add(e, &hook); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// composeOne makes a mail, or, with a hook, what it gets.
func composeOne(data trend.Data, e trend.Edition, hook *config.Webhook) (composed, error) {
	message, err := data.Compose(e)
	if err != nil {
		return composed{}, err
	}
	letter := post.Letter{Report: trend.Report, Period: message.Period, Recipient: e.To, Channel: post.SMTP, Kind: message.Kind,
		MessageID: message.ID, Subject: message.Subject, Body: string(message.Source)}
	if hook != nil {
		letter.Channel, letter.Recipient = hook.Kind, hook.Name
		letter.Body, err = news(message.Finding).Body(hook.Kind)
	}
	return composed{message, letter}, err
}

func (m *mailing) edition(r config.Recipient, address string) trend.Edition {
	c := m.w.config.Mail
	zone := m.w.config.Zone()
	if own, err := time.LoadLocation(r.Timezone); err == nil && r.Timezone != "" {
		zone = own
	}
	e := trend.Edition{
		To: address, Themes: r.Themes, Segments: r.Segments, Language: r.Language, Zone: zone,
		From: c.From, ReplyTo: c.ReplyTo, Unsubscribe: c.Unsubscribe, OneClick: c.UnsubscribeURL, Reports: c.ReportsURL,
	}
	if c.DKIM != nil {
		if key, err := trend.ParseKey(c.DKIM.Key.Reveal()); err == nil { // usable has said so
			e.Sign = &trend.Signature{Domain: c.DKIM.Domain, Selector: c.DKIM.Selector, Key: key}
		}
	}
	return e
}

func news(f trend.Finding) post.News {
	n := post.News{Headline: f.Headline, Link: f.Link, LinkText: f.LinkText}
	for i, lines := range [][]string{f.Changed, f.Why, f.Decide} {
		n.Sections = append(n.Sections, post.Section{Name: f.Labels[i], Lines: lines})
	}
	return n
}

// write puts the mails where people can look at them.
func (m *mailing) write(data trend.Data, messages []composed) ([]string, error) {
	folder := m.w.mailFolder(data.RunDay().Format(time.DateOnly))
	if err := errors.Join(os.RemoveAll(folder), os.MkdirAll(folder, 0o755)); err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	var paths []string
	for _, c := range messages {
		name := filepath.Join(folder, strings.Map(safeInName, c.letter.Recipient))
		files := map[string]string{".eml": c.letter.Body, ".html": c.message.HTML}
		if c.letter.Channel != post.SMTP {
			files = map[string]string{".json": c.letter.Body}
		}
		for ending, content := range files {
			if err := os.WriteFile(name+ending, []byte(content), 0o644); err != nil {
				return nil, fmt.Errorf("mail: %w", err)
			}
			paths = append(paths, name+ending)
		}
	}
	slices.Sort(paths)
	return paths, nil
}

func safeInName(r rune) rune {
	if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) {
		return '_'
	}
	return r
}
