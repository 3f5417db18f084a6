package format

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/clipperhouse/displaywidth"
)

const (
	between  = " │ "
	narrow   = 16 // a text column is not made narrower to fit the terminal
	nullText = "NULL"
)

// table aligns all rows under their columns' names. Its columns' widths are
// known when all rows are: it keeps them.
type table struct {
	to     io.Writer
	schema *arrow.Schema
	width  int // of the terminal; 0: nothing is cut
	rows   [][]string
}

func (t *table) record(r arrow.Record) error {
	for i := range int(r.NumRows()) {
		row := make([]string, r.NumCols())
		for c := range row {
			row[c] = cellText(r.Column(c), i)
		}
		t.rows = append(t.rows, row)
	}
	return nil
}

// cellText is a value in one line that is safe to print.
func cellText(a arrow.Array, i int) string {
	text, isNull := Text(a, i)
	if isNull {
		return nullText
	}
	return Seen(text)
}

func (t *table) end() error {
	header := names(t.schema)
	for i, name := range header {
		header[i] = Seen(name)
	}
	widths, fits := t.widths(header)
	left := len(widths) - fits
	out := bufio.NewWriter(t.to)
	t.line(out, header, widths[:fits])
	for i, w := range widths[:fits] {
		if i > 0 {
			out.WriteString("─┼─")
		}
		out.WriteString(strings.Repeat("─", w))
	}
	out.WriteByte('\n')
	for _, row := range t.rows {
		t.line(out, row, widths[:fits])
	}
	if left > 0 {
		fmt.Fprintf(out, "%s to the right: %s\n", counted(left, "more column"), strings.Join(header[fits:], ", "))
	}
	return out.Flush()
}

// counted is "1 row", "2 rows".
func counted[N int | int64](n N, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// widths are the columns' widths, and how many columns from the left the
// terminal has room for. They are those of the longest cells where that fits; else
// texts are cut, the widest first, and at last columns are left out.
func (t *table) widths(header []string) (widths []int, fits int) {
	widths, least := make([]int, len(header)), make([]int, len(header))
	for c, name := range header {
		widths[c] = displaywidth.String(name)
		for _, row := range t.rows {
			widths[c] = max(widths[c], displaywidth.String(row[c]))
		}
		least[c] = widths[c]
		if !IsNumber(t.schema.Field(c).Type) {
			least[c] = min(widths[c], narrow)
		}
	}
	fits = len(widths)
	if t.width <= 0 {
		return widths, fits
	}
	for fits > 1 && total(least[:fits]) > t.width {
		fits--
	}
	if fits == 1 {
		least[0] = min(least[0], t.width)
	}
	shrink(widths[:fits], least, t.width)
	return widths, fits
}

// shrink lowers the widest columns together until all fit, none below its least.
func shrink(widths, least []int, width int) {
	for total(widths) > width {
		widest := -1
		for c, w := range widths {
			if w > least[c] && (widest < 0 || w > widths[widest]) {
				widest = c
			}
		}
		if widest < 0 {
			return
		}
		next := least[widest]
		for c, w := range widths {
			if w < widths[widest] && w > next && w > least[c] {
				next = w
			}
		}
		widths[widest] = max(next, widths[widest]-max(1, (total(widths)-width)/len(widths)))
	}
}

func total(widths []int) int {
	sum := max(0, len(widths)-1) * displaywidth.String(between)
	for _, w := range widths {
		sum += w
	}
	return sum
}

func (t *table) line(out *bufio.Writer, cells []string, widths []int) {
	var line strings.Builder
	for i, w := range widths {
		if i > 0 {
			line.WriteString(between)
		}
		text := cells[i]
		if displaywidth.String(text) > w {
			text = displaywidth.TruncateString(text, w, "…")
		}
		pad := strings.Repeat(" ", max(0, w-displaywidth.String(text)))
		if IsNumber(t.schema.Field(i).Type) {
			line.WriteString(pad + text)
		} else {
			line.WriteString(text + pad)
		}
	}
	out.WriteString(strings.TrimRight(line.String(), " "))
	out.WriteByte('\n')
}
