package email

import "strings"

// introduction is what stands above a quotation: "On ... wrote:", a block of
// From, Sent, To and Subject, "-----Original Message-----", "Begin forwarded
// message:", or a help desk's "reply above this line".
type introduction struct {
	start, end int  // its lines, both included
	forwards   bool // says that what follows is forwarded
}

// marks tells whether the quotation's own lines are marked with >. If not,
// nothing says where it ends.
func (intro introduction) marks(lines []line) bool {
	i := nextFull(lines, intro.end+1)
	return i < len(lines) && lines[i].label == quoted
}

// markIntroductions finds the introductions outside of quoted lines, in order,
// and labels their lines.
func markIntroductions(lines []line) []introduction {
	var found []introduction
	from := 0 // the first line that no introduction has
	for i := 0; i < len(lines); i++ {
		if lines[i].label != written || lines[i].lower == "" {
			continue
		}
		intro, ok := introductionAt(lines, from, i)
		if !ok {
			continue
		}
		for j := intro.start; j <= intro.end; j++ {
			lines[j].label = heading
		}
		found = append(found, intro)
		i = intro.end
		from = i + 1
	}
	return found
}

func introductionAt(lines []line, from, i int) (introduction, bool) {
	l := lines[i]
	next := nextFull(lines, i+1)
	block := blockLength(lines[next:])
	switch kind := delimiterOf(l); {
	case kind == forwardDelimiter, kind == originalDelimiter:
		end := i
		if block > 0 {
			end = next + block - 1
		}
		return introduction{i, end, kind == forwardDelimiter}, true
	case kind == replyAbove:
		return introduction{i, i, false}, true
	case kind == rule && block > 0:
		return introduction{i, next + block - 1, false}, true
	}
	if n := blockLength(lines[i:]); n > 0 {
		return introduction{i, i + n - 1, false}, true
	}
	if start, ok := attribution(lines, from, i); ok {
		return introduction{start, i, false}, true
	}
	return introduction{}, false
}

// delimiter is the kind of a line that separates a quotation from the rest.
type delimiter uint8

const (
	noDelimiter delimiter = iota
	rule                  // ________ or a framed phrase, of use only with headers below
	originalDelimiter
	forwardDelimiter
	replyAbove
)

func delimiterOf(l line) delimiter {
	phrase := strings.Trim(l.lower, "-–—_=*#~:：. ")
	framed := isFramed(l.lower)
	switch {
	case phrase == "":
		if len(l.lower) >= 3 {
			return rule
		}
		return noDelimiter
	case strings.HasSuffix(l.lower, ":") || strings.HasSuffix(l.lower, "："):
		if begins(phrase, forwardBeginnings()) && len(phrase) < 60 {
			return forwardDelimiter
		}
	case framed && begins(phrase, forwardPhrases()):
		return forwardDelimiter
	case framed && begins(phrase, originalPhrases()):
		return originalDelimiter
	}
	switch {
	case len(phrase) < 120 && asksReplyAbove(phrase):
		return replyAbove
	case framed && len(phrase) < 80:
		return rule
	}
	return noDelimiter
}

// isFramed tells "-----Original Message-----": two dashes or more on both sides.
func isFramed(s string) bool {
	s = strings.Trim(s, "*# ")
	return strings.HasPrefix(s, "--") && strings.HasSuffix(s, "--") ||
		strings.HasPrefix(s, "__") && strings.HasSuffix(s, "__") ||
		strings.HasPrefix(s, "==") && strings.HasSuffix(s, "==")
}

