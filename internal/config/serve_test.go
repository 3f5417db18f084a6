package config

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/internal/secret"
)

func TestServeInFull(t *testing.T) {
	t.Setenv("EARSHOT_TEST_TOKEN", "hush-hush")
	dir := t.TempDir()
	write(t, dir, "cert.pem", "")
	write(t, dir, "key.pem", "")
	write(t, dir, File, `
serve:
  enabled: true
  listen: 0.0.0.0:8443
  url: https://feedback.acme.example
  tls: {certificate: cert.pem, key: key.pem}
  session: 8h
  allow:
    - {domains: [acme.example]}
    - {emails: [ana@acme.example], groups: [product], role: editor}
  oidc: {issuer: "https://login.acme.example", client_id: earshot, client_secret: "${env:EARSHOT_TEST_TOKEN}"}
  proxy: {addresses: [10.0.0.5, 10.1.0.0/24, "fd00::1"], header: X-Forwarded-Email}
  limits: {timeout: 10s, memory: 2GB, threads: 2, rows: 1000, running: 2, waiting: 5, per_user: 3}
sources: [{name: web, kind: survey, files: a.csv, time: T, comments: [Why]}]
`)
	want := Serve{
		Enabled: true, Listen: "0.0.0.0:8443", URL: "https://feedback.acme.example", TLS: &ServeTLS{"cert.pem", "key.pem"}, Session: 8 * time.Hour,
		Allow:  []Allow{{Domains: []string{"acme.example"}, Role: "reader"}, {Emails: []string{"ana@acme.example"}, Groups: []string{"product"}, Role: "editor"}},
		OIDC:   &ServeOIDC{Issuer: "https://login.acme.example", ClientID: "earshot", ClientSecret: secret.New("hush-hush")},
		Proxy:  &ServeProxy{Addresses: []string{"10.0.0.5", "10.1.0.0/24", "fd00::1"}, Header: "X-Forwarded-Email"},
		Limits: AskLimits{Timeout: 10 * time.Second, Memory: "2GB", Threads: 2, Rows: 1000, Running: 2, Waiting: 5, PerUser: 3},
	}
	got, err := Load(dir, sampleKinds())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got.Serve, compareSecrets); diff != "" {
		t.Error("-want +got\n" + diff)
	}
}
