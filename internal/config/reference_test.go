package config

import (
	"strings"
	"testing"
)

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
