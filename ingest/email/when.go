package email

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// when is what a sentence holds of a point in time: a date, that is a day and
// a month or a year, and a time of day.
type when struct{ date, clock bool }

// whenOf looks for a date and a time of day in a sentence in lower case.
func whenOf(s string) when {
	var w when
	year, small, month := false, 0, false
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r >= '0' && r <= '9':
			n := digits(s[i:])
			rest := s[i+n:]
			w.clock = w.clock || n <= 2 && startsClock(rest)
			w.date = w.date || startsDate(n, rest)
			year = year || n == 4 && isYear(s[i:i+4])
			if n <= 2 {
				small++
			}
			i += n
		case unicode.IsLetter(r):
			n := letters(s[i:])
			month = month || isMonth(s[i:i+n])
			i += n
		default:
			i += size
		}
	}
	w.date = w.date || year && (month || small > 0) || month && small > 0
	return w
}

// startsClock tells what follows the hour of 16:32, 16h32, 16.32.10 or 16時32分.
func startsClock(rest string) bool {
	r, size := utf8.DecodeRuneInString(rest)
	switch r {
	case ':', '：', 'h', '時', '时', '點':
		return digits(rest[size:]) == 2 || r == '時' || r == '时' || r == '點'
	case '.':
		return digits(rest[1:]) == 2 && !strings.HasPrefix(rest[3:], ".")
	case '시':
		return true
	}
	return strings.HasPrefix(rest, " am") || strings.HasPrefix(rest, " pm")
}

// startsDate tells what follows the first n digits of 2017-11-24, 01/03/11,
// 30.09.2017, 2021年11月17日 or 2021년 11월 17일.
func startsDate(n int, rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	switch r {
	case '年', '년', '月', '월':
		return true
	case '.', '/', '-':
		second := digits(rest[1:])
		if second < 1 || second > 2 || n != 4 && n > 2 {
			return false
		}
		third := rest[1+second:]
		if len(third) < 2 || third[0] != byte(r) {
			return false
		}
		last := digits(third[1:])
		return n == 4 && last >= 1 && last <= 2 || n <= 2 && (last == 2 || last == 4)
	}
	return false
}

func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

func letters(s string) int {
	for i, r := range s {
		if !unicode.IsLetter(r) {
			return i
		}
	}
	return len(s)
}

func isYear(s string) bool { return s >= "1980" && s <= "2100" }

// isLetter looks at the last rune of s, or at its first.
func isLetter(s string, last bool) bool {
	r, _ := utf8.DecodeRuneInString(s)
	if last {
		r, _ = utf8.DecodeLastRuneInString(s)
	}
	return unicode.IsLetter(r)
}

// isMonth knows the months' names and abbreviations as mail programs write them.
func isMonth(word string) bool {
	switch word {
	case "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
		"january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december",
		"jän", "jänner", "januar", "februar", "mär", "mrz", "märz", "mai", "juni", "juli", "okt", "oktober", "dez", "dezember",
		"janv", "janvier", "févr", "fév", "février", "mars", "avr", "avril", "juin", "juil", "juillet", "août", "septembre", "octobre", "novembre", "déc", "décembre",
		"ene", "enero", "febrero", "marzo", "abr", "abril", "mayo", "junio", "julio", "ago", "agosto", "septiembre", "setiembre", "octubre", "noviembre", "dic", "diciembre",
		"gen", "gennaio", "febbraio", "aprile", "mag", "maggio", "giu", "giugno", "lug", "luglio", "set", "settembre", "ott", "ottobre", "dicembre",
		"janeiro", "fev", "fevereiro", "março", "maio", "junho", "julho", "setembro", "out", "outubro", "novembro", "dezembro",
		"januari", "februari", "mrt", "maart", "mei", "augustus", "maj", "augusti", "marts", "des", "desember",
		"tammikuuta", "helmikuuta", "maaliskuuta", "huhtikuuta", "toukokuuta", "kesäkuuta", "heinäkuuta", "elokuuta", "syyskuuta", "lokakuuta", "marraskuuta", "joulukuuta",
		"tammik", "helmik", "maalisk", "huhtik", "toukok", "kesäk", "heinäk", "elok", "syysk", "lokak", "marrask", "jouluk",
		"sty", "stycznia", "lut", "lutego", "marca", "kwi", "kwietnia", "maja", "cze", "czerwca", "lip", "lipca", "sie", "sierpnia", "wrz", "września",
		"paź", "października", "lis", "listopada", "gru", "grudnia",
		"led", "ledna", "úno", "února", "bře", "března", "dub", "dubna", "kvě", "května", "čvn", "června", "čvc", "července", "srp", "srpna", "zář", "září",
		"říj", "října", "listopadu", "pro", "prosince",
		"янв", "января", "фев", "февр", "февраля", "мар", "марта", "апр", "апреля", "мая", "июн", "июня", "июл", "июля", "авг", "августа",
		"сен", "сент", "сентября", "окт", "октября", "ноя", "нояб", "ноября", "дек", "декабря":
		return true
	}
	return false
}