func begins(s string, phrases []string) bool {
	for _, p := range phrases {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

func originalPhrases() []string {
	return []string{
		"original message", "original mail", "original email", "original e-mail", "original appointment", "reply message",
		"ursprüngliche nachricht", "ursprüngliche mail", "ursprüngliche e-mail", "originalnachricht", "original-nachricht", "originalmail",
		"message d'origine", "message original", "message initial", "mail original", "courriel original", "e-mail d'origine",
		"mensaje original", "correo original", "messaggio originale", "messaggio di origine",
		"mensagem original", "oorspronkelijk bericht", "origineel bericht", "oorspronkelijke bericht",
		"ursprungligt meddelande", "originalmeddelande", "original meddelelse", "oprindelig besked", "oprindelig meddelelse", "original besked",
		"opprinnelig melding", "original melding", "alkuperäinen viesti", "alkup. viesti", "oryginalna wiadomość", "wiadomość oryginalna",
		"исходное сообщение", "оригинальное сообщение", "původní zpráva", "původní e-mail",
		"原始邮件", "原始郵件", "原邮件", "邮件原件", "原始訊息", "元のメッセージ", "元のメール", "オリジナルメッセージ", "원본 메시지", "원본 메일", "원본메일",
		"eredeti üzenet", "orijinal mesaj", "mesaj original",
	}
}

func forwardPhrases() []string {
	return []string{
		"forwarded message", "forwarded mail", "forwarded email", "forwarded by", "forwarded from", "forwarded letter",
		"weitergeleitete nachricht", "weitergeleitete mail", "weitergeleitete e-mail", "weitergeleitet von",
		"message transféré", "message transmis", "message réexpédié", "mail transféré", "transféré par",
		"mensaje reenviado", "correo reenviado", "reenviado por", "messaggio inoltrato", "inoltrato da",
		"mensagem encaminhada", "mensagem reencaminhada", "mail encaminhado", "encaminhado por",
		"doorgestuurd bericht", "doorgezonden bericht", "vidarebefordrat meddelande", "vidarebefordrat brev",
		"videresendt meddelelse", "videresendt besked", "videresendt melding", "välitetty viesti", "edelleenlähetetty viesti",
		"wiadomość przekazana", "przekazana wiadomość", "treść przekazanej wiadomości", "przekazana przez",
		"пересылаемое сообщение", "переадресованное сообщение", "пересланное сообщение", "přeposlaná zpráva", "předaná zpráva",
		"转发的邮件", "转发邮件", "轉寄的郵件", "轉寄郵件", "已轉寄郵件", "轉寄訊息", "転送されたメッセージ", "転送メッセージ", "転送メール", "전달된 메시지", "전달된 메일", "전달 메시지",
		"továbbított üzenet", "iletilen mesaj",
	}
}

// forwardBeginnings are phrases that stand alone on a line with a colon.
func forwardBeginnings() []string {
	return []string{
		"begin forwarded message", "anfang der weitergeleiteten nachricht", "anfang der weitergeleiteten e-mail",
		"début du message réexpédié", "début du message transféré", "inicio del mensaje reenviado", "inizio messaggio inoltrato",
		"início da mensagem reencaminhada", "início da mensagem encaminhada", "begin doorgestuurd bericht",
		"vidarebefordrat brev", "påbörjar vidarebefordrat brev", "vidarebefordrat mejl", "start på videresendt besked", "videresendt besked",
		"videresendt melding", "begynnelsen på videresendt melding", "välitetty viesti alkaa", "alkaa välitetty viesti",
		"początek przekazywanej wiadomości", "początek przekazanej wiadomości", "начало переадресованного сообщения", "начало пересылаемого сообщения",
		"začátek přeposlané zprávy", "začátek přeposílané zprávy", "下面是被转发的邮件", "以下是轉寄的郵件", "開始轉寄郵件", "転送されたメッセージ", "전달된 메시지",
	}
}

// asksReplyAbove tells the line by which help desks ask for the answer above it.
func asksReplyAbove(phrase string) bool {
	for _, p := range []string{
		"reply above this line", "respond above this line", "answer above this line", "reply above the line", "type your reply above",
		"write above this line", "über dieser zeile", "oberhalb dieser zeile", "au-dessus de cette ligne", "por encima de esta línea",
		"encima de esta línea", "sopra questa riga", "acima desta linha", "boven deze regel", "boven deze lijn", "ovanför denna rad", "over denne linje",
		"over denne linjen", "tämän rivin yläpuolelle", "powyżej tej linii", "nad tą linią", "выше этой строки", "nad tento řádek", "请在此行上方", "請在此行上方",
		"この行より上", "この線より上", "이 줄 위에", "이 선 위에",
	} {
		if strings.Contains(phrase, p) {
			return true
		}
	}
	return false
}
