package email

import "strings"

// attribution tells whether a sentence that introduces a quotation, "On Tue,
// 1 Mar 2011, Jane wrote:", ends on line i, and on which line it begins. It
// may be wrapped over up to four lines, none before from.
func attribution(lines []line, from, i int) (start int, ok bool) {
	const most = 4
	if !mayEndAttribution(lines[i].lower) {
		return 0, false
	}
	sentence := ""
	for start = i; start >= from && start > i-most; start-- {
		if lines[start].label != written || lines[start].lower == "" {
			return 0, false
		}
		sentence = strings.TrimSpace(lines[start].lower + " " + sentence)
		if attributes(sentence, nextIsQuoted(lines, i)) {
			return extended(lines, from, start, i, sentence), true
		}
	}
	return 0, false
}

// extended takes in the lines above that begin the sentence: the shortest
// sentence that makes sense, "10:18, John wrote:", may not be the whole.
func extended(lines []line, from, start, end int, sentence string) int {
	for s := start - 1; s >= from && s > end-4 && lines[s].label == written && lines[s].lower != ""; s-- {
		sentence = lines[s].lower + " " + sentence
		if !strings.ContainsAny(lines[s].lower[len(lines[s].lower)-1:], ".!?") && leads(lines[s].lower) && attributes(sentence, false) {
			return s
		}
	}
	return start
}

func nextIsQuoted(lines []line, i int) bool {
	next := nextFull(lines, i+1)
	return next < len(lines) && lines[next].label == quoted
}

func mayEndAttribution(lower string) bool {
	s := strings.TrimRight(lower, "-*_ >")
	return strings.HasSuffix(s, ":") || strings.HasSuffix(s, "：") || verbAtEnd(s)
}

// attributes judges a whole sentence in lower case. Next to a date it takes a
// verb of writing or an address at its end; "On your remote host you can run:"
// has neither. Above a marked quotation less will do.
func attributes(sentence string, marked bool) bool {
	s := strings.Trim(sentence, "-*_ ")
	s = strings.ReplaceAll(strings.ReplaceAll(s, "&lt;", "<"), "&gt;", ">")
	body := strings.TrimRight(s, ":： ")
	colon := body != s
	plain, address, addressAtEnd := withoutAddresses(body)
	if len(plain) > 250 {
		return false
	}
	when := whenOf(plain)
	switch wrote := writes(body); {
	case wrote && firstPerson(body) && !marked:
		return false // "On 3 May I wrote to you:" is the author's own sentence
	case colon && wrote && marked:
		return when.date || when.clock || address
	case colon && wrote:
		return when.date && (when.clock || address) && !hasWord(body, "said")
	case wrote && verbAtEnd(body):
		return when.date && address && leads(s)
	case colon && addressAtEnd:
		return when.date && when.clock && (leads(s) || startsDated(s))
	}
	return false
}

// withoutAddresses drops e-mail addresses, so that their digits are no date.
func withoutAddresses(s string) (plain string, any, atEnd bool) {
	var kept []string
	for word := range strings.FieldsSeq(strings.NewReplacer("<", " <", ">", "> ", "(", " (", ")", ") ").Replace(s)) {
		if strings.Contains(word, "@") {
			any, atEnd = true, true
			continue
		}
		if strings.Trim(word, "<>()[]\"'") != "" {
			kept = append(kept, word)
			atEnd = false
		}
	}
	return strings.Join(kept, " "), any, atEnd
}

// leads tells a sentence that begins as attributions do.
func leads(s string) bool {
	first, rest, _ := strings.Cut(strings.TrimLeft(s, "-*_ "), " ")
	switch strings.Trim(first, ",") {
	case "on", "am", "le", "el", "em", "il", "op", "den", "på", "dnia", "dne", "w", "in", "at", "no", "dia", "vào", "a":
		return rest != ""
	}
	return strings.HasPrefix(s, "在") || strings.HasPrefix(s, "于")
}

// startsDated tells a sentence with a digit in its first two words: "tir. 18.
// apr. 2017" or "2017-11-24 16:32 GMT".
func startsDated(s string) bool {
	words := strings.Fields(s)
	return strings.ContainsAny(strings.Join(words[:min(2, len(words))], " "), "0123456789")
}

// firstPerson tells sentences such as "Am 12. Mai schrieb ich Ihnen:".
func firstPerson(s string) bool {
	for _, p := range []string{"i wrote", "we wrote", "schrieb ich", "schrieben wir", "j'ai écrit", "nous avons écrit", "le escribí", "les escribí",
		"he escrito", "ho scritto io", "abbiamo scritto", "eu escrevi", "schreef ik", "schreven wij", "skrev jag", "skrev jeg", "skrev vi", "napisałem", "napisałam",
		"я написал", "я написала", "я писал", "napsal jsem", "napsala jsem"} {
		if hasWord(s, p) {
			return true
		}
	}
	return false
}

// verbs are the words for "wrote" that mail programs use.
func verbs() []string {
	return []string{
		"wrote", "writes", "has written", "said", "schrieb", "schreibt", "hat geschrieben", "a écrit", "a ecrit", "écrivait", "écrit", "escribió", "escribio", "escribe", "ha escrito",
		"ha scritto", "scrisse", "scrive", "escreveu", "escreve", "schreef", "schrijft", "heeft geschreven", "geschreven", "skrev", "skriver", "kirjoitti", "kirjoittaa",
		"napisał", "napisała", "napisał(a)", "napisał/a", "napisał/(a)", "pisze", "napisano", "написал", "написала", "написал(а)", "написал (а)", "пишет", "писал", "пише",
		"napsal", "napsala", "napsal(a)", "napsal/a", "píše", "írta", "ezt írta", "yazdı", "a scris", "έγραψε", "đã viết",
		"写道", "寫道", "写到", "写了", "書きました", "のメール", "のメッセージ", "님이 작성", "작성", "님이 쓴 글", "썼습니다", "작성한 메시지",
	}
}

func writes(s string) bool {
	for _, v := range verbs() {
		if hasWord(s, v) {
			return true
		}
	}
	return false
}

func verbAtEnd(s string) bool {
	for _, v := range verbs() {
		if strings.HasSuffix(s, v) {
			return true
		}
	}
	return false
}

// hasWord tells whether p stands in s on its own. Scripts without spaces
// between words, and a verb glued to an address, have no boundary to ask for.
func hasWord(s, p string) bool {
	for at := 0; ; {
		i := strings.Index(s[at:], p)
		if i < 0 {
			return false
		}
		i += at
		if p[0] >= 0xe3 || (i == 0 || !isLetter(s[:i], true)) && (i+len(p) == len(s) || !isLetter(s[i+len(p):], false)) {
			return true
		}
		at = i + len(p)
	}
}
