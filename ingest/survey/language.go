package survey

import (
	"strings"

	"golang.org/x/text/language"
)

// tongue is the row's language as ISO 639-1, empty for what names none.
func (m *mapping) tongue(cells []string) string {
	cell := trimmed(cells, m.language)
	if cell == "" {
		return m.fixedLanguage
	}
	code, known := m.languages[cell]
	if !known {
		code = iso639(cell)
		if len(m.languages) < 1000 {
			m.languages[strings.Clone(cell)] = code
		}
	}
	return code
}

// iso639 is the two letters for en, EN, en-US, en_GB, eng; else empty.
func iso639(name string) string {
	tag, err := language.Parse(name)
	if err != nil {
		return ""
	}
	if base, sure := tag.Base(); sure != language.No && len(base.String()) == 2 {
		return base.String()
	}
	return ""
}
