// Package post sends what the package mail composes: by SMTP, and to the
// webhooks of Slack and Teams.
//
// Its books are ops.outbox and ops.mail_off in the warehouse. Each (report,
// period, recipient) is one row. It is claimed, with all that is sent, before
// anything is said to a server, and settled afterwards; in between the warehouse
// may be closed, for a server may keep one waiting for minutes and nobody else
// could read it meanwhile. What became of each letter is written to a journal, a
// small file beside, as soon as the server has answered; the journal is entered
// in the books with the next opening. Only one sender works at a time: the
// caller holds a lock of its own for that.
//
// A sender that is killed leaves claimed rows. The next one sends what the
// journal does not know as settled once more, the same bytes with the same
// Message-ID: nothing is lost, and a server that keeps the ids takes nothing
// twice. Webhooks keep none: a kill within the moment between their answer and
// the journal can repeat a message there.
//
// What is sent is kept in its row until it is sent, so for some hours at most
// where a server puts it off; words that a customer has erased meanwhile are in
// it. A letter that failed for good keeps it until the next week's is entered.
//
// A temporary failure is tried again after 5 minutes, 15 minutes, an hour and
// four hours, by whichever run comes then; the fifth is final, as a permanent
// one is at once. An address that its server does not know gets no more mail.
//
// Most failures come later, as mails: EnterBounces reads those reports (the package
// dsn) into ops.bounces, each once, together with how far their mailbox was read.
package post

import "time"

// Channels.
const (
	SMTP  = "smtp"
	Slack = "slack"
	Teams = "teams"
)

// States of a letter.
const (
	Waiting = "waiting"
	Claimed = "claimed"
	Sent    = "sent"
	Failed  = "failed"
	Held    = "held"
)

// Reasons for which an address gets no mail.
const (
	Unsubscribed = "unsubscribed"
	Bounced      = "bounced"
)

// Letter is one message to one recipient.
type Letter struct {
	Report    string    `json:"report"`
	Period    time.Time `json:"period"` // a date
	Recipient string    `json:"recipient"`
	Channel   string    `json:"channel"`
	Kind      string    `json:"kind"`
	MessageID string    `json:"message_id"`
	Subject   string    `json:"subject"`
	Body      string    `json:"-"` // RFC 5322 source, or a webhook's JSON
	Attempts  int64     `json:"-"` // that failed so far
}

// mostAttempts is how often a letter is tried.
const mostAttempts = 5

// wait is the time after the nth failed attempt.
func wait(attempts int64) time.Duration {
	waits := []time.Duration{5 * time.Minute, 15 * time.Minute, time.Hour, 4 * time.Hour}
	return waits[min(max(attempts, 1), int64(len(waits)))-1]
}

// Result is what became of a letter; Failure nil: it is sent.
type Result struct {
	MessageID string    `json:"message_id"`
	At        time.Time `json:"at"`
	Failure   *Failure  `json:"failure,omitempty"`
}

// Failure is why a letter was not sent, without the server's own words, which
// may repeat addresses.
type Failure struct {
	Text      string `json:"text"`
	Permanent bool   `json:"permanent,omitempty"`
	Unknown   bool   `json:"unknown,omitempty"` // the server knows no such recipient
}

func (f *Failure) Error() string { return f.Text }

// Final says that a letter is not tried again after this failure.
func (l Letter) Final(f *Failure) bool {
	return f != nil && (f.Permanent || l.Attempts+1 >= mostAttempts)
}
