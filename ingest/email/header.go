package email

import (
	"io"
	"mime"
	"net/textproto"
	"strings"
	"unicode"

	"golang.org/x/net/html/charset"
)

// header reads the headers of a mail for people: decoded, valid, on one line.
type header struct {
	fields textproto.MIMEHeader
	label  string // the charset of the mail's text, for headers in raw bytes
}

func (h header) has(name string) bool { return len(h.fields.Values(name)) > 0 }

// raw gives the first header of the name as it came.
func (h header) raw(name string) string { return strings.TrimSpace(h.fields.Get(name)) }

// lower gives the first header of the name in lower case.
func (h header) lower(name string) string { return strings.ToLower(h.raw(name)) }

// text gives the first header of the name that says something, decoded.
func (h header) text(name string) string {
	for _, v := range h.fields.Values(name) {
		if s := h.decode(v); s != "" {
			return s
		}
	}
	return ""
}

// decode reads encoded words (RFC 2047) and raw bytes. What cannot be decoded
// stays as it is.
func (h header) decode(v string) string {
	v = decoded([]byte(v), h.label)
	if strings.Contains(v, "=?") {
		decoder := mime.WordDecoder{CharsetReader: wordReader}
		if s, err := decoder.DecodeHeader(v); err == nil {
			v = s
		}
	}
	v = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(v, "\uFFFD"))
	return strings.Join(strings.Fields(v), " ")
}

func wordReader(label string, input io.Reader) (io.Reader, error) {
	label, _, _ = strings.Cut(label, "*") // the language of RFC 2231
	return charset.NewReaderLabel(label, input)
}

// messageIDs gives the ids in a header such as References, without brackets.
func messageIDs(v string) []string {
	var ids []string
	for rest := v; ; {
		_, after, found := strings.Cut(rest, "<")
		if !found {
			return ids
		}
		id, behind, found := strings.Cut(after, ">")
		if !found {
			return ids
		}
		if id = strings.Join(strings.Fields(id), ""); id != "" && !strings.Contains(id, "<") {
			ids = append(ids, id)
		}
		rest = behind
	}
}

// messageID gives the id of the mail itself; some mailers leave the brackets out.
func messageID(v string) string {
	if ids := messageIDs(v); len(ids) > 0 {
		return ids[0]
	}
	if words := strings.Fields(v); len(words) == 1 {
		return strings.Trim(v, "<>\"',; ")
	}
	return ""
}
