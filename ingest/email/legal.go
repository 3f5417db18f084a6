package email

import "strings"

// saysLegalNote tells the first line of a confidentiality notice or of a virus
// scanner's advertisement.
func saysLegalNote(lower string) bool {
	lower = strings.TrimLeft(lower, "*_#-([ ")
	for _, p := range legalNotes() {
		if strings.HasPrefix(lower, p) {
			return true
		}
	}
	return false
}

func legalNotes() []string {
	return []string{
		"confidentiality notice", "confidentiality note", "legal disclaimer", "this email and any attachment", "this e-mail and any attachment",
		"this message and any attachment", "this email is confidential", "this e-mail is confidential", "this message is confidential",
		"this email and its attachments", "this e-mail and its attachments", "the information contained in this e", "the information in this e-mail",
		"the contents of this e", "this communication is confidential", "please consider the environment before",
		"diese e-mail enthält vertrauliche", "diese nachricht enthält vertrauliche", "diese e-mail ist vertraulich", "diese nachricht ist vertraulich",
		"der inhalt dieser e-mail ist vertraulich", "ce message et toutes les pièces", "ce message et ses pièces", "ce message est confidentiel",
		"ce courriel est confidentiel", "ce courriel et les documents", "este mensaje y sus", "este mensaje es confidencial",
		"este mensaje puede contener", "este correo electrónico y", "la información contenida en este", "le informazioni contenute in quest",
		"questo messaggio e i suoi allegati", "questa e-mail è confidenziale", "esta mensagem é confidencial", "esta mensagem pode conter",
		"as informações contidas nest", "dit bericht is vertrouwelijk", "dit e-mailbericht is", "de informatie in dit bericht", "de inhoud van dit bericht",
		"detta e-postmeddelande", "detta meddelande är konfidentiellt", "denne e-mail er fortrolig", "denne e-mail kan indeholde",
		"denne e-posten er konfidensiell", "tämä sähköposti on luottamuksellinen", "tämä viesti on luottamuksellinen", "treść tej wiadomości",
		"niniejsza wiadomość", "данное сообщение является", "informace obsažené v tomto", "tento e-mail je důvěrný", "本邮件及其附件", "本郵件及其附件",
		"本メール及び添付", "이 메일은 기밀",
		"virus-free.", "virenfrei.", "sans virus.", "libre de virus.", "privo di virus.", "this email has been checked for viruses",
		"this email has been scanned", "diese e-mail wurde von avast", "diese e-mail wurde auf viren", "l'absence de virus dans ce courrier", "no virus found in this",
	}
}
