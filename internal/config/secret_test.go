package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

func TestSecretIsNeverPrinted(t *testing.T) {
	type inner struct{ secret Secret } // fmt cannot call methods of this field
	type outer struct {
		Secret  Secret
		Pointer *Secret
		List    []Secret
		Map     map[string]Secret
		inner   inner
	}
	secret := NewSecret("hush-hush")
	values := []any{secret, &secret, outer{secret, &secret, []Secret{secret}, map[string]Secret{"a": secret}, inner{secret}}}
	for _, value := range values {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%10.3s", "%T", "%p"} {
			refuse(t, verb, fmt.Sprintf(verb, value))
		}
		encoded, err := json.Marshal(value)
		refuse(t, "json", string(encoded), err)
		written, err := yaml.Dump(value)
		refuse(t, "yaml", string(written), err)
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "value", value)
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "value", value)
		refuse(t, "slog", log.String())
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d"} {
		if got := fmt.Sprintf(verb, secret); got != "[secret]" {
			t.Errorf("%s: %q", verb, got)
		}
	}
	if secret.Reveal() != "hush-hush" || secret.IsZero() || !(Secret{}).IsZero() || (Secret{}).Reveal() != "" {
		t.Error("the secret is not what was kept")
	}
}

func refuse(t *testing.T, how, printed string, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Error(how, err)
		}
	}
	for _, trace := range []string{"hush", fmt.Sprintf("%x", "hush"), fmt.Sprintf("%X", "hush"), "104 117 115 104"} {
		if strings.Contains(printed, trace) {
			t.Errorf("%s: %s", how, printed)
		}
	}
}

func TestReferences(t *testing.T) {
	t.Setenv("EARSHOT_TEST_TOKEN", "hush-hush")
	dir := t.TempDir()
	path := write(t, dir, "secret.txt", " two\nlines\r\n\n")
	write(t, dir, "large.txt", strings.Repeat("x", maxSecret+1))
	for text, want := range map[string]string{
		"plain $ {} $5":                                 "plain $ {} $5",
		"${env:EARSHOT_TEST_TOKEN}":                     "hush-hush",
		"a${env:EARSHOT_TEST_TOKEN}b${file:secret.txt}": "ahush-hushb two\nlines",
		"${file:" + path + "}":                          " two\nlines",
		"${env:EARSHOT_TEST_TOKEN":                      "${env:EARSHOT_TEST_TOKEN",
		"${env:}":                                       "!unknown reference ${env:}",
		"${env:A B}":                                    "!unknown reference ${env:A B}",
		"${}":                                           "!unknown reference ${}",
		"${file:large.txt}":                             "!the file large.txt cannot be read: larger than 64 KB",
		"${file:/dev/zero}":                             "!the file /dev/zero cannot be read: not a regular file",
		"${env:EARSHOT_NOT_SET_1} and ${env:EARSHOT_NOT_SET}": "!the environment variable EARSHOT_NOT_SET_1 is not set",
	} {
		got, message, _ := (&references{dir: dir}).expand(text)
		if message != "" {
			got = "!" + message
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
