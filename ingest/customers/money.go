package customers

import (
	"strconv"
	"strings"
	"unicode"
)

// parseMoney reads an amount with or without a currency, thousands grouped by
// comma, point, apostrophe or space. Of two kinds of separator the last one is
// the decimal's. One alone groups thousands when exactly three digits follow
// each, as in 1,200 or 1.200.000, and is the decimal's otherwise. A hint says
// that it is no amount, and what would be one.
func parseMoney(cell string) (amount float64, hint string) {
	digits := number(cell)
	if digits == "" {
		return 0, "expected a number such as 1200, 1,200.50 or 1.200,50 €"
	}
	if strings.HasPrefix(digits, "-") {
		return 0, "it is negative: expected what the account pays in a year"
	}
	comma, point := strings.LastIndex(digits, ","), strings.LastIndex(digits, ".")
	decimal, group := ".", ","
	if comma > point {
		decimal, group = ",", "."
	}
	whole, fraction, hasFraction := digits, "", false
	switch {
	case comma >= 0 && point >= 0:
		at := max(comma, point)
		whole, fraction, hasFraction = digits[:at], digits[at+1:], true
	case strings.Count(digits, decimal) == 1 && !grouped(digits, decimal):
		whole, fraction, hasFraction = strings.Cut(digits, decimal)
	case strings.Contains(digits, decimal):
		group = decimal
	}
	if strings.Contains(whole, group) && !grouped(whole, group) || hasFraction && strings.Trim(fraction, "0123456789") != "" {
		return 0, "its separators do not fit together: expected a number such as 1200, 1,200.50 or 1.200,50 €"
	}
	amount, err := strconv.ParseFloat(strings.ReplaceAll(whole, group, "")+"."+fraction, 64)
	if err != nil || amount > 1e15 {
		return 0, "expected a number such as 1200, 1,200.50 or 1.200,50 €"
	}
	return amount, ""
}

// number cuts a currency's sign or code and the spaces, and gives what is left
// when that is made of digits and separators.
func number(cell string) string {
	digits := strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Sc, r), unicode.IsSpace(r), r == '\'', r == '’':
			return -1
		case r == '−':
			return '-'
		}
		return r
	}, cell)
	digits = withoutCode(digits)
	if strings.Trim(strings.TrimPrefix(digits, "-"), "0123456789.,") != "" || !strings.ContainsAny(digits, "0123456789") {
		return ""
	}
	return digits
}

// withoutCode cuts a currency's three letters, such as EUR, at either end.
func withoutCode(text string) string {
	letters := func(s string) bool {
		return len(s) == 3 && strings.Trim(strings.ToUpper(s), "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
	}
	if len(text) > 3 && letters(text[:3]) {
		return text[3:]
	}
	if len(text) > 3 && letters(text[len(text)-3:]) {
		return text[:len(text)-3]
	}
	return text
}

// grouped says whether the separator stands before every third digit, and
// after a first group that does not begin with 0.
func grouped(digits, separator string) bool {
	groups := strings.Split(digits, separator)
	for i, group := range groups {
		if i == 0 && (group == "" || len(group) > 3 || group[0] == '0') || i > 0 && len(group) != 3 {
			return false
		}
	}
	return len(groups) > 1
}
