package email

import (
	"bytes"
	"fmt"
	"io"
)

// letter is one mail as it lies in its file.
type letter struct {
	raw  []byte // its bytes; only the beginning when it is too large
	from string // the From_ line of an mbox, empty elsewhere
	line int64  // where it begins in the file, from 1
	size int64  // in the file
	flaw string // why it is not read as a mail
}

// headKept is how much of a mail above the limit goes into its reject.
const headKept = 64 << 10

// keep appends what fits under the limit.
func (l *letter) keep(chunk []byte, limit int64) {
	l.size += int64(len(chunk))
	switch {
	case l.size <= limit:
		l.raw = append(l.raw, chunk...)
	case l.flaw == "":
		l.flaw = fmt.Sprintf("mail larger than max_size of %d MB", limit>>20)
		l.raw = append(l.raw, chunk...)
		l.raw = bytes.Clone(l.raw[:min(int64(len(l.raw)), headKept, limit)])
	}
}

// single reads a file that is one mail.
func single(file io.Reader, limit int64) (letter, error) {
	l := letter{line: 1}
	raw, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err != nil {
		return l, err
	}
	l.keep(bytes.TrimPrefix(raw, byteOrderMark()), limit)
	return l, nil
}

func byteOrderMark() []byte { return []byte("\xef\xbb\xbf") }

// trimEnd drops the empty line that ends a mail in an mbox.
func (l *letter) trimEnd() {
	if bytes.HasSuffix(l.raw, []byte("\r\n\r\n")) {
		l.raw = l.raw[:len(l.raw)-2]
	} else if bytes.HasSuffix(l.raw, []byte("\n\n")) {
		l.raw = l.raw[:len(l.raw)-1]
	}
}

// isQuotedFrom tells a line such as ">>From ".
func isQuotedFrom(b []byte) bool {
	return len(b) > 0 && b[0] == '>' && bytes.HasPrefix(bytes.TrimLeft(b, ">"), []byte("From "))
}

// unquoteFrom takes one mark off each quoted From_ line of the body.
func (l *letter) unquoteFrom() {
	split := headerEnd(l.raw)
	out := append(make([]byte, 0, len(l.raw)), l.raw[:split]...)
	for each := range bytes.Lines(l.raw[split:]) {
		if isQuotedFrom(each) {
			each = each[1:]
		}
		out = append(out, each...)
	}
	l.raw = out
}
