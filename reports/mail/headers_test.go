package mail

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"strings"
	"testing"

	"github.com/emersion/go-msgauth/dkim"
)

// TestSigned: another program finds the DKIM signature right, and wrong once the
// text is changed.
func TestSigned(t *testing.T) {
	d := loaded(t, published(t, cases()["quiet"]...))
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	_, edKey, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	rsaPublic, err := x509.MarshalPKIXPublicKey(&rsaKey.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		key    any
		record string
	}{
		"rsa":     {rsaKey, "v=DKIM1; k=rsa; p=" + base64.StdEncoding.EncodeToString(rsaPublic)},
		"ed25519": {edKey, "v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(edKey.Public().(ed25519.PublicKey))},
	} {
		t.Run(name, func(t *testing.T) {
			der, err := x509.MarshalPKCS8PrivateKey(c.key)
			if err != nil {
				t.Fatal(err)
			}
			key, err := ParseKey(string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})))
			if err != nil {
				t.Fatal(err)
			}
			e := edition()
			e.Sign = &Signature{Domain: "harbour.example", Selector: "earshot", Key: key}
			m, err := d.Compose(e)
			if err != nil {
				t.Fatal(err)
			}
			if again, err := d.Compose(e); err != nil || string(again.Source) != string(m.Source) {
				t.Error("other bytes the second time", err)
			}
			verify := func(source string) error {
				found, err := dkim.VerifyWithOptions(strings.NewReader(source), &dkim.VerifyOptions{LookupTXT: func(domain string) ([]string, error) {
					if domain != "earshot._domainkey.harbour.example" {
						return nil, fmt.Errorf("asked for %s", domain)
					}
					return []string{c.record}, nil
				}})
				if err != nil || len(found) != 1 {
					return fmt.Errorf("%d signatures: %w", len(found), err)
				}
				return found[0].Err
			}
			if err := verify(string(m.Source)); err != nil {
				t.Error(err)
			}
			if err := verify(strings.Replace(string(m.Source), "NPS", "CSAT", 1)); err == nil {
				t.Error("a changed mail is found right")
			}
		})
	}
	if _, err := ParseKey("hush-hush"); err == nil || strings.Contains(err.Error(), "hush") {
		t.Error(err)
	}
}

// TestHeaders: what a mail says of itself, with one-click unsubscribing where
// there is a page for it, and without.
func TestHeaders(t *testing.T) {
	d := loaded(t, published(t, cases()["quiet"]...))
	e := edition()
	m, err := d.Compose(e)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"List-Unsubscribe: <mailto:stop@harbour.example?subject=unsubscribe>\r\n", "List-Id: <harbour.earshot.harbour.example>\r\n", "Auto-Submitted: auto-generated\r\n",
		"Reply-To: \"Bo\" <bo@harbour.example>\r\n", "Date: Mon, 06 Jul 2026 07:00:00 +0200\r\n", "Content-Transfer-Encoding: quoted-printable\r\n",
	} {
		if !strings.Contains(string(m.Source), want) {
			t.Errorf("no %q in\n%.1500s", want, m.Source)
		}
	}
	if strings.Contains(string(m.Source), "List-Unsubscribe-Post") {
		t.Error("one click without a page")
	}
	e.OneClick = "https://harbour.example/stop"
	if m, err = d.Compose(e); err != nil || !strings.Contains(string(m.Source), "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n") ||
		!strings.Contains(strings.ReplaceAll(string(m.Source), "\r\n ", " "), "List-Unsubscribe: <https://harbour.example/stop>, <mailto:stop@harbour.example?subject=unsubscribe>") {
		t.Errorf("%v\n%.1500s", err, m.Source)
	}
	other := edition()
	other.To = "bo@harbour.example"
	n, err := d.Compose(other)
	if err != nil || n.ID == m.ID || !strings.HasPrefix(m.ID, "trend.2026-W27.") || !strings.HasSuffix(m.ID, "@harbour.example") || strings.Contains(m.ID, "ana") {
		t.Error(m.ID, n.ID, err)
	}
	other.From = "nobody"
	if _, err := d.Compose(other); err == nil {
		t.Error("no error without a sender")
	}
	// A subject that would end the header does not.
	notice, err := Notice("Harbour", "one\r\nBcc: x@evil.example\n\ntext", edition())
	if err != nil || strings.Contains(strings.SplitN(string(notice.Source), "\r\n\r\n", 2)[0], "Bcc:") {
		t.Errorf("%v\n%s", err, notice.Source)
	}
}
