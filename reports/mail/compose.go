package mail

import (
	"bytes"
	"crypto"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// ParseKey reads a private key in PEM form, RSA or Ed25519.
func ParseKey(pem string) (crypto.Signer, error) {
	key, err := gomail.PrivKeyFromPEM([]byte(pem))
	if err != nil {
		return nil, errors.New("no RSA or Ed25519 key in PEM form") // the cause may repeat it
	}
	return key, nil
}

// Compose makes one reader's mail. The error names no address.
func (d Data) Compose(e Edition) (Message, error) { return d.compose(e, gmail()) }

func (d Data) compose(e Edition, l limits) (Message, error) {
	t := teller{speak(e.Language), d.only(e)}
	v, text, html, err := render(d, e, l)
	if err != nil {
		return Message{}, err
	}
	m := Message{Kind: t.kind(), Period: d.Week(), Subject: v.Subject, Text: text, HTML: html, Finding: t.finding(v)}
	if m.ID, err = messageID(d.run.Workspace, Report, isoWeek(d.Week()), e); err != nil {
		return m, err
	}
	date := e.Date
	if date.IsZero() {
		date = d.run.AsOf
	}
	m.Source, err = source5322(m, e, date.In(e.zone()), d.run.Workspace)
	return m, err
}

func (t teller) finding(v view) Finding {
	f := Finding{
		Headline: v.Subject, Second: v.Second, Changed: v.Changed, Why: v.Why, Decide: v.Decide,
		Labels: [3]string{t.Changed, t.Why, t.Decide},
	}
	if len(v.Links) > 0 {
		f.LinkText, f.Link = v.Links[0].Text, v.Links[0].URL
	}
	return f
}

// messageID is the same for each (report, period, reader), so that a server
// which keeps the ids does not take a mail twice. It does not show the reader.
func messageID(workspace, report, period string, e Edition) (string, error) {
	from, err := mail.ParseAddress(e.From)
	if err != nil {
		return "", fmt.Errorf("mail: from is no address")
	}
	_, domain, _ := strings.Cut(from.Address, "@")
	text := []byte(strings.Join([]string{workspace, report, period, strings.ToLower(e.To)}, "\x00"))
	sum := sha256.Sum256(text)
	if len(e.Key) > 0 {
		keyed := hmac.New(sha256.New, e.Key)
		keyed.Write(text)
		sum = [sha256.Size]byte(keyed.Sum(nil))
	}
	return fmt.Sprintf("%s.%s.%s@%s", report, period, hex.EncodeToString(sum[:10]), domain), nil
}

func (e Edition) replyTo() string {
	if e.ReplyTo == "" {
		return e.From
	}
	return e.ReplyTo
}

func (e Edition) unsubscribe() string {
	given := e.Unsubscribe
	if given == "" {
		given = e.replyTo()
	}
	if a, err := mail.ParseAddress(given); err == nil {
		return a.Address
	}
	return given
}

// source5322 is the message as it is sent: text first and complete, the HTML as
// its alternative, nothing that is fetched from anywhere.
func source5322(m Message, e Edition, date time.Time, workspace string) ([]byte, error) {
	msg := newMessage(m.ID, m.Subject, date)
	if err := address(msg, e); err != nil {
		return nil, err
	}
	msg.SetGenHeader(gomail.Header("List-Id"), listID(e, workspace))
	msg.SetGenHeaderPreformatted(gomail.HeaderListUnsubscribe, e.listUnsubscribe())
	if e.OneClick != "" {
		msg.SetGenHeader(gomail.HeaderListUnsubscribePost, "List-Unsubscribe=One-Click")
	}
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	return written(msg, e.Sign, date)
}

// newMessage has all that is the same for the weekly mail and for an alert.
func newMessage(id, subject string, date time.Time) *gomail.Msg {
	boundary := sha256.Sum256([]byte(id))
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithEncoding(gomail.EncodingQP),
		gomail.WithBoundary("earshot-"+hex.EncodeToString(boundary[:12])))
	msg.SetMessageIDWithValue(id)
	msg.SetDateWithValue(date)
	msg.Subject(subject)
	msg.SetGenHeader(gomail.Header("Auto-Submitted"), "auto-generated")
	return msg
}

func address(msg *gomail.Msg, e Edition) error {
	if err := msg.From(e.From); err != nil {
		return fmt.Errorf("mail: from is no address")
	}
	if err := msg.ReplyTo(e.replyTo()); err != nil {
		return fmt.Errorf("mail: reply_to is no address")
	}
	if err := msg.To(e.To); err != nil {
		return fmt.Errorf("mail: a reader's address is none")
	}
	return nil
}

func (e Edition) listUnsubscribe() string {
	ways := "<mailto:" + e.unsubscribe() + "?subject=unsubscribe>"
	if e.OneClick != "" {
		ways = "<" + e.OneClick + ">, " + ways
	}
	return ways
}

// listID names the list (RFC 2919) by the workspace and the sender's domain.
func listID(e Edition, workspace string) string {
	domain := "invalid"
	if a, err := mail.ParseAddress(e.From); err == nil {
		_, domain, _ = strings.Cut(a.Address, "@")
	}
	name := strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		}
		return '-'
	}, strings.ToLower(workspace)), "-")
	if name == "" {
		name = "feedback"
	}
	return "<" + name + ".earshot." + domain + ">"
}

// written is the message in bytes, signed where there is a key. The boundary,
// the date and the signature's time are given, so these are the same each time.
func written(msg *gomail.Msg, sign *Signature, date time.Time) ([]byte, error) {
	if sign != nil {
		signer := gomail.NewDKIMSigner(sign.Domain, sign.Selector, sign.Key)
		signer.NowFunc = func() time.Time { return date }
		msg.SetDKIM(signer)
	}
	var out bytes.Buffer
	if _, err := msg.WriteTo(&out); err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	return out.Bytes(), nil
}

// Notice is a short mail of plain text, such as an alert: its first line is its
// subject. The same text to the same reader on the same day has the same id.
func Notice(workspace, text string, e Edition) (Message, error) {
	first, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	date := e.Date.In(e.zone())
	id, err := messageID(workspace, "alert", date.Format(time.DateOnly), Edition{From: e.From, To: e.To + "\x00" + text})
	if err != nil {
		return Message{}, err
	}
	m := Message{Kind: "alert", Period: date, ID: id, Subject: first, Text: text}
	msg := newMessage(id, first, date)
	if err := address(msg, e); err != nil {
		return m, err
	}
	msg.SetBodyString(gomail.TypeTextPlain, text)
	m.Source, err = written(msg, e.Sign, date)
	return m, err
}
