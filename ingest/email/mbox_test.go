package email

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// split reads a whole mailbox and gives the mails with their lines.
func split(t *testing.T, box string, limit int64) []letter {
	t.Helper()
	m := newMbox(strings.NewReader(box), limit)
	var letters []letter
	for {
		l, ok := m.next()
		if !ok {
			break
		}
		letters = append(letters, l)
		if len(letters) > len(box)+1 {
			t.Fatal("the splitter does not end")
		}
	}
	if m.err != nil {
		t.Fatal(m.err)
	}
	return letters
}

func bodies(letters []letter) []string {
	var out []string
	for _, l := range letters {
		out = append(out, string(l.raw))
	}
	return out
}

const from = "From jane@client.example Thu Mar  4 09:05:00 2021\n"

func TestMboxVariants(t *testing.T) {
	for _, test := range []struct {
		name, box string
		want      []string
	}{
		{"empty", "", nil},
		{"one mail", from + "Subject: a\n\nx\n", []string{"Subject: a\n\nx\n"}},
		{"two mails", from + "Subject: a\n\nx\n\n" + from + "Subject: b\n\ny\n", []string{"Subject: a\n\nx\n", "Subject: b\n\ny\n"}},
		{"no line end", from + "Subject: a\n\nx", []string{"Subject: a\n\nx"}},
		{"no body", from + "Subject: a\n" + from + "Subject: b\n", []string{"Subject: a\n", "Subject: b\n"}},
		{"no empty line before a dated From_ line", from + "Subject: a\n\nx\n" + from + "Subject: b\n\ny\n", []string{"Subject: a\n\nx\n", "Subject: b\n\ny\n"}},
		{"two spaces, zone, no date", "From a  Thu Mar  4 09:05:00 2021\nS: a\n\nx\n\nFrom b Thu Mar 4 09:05:00 +0100 2021\nS: b\n\ny\n\nFrom -\nS: c\n\nz\n",
			[]string{"S: a\n\nx\n", "S: b\n\ny\n", "S: c\n\nz\n"}},
		{"line ends of Windows", strings.ReplaceAll(from+"Subject: a\n\nx\n\n"+from+"Subject: b\n\ny\n", "\n", "\r\n"), []string{"Subject: a\r\n\r\nx\r\n", "Subject: b\r\n\r\ny\r\n"}},
		{"byte order mark, blank lines", "\xef\xbb\xbf\n\n" + from + "Subject: a\n\nx\n", []string{"Subject: a\n\nx\n"}},
		{"bare sentences (mboxo, careless)", from + "Subject: a\n\nFrom here on it is slow.\n\nFrom the list:\nSubject: tea\n", []string{"Subject: a\n\nFrom here on it is slow.\n\nFrom the list:\nSubject: tea\n"}},
		{"no date, no empty line", "From - \nMessage-ID: <a@b>\n\n--x--\nFrom - \nMessage-ID: <c@d>\n\ny\nFrom me\nSubject: tea\n", []string{"Message-ID: <a@b>\n\n--x--\n", "Message-ID: <c@d>\n\ny\nFrom me\nSubject: tea\n"}},
		{"quoted From (mboxo)", from + "Subject: a\n\n>From here on\n", []string{"Subject: a\n\nFrom here on\n"}},
		{"twice quoted From (mboxrd)", from + "Subject: a\n\n>>From here on\n", []string{"Subject: a\n\n>From here on\n"}},
		{"length and quoted From (mboxcl)", from + "Content-Length: 14\n\n>From here on\n\n" + from + "S: b\n\ny\n", []string{"Content-Length: 14\n\nFrom here on\n", "S: b\n\ny\n"}},
		{"length and a whole mail within (mboxcl2)", from + fmt.Sprintf("Content-Length: %d\n\n", 7+len(from)+15) + "before\n" + from + "S: in\n>From x\n\n" + "\n" + from + "Content-Length: 2\n\ny\n",
			[]string{"Content-Length: 72\n\nbefore\n" + from + "S: in\n>From x\n\n", "Content-Length: 2\n\ny\n"}},
		{"length too short", from + "Content-Length: 1\n\nlong text\n\n" + from + "S: b\n\ny\n", []string{"Content-Length: 1\n\nlong text\n", "S: b\n\ny\n"}},
		{"length too long", from + "Content-Length: 9999\n\nx\n\n" + from + "S: b\n\ny\n", []string{"Content-Length: 9999\n\nx\n", "S: b\n\ny\n"}},
		{"length without sense", from + "Content-Length: -7\nContent-Length: huge\n\nx\n\n" + from + "S: b\n\ny\n", []string{"Content-Length: -7\nContent-Length: huge\n\nx\n", "S: b\n\ny\n"}},
		{"length that swallows the next mail, in a file without lengths", from + "S: a\n\nx\n\n" + from + fmt.Sprintf("Content-Length: %d\n\n", 3+len(from)+9) + "y\n\n" + from + "S: c\n\nz\n\n" + from + "S: d\n\nq\n",
			[]string{"S: a\n\nx\n", "Content-Length: 62\n\ny\n", "S: c\n\nz\n", "S: d\n\nq\n"}},
		{"server's own mark", from + "S: a\n\nx\n\n" + from + ">From jane Thu Mar 4\nS: b\n\ny\n", []string{"S: a\n\nx\n", ">From jane Thu Mar 4\nS: b\n\ny\n"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, bodies(split(t, test.box, 1<<20))); diff != "" {
				t.Errorf("mails (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMboxTellsLines(t *testing.T) {
	letters := split(t, from+"S: a\n\nx\n\n"+from+"S: b\n\ny\n", 1<<20)
	if len(letters) != 2 || letters[0].line != 1 || letters[1].line != 6 {
		t.Errorf("lines %+v, want 1 and 6", letters)
	}
}

func TestMboxRejectsAndGoesOn(t *testing.T) {
	box := "no mailbox at all\n" + from + "S: a\n\n" + strings.Repeat("long ", 5000) + "\n\n" + from + "S: b\n\ny\n"
	letters := split(t, box, 4096)
	if len(letters) != 3 {
		t.Fatalf("%d mails, want 3", len(letters))
	}
	if letters[0].flaw == "" || letters[1].flaw == "" || letters[2].flaw != "" {
		t.Errorf("flaws %q, %q, %q: want one for the first and the second", letters[0].flaw, letters[1].flaw, letters[2].flaw)
	}
	if got := int64(len(letters[1].raw)); got > 4096 {
		t.Errorf("%d bytes kept of a mail above the limit of 4096", got)
	}
}

func TestMboxLongLines(t *testing.T) {
	long := strings.Repeat("x", 200_000)
	letters := split(t, from+"S: a\n\n"+long+"\nFrom "+long+"\n\n"+from+"S: b\n\ny\n", 1<<20)
	if len(letters) != 2 || len(letters[0].raw) != 6+2*len(long)+1+5+1 {
		t.Errorf("%d mails, the first with %d bytes", len(letters), len(letters[0].raw))
	}
}

// Nothing may be lost: the mails, their From_ lines and the quotation marks
// that were taken off add up to the file.
func FuzzMbox(f *testing.F) {
	for _, seed := range []string{"", "\x00\x00", "From ", from, from + "S: a\n\n>From x\n\n" + from + "Content-Length: 3\n\nab\n", "x\n" + from + from, "From a\n\nFrom b\n\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, box []byte) {
		m := newMbox(bytes.NewReader(box), 1<<30)
		total, n := int64(0), 0
		for {
			l, ok := m.next()
			if !ok {
				break
			}
			n++
			total += l.size
			if l.flaw == "" {
				total += int64(len(l.from))
			}
			if n > len(box)+1 {
				t.Fatal("the splitter does not end")
			}
		}
		if m.err != nil {
			t.Fatal(m.err)
		}
		// Line ends of From_ lines, blank lines before the first and what a
		// From_ line holds behind its 300th byte are not in the sum.
		if missing := int64(len(box)) - total; missing < 0 || len(bytes.TrimSpace(box)) > 0 && n == 0 {
			t.Errorf("%d mails with %d bytes of %d", n, total, len(box))
		}
	})
}
