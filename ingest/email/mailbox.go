package email

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"
)

// inbox is the one mailbox that every account has, in any spelling.
const inbox = "INBOX"

// mailbox is one mailbox of an account.
type mailbox struct {
	*account
	name    string
	missing bool // no mailbox matches this pattern
}

// boxes makes mailboxes of names and patterns, each once.
func (a *account) boxes(ctx context.Context, names []string) ([]mailbox, error) {
	var list []mailbox
	add := func(name string, missing bool) {
		if strings.EqualFold(name, inbox) {
			name = inbox
		}
		if !slices.ContainsFunc(list, func(m mailbox) bool { return m.name == name }) {
			list = append(list, mailbox{a, name, missing})
		}
	}
	if !slices.ContainsFunc(names, isPattern) {
		for _, name := range names {
			add(name, false)
		}
		return list, nil
	}
	s, err := a.connect(ctx)
	if err != nil {
		return nil, err
	}
	defer s.close()
	for _, name := range names {
		if !isPattern(name) {
			add(name, false)
			continue
		}
		matches, err := s.list(name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for _, match := range matches {
			add(match, false)
		}
		if len(matches) == 0 {
			add(name, true)
		}
	}
	return list, nil
}

func isPattern(name string) bool { return strings.ContainsAny(name, "*%") }

// list asks for the mailboxes of a pattern that hold customers' mails.
func (s *session) list(pattern string) ([]string, error) {
	var options *imap.ListOptions
	caps := s.client.Caps()
	if caps.Has(imap.CapSpecialUse) && caps.Has(imap.CapListExtended) {
		options = &imap.ListOptions{ReturnSpecialUse: true}
	}
	var found []*imap.ListData
	err := s.do(mostTime, func() (err error) {
		found, err = s.client.List("", pattern, options).Collect()
		return err
	})
	if err != nil {
		return nil, err
	}
	var names []string
	for _, box := range found {
		if !unread(box) {
			names = append(names, box.Mailbox)
		}
	}
	slices.Sort(names)
	return names, nil
}

// unread tells mailboxes that a pattern leaves out: those that cannot be
// opened, that hold what we wrote or threw away, or that are views of others.
// Where a server says nothing of a mailbox's use, the usual names do; of those
// in other languages only the server knows.
func unread(box *imap.ListData) bool {
	for _, attr := range box.Attrs {
		switch imap.MailboxAttr(strings.ToLower(string(attr))) {
		case `\noselect`, `\nonexistent`, `\trash`, `\junk`, `\drafts`, `\sent`, `\flagged`, `\important`:
			return true
		case `\all`, `\archive`:
			return false
		}
	}
	last := box.Mailbox
	if box.Delim != 0 {
		last = last[strings.LastIndexByte(last, byte(box.Delim))+1:]
	}
	switch strings.ToLower(last) {
	case "trash", "deleted items", "deleted messages", "bin", "junk", "junk e-mail", "junk email", "spam", "bulk mail", "drafts", "sent", "sent items",
		"sent messages", "sent mail", "outbox", "templates":
		return true
	}
	return false
}
