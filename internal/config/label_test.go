package config

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestLoadLabels(t *testing.T) {
	const text = "\ufeffTheme;source ; native_id;value;by;note;at\r\n" +
		"login;web;1;yes;ann;\"so;\nso\";2026-03-31\r\n" +
		"pricing;web;1; NO ;ann\r\n" +
		"login;web;2;TRUE;bob;;2026-03-31T14:05:00+02:00\r\n" +
		"login;web;3;0;bob;;2026-03-31 14:05\r\n"
	want := []Label{
		{Source: "web", NativeID: "1", Theme: "login", Has: true, By: "ann", Note: "so;\nso", Line: 2, At: time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC)},
		{Source: "web", NativeID: "1", Theme: "pricing", By: "ann", Line: 4},
		{Source: "web", NativeID: "2", Theme: "login", Has: true, By: "bob", Line: 5, At: time.Date(2026, 3, 31, 12, 5, 0, 0, time.UTC)},
		{Source: "web", NativeID: "3", Theme: "login", By: "bob", Line: 6, At: time.Date(2026, 3, 31, 14, 5, 0, 0, time.UTC)},
	}
	got, err := LoadLabels(write(t, t.TempDir(), "labels.csv", text), []Theme{{ID: "login"}, {ID: "pricing"}})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error("-want +got\n" + diff)
	}
}

func TestLoadLabelsWithoutFile(t *testing.T) {
	if labels, err := LoadLabels(filepath.Join(t.TempDir(), "labels.csv"), nil); labels != nil || err != nil {
		t.Error(labels, err)
	}
	_, err := LoadLabels(t.TempDir(), nil)
	if err == nil || !strings.Contains(err.Error(), "not a file of at most 64 MB") {
		t.Error(err)
	}
}

// TestLabelsNotUTF8: what cannot stand in an archive.
func TestLabelsNotUTF8(t *testing.T) {
	for want, text := range map[string]string{
		"labels.csv:3: this is not UTF-8":                  "source,native_id,theme,value,by,note\nweb,1,login,yes,ann,\nweb,2,login,yes,ann,f\xfcr\n",
		"labels.csv:1:33: a column name that is not UTF-8": "source,native_id,theme,value,by,f\xfcr\n",
	} {
		_, err := LoadLabels(write(t, t.TempDir(), "labels.csv", text), []Theme{{ID: "login"}})
		if got, _, _ := strings.Cut(errorText(err), "\n"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestLabelsStopAtTooManyProblems(t *testing.T) {
	text := "source,native_id,theme,value,by\n" + strings.Repeat("web,1,login,maybe,ann\n", 5000)
	_, err := LoadLabels(write(t, t.TempDir(), "labels.csv", text), []Theme{{ID: "login"}})
	var problems Problems
	if !errors.As(err, &problems) || len(problems) != maxProblems+1 {
		t.Error(len(problems))
	}
}

func TestLoadLexicon(t *testing.T) {
	got, err := LoadLexicon(write(t, t.TempDir(), "lexicon.csv", "word\tvalence\nSick\t2.5\n😡\t-4\nmeh\t-0,5\n"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]float64{"sick": 2.5, "😡": -4, "meh": -0.5}, got); diff != "" {
		t.Error("-want +got\n" + diff)
	}
	_, err = LoadLexicon(filepath.Join(t.TempDir(), "words.csv"))
	if got, _, _ := strings.Cut(errorText(err), "\n"); got != "words.csv: no such file" {
		t.Error(err)
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func FuzzLoadLabels(f *testing.F) {
	for _, text := range inputs(f, "testdata/labels-labels.txtar") {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		path := write(t, t.TempDir(), "labels.csv", string(text))
		_, err := LoadLabels(path, []Theme{{ID: "login"}})
		checkProblems(t, err, text)
		_, err = LoadLexicon(path)
		checkProblems(t, err, text)
	})
}
