package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest/email"
	"github.com/earshot/earshot/reports/post"
)

// bounceFolder reads a folder of mails and mailboxes: the files that are new or
// have changed. Of a mailbox that has grown, what was read before is known again.
type bounceFolder struct {
	places  map[string]string // how far each was read
	enter   func(...post.Batch) error
	batches []post.Batch // not entered yet
	mails   int
	bytes   int
}

func (f *bounceFolder) read(ctx context.Context, root string) error {
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil || ctx.Err() != nil:
			return errors.Join(err, ctx.Err())
		case entry.IsDir() && entry.Name() == "tmp", path != root && strings.HasPrefix(entry.Name(), "."): // of a Maildir, what is being written
			if entry.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		info, err := os.Stat(path)
		if err != nil || !info.Mode().IsRegular() {
			return err
		}
		return f.file(path, fmt.Sprintf("%d bytes of %s", info.Size(), info.ModTime().UTC().Format(time.RFC3339Nano)))
	})
	return errors.Join(err, f.flush())
}

// file reads one; its position goes with the last of its mails.
func (f *bounceFolder) file(path, position string) error {
	place := "file " + path
	if f.places[place] == position {
		return nil
	}
	f.batches = append(f.batches, post.Batch{Place: place})
	err := email.RawFile(path, func(mail []byte) error {
		last := &f.batches[len(f.batches)-1]
		last.Mails, f.mails, f.bytes = append(last.Mails, mail), f.mails+1, f.bytes+len(mail)
		const mostMails, mostBytes = 250, 8 << 20 // held at once
		if f.mails < mostMails && f.bytes < mostBytes {
			return nil
		}
		err := f.flush()
		f.batches = append(f.batches, post.Batch{Place: place}) // what follows of the file
		return err
	})
	if err != nil {
		return err
	}
	f.batches[len(f.batches)-1].Position = position
	return nil
}

func (f *bounceFolder) flush() error {
	if len(f.batches) == 0 {
		return nil
	}
	err := f.enter(f.batches...)
	f.batches, f.mails, f.bytes = nil, 0, 0
	return err
}
