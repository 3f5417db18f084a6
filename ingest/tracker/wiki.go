package tracker

import (
	"regexp"
	"strings"
)

// A wiki reads Jira Server's text formatting notation for its words. The
// notation has no grammar to parse by: the marks are taken away where they
// cannot be anything else, and what remains is left as it is.
type wiki struct {
	verbatim *regexp.Regexp // {code}, {noformat}
	quote    *regexp.Regexp
	macro    *regexp.Regexp // {color:red}, {panel}
	title    *regexp.Regexp // {panel:title=What is new}
	picture  *regexp.Regexp
	account  *regexp.Regexp // of somebody whose name is not told
	person   *regexp.Regexp
	link     *regexp.Regexp
	mono     *regexp.Regexp
	emphasis *regexp.Regexp
	heading  *regexp.Regexp
	bullet   *regexp.Regexp
	rule     *regexp.Regexp
	escaped  *regexp.Regexp
}

func newWiki() wiki {
	return wiki{
		verbatim: regexp.MustCompile(`(?s)\{(?:code|noformat)(?::[^}\n]*)?\}\n?(.*?)\{(?:code|noformat)\}`),
		quote:    regexp.MustCompile(`(?s)\{quote\}(.*?)\{quote\}`),
		macro:    regexp.MustCompile(`\{(?:color|panel|quote|code|noformat|expand|info|note|warning|tip|section|column|anchor|toc)(?::[^}\n]*)?\}`),
		title:    regexp.MustCompile(`\{(?:panel|expand|info|note|warning|tip|code):(?:[^}\n]*\|)?title=([^|}\n]*)[^}\n]*\}`),
		picture:  regexp.MustCompile(`(?i)![^\s!|][^!|\n]*\.(?:png|jpe?g|gif|svg|bmp|webp|tiff?|mp4|mov|webm|pdf)(?:\|[^!\n]*)?!`),
		account:  regexp.MustCompile(`\[~accountid:[^\]\n]*\]`),
		person:   regexp.MustCompile(`\[~([^\]\n]+)\]`),
		link:     regexp.MustCompile(`\[(?:([^\]|\n]+)\|)?((?:https?|ftp|mailto|file):[^\]|\n]+|#[^\]|\s]+|\^[^\]|\n]+)(?:\|[^\]\n]*)?\]`),
		mono:     regexp.MustCompile(`\{\{(.+?)\}\}`),
		emphasis: regexp.MustCompile(`(^|[\s(\[{"'|])(?:\*([^\s*](?:[^*\n]*[^\s*])?)\*|_([^\s_](?:[^_\n]*[^\s_])?)_|\+([^\s+](?:[^+\n]*[^\s+])?)\+|\?\?([^\s?][^?\n]*)\?\?)`),
		heading:  regexp.MustCompile(`^h[1-6]\.\s+`),
		bullet:   regexp.MustCompile(`^(?:[*#-]+)\s+`),
		rule:     regexp.MustCompile(`^-{4,}$`),
		escaped:  regexp.MustCompile(`\\([\[\]{}*_+|!~^#-])`),
	}
}

// text gives the words of a source. Of a comment, what is quoted is left out:
// somebody else wrote it. Code is kept as it stands.
func (w wiki) text(source string, comment bool) string {
	source = strings.ReplaceAll(source, "\r", "")
	if comment {
		source = w.quote.ReplaceAllString(source, "\n")
	}
	var out prose
	for {
		at := w.verbatim.FindStringSubmatchIndex(source)
		if at == nil {
			break
		}
		w.prose(&out, source[:at[0]], comment)
		out.write(w.titleOf(source[at[0]:at[2]]))
		out.line()
		out.write(strings.Trim(source[at[2]:at[3]], "\n"))
		out.line()
		source = source[at[1]:]
	}
	w.prose(&out, source, comment)
	return out.String()
}

func (w wiki) titleOf(macro string) string {
	if m := w.title.FindStringSubmatch(macro); m != nil {
		return m[1]
	}
	return ""
}

func (w wiki) prose(out *prose, source string, comment bool) {
	source = w.title.ReplaceAllString(source, "$1\n")
	source = strings.ReplaceAll(w.macro.ReplaceAllString(source, ""), `\\`, "\n")
	for _, line := range strings.Split(source, "\n") {
		line = strings.TrimSpace(line)
		quoted := strings.HasPrefix(line, "bq. ")
		switch {
		case line == "":
			out.paragraph()
			continue
		case quoted && comment, w.rule.MatchString(line):
			continue
		case strings.HasPrefix(line, "|"):
			line = strings.ReplaceAll(w.inline(line), "||", "|")
			line = row(strings.Split(strings.Trim(line, "|"), "|"))
		default:
			line = w.inline(w.lead(strings.TrimPrefix(line, "bq. ")))
		}
		out.write(line)
		out.line()
	}
}

// lead cuts a heading's mark and makes every bullet a dash.
func (w wiki) lead(line string) string {
	line = w.heading.ReplaceAllString(line, "")
	return w.bullet.ReplaceAllString(line, "- ")
}

func (w wiki) inline(line string) string {
	line = w.picture.ReplaceAllString(line, "")
	line = w.account.ReplaceAllString(line, "")
	line = w.person.ReplaceAllString(line, "@$1")
	line = w.link.ReplaceAllStringFunc(line, func(link string) string {
		parts := w.link.FindStringSubmatch(link)
		if parts[1] != "" {
			return parts[1]
		}
		return strings.TrimLeft(parts[2], "#^")
	})
	line = w.mono.ReplaceAllString(line, "$1")
	line = w.emphasis.ReplaceAllString(line, "$1$2$3$4$5")
	line = w.escaped.ReplaceAllString(line, "$1")
	return strings.Join(strings.Fields(line), " ")
}
