package report

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"os"
	"path/filepath"
)

// File is one file of a report as the manifest lists it.
type File struct {
	Path   string `json:"path"`          // relative to the dated folder, with forward slashes
	Rows   int64  `json:"rows"`          // data rows of a table's file; 0 for a page
	All    int64  `json:"all,omitempty"` // rows of the table where the file has only the last of them
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Folder is where a report writes its files. Each is on disk, synced and
// counted when Create returns.
type Folder struct {
	// Headline is the report's finding in one line, which the index of the archive
	// shows; empty: it has none.
	Headline string

	path  string
	files []File
}

// NewFolder is a Folder over an existing directory.
func NewFolder(path string) *Folder { return &Folder{path: path} }

// Path is where the file of that name stands until the report is complete.
func (f *Folder) Path(name string) string { return filepath.Join(f.path, filepath.FromSlash(name)) }

// Files lists what was created, in that order.
func (f *Folder) Files() []File { return f.files }

// Create makes the file name ("csv/feedback.csv") from what write puts into
// it; write gives back the number of data rows.
func (f *Folder) Create(name string, write func(*Output) (rows int64, err error)) error {
	path := filepath.Join(f.path, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	out := newOutput(file)
	rows, err := write(out)
	if err == nil {
		err = out.buffer.Flush()
	}
	if err == nil {
		err = file.Sync()
	}
	if err := errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if out.all <= rows {
		out.all = 0
	}
	f.files = append(f.files, File{Path: name, Rows: rows, All: out.all, Bytes: out.bytes, SHA256: hex.EncodeToString(out.hash.Sum(nil))})
	return nil
}

// Output is a file being written: buffered, counted and hashed.
type Output struct {
	buffer *bufio.Writer
	file   *os.File
	hash   hash.Hash
	bytes  int64
	all    int64
}

// All says how many rows there are where the file gets only the last of them.
func (o *Output) All(rows int64) { o.all = rows }

func newOutput(file *os.File) *Output {
	out := &Output{file: file, hash: sha256.New()}
	out.buffer = bufio.NewWriterSize(writerFunc(out.flush), 1<<16)
	return out
}

// Write writes p to the file.
func (o *Output) Write(p []byte) (int, error) { return o.buffer.Write(p) }

func (o *Output) flush(p []byte) (int, error) {
	n, err := o.file.Write(p)
	o.bytes += int64(n)
	o.hash.Write(p[:n])
	return n, err
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
