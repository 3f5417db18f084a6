package email

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// device is how surely a line is one such as "Sent from my phone".
type device uint8

const (
	noDevice   device = iota
	someDevice        // "Sent via Acme": the line alone
	ownDevice         // "Sent from my phone", a known program, a link: a signature
)

// deviceOf tells the line by which a mail program names itself: the phrase at
// the start of a line and then a device or a program, not a sentence.
func deviceOf(l line) device {
	lower := strings.TrimRight(l.lower, ".。!- ")
	if lower == "" || len(lower) > 160 {
		return noDevice
	}
	for _, p := range []string{"get outlook for ", "holen sie sich outlook für ", "outlook für ", "obtenez outlook pour ", "télécharger outlook pour ",
		"obtener outlook para ", "ottieni outlook per ", "scarica outlook per ", "obter o outlook para ", "download outlook voor ", "hämta outlook för ",
		"hent outlook til ", "pobierz program outlook dla ", "скачать outlook для ", "获取 outlook for ", "下载适用于"} {
		if strings.HasPrefix(lower, p) && len(strings.Fields(lower)) < 8 {
			return ownDevice
		}
	}
	for _, end := range []string{"から送信", "から送信しました", "에서 보냄", "에서 보냈습니다", "에서 보낸 메일"} {
		if strings.HasSuffix(lower, end) {
			return ownDevice
		}
	}
	if strings.HasPrefix(lower, "von meinem ") && strings.HasSuffix(lower, " gesendet") {
		return ownDevice
	}
	for _, p := range devicePhrases() {
		if rest, found := strings.CutPrefix(lower, p); found {
			return judgeDevice(rest, l.text)
		}
	}
	return noDevice
}

// judgeDevice looks at the words after the phrase: seven at most, no clause.
// "Sent from a torch of pixels" names none, nor does "Sent from the desk".
func judgeDevice(rest, text string) device {
	linked := strings.Contains(rest, "<http") || strings.Contains(rest, "(http") || strings.Contains(rest, "[http")
	if i := strings.IndexAny(rest, "<(["); i >= 0 {
		rest = rest[:i]
	}
	words := strings.Fields(strings.Trim(rest, "*_ "))
	if len(words) == 0 || len(words) > 7 || strings.ContainsAny(rest, ",;:?!") {
		return noDevice
	}
	switch words[0] {
	case "my", "meinem", "meiner", "mon", "ma", "mi", "mio", "mia", "meu", "minha", "mijn", "min", "mit":
		return ownDevice
	case "a", "an", "the", "our", "your", "this", "ein", "eine", "einem", "einer", "der", "une", "un", "una", "uno", "uma", "um", "en", "ett", "et":
		return noDevice
	}
	if linked || namesMailer(rest) {
		return ownDevice
	}
	// A name: it begins with a capital where the script has capitals.
	if at := strings.Index(strings.ToLower(text), words[0]); at >= 0 && at < len(text) {
		if first, _ := utf8.DecodeRuneInString(text[at:]); unicode.IsUpper(first) {
			return someDevice
		}
	}
	return noDevice
}

func namesMailer(rest string) bool {
	for _, p := range []string{"outlook", "iphone", "ipad", "ios", "android", "samsung", "galaxy", "huawei", "xiaomi", "blackberry", "yahoo", "gmail", "aol", "gmx", "web.de", "hotmail",
		"mail", "proton", "thunderbird", "windows", "nokia", "pixel", "mobil", "handy", "smartphone", "手机", "手機"} {
		if strings.Contains(rest, p) {
			return true
		}
	}
	return false
}

func devicePhrases() []string {
	return []string{
		"sent from ", "sent via ", "sent with ", "sent using ", "gesendet von ", "gesendet mit ", "gesendet aus ", "gesendet über ", "diese nachricht wurde von ",
		"envoyé de ", "envoyé depuis ", "envoyé à partir de ", "envoyé avec ", "envoyé via ", "enviado desde ", "enviado con ", "enviado mediante ",
		"enviado do ", "enviado de ", "enviado a partir do ", "enviado a partir de ", "enviado via ", "enviado pelo ",
		"inviato da ", "inviato dal ", "inviato con ", "inviato tramite ", "verzonden vanaf ", "verstuurd vanaf ", "verzonden met ", "verzonden via ", "verstuurd via ",
		"skickat från ", "skickades från ", "skickat med ", "sendt fra ", "sendt med ", "sendt via ", "lähetetty ", "wysłano z ", "wysłane z ", "wysłano przez ",
		"отправлено с ", "отправлено из ", "odesláno z ", "odesláno přes ", "发自我的", "发自", "從我的", "从我的", "寄自我的", "나의 ",
	}
}
