package tracker

import (
	"regexp"
	"strings"
)

// A textile reads Redmine's text formatting for its words: Textile with links to
// wiki pages and macros. As with Jira's notation, marks are taken away where they
// cannot be anything else.
type textile struct {
	verbatim *regexp.Regexp // <pre>
	tag      *regexp.Regexp
	macro    *regexp.Regexp // {{toc}}
	block    *regexp.Regexp // h1. bq. p. fn1.
	bullet   *regexp.Regexp
	rule     *regexp.Regexp
	cell     *regexp.Regexp // what a table's cell begins with
	picture  *regexp.Regexp
	wiki     *regexp.Regexp // [[page|words]]
	link     *regexp.Regexp // "words":address
	code     *regexp.Regexp
	span     *regexp.Regexp // %{color:red}words%
	emphasis *regexp.Regexp
}

func newTextile() textile {
	return textile{
		verbatim: regexp.MustCompile(`(?is)<pre[^>]*>(?:\s*<code[^>]*>)?\n?(.*?)(?:</code>\s*)?</pre>`),
		tag:      regexp.MustCompile(`(?i)</?(?:notextile|code|kbd|del|ins|b|i|u|em|strong|sub|sup|span|br)(?:\s[^<>]*)?/?>`),
		macro:    regexp.MustCompile(`\{\{(?:[a-z_]+)(?:\([^)\n]*\))?(?:\}\})?|^\}\}$`),
		block:    regexp.MustCompile(`^(h[1-6]|p|bq|fn\d+|bc|pre)((?:[<>=]|\([^)\s]*\)|\{[^}\n]*\}|\[[^\]\s]*\])*)\.{1,2}(?::\S+)?\s+`),
		bullet:   regexp.MustCompile(`^[*#]+\s+`),
		rule:     regexp.MustCompile(`^-{3,}$`),
		cell:     regexp.MustCompile(`^(?:_|[<>=^~]|[\\/]\d+|\{[^}]*\}|\([^)]*\))+\.\s*`),
		picture:  regexp.MustCompile(`(?i)![<>=]?(?:\{[^}\n]*\})?[^\s!|(]+\.(?:png|jpe?g|gif|svg|bmp|webp)(?:\([^)\n]*\))?!(?::\S+)?`),
		wiki:     regexp.MustCompile(`\[\[(?:[^\]|\n]*\|)?([^\]|\n]+)\]\]`),
		link:     regexp.MustCompile(`"([^"\n]+?)(?:\s*\([^)"\n]*\))?":((?:https?|ftp|mailto):[^\s<>"]*[^\s<>".,;:!?)]|/[^\s<>"]*[^\s<>".,;:!?)])`),
		code:     regexp.MustCompile(`(^|[\s(\[])@([^@\n]+)@`),
		span:     regexp.MustCompile(`%(?:\{[^}\n]*\}|\([^)\n]*\))([^%\n]+)%`),
		emphasis: regexp.MustCompile(`(^|[\s(\[{"'|>])(?:\*{1,2}([^\s*](?:[^*\n]*[^\s*])?)\*{1,2}|_{1,2}([^\s_](?:[^_\n]*[^\s_])?)_{1,2}|\+([^\s+](?:[^+\n]*[^\s+])?)\+|\?\?([^\s?][^?\n]*)\?\?|-([^\s-](?:[^-\n]*[^\s-])?)-)($|[\s)\]}"'|<.,;:!?])`),
	}
}

// text gives the words of a source. Of a comment, what is quoted is left out:
// somebody else wrote it. Code is kept as it stands.
func (t textile) text(source string, comment bool) string {
	source = strings.ReplaceAll(source, "\r", "")
	var out prose
	for {
		at := t.verbatim.FindStringSubmatchIndex(source)
		if at == nil {
			break
		}
		t.prose(&out, source[:at[0]], comment)
		out.line()
		out.write(strings.Trim(source[at[2]:at[3]], "\n"))
		out.line()
		source = source[at[1]:]
	}
	t.prose(&out, source, comment)
	return out.String()
}

func (t textile) prose(out *prose, source string, comment bool) {
	quoted := false // until the paragraph ends
	for line := range strings.SplitSeq(source, "\n") {
		line = strings.TrimSpace(t.macro.ReplaceAllString(strings.TrimSpace(line), ""))
		if line == "" {
			quoted = false
			out.paragraph()
			continue
		}
		lead := t.block.FindStringSubmatch(line)
		if lead != nil {
			quoted = lead[1] == "bq"
			line = line[len(lead[0]):]
		}
		if comment && (quoted || strings.HasPrefix(line, ">")) || t.rule.MatchString(line) {
			continue
		}
		out.write(t.line(strings.TrimLeft(line, "> ")))
		out.line()
		if lead != nil && lead[1][0] == 'h' {
			out.paragraph()
		}
	}
}

func (t textile) line(line string) string {
	if strings.HasPrefix(line, "|") && strings.HasSuffix(line, "|") && len(line) > 1 {
		cells := strings.Split(line[1:len(line)-1], "|")
		for i, cell := range cells {
			cells[i] = t.inline(t.cell.ReplaceAllString(cell, ""))
		}
		return row(cells)
	}
	return t.inline(t.bullet.ReplaceAllString(line, "- "))
}

func (t textile) inline(line string) string {
	line = t.picture.ReplaceAllString(line, "")
	line = t.wiki.ReplaceAllString(line, "$1")
	line = t.link.ReplaceAllString(line, "$1")
	line = t.tag.ReplaceAllStringFunc(line, func(tag string) string { return strings.ReplaceAll(lineBreak([]byte(tag)), "\n", " ") })
	line = t.span.ReplaceAllString(line, "$1")
	for range 2 { // the space between two marked words belongs to the first match
		line = t.emphasis.ReplaceAllString(line, "$1$2$3$4$5$6$7")
	}
	line = t.code.ReplaceAllString(line, "$1$2")
	return strings.Join(strings.Fields(line), " ")
}
