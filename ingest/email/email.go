// Package email reads mails from files: mbox in all variants, Maildir, and
// single mails (.eml).
//
// It reads the files that ingest hands it and writes nothing; each mail
// becomes one Item. A mail of a customer is feedback: the subject is its title,
// what was newly written its body, the raw mail its payload. Bounces, automatic
// answers, invitations, our own side's mails and, where so configured, mailing
// lists are counted and not stored. A mail that cannot be read is a reject with
// the line at which it begins. A second run over the same file gives the same
// items in the same order.
package email

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
)

// format opens mail files of one source. It implements ingest.Format.
type format struct {
	settings Settings
	own      owners
	limit    int64
	zone     *time.Location
	html     *htmlText
}

// New gives the Format for a source with these settings. Dates without a zone
// are read in zone; nil means UTC.
func New(s Settings, zone *time.Location) (ingest.Format, error) {
	var problems []error
	s.Check(func(path, message, _ string) { problems = append(problems, fmt.Errorf("%s: %s", path, message)) })
	if err := errors.Join(problems...); err != nil {
		return nil, fmt.Errorf("email: %w", err)
	}
	return newFormat(s, zone), nil
}

func newFormat(s Settings, zone *time.Location) *format {
	if zone == nil {
		zone = time.UTC
	}
	return &format{settings: s, own: newOwners(s.Own), limit: s.limit(), zone: zone, html: newHTMLText()}
}

// Open begins to read the file at path: one mail, or an mbox.
func (f *format) Open(path string) (ingest.Reader, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("email: %w", err)
	}
	r := &reader{format: f, file: file, twins: newTwins(), flags: maildirFlags(path)}
	isMbox, err := f.isMbox(file, path)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("email: %s: %w", path, err), file.Close())
	}
	if isMbox {
		r.box = newMbox(file, f.limit)
	}
	return r, nil
}

// isMbox decides by the settings, by the file's place and by its first bytes.
func (f *format) isMbox(file io.ReaderAt, path string) (bool, error) {
	switch f.settings.Format {
	case "mbox":
		return true, nil
	case "maildir", "eml":
		return false, nil
	}
	if isMaildirName(path) {
		return false, nil
	}
	var head [512]byte
	n, err := file.ReadAt(head[:], 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	begin := bytes.TrimLeft(bytes.TrimPrefix(head[:n], byteOrderMark()), "\r\n")
	return bytes.HasPrefix(begin, []byte("From ")), nil
}

// isMaildirName tells a mail of a Maildir: in its folders cur or new, or by the
// flags at the end of its name.
func isMaildirName(path string) bool {
	switch filepath.Base(filepath.Dir(path)) {
	case "cur", "new":
		return true
	}
	return strings.Contains(filepath.Base(path), ":2,")
}

// maildirFlags gives the letters behind ":2," in the name of a Maildir's file:
// S seen, R replied to, D draft, T trashed, F flagged, P passed on.
func maildirFlags(path string) string {
	_, flags, _ := strings.Cut(filepath.Base(path), ":2,")
	return flags
}
