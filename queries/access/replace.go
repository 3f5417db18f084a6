package access

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Replace puts a file in place of the one at path, or where none was: after a
// crash either the old or the new one is there, whole.
func Replace(path string, text []byte, mode fs.FileMode) error {
	folder := filepath.Dir(path)
	draft, err := os.CreateTemp(folder, "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = draft.Write(text)
	err = errors.Join(err, draft.Chmod(mode), draft.Sync(), draft.Close())
	if err == nil {
		err = os.Rename(draft.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(draft.Name()))
	}
	dir, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// Create puts a file where none is, whole; fs.ErrExist where one is.
func Create(path string, text []byte, mode fs.FileMode) error {
	draft, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = draft.Write(text)
	err = errors.Join(err, draft.Chmod(mode), draft.Sync(), draft.Close())
	if err == nil {
		err = os.Link(draft.Name(), path)
	}
	return errors.Join(err, os.Remove(draft.Name()))
}
