package email

import (
	"math/bits"
	"strings"
)

// role is what a header within a mail's text says; several of them are a set.
type role uint8

const (
	fromRole role = 1 << iota
	dateRole
	toRole
	subjectRole
	copyRole
	otherRole
)

// blockLength is the number of lines of the block of quoted headers (From,
// Sent, To, Subject in any order and language) that begins at lines[0], 0 when
// there is none. It must name a sender and two things more, and hold an
// address or else a subject and a date: "From: Berlin / To: Paris / Date: 3 May"
// is none, nor is a letter's "To: / From: / Subject:".
func blockLength(lines []line) int {
	const most = 16
	var seen role
	n, gap, loose, address := 0, 0, 0, false
	for i := 0; i < min(len(lines), most); i++ {
		l := lines[i]
		if l.label == blank && gap == 0 && i > 0 {
			gap++
			continue
		}
		roles := rolesOf(l)
		if roles == 0 {
			// The rest of a header that was wrapped.
			if i == 0 || gap > 0 || loose == 2 || l.label != written {
				break
			}
			loose++
			address = address || strings.Contains(l.text, "@")
			continue
		}
		seen |= roles
		address = address || strings.Contains(l.text, "@")
		n, gap, loose = i+1, 0, 0
	}
	named := seen &^ otherRole
	if seen&fromRole == 0 || bits.OnesCount8(uint8(named)) < 3 || !address && seen&(subjectRole|dateRole) != subjectRole|dateRole {
		return 0
	}
	return n
}

// rolesOf gives the header at the start of a line and, where a mail program
// glued the whole block into one line, the others in it.
func rolesOf(l line) role {
	if l.label == quoted || l.lower == "" {
		return 0
	}
	key, rest, ok := cutColon(strings.TrimLeft(l.lower, "*_ "))
	if !ok || len(key) > 40 {
		return 0
	}
	roles := roleOf(strings.Trim(key, "*_ "))
	if roles&(fromRole|toRole) == 0 {
		return roles
	}
	for more := true; more; {
		var before string
		before, rest, more = cutColon(rest)
		if more {
			roles |= roleOf(lastWords(before, 1)) | roleOf(lastWords(before, 2))
		}
	}
	return roles
}

func cutColon(s string) (before, after string, found bool) {
	if before, after, found = strings.Cut(s, ":"); found {
		return before, after, true
	}
	return strings.Cut(s, "：")
}

// lastWords gives the last n words of s, without the marks of bold type.
func lastWords(s string, n int) string {
	s = strings.Trim(s, "*_ ")
	for i := len(s); i > 0; i-- {
		if s[i-1] == ' ' {
			if n--; n == 0 {
				return strings.Trim(s[i:], "*_ ")
			}
		}
	}
	return ""
}

func roleOf(key string) role {
	switch key {
	case "from", "von", "absender", "de", "expéditeur", "remitente", "da", "mittente", "remetente", "van", "afzender", "fra", "från",
		"avsändare", "afsender", "avsender", "lähettäjä", "keneltä", "od", "nadawca", "от", "от кого", "отправитель", "odesílatel", "odesilatel",
		"发件人", "寄件者", "寄件人", "發件人", "差出人", "送信者", "送信元", "보낸 사람", "보낸사람", "보낸 이", "보낸이", "발신", "발신인", "feladó", "kimden", "från/from":
		return fromRole
	case "sent", "date", "sent on", "date sent", "gesendet", "gesendet am", "datum", "envoyé", "envoyé le", "date d'envoi", "message du",
		"enviado", "enviado el", "enviado em", "enviada em", "enviado a las", "fecha", "fecha de envío", "data", "data de envio", "inviato", "inviata", "data invio",
		"verzonden", "verzonden op", "skickat", "skickat den", "sendt", "dato", "lähetetty", "päivämäärä", "päiväys", "pvm", "wysłano", "wysłane", "data wysłania",
		"отправлено", "дата", "дата отправки", "odesláno", "datum odeslání", "发送时间", "发送日期", "日期", "时间", "傳送時間", "寄件日期", "發送時間", "時間", "傳送日期",
		"送信日時", "日時", "送信日", "日付", "보낸 날짜", "날짜", "보낸날짜", "발송일", "elküldve", "dátum", "gönderilen", "tarih":
		return dateRole
	case "to", "an", "empfänger", "à", "a", "destinataire", "pour", "para", "destinatario", "destinatário", "aan", "til", "till", "mottagare", "modtager",
		"mottaker", "vastaanottaja", "saaja", "kenelle", "do", "adresat", "кому", "komu", "pro", "收件人", "收件者", "宛先", "送信先", "받는 사람", "받는사람", "받는 이", "받는이",
		"수신", "수신인", "címzett", "kime":
		return toRole
	case "cc", "cci", "bcc", "kopie", "kopie an", "copie à", "copie", "con copia", "copia", "cópia", "kopia", "kopi", "kopi til", "kopio", "dw", "do wiadomości",
		"копия", "kopie pro", "抄送", "副本", "副本抄送", "参照", "참조":
		return copyRole
	case "subject", "re", "betreff", "objet", "sujet", "asunto", "oggetto", "assunto", "onderwerp", "betreft", "ämne", "emne", "aihe", "otsikko", "temat", "тема",
		"předmět", "věc", "主题", "主題", "主旨", "标题", "標題", "件名", "제목", "tárgy", "konu":
		return subjectRole
	case "reply-to", "reply to", "antwort an", "importance", "priority", "wichtigkeit", "priorität", "importance :", "importancia", "prioridad", "priorità", "importância",
		"attachments", "anlagen", "anlage", "pièces jointes", "adjuntos", "allegati", "anexos", "bijlagen", "message-id", "return-path", "sender", "organization", "list-id":
		return otherRole
	}
	return 0
}
