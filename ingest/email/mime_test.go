package email

import (
	"strings"
	"testing"
	"time"
)

// bodyOf is the body of the feedback that a mail becomes.
func bodyOf(t *testing.T, mail string) string {
	t.Helper()
	got := items(t, Settings{}, "mail.eml", mail)
	if len(got) != 1 || len(got[0].Feedback) != 1 {
		t.Fatalf("items %+v, want one feedback", got)
	}
	return got[0].Feedback[0].Body
}

func TestBody(t *testing.T) {
	for _, test := range []struct{ name, headers, body, want string }{
		{"plain text before HTML", "Content-Type: multipart/alternative; boundary=x\n", "--x\nContent-Type: text/html\n\n<p>rich</p>\n--x\nContent-Type: text/plain\n\nplain\n--x--\n", "plain"},
		{"empty plain text", "Content-Type: multipart/alternative; boundary=x\n", "--x\nContent-Type: text/plain\n\n \n--x\nContent-Type: text/html\n\n<p>rich</p>\n--x--\n", "rich"},
		{"HTML alone", "Content-Type: text/html\n", "<style>p{}</style><p>Too <b>slow</b> &amp; dear.<br>Really<script>x()</script></p><ul><li>one</li><li>two</li></ul>", "Too slow & dear.\nReally\n\n- one\n- two"},
		{"Gmail's quotation in HTML", "Content-Type: text/html\n", `<div>Yes.</div><div class="gmail_quote"><div>On Thu, 4 Mar 2021 at 09:05 Help &lt;<a href="mailto:h@acme.example">h@acme.example</a>&gt; wrote:<br></div><blockquote>Is it?</blockquote></div>`, "Yes."},
		{"Outlook's quotation in HTML", "Content-Type: text/html\n", `<p>Yes.</p><hr><div><b>From:</b> Help &lt;h@acme.example&gt;<br><b>Sent:</b> Thursday<br><b>To:</b> Jane<br><b>Subject:</b> Is it?</div><p>Is it?</p>`, "Yes."},
		{"deep HTML", "Content-Type: text/html\n", strings.Repeat("<div>", 2000) + "Too slow.", "Too slow."},
		{"quoted-printable, UTF-8", "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n", "Sch=C3=B6n, =\naber teuer.\n", "Schön, aber teuer."},
		{"base64, Latin-1", "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: base64\n", "U2No9m4uCg==\n", "Schön."},
		{"UTF-8 called Latin-1", "Content-Type: text/plain; charset=iso-8859-1\n", "Schön.\n", "Schön."},
		{"Windows-1252 called ASCII", "Content-Type: text/plain; charset=us-ascii\n", "10 \x80 \x96 too dear.\n", "10 € – too dear."},
		{"no charset", "", "Sch\xf6n.\n", "Schön."},
		{"unknown charset", "Content-Type: text/plain; charset=martian\n", "Schön.\n", "Schön."},
		{"Shift JIS", "Content-Type: text/plain; charset=shift_jis\n", "\x82\xa0\x82\xa2\n", "あい"},
		{"flowed", "Content-Type: text/plain; format=flowed\n", "Too \nslow.\n From here.\n-- \nJane\n", "Too slow.\nFrom here."},
		{"flowed, delsp", "Content-Type: text/plain; format=flowed; delsp=yes\n", "Too  \nslow and unread \nable.\n", "Too slow and unreadable."},
		{"flowed quotation", "Content-Type: text/plain; format=flowed\n", "> Is it \n> slow?\n\nYes.\n", "> Is it slow?\n\nYes."},
		{"two texts", "Content-Type: multipart/mixed; boundary=x\n", "--x\n\nFirst.\n--x\n\nSecond.\n--x--\n", "First.\n\nSecond."},
		{"attachment", "Content-Type: multipart/mixed; boundary=x\n", "--x\n\nSee log.\n--x\nContent-Type: text/plain; name=log.txt\nContent-Disposition: attachment\n\nerror\n--x--\n", "See log."},
		{"no end", "Content-Type: multipart/mixed; boundary=x\n", "--x\n\nToo slow.\n", "Too slow."},
		{"no boundary", "Content-Type: multipart/mixed\n", "Too slow.\n", "Too slow."},
		{"no subtype", "Content-Type: text\n", "Too slow.\n", "Too slow."},
		{"unknown encoding", "Content-Transfer-Encoding: rot13\n", "Too slow.\n", "Too slow."},
		{"broken base64", "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n", "VG9vIHNsb3cu!!!!\n", "Too slow."},
		{"attached forward", "Subject: Fwd: Hi\nContent-Type: multipart/mixed; boundary=x\n", "--x\n\nSee:\n--x\nContent-Type: message/rfc822\n\nFrom: tom@user.example\nSubject: Hi\n\nToo slow.\n\n-- \nTom\n--x--\n", "See:\n\nToo slow."},
		{"attached mail that is no forward", "Subject: Hi\nContent-Type: multipart/mixed; boundary=x\n", "--x\n\nSee:\n--x\nContent-Type: message/rfc822\n\nFrom: tom@user.example\n\nToo slow.\n--x--\n", "See:"},
		{"Outlook's forward", "Subject: WG: Hi\n", "Bitte lesen.\n\nVon: Tom <tom@user.example>\nGesendet: 4. März 2021 09:05\nAn: Jane\nBetreff: Hi\n\nZu langsam.\n", "Bitte lesen.\n\nZu langsam."},
	} {
		t.Run(test.name, func(t *testing.T) {
			if !strings.Contains(test.headers, "Subject") {
				test.headers += "Subject: Hi\n"
			}
			if got := bodyOf(t, letterWith(test.headers, test.body)); got != test.want {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

// Mails made to exhaust time or memory become rejects or lose their structure.
func TestHostileMailsEnd(t *testing.T) {
	var nested strings.Builder
	nested.WriteString(letterWith("Content-Type: multipart/mixed; boundary=b0\n", ""))
	for i := range 3000 {
		nested.WriteString("--b" + strings.Repeat("x", i%7) + "\nContent-Type: multipart/mixed; boundary=b" + strings.Repeat("y", i%50+1) + "\n\n")
	}
	for name, mail := range map[string]string{
		"nested":       nested.String(),
		"parts":        letterWith("Content-Type: multipart/mixed; boundary=b\n", strings.Repeat("--b\n", 1<<18)),
		"headers":      letterWith(strings.Repeat("X-Long: x\n", 200_000), "x"),
		"folded":       letterWith("Subject: x\n"+strings.Repeat(" x\n", 300_000), "x"),
		"references":   letterWith("References: "+strings.Repeat("<a@b> ", 100_000)+"\n", "x"),
		"blockquotes":  letterWith("Content-Type: text/html\n", strings.Repeat("<blockquote>a", 400)+strings.Repeat("<p>x\n", 50_000)),
		"open tags":    letterWith("Content-Type: text/html\n", strings.Repeat("<b><i><a>", 100_000)),
		"words":        letterWith("Subject: "+strings.Repeat("=?utf-8?q?a?= ", 50_000)+"\n", "x"),
		"comments":     letterWith("Resent-Date: "+strings.Repeat("(", 200_000)+"\n", "x"),
		"type":         letterWith("Content-Type: text/plain; "+strings.Repeat("a=b; ", 20_000)+"\n", "x"),
		"addresses":    strings.Replace(letterWith("", "x"), "From: ", "From: "+strings.Repeat("a@b.c, ", 50_000), 1),
		"embedded":     letterWith("Subject: Fwd: a\nContent-Type: message/rfc822\n", strings.Repeat("Subject: Fwd: a\nContent-Type: message/rfc822\n\n", 20_000)),
		"zero headers": "From: a@b.example\nSubject: \x00\x00\nDate: \x00\n\n\x00",
	} {
		began := time.Now()
		got := items(t, Settings{}, "mail.eml", mail)
		if len(got) != 1 {
			t.Errorf("%s: %d items, want one", name, len(got))
		}
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("%s took %v", name, took)
		} else if took > time.Second {
			t.Logf("%s took %v", name, took)
		}
	}
}

func FuzzMail(f *testing.F) {
	for _, seed := range []string{"", "From: a@b.example\nDate: Thu, 4 Mar 2021 09:05:00 +0100\n\nx", "\x00", "From: a\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\na\n--x--",
		"Date: 1 Jan 21 1:1 EST\nFrom: <a@b>, c\nContent-Type: text/html; charset=x\n\n<p>a<b", "From: a\nContent-Type: message/rfc822\nSubject: Fwd: =?utf-8?b?4pyT?=\n\nFrom: b\n\nc"} {
		f.Add([]byte(seed))
	}
	made, err := New(Settings{Rules: Rules{Own: []string{"@acme.example"}, SkipLists: true}}, time.UTC)
	if err != nil {
		f.Fatal(err)
	}
	mails := made.(*format)
	f.Fuzz(func(t *testing.T, raw []byte) {
		r := &reader{format: mails, twins: newTwins()}
		item := r.read(letter{raw: raw, line: 1, size: int64(len(raw))})
		if len(item.Feedback)+len(item.Rejects) == 0 && item.Skip == "" {
			t.Error("the mail was neither stored nor rejected nor counted out")
		}
		for _, reject := range item.Rejects {
			if strings.Contains(reject.Reason, "taken apart") {
				t.Errorf("a panic: %s", reject.Reason)
			}
		}
		for _, feedback := range item.Feedback {
			if feedback.OccurredAt.IsZero() || feedback.NativeID == "" {
				t.Errorf("no time or no id: %+v", feedback.Origin)
			}
		}
	})
}
