package email

import "strings"

// title takes the prefixes for answers and forwards off a subject, in any
// language and number; forwarded tells whether the outermost is a forward's.
func title(subject string) (rest string, answered, forwarded bool) {
	rest = strings.TrimSpace(subject)
	for first := true; ; first = false {
		after, kind := prefix(rest)
		if kind == 0 {
			return rest, answered, forwarded
		}
		rest = after
		answered = answered || kind == answerPrefix
		if first {
			forwarded = kind == forwardPrefix
		}
	}
}

const (
	answerPrefix = iota + 1
	forwardPrefix
)

// prefix cuts "Re:", "AW:", "Fwd :", "RE[2]:", "回复：" off.
func prefix(s string) (rest string, kind int) {
	const most = 24
	colon, width := strings.IndexByte(s, ':'), 1
	if wide := strings.Index(s, "："); wide >= 0 && (colon < 0 || wide < colon) {
		colon, width = wide, len("：")
	}
	if colon <= 0 || colon > most {
		return s, 0
	}
	word := strings.TrimSpace(s[:colon])
	if i := strings.IndexAny(word, "[(^"); i > 0 { // RE[2]:, Re(3):, Re^2:
		word = strings.TrimSpace(word[:i])
	}
	rest = strings.TrimSpace(s[colon+width:])
	if word == "R" || word == "I" || word == "RV" { // Italian and Spanish, in capitals only
		if word == "R" {
			return rest, answerPrefix
		}
		return rest, forwardPrefix
	}
	switch strings.ToLower(word) {
	case "re", "aw", "antw", "antwort", "antwoord", "sv", "svar", "vs", "res", "resp", "rép", "rif", "odp", "ynt", "yan", "vá", "bls", "atb",
		"на", "ответ", "отв", "回复", "回覆", "答复", "答覆", "返信", "답장", "회신":
		return rest, answerPrefix
	case "fw", "fwd", "wg", "weitergeleitet", "tr", "rv", "enc", "doorst", "vb", "vl", "videresendt", "pd", "przek", "fs", "továbbítás", "ilt", "př",
		"пересл", "пер", "пд", "转发", "轉寄", "轉發", "転送", "전달":
		return rest, forwardPrefix
	}
	return s, 0
}
