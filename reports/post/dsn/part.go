package dsn

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"strings"
)

// Bounds of what is looked at: a report has three parts.
const (
	mostDepth = 6
	mostParts = 50
	mostBytes = 10 << 20
)

// Read reads a mail as it came, headers and all. What is damaged behind the part
// that matters does no harm; a report without a recipient is none.
func Read(raw []byte) (Report, error) {
	if len(raw) > mostBytes {
		raw = raw[:mostBytes]
	}
	w := walk{left: mostParts}
	w.mail(raw, 0)
	if len(w.found.Recipients) == 0 {
		return Report{}, ErrNone
	}
	return w.found, nil
}

// walk goes through a mail's parts until it has been through one report.
type walk struct {
	left  int // parts that it still looks at
	found Report
}

func (w *walk) done() bool { return len(w.found.Recipients) > 0 }

func (w *walk) mail(raw []byte, depth int) {
	header, body := headers(raw)
	w.entity(header, body, depth)
}

// entity looks for the report: gateways put theirs around it, and people pass
// one on as an attachment. Only the report that holds the status says whose
// headers were returned.
func (w *walk) entity(header fields, body []byte, depth int) {
	if depth > mostDepth || w.done() {
		return
	}
	kind, params, err := mime.ParseMediaType(header.get("content-type"))
	switch {
	case err != nil && kind == "":
	case kind == "multipart/report" && (params["report-type"] == "" || strings.EqualFold(params["report-type"], "delivery-status")):
		w.report(body, params["boundary"])
	case strings.HasPrefix(kind, "multipart/"):
		w.parts(body, params["boundary"], func(header fields, body []byte) { w.entity(header, body, depth+1) })
	case kind == "message/rfc822" || kind == "message/global":
		w.mail(decoded(header, body), depth+1)
	}
}

// report takes the status and the returned headers of one report.
func (w *walk) report(body []byte, boundary string) {
	var r Report
	returned := false
	w.parts(body, boundary, func(header fields, body []byte) {
		kind, _, _ := mime.ParseMediaType(header.get("content-type"))
		switch kind {
		case "message/delivery-status", "message/global-delivery-status":
			if len(r.Recipients) == 0 {
				r.Recipients = recipients(decoded(header, body))
			}
		case "text/rfc822-headers", "message/rfc822", "message/global", "message/global-headers", "message/rfc822-headers":
			if !returned {
				mail, _ := headers(decoded(header, body))
				r.MessageID, returned = messageID(mail), true
			}
		}
	})
	w.found = r
}

// parts gives the parts of a multipart body in their order. What follows damage
// is left out; a last part that is cut short is given as far as it goes.
func (w *walk) parts(body []byte, boundary string, use func(fields, []byte)) {
	if boundary == "" {
		return
	}
	reader := multipart.NewReader(bytes.NewReader(body), boundary)
	for w.left > 0 {
		w.left--
		part, err := reader.NextRawPart()
		if err != nil {
			return
		}
		content, err := io.ReadAll(part)
		var header fields
		for name, values := range part.Header {
			for _, value := range values {
				header = append(header, field{strings.ToLower(name), value})
			}
		}
		use(header, content)
		if err != nil {
			return
		}
	}
}

// decoded undoes the transfer encoding that reports should not have and have. Of
// what is damaged it gives what comes before.
func decoded(header fields, body []byte) []byte {
	var from io.Reader
	switch strings.ToLower(strings.TrimSpace(header.get("content-transfer-encoding"))) {
	case "base64":
		from = base64.NewDecoder(base64.StdEncoding, bytes.NewReader(body))
	case "quoted-printable":
		from = quotedprintable.NewReader(bytes.NewReader(body))
	default:
		return body
	}
	text, _ := io.ReadAll(from)
	return text
}
