package sheet

import (
	"archive/zip"
	"bytes"
	"io"
	"io/fs"
	"maps"
	"slices"

	"github.com/xuri/excelize/v2"
)

// sortedZip holds a workbook's parts and writes them in the order of their names
// and without a time, so that the same workbook is the same bytes: excelize
// writes its sheets in no order.
type sortedZip struct {
	to    io.Writer
	parts map[string]*bytes.Buffer
}

func newSortedZip(to io.Writer) excelize.ZipWriter {
	return &sortedZip{to: to, parts: map[string]*bytes.Buffer{}}
}

// Create begins a part.
func (z *sortedZip) Create(name string) (io.Writer, error) {
	z.parts[name] = &bytes.Buffer{}
	return z.parts[name], nil
}

// AddFS is part of the interface and not used.
func (z *sortedZip) AddFS(fs.FS) error { return fs.ErrInvalid }

// Close writes all parts.
func (z *sortedZip) Close() error {
	out := zip.NewWriter(z.to)
	for _, name := range slices.Sorted(maps.Keys(z.parts)) {
		part, err := out.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
		if err != nil {
			return err
		}
		if _, err := part.Write(z.parts[name].Bytes()); err != nil {
			return err
		}
	}
	return out.Close()
}
