package webhook

import (
	"slices"
	"time"

	"github.com/earshot/earshot/ingest/survey"
	"github.com/earshot/earshot/internal/secret"
)

// Settings is the part of earshot.yaml that describes a source of kind webhook:
// how deliveries are signed, and what their fields mean. Each delivery is one
// JSON object, or a list of them; a column is the dotted path in it, and may be
// missing from any of them.
type Settings struct {
	Secret    secret.Text `yaml:"secret" jsonschema:"required" jsonschema_description:"What the sending tool signs with"`
	Signature Signature   `yaml:"signature" jsonschema:"required" jsonschema_description:"How the sending tool signs"`
	MaxSize   int         `yaml:"max_size" jsonschema:"minimum=1,maximum=65536,default=1024" jsonschema_description:"Largest delivery in kilobytes (KiB); default 1024"`

	survey.Settings `yaml:",inline"`
}

// Signature says how a delivery is signed: HMAC with SHA-256, over the body as it
// is sent.
type Signature struct {
	Header    string        `yaml:"header" jsonschema:"required,minLength=1,example=Typeform-Signature" jsonschema_description:"The header that holds the signature"`
	Scheme    string        `yaml:"scheme" jsonschema:"enum=hex,enum=sha256=hex,enum=base64,enum=sha256=base64,default=hex" jsonschema_description:"How it is written: hexadecimal or base64, bare or behind sha256= (Typeform: sha256=base64; Tally: base64)"`
	Timestamp string        `yaml:"timestamp" jsonschema:"example=X-Timestamp" jsonschema_description:"The header with the time of sending, as seconds since 1970. What is signed is then the time, a full stop and the body. Default: none, and a copy of an old delivery is accepted again, which changes nothing"`
	Tolerance time.Duration `yaml:"tolerance" jsonschema:"default=5m" jsonschema_description:"How far the time of sending may be from now; default: 5m"`
}

// defaultTolerance is for clocks that differ, and deliveries that wait.
const defaultTolerance = 5 * time.Minute

// Check reports what a schema cannot say.
func (s Settings) Check(problem func(path, message, hint string)) {
	if !slices.Contains([]string{"", "hex", "sha256=hex", "base64", "sha256=base64"}, s.Signature.Scheme) {
		problem("signature.scheme", "is not known", "write hex, sha256=hex, base64 or sha256=base64")
	}
	if s.Signature.Tolerance < 0 || s.Signature.Tolerance > 0 && s.Signature.Timestamp == "" {
		problem("signature.tolerance", "there is no time of sending to compare", "name its header in timestamp, or leave tolerance out")
	}
	idle := func(path string, set bool) {
		if set {
			problem(path, "has no effect: deliveries are JSON", "leave it out")
		}
	}
	idle("format", s.Format != "")
	idle("delimiter", s.Delimiter != "")
	idle("quotes", s.Quotes != "")
	idle("encoding", s.Encoding != "")
	idle("header_rows", s.HeaderRows != nil)
	idle("sheet", s.Sheet != "")
	if s.Records != "" {
		problem("records", "has no effect: a delivery is one answer, or a list of them", "leave it out")
	}
	s.Settings.Check(problem)
}

// limit is the largest delivery in bytes.
func (s Settings) limit() int64 {
	if s.MaxSize == 0 {
		return 1 << 20
	}
	return int64(s.MaxSize) << 10
}
