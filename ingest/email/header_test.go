package email

import (
	"net/mail"
	"net/textproto"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestParseDate(t *testing.T) {
	berlin := time.FixedZone("here", 2*60*60)
	for _, test := range []struct{ date, want string }{
		{"Thu, 4 Mar 2021 09:05:00 +0100", "2021-03-04T08:05:00Z"},
		{"Thu, 4 Mar 2021 09:05:00 +0100 (CET)", "2021-03-04T08:05:00Z"},
		{"4 Mar 21 09:05 EST", "2021-03-04T14:05:00Z"},
		{"Thu, 04 Mar 2021 09:05:00 GMT+02:00", "2021-03-04T07:05:00Z"},
		{"Thu Mar  4 09:05:00 2021", "2021-03-04T07:05:00Z"},
		{"Thu Mar 4 09:05:00 PST 2021", "2021-03-04T17:05:00Z"},
		{"2021-03-04 09:05:00 +0000", "2021-03-04T09:05:00Z"},
		{"2021-03-04T09:05:00Z", "2021-03-04T09:05:00Z"},
		{"Thursday, March 4, 2021 9:05 AM", "2021-03-04T07:05:00Z"},
		{"04.03.2021 09:05:00", "2021-03-04T07:05:00Z"},
		{"Wed, 20 Sep 1995 00:19:00 (EDT) -0400", "1995-09-20T04:19:00Z"},
		{"Thu, 4 Mar 2021 09 : 05 : 00 +0100", "2021-03-04T08:05:00Z"},
		{"yesterday", ""}, {"", ""}, {"Thu, 1 Jan 1970 00:00:00 +0000", ""}, {"32 Mar 2021 09:05:00 +0000", ""},
	} {
		got := ""
		if at, ok := parseDate(test.date, berlin); ok {
			got = at.UTC().Format(time.RFC3339)
		}
		if got != test.want {
			t.Errorf("%q: %q, want %q", test.date, got, test.want)
		}
	}
}

func TestOccurred(t *testing.T) {
	for _, test := range []struct {
		name, from, want string
		fields           textproto.MIMEHeader
	}{
		{"date", "", "2021-03-04", textproto.MIMEHeader{"Date": {"Thu, 4 Mar 2021 09:05:00 +0100"}, "Received": {"by a; Thu, 4 Mar 2021 09:06:00 +0100"}}},
		{"written after it arrived", "", "2021-03-04", textproto.MIMEHeader{"Date": {"Thu, 4 Mar 2038 09:05:00 +0100"}, "Received": {"by a; Thu, 4 Mar 2021 09:06:00 +0100"}}},
		{"delivery", "", "2021-03-04", textproto.MIMEHeader{"Delivery-Date": {"Thu, 4 Mar 2021 09:05:00 +0100"}}},
		{"From_ line", "From a Thu Mar  4 09:05:00 2021", "2021-03-04", textproto.MIMEHeader{"Date": {"?"}}},
		{"nothing", "From -", "", textproto.MIMEHeader{}},
	} {
		got := ""
		if at, ok := occurred(header{fields: test.fields}, test.from, time.UTC); ok {
			got = at.UTC().Format(time.DateOnly)
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestTitle(t *testing.T) {
	for _, test := range []struct {
		subject, want       string
		answered, forwarded bool
	}{
		{"Too slow", "Too slow", false, false},
		{"Re: Too slow", "Too slow", true, false},
		{"RE[2]: AW: Sv : Too slow", "Too slow", true, false},
		{"Fwd: Re: Too slow", "Too slow", true, true},
		{"Re: Fwd: Too slow", "Too slow", true, false},
		{"WG: Zu langsam", "Zu langsam", false, true},
		{"R: I: Lento", "Lento", true, false},
		{"回复：转发：太慢", "太慢", true, false},
		{"Отв: Медленно", "Медленно", true, false},
		{"Login: it fails", "Login: it fails", false, false},
		{"re-open: it fails", "re-open: it fails", false, false},
		{"Re:", "", true, false},
		{"", "", false, false},
	} {
		rest, answered, forwarded := title(test.subject)
		if rest != test.want || answered != test.answered || forwarded != test.forwarded {
			t.Errorf("%q: %q, %v, %v", test.subject, rest, answered, forwarded)
		}
	}
}

func TestDecode(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"=?iso-8859-1?q?Sch=F6n?= =?utf-8?b?w6Q=?=", "Schönä"},
		{"=?utf-8?q?Sch=C3?= =?utf-8?q?=B6n?=", "Schön"},
		{"=?shift_jis?b?gqA=?=", "あ"},
		{"=?martian?q?x?=", "=?martian?q?x?="},
		{"Sch\xf6n", "Schön"},
		{"a\x00b\t\r\n c", "ab c"},
	} {
		if got := (header{}).decode(test.in); got != test.want {
			t.Errorf("%q: %q, want %q", test.in, got, test.want)
		}
	}
}

func TestAddresses(t *testing.T) {
	for _, test := range []struct {
		in   string
		want []mail.Address
	}{
		{"Jane <JANE@client.example>", []mail.Address{{Name: "Jane", Address: "jane@client.example"}}},
		{"=?utf-8?q?J=C3=A4ne?= <j@client.example>, k@client.example", []mail.Address{{Name: "Jäne", Address: "j@client.example"}, {Address: "k@client.example"}}},
		{"jane@site <jane@client.example>", []mail.Address{{Address: "jane@client.example"}}},
		{"mailto:jane@client.example", []mail.Address{{Address: "jane@client.example"}}},
		{"jane at client", nil}, {"<>", nil}, {"MAILER-DAEMON", nil},
	} {
		got := (header{fields: textproto.MIMEHeader{"From": {test.in}}}).addresses("From")
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.in, diff)
		}
	}
}

func TestMessageIDs(t *testing.T) {
	if diff := cmp.Diff([]string{"a@b", "c@d"}, messageIDs("<a@b> junk <c@\n d> <> Your mail of <e")); diff != "" {
		t.Errorf("ids (-want +got):\n%s", diff)
	}
	if got := messageID("8787.mail@client.example"); got != "8787.mail@client.example" {
		t.Errorf("an id without brackets is %q", got)
	}
	if got := messageIDs("jane@client.example"); got != nil {
		t.Errorf("an address in In-Reply-To is taken for %q", got)
	}
}

func TestTwinsForget(t *testing.T) {
	seen := newTwins()
	seen.see("first", "x")
	for i := range 3 * twinsKept {
		seen.see(time.Duration(i).String(), "y")
	}
	if n := len(seen.new) + len(seen.old); n > 2*twinsKept {
		t.Errorf("%d mails remembered, want at most %d", n, 2*twinsKept)
	}
	if seen.see("first", "x") != firstOfID {
		t.Error("a mail was remembered that should be forgotten")
	}
}
