package format

import (
	"io"

	"github.com/earshot/earshot/queries/reader"
)

// Write writes an answer.
func Write(w io.Writer, kind Kind, from reader.Answer) error {
	_, err := write(w, kind, from.Records, 0)
	return err
}
