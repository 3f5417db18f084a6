// Package durable writes files that outlast a power cut: what it returns from
// without an error is on the disk, and not only on its way there.
package durable

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Write makes the file path of content, or replaces what it held, and syncs it.
// A kill may leave it cut off: see Replace. Its folder is the caller's to sync.
func Write(path string, content []byte) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	return errors.Join(err, file.Sync(), file.Close())
}

// Replace puts content in the place of the file path in one step, or where none
// was: at any moment it is the old one or the new one, whole.
func Replace(path string, content []byte, mode fs.FileMode) error {
	draft, err := drafted(path, content, mode)
	if err != nil {
		return err
	}
	if err := os.Rename(draft, path); err != nil {
		return errors.Join(err, os.Remove(draft))
	}
	return SyncFolder(filepath.Dir(path))
}

// Create puts a file where none is, whole; fs.ErrExist where one is.
func Create(path string, content []byte, mode fs.FileMode) error {
	draft, err := drafted(path, content, mode)
	if err != nil {
		return err
	}
	if err := errors.Join(os.Link(draft, path), os.Remove(draft)); err != nil {
		return err
	}
	return SyncFolder(filepath.Dir(path))
}

// drafted writes a file beside its place.
func drafted(path string, content []byte, mode fs.FileMode) (string, error) {
	draft, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return "", err
	}
	_, err = draft.Write(content)
	if err := errors.Join(err, draft.Chmod(mode), draft.Sync(), draft.Close()); err != nil {
		return "", errors.Join(err, os.Remove(draft.Name()))
	}
	return draft.Name(), nil
}

// SyncFile syncs a file that another hand wrote.
func SyncFile(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}

// SyncFolder makes the names in a folder last.
func SyncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
