package survey

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// sampleSize and sampleRows bound what the delimiter is judged by.
const (
	sampleSize = 64 << 10
	sampleRows = 50
)

// dialect is how a delimited file is written.
type dialect struct {
	delimiter []byte
	eol       byte
}

// delimiter reads the setting: one character, or its name. Nil: to be found.
func delimiter(set string) ([]byte, error) {
	switch strings.ToLower(set) {
	case "", "auto":
		return nil, nil
	case "comma":
		return []byte(","), nil
	case "semicolon":
		return []byte(";"), nil
	case "tab", `\t`:
		return []byte("\t"), nil
	case "pipe":
		return []byte("|"), nil
	}
	if utf8.RuneCountInString(set) != 1 || strings.ContainsAny(set, "\"\r\n") {
		return nil, errors.New("is not one character")
	}
	return []byte(set), nil
}

// detect judges by the beginning of the file how it is written. A first line
// "sep=;", which Excel understands, outranks the rest and is passed over.
func detect(in *bufio.Reader, set []byte) dialect {
	sample, _ := in.Peek(sampleSize)
	d := dialect{delimiter: set, eol: lineEnd(sample)}
	if named, skip := excelHint(sample); skip > 0 {
		in.Discard(skip) // cannot fail: it was peeked
		if set == nil {
			d.delimiter = named
		}
	}
	if d.delimiter == nil {
		d.delimiter = likeliest(sample, d.eol)
	}
	return d
}

// lineEnd is the first end of a line outside of quotes: a CR that no LF follows
// is that of old Macs, whose cells may hold LF.
func lineEnd(sample []byte) byte {
	quoted := false
	for i, b := range sample {
		switch {
		case b == '"':
			quoted = !quoted
		case b == '\n' && !quoted:
			return '\n'
		case b == '\r' && !quoted && i+1 < len(sample) && sample[i+1] != '\n':
			return '\r'
		}
	}
	return '\n'
}

func excelHint(sample []byte) (named []byte, length int) {
	line, _, found := bytes.Cut(sample, []byte("\n"))
	body := bytes.Trim(line, "\"\r")
	if !found || len(body) < 5 || len(body) > 8 || !bytes.EqualFold(body[:4], []byte("sep=")) {
		return nil, 0
	}
	return bytes.Clone(body[4:]), len(line) + 1
}

// likeliest is the delimiter that cuts most rows of the sample into as many
// cells as the first one, and into more than one. A comma where none does.
func likeliest(sample []byte, eol byte) []byte {
	best, most := []byte(","), 0
	for _, candidate := range []string{",", ";", "\t", "|"} {
		r := rows{lines: lines{in: bufio.NewReader(bytes.NewReader(sample)), eol: eol, limit: maxRow},
			split: splitter{delimiter: []byte(candidate)}}
		if score := regularity(&r, len(sample) == sampleSize); score > most {
			best, most = []byte(candidate), score
		}
	}
	return best
}

// regularity counts the rows as wide as the first one; of two delimiters that
// do equally well the one with more cells wins. The last row of a cut sample
// does not count.
func regularity(r *rows, cut bool) int {
	var widths []int
	for len(widths) < sampleRows {
		row, err := r.next()
		if errors.Is(err, io.EOF) && cut && len(widths) > 1 {
			widths = widths[:len(widths)-1]
		}
		if err != nil {
			break
		}
		widths = append(widths, len(row.cells))
	}
	if len(widths) == 0 || widths[0] < 2 {
		return 0
	}
	regular := 0
	for _, width := range widths {
		if width == widths[0] {
			regular++
		}
	}
	return regular*1000/len(widths)*1000 + min(widths[0], 999)
}
