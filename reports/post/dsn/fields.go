package dsn

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
)

// field is one line of headers, unfolded; its name is in lower case.
type field struct{ name, value string }

type fields []field

// get is the value of the first field of that name.
func (f fields) get(name string) string {
	for _, each := range f {
		if each.name == name {
			return each.value
		}
	}
	return ""
}

// mostFields and mostRecipients bound a report: ours are about one recipient.
const (
	mostFields     = 500
	mostRecipients = 100
)

// headers splits a mail into its fields and what follows the first empty line.
func headers(raw []byte) (fields, []byte) {
	raw = bytes.TrimLeft(raw, "\r\n")
	if rest, found := bytes.CutPrefix(raw, []byte("From ")); found { // of an mbox
		_, raw, _ = bytes.Cut(rest, []byte("\n"))
	}
	return block(raw)
}

// block reads fields up to an empty line and gives the rest. A line that is no
// field ends none: some servers break lines without indenting them.
func block(raw []byte) (all fields, rest []byte) {
	for len(raw) > 0 {
		line, after, _ := bytes.Cut(raw, []byte("\n"))
		text := strings.ToValidUTF8(strings.TrimRight(string(line), "\r"), "\uFFFD")
		raw = after
		switch {
		case strings.TrimSpace(text) == "":
			return all, raw
		case len(all) >= mostFields:
		case text[0] == ' ' || text[0] == '\t':
			if len(all) > 0 {
				all[len(all)-1].value += " " + strings.TrimSpace(text)
			}
		default:
			name, value, found := strings.Cut(text, ":")
			if name = strings.ToLower(strings.TrimSpace(name)); found && name != "" && !strings.ContainsAny(name, " \t") {
				all = append(all, field{name, strings.TrimSpace(value)})
			}
		}
	}
	return all, nil
}

// recipients reads the groups of a status part: the first is of the message, each
// other of a recipient. Servers leave the first out, or write it together with the
// first recipient, so a group is a recipient's when it names one.
func recipients(status []byte) []Recipient {
	var all []Recipient
	for rest := status; len(rest) > 0 && len(all) < mostRecipients; {
		var group fields
		group, rest = block(rest)
		if group.get("final-recipient") == "" && group.get("original-recipient") == "" {
			continue
		}
		all = append(all, recipient(group))
	}
	return all
}

func recipient(group fields) Recipient {
	action, _, _ := strings.Cut(strings.ToLower(uncommented(group.get("action"))), " ")
	if !regexp.MustCompile(`^(failed|delayed|delivered|relayed|expanded)$`).MatchString(action) {
		action = ""
	}
	return Recipient{
		Final: address(group.get("final-recipient")), Original: address(group.get("original-recipient")), Action: action,
		Status: status(uncommented(group.get("status")), group.get("diagnostic-code")),
	}
}

// uncommented is a value without what stands in brackets behind it.
func uncommented(value string) string {
	before, _, _ := strings.Cut(value, "(")
	return strings.TrimSpace(before)
}

// address reads "rfc822; ana@acme.example" and "utf-8; ..."; "" where it is none
// of mail. Original-Recipient comes in xtext (RFC 3461), by the books always and
// in fact at times, so what does not look like it stays.
func address(value string) string {
	kind, text, found := strings.Cut(value, ";")
	if !found { // no type: some write the address alone
		kind, text = "rfc822", value
	}
	text = strings.TrimSpace(text)
	switch strings.ToLower(strings.TrimSpace(kind)) {
	case "rfc822":
		text = plus.ReplaceAllStringFunc(text, func(code string) string { return character(code[1:]) })
	case "utf-8":
		text = unicodeEscape.ReplaceAllStringFunc(text, func(code string) string { return character(code[3 : len(code)-1]) })
	default:
		return ""
	}
	text = strings.ToLower(strings.Trim(uncommented(text), "<> "))
	if !strings.Contains(text, "@") || strings.ContainsAny(text, " \t\"") || len(text) > 320 {
		return ""
	}
	return text
}

// plus is a character of xtext, of which those are encoded that no address may
// have as it is, and + itself; ana+2b@ is a subaddress more often than one of them.
var (
	plus          = regexp.MustCompile(`\+(?:2B|3D|40)`)
	unicodeEscape = regexp.MustCompile(`\\x\{[0-9A-F]{2,6}\}`)
	messageIDs    = regexp.MustCompile(`<([^<>\s]{1,300})>`)
)

func character(hex string) string {
	code, err := strconv.ParseUint(hex, 16, 32)
	if err != nil || code < ' ' || code > 0x10ffff {
		return ""
	}
	return string(rune(code))
}

// messageID is that of a mail's headers. Two are none: which of them the mail had
// is not told.
func messageID(mail fields) string {
	found := ""
	for _, f := range mail {
		if f.name != "message-id" {
			continue
		}
		id := messageIDs.FindStringSubmatch(f.value)
		if id == nil || found != "" {
			return ""
		}
		found = id[1]
	}
	return found
}
