package main

import (
	"fmt"
	"strings"
	"time"
)

// away is the answer of a customer's mail program while the customer is not there.
func (b *postbox) away(s *slot, answer *letter) *letter {
	p := s.who
	at := answer.at.Add(9 * time.Second)
	return &letter{at: at, id: b.id(at, p.account.domain), from: p.name, address: p.email, lang: p.lang, to: ownAddress,
		subject: pick(b.rand, []string{"Automatic reply: ", "Out of office: ", "Abwesend: "}) + answer.subject,
		parents: []*letter{answer}, extra: [][2]string{{"Auto-Submitted", "auto-replied"}, {"Precedence", "bulk"}, {"X-Auto-Response-Suppress", "All"}},
		paragraphs: []string{b.tell.say(p, "mail", "away"), p.name}}
}

// bounce says that the answer could not be delivered.
func (b *postbox) bounce(s *slot, answer *letter) *letter {
	at := answer.at.Add(3 * time.Second)
	host := "mx." + s.who.account.domain
	l := &letter{at: at, id: b.id(at, host), from: "Mail Delivery System", address: "MAILER-DAEMON@" + host, to: ownAddress,
		subject: "Undelivered Mail Returned to Sender", extra: [][2]string{{"Auto-Submitted", "auto-replied"}}}
	border := l.border()
	l.raw = strings.NewReplacer("BORDER", border, "HOST", host, "RECIPIENT", s.who.email, "SUBJECT", answer.subject, "ID", answer.id).Replace(undelivered)
	return l
}

const undelivered = `Content-Type: multipart/report; report-type=delivery-status; boundary="BORDER"

--BORDER
Content-Type: text/plain; charset=us-ascii

This is the mail system at host HOST.

Your message could not be delivered to one or more recipients.

<RECIPIENT>: mailbox is full

--BORDER
Content-Type: message/delivery-status

Reporting-MTA: dns; HOST

Final-Recipient: rfc822; RECIPIENT
Action: failed
Status: 5.2.2
Diagnostic-Code: smtp; 552 5.2.2 mailbox is full

--BORDER
Content-Type: text/rfc822-headers

Message-ID: <ID>
From: ` + ownAddress + `
To: RECIPIENT
Subject: SUBJECT

--BORDER--
`

// newsletters are what else arrives at a support address.
func (b *postbox) newsletters() {
	for month := time.January; month <= time.June; month++ {
		at := time.Date(2026, month, 12, 6, 30, 0, 0, berlin())
		b.letters = append(b.letters, &letter{at: at, id: b.id(at, "guildnews.example"), from: "The Guild", address: "news@guildnews.example",
			to: ownAddress, subject: fmt.Sprintf("Guild news for %s: fairs, dates, offers", month),
			extra:      [][2]string{{"List-Id", "Guild news <news.guildnews.example>"}, {"List-Unsubscribe", "<mailto:leave@guildnews.example>"}, {"Precedence", "bulk"}},
			paragraphs: []string{"Dear members,", "the dates of the coming fairs, the winners of the apprentices' prize and this month's offers are on our page.", "Your guild"}})
	}
}
