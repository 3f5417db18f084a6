package email

import "strings"

// unflow joins the lines of a text in format=flowed (RFC 3676): a line that
// ends in a space goes on in the next one of the same quotation depth. With
// delsp that space belongs to the encoding, not to the text. "-- " stays.
func unflow(text string, delsp bool) string {
	var b strings.Builder
	b.Grow(len(text))
	open, openDepth := false, 0 // the line above goes on
	for i, l := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		depth, content := flowedLine(l)
		goesOn := open && depth == openDepth && content != "-- "
		switch {
		case goesOn:
		case i > 0:
			b.WriteByte('\n')
			fallthrough
		default:
			b.WriteString(strings.Repeat(">", depth))
			if depth > 0 && content != "" {
				b.WriteByte(' ')
			}
		}
		open, openDepth = strings.HasSuffix(content, " ") && content != "-- ", depth
		if open && delsp {
			content = content[:len(content)-1]
		}
		b.WriteString(content)
	}
	return b.String()
}

// flowedLine takes the quotation marks and the space stuffed behind them off.
func flowedLine(l string) (depth int, content string) {
	content = strings.TrimLeft(l, ">")
	depth = len(l) - len(content)
	return depth, strings.TrimPrefix(content, " ")
}
