package format

import (
	"errors"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"github.com/earshot/earshot/queries/reader"
)

// Mark is the line of the statement that the error is about and, below it, a ^
// where it is; "" where the error does not say.
func Mark(err error, sql string) string {
	var refused *reader.Refused
	var failed *reader.Failed
	line, column := 0, 0
	switch {
	case errors.As(err, &refused):
		line, column = refused.Line, refused.Column
	case errors.As(err, &failed):
		line, column = failed.Line, failed.Column
	}
	lines := strings.Split(sql, "\n")
	if line < 1 || line > len(lines) {
		return ""
	}
	text := []rune(strings.TrimRight(lines[line-1], "\r"))
	before, behind := text[:min(max(column-1, 0), len(text))], text[min(max(column-1, 0), len(text)):]
	start := ""
	if len(before) > 60 { // what is far to the left of it would only wrap
		before, start = before[len(before)-50:], "…"
	}
	left := start + Seen(string(before))
	return left + displaywidth.TruncateString(Seen(string(behind)), 40, "…") + "\n" + strings.Repeat(" ", displaywidth.String(left)) + "^"
}
