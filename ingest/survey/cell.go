package survey

import (
	"bytes"
	"maps"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/earshot/earshot/ingest"
)

// several parts the choices of one answer.
const several = "; "

// cell writes a value of JSON as one would read it in a table.
func cell(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case float64:
		return figure(v)
	case bool:
		if v {
			return "true"
		}
		return "false"
	case []any:
		var texts []string
		for _, one := range v {
			if text := cell(one); text != "" {
				texts = append(texts, text)
			}
		}
		return strings.Join(texts, several)
	case map[string]any: // rows of a matrix
		var texts []string
		for _, key := range slices.Sorted(maps.Keys(v)) {
			texts = append(texts, key+": "+cell(v[key]))
		}
		return strings.Join(texts, several)
	}
	return ""
}

// ident is an id: a number in a text, or bare.
type ident string

// UnmarshalJSON reads both.
func (id *ident) UnmarshalJSON(raw []byte) error {
	*id = ident(bytes.Trim(raw, `"`))
	if *id == "null" {
		*id = ""
	}
	return nil
}

// scale is from the lowest to the highest answer; top stands in where a form
// does not say the highest.
func scale(low, high, top float64) []float64 {
	if high <= low {
		high = top
	}
	return []float64{low, high}
}

// recommending finds the question about recommending, in the words of many
// languages.
var recommending = regexp.MustCompile(`(?i)recom|empfehl|empfiehl|raccomand|consigli|consejar|aanbevel|aanraden|anbefal|polec|doporuč|ajánl|suosit|рекоменд|rekomend|tavsiye|推荐|推薦|おすすめ|お勧め|추천`)

// asked is how to read a plain scale: as nps where it asks about recommending
// from 0 to 10, else as satisfaction.
func asked(title string, scale []float64) *Rating {
	if scale[0] == 0 && scale[1] == 10 && recommending.MatchString(title) {
		return &Rating{Metric: ingest.NPS}
	}
	return &Rating{Metric: ingest.CSAT, Scale: scale}
}

// plain is a title without markup.
func plain(title string) string {
	if !strings.ContainsAny(title, "<&") {
		return squeeze(title)
	}
	var text strings.Builder
	for tokens := html.NewTokenizer(strings.NewReader(title)); ; {
		switch tokens.Next() {
		case html.ErrorToken:
			return squeeze(text.String())
		case html.TextToken:
			text.WriteString(tokens.Token().Data)
		default: // an end of a line or paragraph parts words
			text.WriteByte(' ')
		}
	}
}
