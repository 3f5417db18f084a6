package format

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/clipperhouse/displaywidth"
)

// lines writes each row as a block, a line for each column: for rows that are
// wider than the terminal.
type lines struct {
	to    io.Writer
	names []string
	rows  int
}

func (l *lines) record(r arrow.Record) error {
	width := 0
	for _, name := range l.names {
		width = max(width, displaywidth.String(Seen(name)))
	}
	out := bufio.NewWriter(l.to)
	for i := range int(r.NumRows()) {
		l.rows++
		fmt.Fprintf(out, "── row %d ──\n", l.rows)
		for c, name := range l.names {
			name = Seen(name)
			pad := strings.Repeat(" ", width-displaywidth.String(name))
			fmt.Fprintf(out, "%s%s  %s\n", pad, name, cellText(r.Column(c), i))
		}
	}
	return out.Flush()
}

func (l *lines) end() error { return nil }
