package email

import (
	"strings"
	"unicode"
)

// markSignatures labels the lines of signatures, sign-offs, lines such as
// "Sent from my phone", list footers and legal notes. Each reaches down to the
// next quotation at most.
func markSignatures(lines []line) {
	end := 0 // of the part without quotations that line i is in
	for i := 0; i < len(lines); i++ {
		if lines[i].label != written {
			continue
		}
		for end = max(end, i); end < len(lines) && (lines[end].label == written || lines[end].label == blank); {
			end++
		}
		n := signatureLength(lines, i, lines[i:end])
		for j := i; j < i+n; j++ {
			if lines[j].label == written {
				lines[j].label = signature
			}
		}
		i += max(n-1, 0)
	}
}

// signatureLength is the number of lines of the signature at part[0], 0 when
// there is none; part reaches to the next quotation or the end.
func signatureLength(lines []line, i int, part []line) int {
	l := part[0]
	switch {
	case l.lower == "":
		return 0
	case l.raw == "-- ":
		return len(part)
	case l.text == "--":
		return bareDelimiterLength(part)
	case underscores(l.text):
		return footerLength(part)
	case saysLegalNote(l.lower):
		return len(part)
	case signsOff(l.lower, i == 0 || lines[i-1].label == blank):
		return signOffLength(part)
	}
	switch deviceOf(l) {
	case ownDevice:
		return max(1, unlessLong(part, 20, 1500))
	case someDevice:
		if (i == 0 || lines[i-1].label == blank) && (len(part) == 1 || part[1].label == blank) {
			return 1
		}
	}
	switch {
	case dashedName(lines, i, part):
		return 1
	}
	return 0
}

// bareDelimiterLength is for "--" without the space behind it that makes it a
// signature's for sure: prose below it is the author's.
func bareDelimiterLength(part []line) int {
	next := nextFull(part, 1)
	if next < len(part) && isSentence(part[next].text) && !saysLegalNote(part[next].lower) {
		return 0
	}
	return unlessLong(part, 40, 4000)
}

// unlessLong is all of part, or 0 when that is more than a signature can be.
func unlessLong(part []line, most, bytes int) int {
	full, size := 0, 0
	for i, l := range part {
		if l.label == written {
			full++
		}
		if size += len(l.text); full > most || size > bytes || i > 4*most {
			return 0
		}
	}
	return len(part)
}

// footerLength takes what stands below a line of underscores for the footer of
// a mailing list or a company when it is short and names an address or a page.
func footerLength(part []line) int {
	if unlessLong(part, 15, 1500) == 0 {
		return 0
	}
	for _, l := range part[1:] {
		if strings.Contains(l.text, "@") || strings.Contains(l.lower, "http") || strings.Contains(l.lower, "www.") {
			return len(part)
		}
	}
	return 0
}

func underscores(s string) bool { return len(s) >= 2 && strings.Trim(s, "_") == "" }

// signOffLength takes "Regards," and the lines of name and address below it. A
// postscript, or a paragraph that is a sentence, is the author's again.
func signOffLength(part []line) int {
	n, full := 1, 0
	for i := 1; i < len(part); i++ {
		l := part[i]
		if l.label == blank {
			continue
		}
		if full++; full > 12 || startsPostscript(l.lower) || isSentence(l.text) && !saysLegalNote(l.lower) {
			break
		}
		if l.text == "--" || underscores(l.text) || deviceOf(l) != noDevice || saysLegalNote(l.lower) {
			break // the next signature
		}
		n = i + 1
	}
	return n
}

func startsPostscript(lower string) bool {
	for _, p := range []string{"ps ", "ps:", "p.s", "ps.", "p.p.s", "pps", "nb:", "n.b."} {
		if strings.HasPrefix(lower, p) {
			return true
		}
	}
	return false
}

// isSentence tells a line of eight words or more, or of five that end as a
// sentence does: no line of a name, a title or an address.
func isSentence(s string) bool {
	words := len(strings.Fields(s))
	return words >= 8 || words >= 5 && strings.ContainsAny(s[len(s)-1:], ".?!") || len(s) > 120
}

// dashedName tells "-Jane Roe" as the last line of its part, with a gap above:
// one to three capitalised words after a dash without a space.
func dashedName(lines []line, i int, part []line) bool {
	name, found := strings.CutPrefix(part[0].text, "-")
	if !found || i == 0 || lines[i-1].label != blank {
		return false
	}
	words := strings.Fields(name)
	if len(words) == 0 || len(words) > 3 || name[0] == ' ' {
		return false
	}
	for _, word := range words {
		for k, r := range word {
			if k == 0 && !unicode.IsUpper(r) || !unicode.IsLetter(r) && r != '.' && r != '\'' && r != '-' {
				return false
			}
		}
	}
	next := nextFull(part, 1)
	return next == len(part) || underscores(part[next].text) || part[next].text == "--"
}
