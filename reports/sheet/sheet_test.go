package sheet

import (
	"bytes"
	"encoding/csv"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestHarmless(t *testing.T) {
	for text, want := range map[string]string{
		"":                    "",
		"plain":               "plain",
		"=1+1":                "'=1+1",
		"=cmd|'/C calc'!A0":   "'=cmd|'/C calc'!A0",
		"@SUM(A1)":            "'@SUM(A1)",
		"\tx":                 "'\tx",
		"\rx":                 "'\rx",
		"-5":                  "-5",
		"+3.2":                "+3.2",
		"-1e6":                "-1e6",
		"-":                   "'-",
		"- the app hangs":     "'- the app hangs",
		"-5+cmd|' /C calc'!A": "'-5+cmd|' /C calc'!A",
		"+Inf":                "'+Inf",
		"-0x1p-2":             "'-0x1p-2",
		"-1_000":              "'-1_000",
		"a=1":                 "a=1",
		"'=1":                 "'=1",
	} {
		if got := Harmless(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

func TestWriter(t *testing.T) {
	var out bytes.Buffer
	w, err := NewWriter(&out, []string{"a", "day", "moment"})
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 7, 5, 22, 30, 1, 999, time.FixedZone("", 3600))
	dates := []bool{false, true, false}
	for _, row := range [][]any{
		{"x", at, at}, {nil, nil, nil}, {int64(-3), int32(4), true}, {-0.25, math.NaN(), math.Inf(1)},
		{`say "no", they`, "two\nlines", " space"},
	} {
		if err := w.Write(row, dates); err != nil {
			t.Fatal(err)
		}
	}
	want := "a,day,moment\r\n" +
		"x,2026-07-05,2026-07-05T21:30:01Z\r\n" +
		",,\r\n" +
		"-3,4,true\r\n" +
		"-0.25,,\r\n" +
		"\"say \"\"no\"\", they\",\"two\nlines\",\" space\"\r\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
	if w.Rows() != 5 {
		t.Errorf("%d rows", w.Rows())
	}
	if err := w.Write([]any{[]any{"list"}}, dates); err == nil {
		t.Error("a list was written without an error")
	}
}

// What is written can be read, and no cell that a spreadsheet would run is there.
func FuzzWriter(f *testing.F) {
	f.Add("=1+1", "plain")
	f.Add("a\r\nb", "\"")
	f.Add("", " ,\t")
	f.Add("-5", "שלום 🔑")
	f.Fuzz(func(t *testing.T, first, second string) {
		var out bytes.Buffer
		w, err := NewWriter(&out, []string{"a", "b"})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Write([]any{first, second}, []bool{false, false}); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&out).ReadAll()
		if err != nil {
			t.Fatalf("%v in %q", err, out.String())
		}
		for i, text := range []string{first, second} {
			// The reader makes one line end of two characters.
			want := strings.ReplaceAll(Harmless(text), "\r\n", "\n")
			if len(rows) != 2 || len(rows[1]) != 2 || rows[1][i] != want {
				t.Fatalf("%q, %q came back as %q", first, second, rows)
			}
			if Harmless(want) != want {
				t.Errorf("%q would run", want)
			}
		}
	})
}
