package page

import (
	"strings"
	"testing"
)

func FuzzQuoteCut(f *testing.F) {
	f.Add("I cannot log in.", "log in", int64(10), int64(15))
	f.Add("İstanbul LOGIN", "login", int64(0), int64(0))
	f.Add("שלום login", "login", int64(-4), int64(900))
	f.Add("", "", int64(1), int64(0))
	f.Fuzz(func(t *testing.T, text, evidence string, from, to int64) {
		if strings.ToValidUTF8(text, "") != text {
			t.Skip("the marts hold valid UTF-8")
		}
		before, marked, after := Quote{Text: text, Evidence: evidence, From: from, To: to}.Cut()
		if before+marked+after != text {
			t.Errorf("%q + %q + %q is not %q", before, marked, after, text)
		}
	})
}

func TestQuoteCut(t *testing.T) {
	for _, c := range []struct {
		q    Quote
		want string
	}{
		{Quote{Text: "log in, log in", Evidence: "log in", From: 9, To: 14}, "log in, [log in]"},
		{Quote{Text: "log in, log in", Evidence: "log in", From: 2, To: 7}, "[log in], log in"},
		{Quote{Text: "LOG IN now", Evidence: "log in"}, "[LOG IN] now"},
		{Quote{Text: "🔑 login", Evidence: "login", From: 3, To: 7}, "🔑 [login]"},
		{Quote{Text: "nothing here", Evidence: "login"}, "nothing here[]"},
	} {
		before, marked, after := c.q.Cut()
		if got := before + "[" + marked + "]" + after; got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestSafeURL(t *testing.T) {
	for link, want := range map[string]string{
		"https://example.com/a?b=c": "https://example.com/a?b=c", "http://example.com": "http://example.com",
		"javascript:alert(1)": "", "data:text/html,x": "", "//example.com/x": "", "/x": "", "": "", "https:///x": "", "ht tp://x": "",
	} {
		if got := SafeURL(link); got != want {
			t.Errorf("%q becomes %q", link, got)
		}
	}
}
