package email

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/ingest"
)

// items reads a file with this content and name.
func items(t testing.TB, s Settings, name, content string) []ingest.Item {
	t.Helper()
	path := filepath.Join(t.TempDir(), filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return itemsOf(t, s, path)
}

func itemsOf(t testing.TB, s Settings, path string) []ingest.Item {
	t.Helper()
	format, err := New(s, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	r, err := format.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var out []ingest.Item
	for r.Scan() {
		out = append(out, r.Item())
	}
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// said sums an item up: its words, its reason, or its reject.
func said(item ingest.Item) string {
	switch {
	case len(item.Feedback) == 1:
		f := item.Feedback[0]
		return fmt.Sprintf("%s <%s> %s: %s | %s", f.Author.Name, f.Author.Email, f.OccurredAt.UTC().Format("2006-01-02 15:04"), f.Title, f.Body)
	case len(item.Rejects) == 1:
		return "reject: " + item.Rejects[0].Reason
	}
	return "skip: " + item.Skip
}

// letterWith is a mail of a customer with further headers.
func letterWith(headers, body string) string {
	return "From: Jane Roe <Jane@Client.example>\nTo: help@acme.example\nDate: Thu, 4 Mar 2021 09:05:00 +0100\n" + headers + "\n" + body
}

func TestMailBecomesFeedback(t *testing.T) {
	raw := letterWith("Subject: =?utf-8?q?Re:_AW:_Export_f=C3=BCr_alle?=\nMessage-ID: <c@client.example>\nReferences: <a@acme.example>\n <b@acme.example>\n"+
		"In-Reply-To: <b@acme.example>\nContent-Language: de-AT\nX-Gmail-Labels: Inbox,Export,\"Wish\",Export\nArchived-At: <https://lists.example/c>\n",
		"It works.\n\nOn Thu, 4 Mar 2021 at 08:00, Help <help@acme.example> wrote:\n> Does it?\n")
	got := items(t, Settings{}, "c.eml", raw)
	want := []ingest.Item{{Feedback: []ingest.Feedback{{
		Origin: ingest.Origin{
			Channel: ingest.Email, NativeID: "c@client.example", ThreadID: "a@acme.example", ParentID: "b@acme.example",
			Author: ingest.Author{Name: "Jane Roe", Email: "jane@client.example"}, Language: "de", URL: "https://lists.example/c",
			OccurredAt: time.Date(2021, 3, 4, 8, 5, 0, 0, time.UTC), Payload: raw,
		},
		Title: "Export für alle", Body: "It works.", Labels: []string{"Export", "Wish"},
	}}}}
	if diff := cmp.Diff(want, got, cmp.Comparer(time.Time.Equal)); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
}

func TestWhatIsStoredAndWhatIsNot(t *testing.T) {
	const report = "Content-Type: multipart/report; report-type=delivery-status; boundary=x\nSubject: Returned\n"
	own := Settings{Rules: Rules{Own: []string{"support@acme.example", "@staff.example"}}}
	for _, test := range []struct {
		name     string
		settings Settings
		mail     string
		want     string
	}{
		{"a customer", Settings{}, letterWith("Subject: Hi\n", "Too slow."), "Jane Roe <jane@client.example> 2021-03-04 08:05: Hi | Too slow."},
		{"title alone", Settings{}, letterWith("Subject: App crashes\n", "\n-- \nJane\n"), "Jane Roe <jane@client.example> 2021-03-04 08:05: App crashes | "},
		{"answer without words", Settings{}, letterWith("Subject: Re: Hi\n", "> Hi?\n"), "skip: no new text"},
		{"no words at all", Settings{}, letterWith("", "\n"), "skip: no new text"},
		{"bounce", Settings{}, letterWith(report, "--x\n\nIt failed.\n--x\nContent-Type: message/delivery-status\n\nAction: failed\n--x--\n"), "skip: bounce"},
		{"mailer daemon", Settings{}, "From: MAILER-DAEMON\nDate: Thu, 4 Mar 2021 09:05:00 +0100\nSubject: failure notice\n\nSorry.\n", "skip: bounce"},
		{"empty return path and a report", Settings{}, letterWith("Return-Path: <>\nSubject: Undelivered Mail\n", "Sorry.\n"), "skip: bounce"},
		{"empty return path alone", Settings{}, letterWith("Return-Path: <>\nSubject: Hi\n", "Too slow.\n"), "Jane Roe <jane@client.example> 2021-03-04 08:05: Hi | Too slow."},
		{"forwarded report", Settings{}, letterWith("Subject: Fwd: Returned\n", "Begin forwarded message:\n\n> Reporting-MTA: dns; a\n> Final-Recipient: rfc822; b\n> Action: failed\n"), "skip: bounce"},
		{"report with a question", Settings{}, letterWith("Subject: Fwd: Returned\n", "Why do I get this?\n\nBegin forwarded message:\n\n> Reporting-MTA: dns; a\n> Final-Recipient: rfc822; b\n> Action: failed\n"),
			"Jane Roe <jane@client.example> 2021-03-04 08:05: Returned | Why do I get this?\n\nReporting-MTA: dns; a\nFinal-Recipient: rfc822; b\nAction: failed"},
		{"read receipt", Settings{}, letterWith("Content-Type: multipart/report; report-type=disposition-notification; boundary=x\n", "--x\n\nRead.\n--x--\n"), "skip: auto-reply"},
		{"out of office", Settings{}, letterWith("Subject: Automatische Antwort: Hi\n", "Ich bin weg.\n"), "skip: auto-reply"},
		{"out of office by header", Settings{}, letterWith("Subject: Hi\nAuto-Submitted: auto-replied (vacation)\n", "Away.\n"), "skip: auto-reply"},
		{"submitted by a person", Settings{}, letterWith("Subject: Hi\nAuto-Submitted: no\n", "Too slow."), "Jane Roe <jane@client.example> 2021-03-04 08:05: Hi | Too slow."},
		{"list, wanted", Settings{}, letterWith("Subject: Hi\nList-Id: <l.example>\n", "Too slow."), "Jane Roe <jane@client.example> 2021-03-04 08:05: Hi | Too slow."},
		{"list, not wanted", Settings{Rules: Rules{SkipLists: true}}, letterWith("Subject: Hi\nList-Id: <l.example>\n", "Too slow."), "skip: list"},
		{"invitation", Settings{}, letterWith("Subject: Call\nContent-Type: multipart/alternative; boundary=x\n", "--x\n\nCall\n--x\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\n--x--\n"), "skip: calendar"},
		{"attached calendar", Settings{}, letterWith("Subject: Call\nContent-Type: multipart/mixed; boundary=x\n", "--x\n\nCall me.\n--x\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR\n--x--\n"), "Jane Roe <jane@client.example> 2021-03-04 08:05: Call | Call me."},
		{"our own answer", own, strings.Replace(letterWith("Subject: Hi\n", "Try again."), "Jane@Client.example", "Support+7@acme.example", 1), "skip: own address"},
		{"our own domain", own, strings.Replace(letterWith("Subject: Hi\n", "Try again."), "Jane@Client.example", "tim@staff.example", 1), "skip: own address"},
		{"form of our own site", own, "From: support@acme.example\nTo: support@acme.example\nReply-To: Jane <jane@client.example>\nDate: Thu, 4 Mar 2021 09:05:00 +0100\nAuto-Submitted: auto-generated\nSubject: Contact\n\nToo slow.\n",
			"Jane <jane@client.example> 2021-03-04 08:05: Contact | Too slow."},
		{"no-reply form", Settings{}, "From: Site <no-reply@forms.example>\nReply-To: jane@client.example\nDate: Thu, 4 Mar 2021 09:05:00 +0100\nSubject: Contact\n\nToo slow.\n", " <jane@client.example> 2021-03-04 08:05: Contact | Too slow."},
		{"arrival for a missing date", Settings{}, "From: jane@client.example\nReceived: from a by b; Thu, 4 Mar 2021 09:05:00 +0100\nSubject: Hi\n\nToo slow.\n", " <jane@client.example> 2021-03-04 08:05: Hi | Too slow."},
		{"no date", Settings{}, "From: jane@client.example\nSubject: Hi\n\nToo slow.\n", "reject: no date: none of Date, Received, Delivery-Date and the line before the mail can be read"},
		{"no mail", Settings{}, "Dear diary,\n\ntoday nothing.\n", "reject: no mail: expected headers such as From: and Date: at its start"},
		{"empty", Settings{}, "", "reject: empty: expected a mail or a mailbox"},
		{"zeros", Settings{}, strings.Repeat("\x00", 4096), "reject: no mail: nothing but zeros or white space"},
		{"too large", Settings{Rules: Rules{MaxSize: 1}}, letterWith("", strings.Repeat("x", 1<<20)), "reject: mail larger than max_size of 1 MB"},
		{"cut off", Settings{}, letterWith("Subject: Hi\nContent-Type: multipart/mixed; boundary=x\n", "--x\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\nAAAA"), "reject: mail is cut off: its text is missing"},
		{"unreadable From", Settings{}, strings.Replace(letterWith("Subject: Hi\n", "Too slow."), "Jane Roe <Jane@Client.example>", "\"Jane\" Roe, <<jane@client.example", 1), "Jane\" Roe, <jane@client.example> 2021-03-04 08:05: Hi | Too slow."},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := items(t, test.settings, "mail.eml", test.mail)
			if len(got) != 1 {
				t.Fatalf("%d items, want one", len(got))
			}
			if s := said(got[0]); s != test.want {
				t.Errorf("got  %q\nwant %q", s, test.want)
			}
		})
	}
}

func TestContainersByNameAndContent(t *testing.T) {
	one := letterWith("Subject: One\nMessage-ID: <1@x>\n", "First.\n")
	two := letterWith("Subject: Two\nMessage-ID: <2@x>\n", "Second.\n")
	box := from + one + "\n" + from + two
	for _, test := range []struct {
		name, format, content string
		want                  int
	}{
		{"inbox", "", box, 2}, {"inbox.txt", "auto", box, 2}, {"inbox", "mbox", box, 2},
		{"mail.eml", "", one, 1}, {"mail.eml", "", from + one, 1}, {"mail.eml", "eml", box, 1},
		{"cur/1234.M1P2.host:2,S", "", one, 1}, {"new/1234.M1P2.host", "", from + one, 1}, {"cur/1234", "maildir", one, 1},
	} {
		got := items(t, Settings{Format: test.format}, test.name, test.content)
		stored := 0
		for _, item := range got {
			stored += len(item.Feedback)
		}
		if stored != test.want || len(got) != test.want {
			t.Errorf("%s as %q: %d of %d items stored, want %d", test.name, test.format, stored, len(got), test.want)
		}
	}
}

func TestMaildirFlags(t *testing.T) {
	mail := letterWith("Subject: One\n", "First.\n")
	if got := items(t, Settings{}, "cur/1:2,RS", mail)[0]; len(got.Feedback) != 1 || got.Feedback[0].State != "answered" {
		t.Errorf("replied to: %+v", got)
	}
	if got := items(t, Settings{}, "cur/1:2,DS", mail)[0]; got.Skip != "draft" {
		t.Errorf("draft: %+v", got)
	}
}

func TestOneIDTwice(t *testing.T) {
	mail := func(body, received string) string {
		return from + letterWith("Subject: Hi\nMessage-ID: <1@x>\nReceived: "+received+"\n", body) + "\n\n"
	}
	box := mail("Too slow.", "a") + mail("Too slow.", "b") + mail("Too dear.", "c") + mail("Too dear.", "d") + mail("Too big.", "e")
	var got []string
	ids := map[string]bool{}
	for _, item := range items(t, Settings{}, "inbox", box) {
		if item.Skip != "" {
			got = append(got, item.Skip)
			continue
		}
		f := item.Feedback[0]
		got = append(got, f.Body)
		ids[f.NativeID] = true
		if f.ThreadID != "1@x" {
			t.Errorf("thread %q, want 1@x", f.ThreadID)
		}
	}
	if diff := cmp.Diff([]string{"Too slow.", "same mail twice", "Too dear.", "same mail twice", "Too big."}, got); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
	if len(ids) != 3 || !ids["1@x"] {
		t.Errorf("ids %v, want three, one of them 1@x", ids)
	}
}

func TestMissingIDIsStable(t *testing.T) {
	mail := letterWith("Subject: Hi\n", "Too slow.\n")
	a := items(t, Settings{}, "a.eml", mail)[0].Feedback[0]
	b := items(t, Settings{}, "inbox", from+mail)[0].Feedback[0]
	if a.NativeID != b.NativeID || !strings.HasPrefix(a.NativeID, "sha256:") || a.ThreadID != a.NativeID {
		t.Errorf("ids %q and %q, thread %q", a.NativeID, b.NativeID, a.ThreadID)
	}
}

func TestRejectsKeepThePlaceAndNotTheWords(t *testing.T) {
	got := items(t, Settings{}, "inbox", from+letterWith("Message-ID: <1@x>\n", "Fine.\n")+"\n"+"From x@y.example\nSubject: my secret\n\nsecret\n")
	last := got[len(got)-1]
	if len(got) != 2 || len(last.Rejects) != 1 {
		t.Fatalf("items %+v, want a reject as the second", got)
	}
	r := last.Rejects[0]
	if r.Line != 9 || strings.Contains(r.Reason, "secret") || !strings.Contains(r.Payload, "my secret") {
		t.Errorf("reject %+v", r)
	}
}

func TestTooLargeMailKeepsItsBeginning(t *testing.T) {
	mail := letterWith("Subject: Hi\n", strings.Repeat("x", 1<<20))
	for name, content := range map[string]string{"a.eml": mail, "inbox": from + mail} {
		got := items(t, Settings{Rules: Rules{MaxSize: 1}}, name, content)
		if len(got) != 1 || len(got[0].Rejects) != 1 {
			t.Fatalf("%s: %d items, want one reject", name, len(got))
		}
		if r := got[0].Rejects[0]; len(r.Payload) != headKept || !strings.HasPrefix(r.Payload, "From: Jane") {
			t.Errorf("%s: payload of %d bytes, want the first %d", name, len(r.Payload), headKept)
		}
	}
}

func TestSettingsCheck(t *testing.T) {
	var got []string
	Settings{Format: "pst", Rules: Rules{Own: []string{"@acme.example", "acme"}, MaxSize: -1}}.Check(func(path, message, hint string) {
		got = append(got, path+": "+message)
	})
	want := []string{"format: unknown format", "own[1]: not an address", "max_size: out of range"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	if _, err := New(Settings{Format: "pst"}, nil); err == nil {
		t.Error("an unknown format was accepted")
	}
}

func TestOpenMissingFile(t *testing.T) {
	format, err := New(Settings{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := format.Open(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a missing file was opened")
	}
}
