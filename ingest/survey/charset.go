package survey

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// charset is how the text of a file is encoded. The zero value finds out: a
// byte order mark, else UTF-16 by its zeros, else UTF-8 where the first MB
// from the first special character on is valid, else Windows-1252. A byte
// order mark outranks what is set.
type charset struct {
	set  bool
	from encoding.Encoding // nil: UTF-8
}

func newCharset(name string) (charset, error) {
	switch key := strings.ToLower(strings.NewReplacer("-", "", "_", "", " ", "").Replace(name)); key {
	case "", "auto":
		return charset{}, nil
	case "utf8":
		return charset{set: true}, nil
	case "utf16", "utf16le":
		return charset{set: true, from: unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)}, nil
	case "utf16be":
		return charset{set: true, from: unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)}, nil
	case "latin1", "iso88591":
		return charset{set: true, from: charmap.ISO8859_1}, nil
	}
	found, err := htmlindex.Get(name)
	if err != nil {
		return charset{}, fmt.Errorf("encoding %q is not known", name)
	}
	return charset{set: true, from: found}, nil
}

// decode gives the text of in as UTF-8 without a byte order mark.
func (c charset) decode(in *bufio.Reader) io.Reader {
	head, _ := in.Peek(512)
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		in.Discard(3) // cannot fail: it was peeked
		return in
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return utf16(in, unicode.LittleEndian)
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return utf16(in, unicode.BigEndian)
	case c.from != nil:
		return transform.NewReader(in, c.from.NewDecoder())
	case c.set:
		return in
	}
	if order, is := wide(head); is {
		return utf16(in, order)
	}
	return &guess{in: in}
}

func utf16(in io.Reader, order unicode.Endianness) io.Reader {
	return transform.NewReader(in, unicode.UTF16(order, unicode.UseBOM).NewDecoder())
}

// wide tells UTF-16 without a byte order mark by its zeros: nearly every
// second byte of Western text is one, the others never are.
func wide(head []byte) (unicode.Endianness, bool) {
	var zeros [2]int
	for i, b := range head {
		if b == 0 {
			zeros[i%2]++
		}
	}
	half := len(head) / 2
	switch {
	case half >= 8 && zeros[0] == 0 && zeros[1] > half*3/4:
		return unicode.LittleEndian, true
	case half >= 8 && zeros[1] == 0 && zeros[0] > half*3/4:
		return unicode.BigEndian, true
	}
	return unicode.LittleEndian, false
}

// guess passes ASCII on and decides at the first byte that is not.
type guess struct {
	in   *bufio.Reader
	text io.Reader // set once decided
}

func (g *guess) Read(p []byte) (int, error) {
	if g.text != nil {
		return g.text.Read(p)
	}
	if _, err := g.in.Peek(1); err != nil {
		return 0, err
	}
	b, _ := g.in.Peek(g.in.Buffered())
	b = b[:min(len(b), len(p))]
	if n := asciiPrefix(b); n > 0 || len(p) == 0 {
		copy(p, b[:n])
		return g.in.Discard(n)
	}
	g.decide()
	return g.text.Read(p)
}

func (g *guess) decide() {
	b, _ := g.in.Peek(g.in.Size())
	g.text = g.in
	if !utf8.Valid(whole(b)) {
		g.text = transform.NewReader(g.in, charmap.Windows1252.NewDecoder())
	}
}

func asciiPrefix(b []byte) int {
	for i, c := range b {
		if c >= utf8.RuneSelf {
			return i
		}
	}
	return len(b)
}

// whole cuts a character off that b holds only the beginning of.
func whole(b []byte) []byte {
	for i := len(b) - 1; i >= 0 && i >= len(b)-utf8.UTFMax; i-- {
		if utf8.RuneStart(b[i]) {
			if !utf8.FullRune(b[i:]) {
				return b[:i]
			}
			break
		}
	}
	return b
}
