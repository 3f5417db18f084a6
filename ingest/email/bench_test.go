package email

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// small gives the nth of a kind of mail that support desks get: an answer with
// a quotation, half of them with an HTML part, every tenth in HTML alone.
func small(n int) string {
	text := fmt.Sprintf("Hello,\n\nthe export of report %d stops after a minute, and the progress bar\ndoes not move. Could you look into it?\n\nKind regards\nJane\n\nOn Thu, 4 Mar 2021 at 09:05, Help <help@acme.example> wrote:\n> How do you like the export?\n> \n> Help\n", n)
	html := "<html><body><p>" + strings.ReplaceAll(text, "\n", "<br>\n") + "</p></body></html>"
	headers := fmt.Sprintf("Message-ID: <%d@client.example>\nReceived: from a by b; Thu, 4 Mar 2021 09:06:00 +0100\nSubject: Re: =?utf-8?q?Export_=E2=80=93_%d?=\nIn-Reply-To: <q%d@acme.example>\n", n, n, n)
	switch {
	case n%10 == 0:
		return letterWith(headers+"Content-Type: text/html; charset=utf-8\n", html)
	case n%2 == 0:
		return letterWith(headers+"Content-Type: multipart/alternative; boundary=xyz\n", "--xyz\nContent-Type: text/plain; charset=utf-8\n\n"+text+"\n--xyz\nContent-Type: text/html; charset=utf-8\n\n"+html+"\n--xyz--\n")
	}
	return letterWith(headers+"Content-Type: text/plain; charset=utf-8\n", text)
}

func BenchmarkMbox(b *testing.B) {
	const mails = 1000
	var box strings.Builder
	for n := range mails {
		box.WriteString(from + small(n) + "\n")
	}
	path := filepath.Join(b.TempDir(), "inbox")
	if err := os.WriteFile(path, []byte(box.String()), 0o644); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(box.Len()))
	b.ReportAllocs()
	began := time.Now()
	for b.Loop() {
		if got := itemsOf(b, Settings{}, path); len(got) != mails || len(got[0].Feedback) != 1 {
			b.Fatalf("%d mails", len(got))
		}
	}
	b.ReportMetric(float64(mails*b.N)/time.Since(began).Seconds(), "mails/s")
}

func BenchmarkVisible(b *testing.B) {
	text := strings.Repeat(small(1), 20)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Visible(text)
	}
}
