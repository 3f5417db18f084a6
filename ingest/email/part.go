package email

import (
	"bytes"
	"strings"

	"github.com/jhillyerd/enmime/v2"
	"github.com/jhillyerd/enmime/v2/mediatype"
)

// Limits for one mail: what is beyond them is no mail that a person wrote, and
// would cost time or memory out of proportion to its size.
const (
	maxMultiparts  = 30
	minMultiparts  = 4
	maxPartBytes   = 100 << 20 // a mail's bytes times its multiparts: each level reads them again
	maxDelimiters  = 5000
	maxHeaderBytes = 1 << 20
	maxEmbedded    = 3 // mails within mails whose text is looked at
)

// parseParts reads the tree of a mail's parts. The bytes of text parts are
// left as they came where the charset must be looked at: see text.
func parseParts(raw []byte) (*enmime.Part, error) {
	if end := headerEnd(raw); end > maxHeaderBytes {
		return nil, errTooMuch
	}
	if n := bytes.Count(raw, []byte("\n--")); n > maxDelimiters && delimiters(raw) > maxDelimiters {
		return nil, errTooMuch
	}
	seen := map[string]bool{}
	most := min(max(maxPartBytes/(len(raw)+1), minMultiparts), maxMultiparts)
	parser := enmime.NewParser(
		enmime.SkipMalformedParts(true),
		enmime.MultipartWOBoundaryAsSinglePart(true),
		enmime.DisableCharacterDetection(true),
		enmime.DisableTextConversion(true),
		enmime.MaxStoredPartErrors(4),
		enmime.SetReadPartErrorPolicy(func(*enmime.Part, error) bool { return true }),
		enmime.SetCustomParseMediaType(func(value string) (string, map[string]string, []string, error) {
			return mediaType(value, seen, most)
		}),
	)
	return parser.ReadParts(bytes.NewReader(raw))
}

// mediaType reads a Content-Type or Content-Disposition. It hides charsets that
// are looked at later, and boundaries past the limit of parts within parts.
func mediaType(value string, seen map[string]bool, most int) (string, map[string]string, []string, error) {
	kind, params, invalid, err := mediatype.Parse(value)
	if err != nil {
		return "", nil, nil, nil // an unreadable type is a missing one
	}
	if boundary := params["boundary"]; boundary != "" {
		seen[boundary] = true
		if len(seen) > most {
			return "application/octet-stream", nil, nil, nil
		}
	}
	if (kind == "" || strings.HasPrefix(kind, "text/")) && decodesItself(params["charset"]) {
		if params == nil {
			params = map[string]string{}
		}
		params["charset"] = "utf-8"
	}
	return kind, params, invalid, nil
}

// headerEnd is the length of the headers with the empty line after them.
func headerEnd(raw []byte) int {
	for at := 0; at < len(raw); {
		n := bytes.IndexByte(raw[at:], '\n')
		if n < 0 {
			break
		}
		if len(bytes.TrimRight(raw[at:at+n], "\r")) == 0 {
			return at + n + 1
		}
		at += n + 1
	}
	return len(raw)
}

// delimiters counts the lines that end a part, for all boundaries that the
// mail names.
func delimiters(raw []byte) int {
	named := map[string]bool{}
	for rest := raw; len(named) < 1000; {
		i := bytes.Index(rest, []byte("oundary="))
		if i < 0 {
			break
		}
		rest = rest[i+len("oundary="):]
		value := bytes.TrimLeft(rest[:min(len(rest), 200)], "\"")
		if end := bytes.IndexAny(value, "\"; \t\r\n"); end >= 0 {
			named[string(value[:end])] = true
		}
	}
	n := 0
	for l := range bytes.Lines(raw) {
		if after, found := bytes.CutPrefix(l, []byte("--")); found {
			after = bytes.TrimRight(after, " \t\r\n")
			if named[string(after)] || named[string(bytes.TrimSuffix(after, []byte("--")))] {
				n++
			}
		}
	}
	return n
}

