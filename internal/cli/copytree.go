package cli

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// earlier is a backup whose files may be linked to.
type earlier struct {
	path  string
	files map[string]backupFile
}

// copier copies the files of a folder and notes what they are.
type copier struct {
	from, to string
	skip     []string // whole paths
	last     *earlier // nil: nothing to link to
	files    map[string]backupFile
}

// copyTree copies all but what is left out. A file that goes away meanwhile, as
// one that was taken in does, is left out too.
func (s *session) copyTree(ctx context.Context, c copier) error {
	root, err := filepath.Abs(c.from)
	if err != nil {
		return err
	}
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		case slices.Contains(c.skip, path) && d.IsDir():
			return fs.SkipDir
		case slices.Contains(c.skip, path) || path == root:
			return nil
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		err = c.one(path, filepath.ToSlash(name), d)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	})
}

// one copies one entry of a folder. Sockets and the like are left out.
func (c copier) one(path, name string, d fs.DirEntry) error {
	target := filepath.Join(c.to, filepath.FromSlash(name))
	info, err := d.Info()
	if err != nil {
		return err
	}
	switch {
	case d.IsDir():
		return os.MkdirAll(target, info.Mode().Perm()|0o700)
	case info.Mode()&fs.ModeSymlink != 0:
		leads, err := os.Readlink(path)
		if err == nil {
			err = os.Symlink(leads, target)
		}
		c.files[name] = backupFile{Link: leads}
		return err
	case !info.Mode().IsRegular():
		return nil
	}
	if c.linked(name, target, info) {
		return nil
	}
	sum, size, err := copyFile(path, target, info)
	if err != nil {
		_ = os.Remove(target) // a part of it, where there is one
		return err
	}
	c.files[name] = backupFile{Size: size, Changed: info.ModTime().UTC(), SHA256: sum}
	return nil
}

// linked links to the file of the last backup where it is the same one.
func (c copier) linked(name, target string, info fs.FileInfo) bool {
	if c.last == nil {
		return false
	}
	before, ok := c.last.files[name]
	if !ok || before.Link != "" || before.Size != info.Size() || !before.Changed.Equal(info.ModTime()) {
		return false
	}
	if os.Link(filepath.Join(c.last.path, filepath.FromSlash(name)), target) != nil {
		return false // another disk, or one without links
	}
	c.files[name] = before
	return true
}

// copyFile copies a file with its time and permissions, durably.
func copyFile(from, to string, info fs.FileInfo) (sum string, size int64, err error) {
	source, err := os.Open(from)
	if err != nil {
		return "", 0, err
	}
	defer source.Close()
	target, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, info.Mode().Perm())
	if err != nil {
		return "", 0, err
	}
	hash := sha256.New()
	size, err = io.Copy(io.MultiWriter(target, hash), source)
	if err := errors.Join(err, target.Sync(), target.Close()); err != nil {
		return "", 0, err
	}
	return hex.EncodeToString(hash.Sum(nil)), size, os.Chtimes(to, info.ModTime(), info.ModTime())
}

// checksum tells what a file of a backup is.
func checksum(path string) (backupFile, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return backupFile{}, err
	}
	if info.Mode()&fs.ModeSymlink != 0 {
		leads, err := os.Readlink(path)
		return backupFile{Link: leads}, err
	}
	file, err := os.Open(path)
	if err != nil {
		return backupFile{}, err
	}
	defer file.Close()
	hash := sha256.New()
	size, err := io.Copy(hash, file)
	if err != nil {
		return backupFile{}, fmt.Errorf("%s: %w", path, err)
	}
	return backupFile{Size: size, Changed: info.ModTime().UTC(), SHA256: hex.EncodeToString(hash.Sum(nil))}, nil
}
