package survey

import (
	"strings"
	"unicode/utf8"
)

// payload writes rows as JSON objects of column to cell, blank cells left out.
type payload struct {
	keys []string // `"name":`
	buf  []byte
}

func newPayload(all []column) *payload {
	p := &payload{}
	for _, c := range all {
		p.keys = append(p.keys, string(appendJSON(nil, c.name))+":")
	}
	return p
}

// of writes the cells of a row.
func (p *payload) of(cells []string) string {
	p.buf = append(p.buf[:0], '{')
	for i, cell := range cells {
		p.add(i, cell)
	}
	return p.end()
}

// cell writes one cell of a row.
func (p *payload) cell(column int, cell string) string {
	p.buf = append(p.buf[:0], '{')
	p.add(column, cell)
	return p.end()
}

func (p *payload) add(column int, cell string) {
	if cell == "" || strings.TrimSpace(cell) == "" {
		return
	}
	if len(p.buf) > 1 {
		p.buf = append(p.buf, ',')
	}
	p.buf = append(p.buf, p.keys[column]...)
	p.buf = appendJSON(p.buf, cell)
}

func (p *payload) end() string {
	p.buf = append(p.buf, '}')
	return string(p.buf)
}

// appendJSON adds s to dst as a JSON string. What is no UTF-8 becomes U+FFFD,
// and NUL, which databases do not take, is left out.
func appendJSON(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				dst = append(append(dst, s[from:i]...), "\ufffd"...)
				from = i + 1
			}
			i += size
			continue
		}
		dst = append(dst, s[from:i]...)
		switch c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\r':
			dst = append(dst, '\\', 'r')
		case '\t':
			dst = append(dst, '\\', 't')
		case 0:
		default:
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
		i++
		from = i
	}
	dst = append(dst, s[from:]...)
	return append(dst, '"')
}
