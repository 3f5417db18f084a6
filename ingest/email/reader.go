package email

import (
	"fmt"
	"os"

	"github.com/earshot/earshot/ingest"
)

// reader streams the mails of one file. It implements ingest.Reader.
type reader struct {
	format *format
	file   *os.File
	box    *mbox // nil for a file that is one mail
	flags  string
	twins  *twins
	item   ingest.Item
	done   bool
	err    error
}

// Scan reads the next mail.
func (r *reader) Scan() bool {
	if r.done {
		return false
	}
	l, ok := r.letter()
	if !ok {
		r.done = true
		return false
	}
	r.item = r.read(l)
	return true
}

// letter gives the next mail of an mbox, or the only one of a single file. A
// mailbox without any mail gives one that is empty, and so rejected.
func (r *reader) letter() (letter, bool) {
	if r.box == nil {
		r.done = true
		l, err := single(r.file, r.format.limit)
		r.err = err
		return l, err == nil
	}
	first := !r.box.started
	l, ok := r.box.next()
	r.err = r.box.err
	if !ok && first && r.err == nil {
		return letter{line: 1}, true
	}
	return l, ok
}

// Item is the mail that Scan read.
func (r *reader) Item() ingest.Item { return r.item }

// Err is what ended the reading before the end of the file, nil at its end.
func (r *reader) Err() error {
	if r.err != nil {
		return fmt.Errorf("email: %w", r.err)
	}
	return nil
}

// Close closes the file.
func (r *reader) Close() error { return r.file.Close() }
