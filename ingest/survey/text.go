package survey

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
)

// textBuffer is how far ahead a file is looked into: the encoding is judged by
// so much text.
const textBuffer = 1 << 20

// text is a file as UTF-8, unpacked where it was packed with gzip.
type text struct {
	io.Reader
	file *os.File
}

func (t *text) Close() error { return t.file.Close() }

// openText opens the file at path. Files that hold no text (zeros, a ZIP, a
// Parquet file under another name) are errors that say so.
func openText(path string, chars charset) (*text, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	in := bufio.NewReaderSize(file, textBuffer)
	if isGzip(in) {
		in, err = gunzip(in)
	}
	if err == nil {
		err = checkHead(in)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &text{Reader: chars.decode(in), file: file}, nil
}

func isGzip(in *bufio.Reader) bool {
	head, _ := in.Peek(2)
	return bytes.Equal(head, []byte{0x1f, 0x8b})
}

func gunzip(in *bufio.Reader) (*bufio.Reader, error) {
	unpacked, err := gzip.NewReader(in)
	if err != nil {
		return nil, damaged(err)
	}
	return bufio.NewReaderSize(unpacked, textBuffer), nil
}

// checkHead looks at the first bytes for what cannot be text.
func checkHead(in *bufio.Reader) error {
	head, err := in.Peek(4096)
	if err != nil && !errors.Is(err, io.EOF) {
		return damaged(err)
	}
	switch {
	case onlyNUL(head):
		return errZeros
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return errors.New("this is a ZIP or XLSX file: unpack it, or set format: xlsx")
	case bytes.HasPrefix(head, []byte("PAR1")):
		return errors.New("this is a Parquet file: set format: parquet")
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")):
		return errors.New("this is an old .xls file: save it as .xlsx or CSV")
	}
	return nil
}

var (
	errZeros = errors.New("the file holds only zeros (NUL bytes): it was not written to the end; export it again")
	errEmpty = errors.New("the file is empty: not even a header row")
)

// onlyNUL tells whether b is zeros and nothing else.
func onlyNUL(b []byte) bool {
	return len(b) > 0 && len(bytes.TrimLeft(b, "\x00")) == 0
}

// damaged words what gzip and the disk report.
func damaged(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("the file is cut off: what is packed in it does not end: %w", err)
	}
	return err
}
