// Package dsn reads what mail servers report of a mail's delivery: messages of
// type multipart/report (RFC 3462) with a delivery-status part (RFC 3464, in
// Unicode RFC 6533).
//
// What comes in was written by anybody: a report is a claim and no proof, and
// Read decides nothing. It bounds what it looks at, passes over lines that are no
// fields, and gives ErrNone for every mail that is no such report: an answer of a
// person, an automatic one, or the plain text that some servers send, of which
// nobody can tell by a rule whom it is about.
package dsn

import (
	"errors"
	"regexp"
	"strings"
)

// ErrNone is of a mail that is no report of this format.
var ErrNone = errors.New("no delivery status notification")

// Report is what a server said of one mail that we sent.
type Report struct {
	MessageID  string // of the mail, as its returned headers have it, without brackets; "": they are not there
	Recipients []Recipient
}

// Recipient is what became of the mail for one address.
type Recipient struct {
	Final    string // the address that the server tried, in lower case; "": not said
	Original string // the address as it was written to, where the server says so
	Action   string // failed, delayed, delivered, relayed, expanded; "": not said
	Status   string // enhanced status code (RFC 3463): 5.1.1; "": not said
}

// Outcome is what a report says of a recipient.
type Outcome string

// Outcomes.
const (
	Permanent Outcome = "permanent" // there is no use in sending again
	Temporary Outcome = "temporary" // this mail did not arrive, or not yet; the next may
	Arrived   Outcome = "arrived"   // or it was handed on to who does not report
	Unclear   Outcome = "unclear"   // neither an action nor a status
)

// Outcome judges by the status before the action: servers give up on a mail with
// "failed" for what is temporary, too (4.4.1, no connection for five days), and
// that is no reason to write to the address never again.
func (r Recipient) Outcome() Outcome {
	class, _, _ := strings.Cut(r.Status, ".")
	switch {
	case r.Action == "delayed" || class == "4":
		return Temporary
	case r.Action == "delivered" || r.Action == "relayed" || r.Action == "expanded" || class == "2":
		return Arrived
	case class == "5" && (r.Action == "failed" || r.Action == ""):
		return Permanent
	case r.Action == "failed":
		return Temporary // it failed, and nobody says for good
	}
	return Unclear
}

// Reason is the status in words of our own; those of servers repeat addresses.
func (r Recipient) Reason() string {
	parts := strings.Split(r.Status, ".")
	if len(parts) != 3 {
		return "no reason given"
	}
	words := map[string]string{
		"1.1": "no such recipient", "1.2": "no such domain", "1.3": "no address", "1.6": "the recipient has moved", "1.10": "no such recipient, or a domain without mail",
		"2.1": "the mailbox is disabled", "2.2": "the mailbox is full", "2.3": "the message is too long for it",
		"3.4": "the message is too big", "4.1": "no answer from the server", "4.4": "no way to the server", "4.7": "it took too long",
		"7.1": "delivery is not allowed", "7.26": "DKIM and SPF did not pass", "7.23": "SPF did not pass", "7.20": "DKIM did not pass",
	}
	subjects := map[string]string{"0": "no reason given", "1": "the address", "2": "the mailbox", "3": "the receiving system", "4": "the network",
		"5": "the protocol", "6": "the content", "7": "security or policy"}
	if text, known := words[parts[1]+"."+parts[2]]; known {
		return r.Status + ", " + text
	}
	if text, known := subjects[parts[1]]; known {
		return r.Status + ", " + text
	}
	return r.Status
}

// enhanced finds the codes of RFC 3463 and, in a diagnostic, those of SMTP.
var (
	enhanced = regexp.MustCompile(`(?:^|[\s#(])([245]\.\d{1,3}\.\d{1,3})(?:[\s);,]|$)`)
	replied  = regexp.MustCompile(`^\s*([245])\d\d(?:[\s\-]|$)`)
)

// status reads the field of that name, or else what the diagnostic begins with:
// "smtp; 550 5.1.1 ..." or "smtp; 550 ...", of which the class alone is told.
func status(field, diagnostic string) string {
	if code := enhanced.FindStringSubmatch(field); code != nil {
		return code[1]
	}
	kind, text, found := strings.Cut(diagnostic, ";")
	if !found || !strings.EqualFold(strings.TrimSpace(kind), "smtp") {
		return ""
	}
	if len(text) > 200 {
		text = text[:200]
	}
	if code := enhanced.FindStringSubmatch(text); code != nil {
		return code[1]
	}
	if code := replied.FindStringSubmatch(text); code != nil {
		return code[1] + ".0.0"
	}
	return ""
}
