package main

import (
	"fmt"
	"strings"
	"time"
)

// mbox writes mails one after the other, mboxrd: what looks like the
// beginning of a mail gets a >.
func mbox(letters []*letter) ([]byte, error) {
	var b strings.Builder
	for _, l := range letters {
		body, err := l.body()
		if err != nil {
			return nil, fmt.Errorf("mail %s: %w", l.id, err)
		}
		fmt.Fprintf(&b, "From %s %s\n", l.address, l.at.UTC().Format(time.ANSIC))
		b.WriteString(l.header())
		for line := range strings.Lines(body) {
			if strings.HasPrefix(strings.TrimLeft(line, ">"), "From ") {
				b.WriteByte('>')
			}
			b.WriteString(line)
		}
		b.WriteString("\n")
	}
	return []byte(b.String()), nil
}

// body is the content with its own headers, as the mail program writes it.
func (l *letter) body() (string, error) {
	if l.raw != "" {
		return l.raw, nil
	}
	if l.picture != "" {
		return l.withPicture(), nil
	}
	switch l.kind {
	case htmlOnly:
		return part("text/html; charset=utf-8", "8bit", l.markup()), nil
	case flowed:
		return part("text/plain; charset=utf-8; format=flowed", "8bit", flow(l.text(72))), nil
	case alternative:
		return l.twice()
	case quoted:
		text, err := quotedPrintable(l.text(0))
		return part("text/plain; charset=UTF-8", "quoted-printable", text), err
	case encoded:
		return part("text/plain; charset=utf-8", "base64", base64Lines([]byte(l.text(0)))), nil
	case latin:
		return l.windows()
	}
	return part("text/plain; charset=utf-8", "8bit", l.text(72)), nil
}

func part(contentType, encoding, text string) string {
	return fmt.Sprintf("Content-Type: %s\nContent-Transfer-Encoding: %s\n\n%s", contentType, encoding, text)
}

// flow marks lines that go on with a space at their end (RFC 3676).
func flow(text string) string {
	lines := strings.Split(text, "\n")
	for i := range len(lines) - 1 {
		if strings.HasPrefix(lines[i], ">") || lines[i] == "-- " {
			continue
		}
		if len(lines[i]) > 55 && lines[i+1] != "" {
			lines[i] += " "
		}
	}
	return strings.Join(lines, "\n")
}

// twice is the mail as text and as HTML.
func (l *letter) twice() (string, error) {
	markup, err := quotedPrintable(l.markup())
	if err != nil {
		return "", err
	}
	border := l.border()
	return fmt.Sprintf("Content-Type: multipart/alternative; boundary=\"%s\"\n\n--%s\n%s\n--%s\n%s\n--%s--\n", border, border,
		part("text/plain; charset=\"UTF-8\"", "8bit", l.text(76)), border,
		part("text/html; charset=\"UTF-8\"", "quoted-printable", markup), border), nil
}

// windows is a mail of an old program in Windows-1252.
func (l *letter) windows() (string, error) {
	var b strings.Builder
	for _, r := range l.text(0) {
		if r > 0xff {
			r = '?'
		}
		b.WriteByte(byte(r))
	}
	text, err := quotedPrintable(b.String())
	return part("text/plain; charset=\"windows-1252\"", "quoted-printable", text), err
}

// withPicture has a picture of one point beside the text.
func (l *letter) withPicture() string {
	border := l.border()
	return fmt.Sprintf("Content-Type: multipart/mixed; boundary=\"%s\"\n\n--%s\n%s\n--%s\nContent-Disposition: attachment; filename=\"%s\"\n%s\n--%s--\n",
		border, border, part("text/plain; charset=utf-8", "8bit", l.text(72)), border, l.picture,
		part("image/png; name=\""+l.picture+"\"", "base64", base64Lines([]byte(point))), border)
}

// point is a PNG of one grey point.
const point = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU" +
	"\x00\x00\x00\nIDATx\x9cch\x00\x00\x00\x82\x00\x81w\xcdr\xb6\x00\x00\x00\x00IEND\xaeB`\x82"

func (l *letter) border() string {
	name, _, _ := strings.Cut(l.id, "@")
	return "=_" + name
}
