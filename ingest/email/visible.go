package email

import "strings"

// maxForwards bounds how many forwards within a forward are followed; what
// lies deeper is taken for a quotation. It keeps the work linear.
const maxForwards = 5

// Visible gives what a mail's author newly wrote: text without the quoted
// reply, its header, signatures, sign-offs and legal notes at its end. White
// space at line ends and around the text goes; line ends become line feeds.
//
// A quotation with new text below it stays, marked with > as it came: it is
// what the new text answers. What follows a header such as "On ... wrote:" or
// "From: / Sent: / To:" without any > is the quotation too, down to the end.
// Forwarded text stays, without its header. Time is linear in the text.
func Visible(text string) string {
	return reading{depth: maxForwards}.visible(splitLines(text))
}

// reading is how a text is read.
type reading struct {
	forwarded  bool // the first quotation is what was forwarded, whatever introduces it
	dropQuotes bool // quotations go even where new text stands below them
	depth      int  // how many forwards within each other are followed
}

// forward reads the text of a mail whose subject says that it is a forward.
// Where nothing is left, all of it was quoted with marks.
func (r reading) forward(text string) string {
	r.forwarded = true
	lines := splitLines(text)
	if shown := r.visible(lines); shown != "" {
		return shown
	}
	return r.visible(unquote(lines))
}

func (r reading) visible(lines []line) string {
	markQuotes(lines)
	end, rest := len(lines), ""
	for _, intro := range markIntroductions(lines) {
		if r.depth > 0 && (intro.forwards || r.forwarded) {
			inner := r
			inner.forwarded, inner.depth = false, r.depth-1
			rest = inner.visible(below(lines, intro))
			end = intro.start
			break
		}
		if !intro.marks(lines) {
			end = intro.start
			break
		}
	}
	lines = lines[:end]
	markSignatures(lines)
	return strings.TrimSpace(join(r.shown(lines)) + "\n\n" + rest)
}

// below gives the lines that an introduction forwards, without one level of
// quotation marks where the mail program put them.
func below(lines []line, intro introduction) []line {
	rest := lines[intro.end+1:]
	first := nextFull(rest, 0)
	if first == len(rest) || rest[first].label != quoted {
		return relabel(rest)
	}
	rest = unquote(rest)
	first = nextFull(rest, 0)
	if n := blockLength(rest[first:]); n > 0 {
		rest = rest[first+n:]
	}
	return rest
}

// shown drops signatures, and the quotations and rules that have no new text
// below them.
func (r reading) shown(lines []line) []line {
	last := -1
	for i, l := range lines {
		if l.label == written && strings.Trim(l.text, "-_=*") != "" {
			last = i
		}
	}
	var kept []line
	cut := false // something is missing here
	for _, l := range lines[:last+1] {
		if l.label == signature || r.dropQuotes && (l.label == quoted || l.label == heading) {
			cut = true
			continue
		}
		if cut && l.label == blank && len(kept) > 0 && kept[len(kept)-1].label == blank {
			continue
		}
		cut = cut && l.label == blank
		kept = append(kept, l)
	}
	return kept
}

func join(lines []line) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(strings.TrimRight(l.raw, " \t\u00a0"))
		b.WriteByte('\n')
	}
	return strings.Trim(b.String(), "\n")
}
