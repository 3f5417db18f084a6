package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"
)

// kind is how a mail program writes a mail.
type kind int

const (
	plainText kind = iota
	htmlOnly
	flowed
	alternative
	quoted
	encoded
	latin
)

// kindOf spreads the programs over people: 0 to 99.
func kindOf(program int) kind {
	for i, until := range []int{40, 51, 60, 82, 93, 96, 100} {
		if program < until {
			return kind(i)
		}
	}
	return plainText
}

// letter is one mail before it is written out.
type letter struct {
	at            time.Time
	id            string
	from, address string
	to, toName    string
	lang          string
	subject       string
	said          string // what is new in it, for the record
	paragraphs    []string
	signature     string
	quoted        *letter   // what it answers
	parents       []*letter // for References
	kind          kind
	picture       string // name of an attached picture
	extra         [][2]string
	raw           string // the whole body with its content headers, of machines' mails
}

// text is the mail as its writer saw it.
func (l *letter) text(width int) string {
	parts := make([]string, 0, len(l.paragraphs)+2)
	for _, p := range l.paragraphs {
		parts = append(parts, wrap(p, width))
	}
	if l.signature != "" {
		parts = append(parts, l.signature)
	}
	text := strings.Join(parts, "\n\n")
	if l.quoted != nil {
		text += "\n\n" + l.quotation(width)
	}
	return text + "\n"
}

// quotation is the answered mail below the answer.
func (l *letter) quotation(width int) string {
	q := l.quoted
	at := q.at
	heading := map[string]string{
		"en": fmt.Sprintf("On %s, %s <%s> wrote:", at.Format("Mon, 2 Jan 2006 at 15:04"), q.from, q.address),
		"de": fmt.Sprintf("Am %s schrieb %s <%s>:", at.Format("02.01.2006 um 15:04"), q.from, q.address),
		"fr": fmt.Sprintf("Le %s, %s <%s> a écrit :", at.Format("02/01/2006 à 15:04"), q.from, q.address),
		"es": fmt.Sprintf("El %s, %s <%s> escribió:", at.Format("02/01/2006 a las 15:04"), q.from, q.address),
	}[l.lang]
	body := strings.TrimSuffix((&letter{paragraphs: q.paragraphs, signature: q.signature}).text(width), "\n")
	if l.kind == latin || l.kind == encoded {
		return fmt.Sprintf("-----Original Message-----\nFrom: %s <%s>\nSent: %s\nTo: %s\nSubject: %s\n\n%s",
			q.from, q.address, at.Format("Monday, 2 January 2006 15:04"), q.to, q.subject, body)
	}
	return heading + "\n> " + strings.ReplaceAll(body, "\n", "\n> ")
}

// wrap breaks lines at width; 0 leaves them.
func wrap(text string, width int) string {
	if width == 0 {
		return text
	}
	var b strings.Builder
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			b.WriteByte('\n')
		}
		room := width
		for j, word := range strings.Split(line, " ") {
			size := utf8.RuneCountInString(word) + 1
			switch {
			case j > 0 && size > room:
				b.WriteByte('\n')
				room = width
			case j > 0:
				b.WriteByte(' ')
			}
			b.WriteString(word)
			room -= size
		}
	}
	return b.String()
}

// markup is the mail as HTML.
func (l *letter) markup() string {
	var b strings.Builder
	b.WriteString("<html><head><style>p { margin: 0 0 12px }</style></head><body>\n")
	for _, p := range l.paragraphs {
		b.WriteString("<p>" + strings.ReplaceAll(html.EscapeString(p), "\n", "<br>\n") + "</p>\n")
	}
	if l.signature != "" {
		b.WriteString("<div class=\"signature\">" + strings.ReplaceAll(html.EscapeString(l.signature), "\n", "<br>\n") + "</div>\n")
	}
	if q := l.quoted; q != nil {
		fmt.Fprintf(&b, "<div class=\"gmail_quote\">%s<blockquote>%s</blockquote></div>\n",
			html.EscapeString(fmt.Sprintf("On %s, %s <%s> wrote:", q.at.Format("Mon, 2 Jan 2006 at 15:04"), q.from, q.address)),
			strings.ReplaceAll(html.EscapeString(strings.Join(q.paragraphs, "\n\n")), "\n", "<br>\n"))
	}
	b.WriteString("</body></html>\n")
	return b.String()
}

// header is the mail's head down to the content's own lines.
func (l *letter) header() string {
	var b strings.Builder
	line := func(name, value string) { fmt.Fprintf(&b, "%s: %s\n", name, value) }
	line("Message-ID", "<"+l.id+">")
	line("Date", l.at.In(l.zone()).Format(time.RFC1123Z))
	line("From", (&mail.Address{Name: l.from, Address: l.address}).String())
	line("To", (&mail.Address{Name: l.toName, Address: l.to}).String())
	line("Subject", mime.QEncoding.Encode("utf-8", l.subject))
	if n := len(l.parents); n > 0 {
		line("In-Reply-To", "<"+l.parents[n-1].id+">")
		var ids []string
		for _, p := range l.parents {
			ids = append(ids, "<"+p.id+">")
		}
		line("References", strings.Join(ids, " "))
	}
	for _, h := range l.extra {
		line(h[0], h[1])
	}
	line("MIME-Version", "1.0")
	return b.String()
}

// zone is that of the writer, as far as the domain tells.
func (l *letter) zone() *time.Location {
	name := "Europe/Berlin"
	for _, american := range []string{"ironwood", "kowalski", "fretdoctor", "bluecoat", "austin", "portland"} {
		if strings.Contains(l.address, american) {
			name = "America/Chicago"
		}
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return zone
}

func quotedPrintable(text string) (string, error) {
	var b bytes.Buffer
	w := quotedprintable.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		return "", err
	}
	err := w.Close()
	return strings.ReplaceAll(b.String(), "\r\n", "\n"), err
}

// base64Lines is the text in lines of 76 letters.
func base64Lines(text []byte) string {
	var b strings.Builder
	for s := base64.StdEncoding.EncodeToString(text); s != ""; {
		n := min(76, len(s))
		b.WriteString(s[:n] + "\n")
		s = s[n:]
	}
	return b.String()
}
