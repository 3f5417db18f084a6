package survey

import (
	"strconv"
	"strings"
)

// number reads a score: "9", "9.0", "9,0", " 9 ", and one with its label:
// "10 - Extremely likely", "Extremely likely - 10", "5 (best)", "5 stars",
// "9/10" where 10 is the top of the scale. A number in a sentence is none, and
// neither is "3 or 4".
func number(cell string, top float64) (float64, bool) {
	cell = strings.TrimSpace(cell)
	value, rest, ok := leading(cell)
	if !ok {
		return trailing(cell)
	}
	rest = strings.TrimSpace(rest)
	if rest == "" {
		return value, true
	}
	if of, found := strings.CutPrefix(rest, "/"); found {
		whole, after, ok := leading(strings.TrimSpace(of))
		return value, ok && after == "" && whole == top
	}
	return value, label(rest)
}

// leading reads the number that s begins with.
func leading(s string) (value float64, rest string, ok bool) {
	n := 0
	if n < len(s) && (s[n] == '-' || s[n] == '+') {
		n++
	}
	whole := digits(s[n:])
	n += whole
	if whole == 0 || whole > 15 {
		return 0, s, false
	}
	text := s[:n]
	if fraction := decimals(s[n:]); fraction > 0 {
		text += "." + s[n+1:n+1+fraction]
		n += 1 + fraction
	}
	if value, ok = small(text); ok {
		return value, s[n:], true
	}
	value, err := strconv.ParseFloat(text, 64)
	return value, s[n:], err == nil
}

// small reads numbers of one or two digits, which nearly all scores are.
func small(s string) (float64, bool) {
	switch {
	case len(s) == 1 && s[0] >= '0' && s[0] <= '9':
		return float64(s[0] - '0'), true
	case len(s) == 2 && digits(s) == 2:
		return float64(s[0]-'0')*10 + float64(s[1]-'0'), true
	}
	return 0, false
}

func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// decimals counts the digits behind a decimal point or comma. A comma with
// three digits behind it parts thousands and is none.
func decimals(s string) int {
	if len(s) < 2 || (s[0] != '.' && s[0] != ',') {
		return 0
	}
	n := digits(s[1:])
	if s[0] == ',' && n > 2 {
		return 0
	}
	return n
}

// label tells whether what stands behind a number is its label: something that
// parts them and words without digits, or stars.
func label(rest string) bool {
	if len(rest) > 60 || strings.ContainsAny(rest, "0123456789") {
		return false
	}
	for _, sign := range []string{"-", "–", "—", ":", "=", ".", ")", "("} {
		if strings.HasPrefix(rest, sign) {
			return true
		}
	}
	switch strings.ToLower(rest) {
	case "star", "stars", "★", "⭐", "point", "points":
		return true
	}
	return false
}

// trailing reads the number behind its label: "Not at all likely - 0".
func trailing(cell string) (float64, bool) {
	for _, sign := range []string{" - ", " – ", " — ", ": ", " = "} {
		i := strings.LastIndex(cell, sign)
		if i < 0 || strings.ContainsAny(cell[:i], "0123456789") {
			continue
		}
		value, rest, ok := leading(strings.TrimSpace(cell[i+len(sign):]))
		return value, ok && rest == ""
	}
	return 0, false
}

// figure writes a number as people do: 9, not 9.0.
func figure(value float64) string {
	return strconv.FormatFloat(value, 'f', -1, 64)
}