// words is what a mail's parts hold for a reader.
type words struct {
	plain    []string // texts, in order
	embedded [][]byte // attached mails
	calendar bool     // an invitation, or the answer to one
	report   string   // the type of a report: delivery-status, ...
}

// collect walks the parts in order.
func (w *words) collect(p *enmime.Part, h *htmlText) {
	switch kind := p.ContentType; {
	case kind == "multipart/alternative":
		w.alternative(p, h)
	case p.FirstChild != nil:
		if kind == "multipart/report" {
			w.report = strings.ToLower(contentParams(p)["report-type"])
		}
		for c := p.FirstChild; c != nil; c = c.NextSibling {
			w.collect(c, h)
		}
	case kind == "text/calendar":
		w.calendar = w.calendar || p.Parent == nil || p.Parent.ContentType == "multipart/alternative"
	case kind == "message/rfc822" || kind == "message/global":
		w.embedded = append(w.embedded, p.Content)
	case kind == "message/delivery-status" || kind == "message/global-delivery-status" ||
		kind == "message/disposition-notification" || kind == "message/feedback-report":
		if w.report == "" {
			w.report = strings.TrimPrefix(kind, "message/")
		}
	case isText(p):
		if text := partText(p, h); strings.TrimSpace(text) != "" {
			w.plain = append(w.plain, text)
		}
	}
}

// alternative takes the plain text where there is some, else the first kind
// that says something. Calendars and attached mails count in any case.
func (w *words) alternative(p *enmime.Part, h *htmlText) {
	var best []string
	for c := p.FirstChild; c != nil && len(best) == 0; c = c.NextSibling {
		if c.ContentType == "text/plain" && isText(c) {
			if text := partText(c, nil); strings.TrimSpace(text) != "" {
				best, h = []string{text}, nil
			}
		}
	}
	for c := p.FirstChild; c != nil; c = c.NextSibling {
		var one words
		one.collect(c, h)
		w.calendar = w.calendar || one.calendar
		w.embedded = append(w.embedded, one.embedded...)
		if w.report == "" {
			w.report = one.report
		}
		if len(best) == 0 {
			best = one.plain
		}
	}
	w.plain = append(w.plain, best...)
}

// isText tells a part that is text to be read, no attachment. Without a type,
// with one that is none, or with parts that nothing separates, it is text too.
func isText(p *enmime.Part) bool {
	if p.Disposition == "attachment" || p.FileName != "" && p.Parent != nil {
		return false
	}
	switch p.ContentType {
	case "text/plain", "text/html", "text/enriched", "text/richtext", "text/markdown", "text/x-markdown":
		return true
	case "text/rfc822-headers":
		return false
	}
	if !strings.Contains(p.ContentType, "/") {
		return bytes.Count(p.Content, []byte{0})*20 <= len(p.Content)
	}
	return p.Parent == nil && (strings.HasPrefix(p.ContentType, "text/") || strings.HasPrefix(p.ContentType, "multipart/"))
}

// partText reads one part; h is nil where HTML is not wanted.
func partText(p *enmime.Part, h *htmlText) string {
	if p.ContentType == "text/html" && h == nil {
		return ""
	}
	params := contentParams(p)
	text := decoded(p.Content, charsetOf(params))
	if p.ContentType == "text/html" {
		return h.text(text)
	}
	if strings.EqualFold(params["format"], "flowed") {
		text = unflow(text, strings.EqualFold(params["delsp"], "yes"))
	}
	return text
}

// contentParams reads the parameters of the Content-Type as they were sent.
func contentParams(p *enmime.Part) map[string]string {
	_, params, _, err := mediatype.Parse(p.Header.Get("Content-Type"))
	if err != nil {
		return nil
	}
	return params
}

func charsetOf(params map[string]string) string {
	label := params["charset"]
	// Some mailers write charset="charset=utf-8".
	if _, after, found := strings.Cut(label, "="); found {
		label = after
	}
	return strings.Trim(label, "\"' ")
}

// isCut tells a mail whose last part has no end.
func isCut(root *enmime.Part) bool {
	for _, e := range root.Errors {
		if e.Name == enmime.ErrorMissingBoundary {
			return true
		}
	}
	return false
}
