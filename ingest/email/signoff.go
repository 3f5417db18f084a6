package email

import (
	"strings"
	"unicode"
)

// signsOff tells a line that is nothing but a sign-off. "Thanks" and
// "Sincerely" are none: they stand in running text too. Those that are words of
// everyday life count only behind an empty line; "Best:" begins a list.
func signsOff(lower string, afterBlank bool) bool {
	if len(lower) > 60 || strings.HasSuffix(lower, ":") || strings.HasSuffix(lower, "?") {
		return false
	}
	phrase := strings.TrimFunc(lower, func(r rune) bool { return !unicode.IsLetter(r) })
	return isSignOff(phrase) || afterBlank && isWeakSignOff(phrase)
}

func isSignOff(phrase string) bool {
	switch phrase {
	case "regards", "best regards", "kind regards", "kindest regards", "warm regards", "warmest regards", "with regards", "with best regards",
		"with kind regards", "rgds", "yours truly", "yours faithfully", "thanks and regards", "thanks & regards", "thanks and best regards",
		"many thanks and best regards", "thanks and kind regards", "thank you and best regards",
		"mit freundlichen grüßen", "mit freundlichen grüssen", "mit freundlichem gruß", "mit freundlichem gruss", "mit besten grüßen",
		"mit besten grüssen", "mit herzlichen grüßen", "mit lieben grüßen", "mit vielen grüßen", "freundliche grüße", "freundliche grüsse",
		"viele grüße", "viele grüsse", "beste grüße", "beste grüsse", "liebe grüße", "herzliche grüße", "schöne grüße", "lieben gruß",
		"besten gruß", "schönen gruß", "mfg", "hochachtungsvoll",
		"cordialement", "bien cordialement", "très cordialement", "salutations", "meilleures salutations", "sincères salutations",
		"cordiales salutations", "salutations distinguées", "bien à vous", "cdlt",
		"saludos", "un saludo", "saludos cordiales", "un cordial saludo", "cordiales saludos", "reciba un cordial saludo", "muchos saludos",
		"atentamente", "atte", "cordialmente", "cordiali saluti", "distinti saluti", "un saluto", "un cordiale saluto", "tanti saluti", "cari saluti",
		"atenciosamente", "com os melhores cumprimentos", "melhores cumprimentos", "cumprimentos", "abraços", "um abraço",
		"met vriendelijke groet", "met vriendelijke groeten", "vriendelijke groet", "vriendelijke groeten", "met hartelijke groet", "hartelijke groet",
		"groeten", "groetjes", "mvg", "med vänliga hälsningar", "med vänlig hälsning", "vänliga hälsningar", "vänlig hälsning", "hälsningar", "mvh",
		"med venlig hilsen", "med venlige hilsner", "venlig hilsen", "venlige hilsner", "mange hilsner", "med vennlig hilsen", "vennlig hilsen", "beste hilsen",
		"ystävällisin terveisin", "parhain terveisin", "terveisin", "ystävällisesti",
		"pozdrawiam", "z poważaniem", "serdecznie pozdrawiam", "pozdrawiam serdecznie", "z pozdrowieniami", "z wyrazami szacunku",
		"с уважением", "с наилучшими пожеланиями", "с наилучшими", "всего доброго",
		"s pozdravem", "s přátelským pozdravem", "s úctou", "s pozdravom",
		"此致", "此致敬礼", "此致敬禮", "敬上", "敬具", "顺祝商祺", "順頌商祺", "よろしくお願いします", "よろしくお願い致します",
		"よろしくお願いいたします", "宜しくお願い致します", "宜しくお願いいたします", "以上よろしくお願いいたします":
		return true
	}
	return false
}

func isWeakSignOff(phrase string) bool {
	switch phrase {
	case "best", "best wishes", "with best wishes", "all the best", "cheers", "respectfully", "lg", "vg", "gruß", "gruss", "grüße",
		"bonne journée", "cdt", "amicalement", "saluti", "in fede", "att", "abraço", "groet", "hilsen", "vh", "yt", "terv",
		"pozdrowienia", "zdraví", "hezký den", "祝好", "以上", "드림", "이상입니다":
		return true
	}
	return false
}
