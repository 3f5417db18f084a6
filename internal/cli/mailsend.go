package cli

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/ingest/email"
	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/reports/post"
)

// sender is who carries the letters.
func (m *mailing) sender() (post.Sender, error) {
	c := m.w.config.Mail
	s := post.Sender{From: bare(c.From), Hooks: map[string]post.Hook{}, Journal: post.Journal{Path: m.w.path("data", "mail", "journal.jsonl")}, Now: m.now}
	for _, hook := range c.Webhooks {
		s.Hooks[hook.Name] = post.Hook{URL: hook.URL}
	}
	if c.Bounces != nil && c.Bounces.Address != "" {
		s.From = c.Bounces.Address
	}
	if c.Server == nil {
		return s, nil
	}
	s.Server = post.Server{Host: c.Server.Host, Port: c.Server.Port, TLS: c.Server.TLS, CA: c.Server.CA, User: c.Server.User, Password: c.Server.Password, Auth: c.Server.Auth}
	if c.Server.OAuth2 != nil {
		token, err := email.OAuth2(*c.Server.OAuth2).Sending(api.NewHosts(m.app.logger()))
		if err != nil {
			return s, fmt.Errorf("mail: %w", err)
		}
		s.Server.Token = token
	}
	return s, nil
}

// send enters the letters, claims what is due, sends it and enters what became
// of it.
func (m *mailing) send(ctx context.Context, to string, done *mailed) (err error) {
	lock, err := warehouse.TryLock(m.w.path("data", "mail"), warehouse.Holder{PID: os.Getpid(), Command: "earshot mail", Since: m.now()})
	if errors.Is(err, warehouse.ErrLocked) {
		return hinted{fmt.Errorf("mail: another call is sending"), "wait for it to end"}
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	sender, err := m.sender()
	if err != nil {
		return err
	}
	var claimed []post.Letter
	var only []string
	if to != "" {
		only = []string{to}
	}
	err = m.keep(ctx, func(db *warehouse.DB) error {
		if err := settle(ctx, db, sender.Journal); err != nil {
			return err
		}
		if done.Entered, err = post.Enter(ctx, db, done.letters, m.now()); err != nil {
			return err
		}
		claimed, err = post.Claim(ctx, db, m.now(), only)
		return err
	})
	if err != nil || len(claimed) == 0 {
		return err
	}
	results, failed := sender.Send(ctx, claimed)
	done.add(claimed, results)
	// A cancelled run enters what it did all the same.
	err = m.keep(context.WithoutCancel(ctx), func(db *warehouse.DB) error { return settle(context.WithoutCancel(ctx), db, sender.Journal) })
	if errors.Is(err, warehouse.ErrLocked) {
		fmt.Fprintf(m.app.stderr, "earshot: %v: what was sent stands in %s and is entered by the next call\n", err, sender.Journal.Path)
		err = nil
	}
	return errors.Join(failed, ctx.Err(), err)
}

func settle(ctx context.Context, db *warehouse.DB, journal post.Journal) error {
	results, err := journal.Read()
	if err != nil {
		return err
	}
	if err := post.Settle(ctx, db, results); err != nil {
		return err
	}
	return journal.Clear()
}

func (d *mailed) add(letters []post.Letter, results []post.Result) {
	for i, r := range results {
		if r.Failure == nil {
			d.Sent = append(d.Sent, letters[i].Recipient)
			continue
		}
		d.Unsent = append(d.Unsent, unsentMail{letters[i].Recipient, r.Failure.Text, letters[i].Final(r.Failure)})
	}
}
