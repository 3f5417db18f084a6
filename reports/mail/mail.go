// Package mail composes the weekly trend mail: what changed, is it real, who
// said it, what to decide, for a reader with two minutes.
//
// It reads the marts of the published file and writes nothing: Load reads once,
// Compose makes one message for one reader, in the reader's language, of the
// reader's themes and segments. The same run and the same edition give the same
// bytes. Sending is the package post's.
//
// The figures are those of the summary: the queries that both have are the same
// files (a test holds them together). A section whose mart is not published is
// left out; a new one is a query in load, a part of view and a block in both
// templates.
package mail

import (
	"crypto"
	"embed"
	"time"
)

//go:embed *.sql *.tmpl
var files embed.FS

// Report is the mail's name in the outbox.
const Report = "trend"

// What a message is.
const (
	Trend  = "trend"  // the week's mail
	Paused = "paused" // nobody was heard: told once, and then nothing until somebody is
)

// Edition is one reader's mail.
type Edition struct {
	To       string         // the reader's address
	Themes   []string       // theme ids; none: all
	Segments []string       // none: all customers, and no figures by segment
	Language string         // en or de; any other: en
	Zone     *time.Location // of the times in it; nil: UTC
	Date     time.Time      // of the message; zero: the run's moment

	From        string // an address, with or without a name
	ReplyTo     string // a person's address; empty: From's
	Unsubscribe string // address that takes "unsubscribe" mails; empty: ReplyTo
	// OneClick is an https address that takes the POST of RFC 8058; empty: none.
	OneClick string
	// Reports is where data/reports is served, such as https://reports.acme.example;
	// empty: the mail names the files.
	Reports string
	Sign    *Signature // nil: no DKIM signature
	// Key makes the Message-ID one that only who got the mail, or carried it, can
	// know: by it reports of what did not arrive are believed. Empty: everybody can
	// tell it who knows the reader.
	Key []byte
}

// Signature is a DKIM key (RFC 6376).
type Signature struct {
	Domain, Selector string
	Key              crypto.Signer // RSA or Ed25519
}

// Message is one mail, and the finding that webhooks tell.
type Message struct {
	Kind    string // Trend or Paused
	Period  time.Time
	ID      string // Message-ID without brackets: the same for each (report, period, reader)
	Finding Finding
	Subject string
	Text    string
	HTML    string
	Source  []byte // RFC 5322, lines end in CRLF
}

// Finding is what a message says in a few lines.
type Finding struct {
	Headline string
	Second   string // the next finding, which mail programs show beside the subject
	Changed  []string
	Why      []string
	Decide   []string
	Labels   [3]string // of Changed, Why and Decide, in the reader's language
	Link     string    // to the full report; empty: not served
	LinkText string
}

// limits are sizes of the HTML part in bytes: Gmail cuts at about 102 KB.
type limits struct{ aim, most int }

func gmail() limits { return limits{aim: 80_000, most: 100_000} }
