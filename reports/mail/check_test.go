package mail

import (
	"bytes"
	"context"
	"html"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	nethtml "golang.org/x/net/html"

	"github.com/earshot/earshot/internal/warehouse"
)

// check holds a message to what must be so of each: its size, its tags, the
// same numbers in both parts, quotations that stand in stored feedback.
func check(t *testing.T, m Message, db *warehouse.DB) {
	t.Helper()
	if len(m.HTML) > gmail().aim {
		t.Errorf("%d bytes of HTML", len(m.HTML))
	}
	checkTags(t, m.HTML)
	checkNumbers(t, m)
	checkQuotes(t, m, db)
	checkSource(t, m)
}

// allowed are the tags of a mail, each with the attributes that it may have.
func allowed() map[string][]string {
	table := []string{"role", "width", "cellpadding", "cellspacing", "border", "style"}
	return map[string][]string{
		"html": {"lang"}, "head": nil, "meta": {"charset", "name", "content"}, "title": nil, "body": {"style"}, "div": {"style"},
		"table": table, "tr": nil, "td": {"style", "width", "align"}, "th": {"style", "scope", "colspan"}, "caption": {"style"},
		"p": {"style"}, "h1": {"style"}, "h2": {"style"}, "a": {"href", "style"}, "span": {"style", "dir"}, "strong": nil, "br": nil,
	}
}

// banned are words of style that mail programs do not know, or that fetch.
func banned() []string {
	return []string{"flex", "grid", "gradient", "border-radius", "var(", "url(", "position:", "@media", "calc(", "transparent", "rgba"}
}

// checkTags parses strictly: each tag closed where HTML wants it, none that is
// not allowed, one h1, data tables with caption and scope.
func checkTags(t *testing.T, page string) {
	t.Helper()
	var open []string
	count := map[string]int{}
	tokens := nethtml.NewTokenizer(strings.NewReader(page))
	for {
		kind := tokens.Next()
		token := tokens.Token()
		switch kind {
		case nethtml.ErrorToken:
			if tokens.Err() != io.EOF || len(open) > 0 {
				t.Errorf("html ends within %v: %v", open, tokens.Err())
			}
			if count["h1"] != 1 || count["title"] != 1 || count["caption"] != count["data table"] {
				t.Errorf("h1, title, captions, data tables: %v", count)
			}
			return
		case nethtml.CommentToken:
			if comment := token.String(); comment+"\n" != string(outlook("begin")) && comment+"\n" != string(outlook("end")) {
				t.Errorf("a comment: %s", comment)
			}
		case nethtml.StartTagToken, nethtml.SelfClosingTagToken:
			checkTag(t, token, count)
			if token.Data != "br" && token.Data != "meta" {
				open = append(open, token.Data)
			}
		case nethtml.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != token.Data {
				t.Fatalf("</%s> within %v", token.Data, open)
			}
			open = open[:len(open)-1]
		}
	}
}

func checkTag(t *testing.T, token nethtml.Token, count map[string]int) {
	t.Helper()
	attributes, known := allowed()[token.Data]
	if !known {
		t.Errorf("<%s> is not allowed", token.Data)
	}
	count[token.Data]++
	given := map[string]string{}
	for _, a := range token.Attr {
		given[a.Key] = a.Val
		if !slices.Contains(attributes, a.Key) {
			t.Errorf("<%s %s> is not allowed", token.Data, a.Key)
		}
		if a.Key == "style" {
			checkStyle(t, token.Data, a.Val)
		}
		if a.Key == "href" && !regexp.MustCompile(`^(https?://|mailto:)`).MatchString(a.Val) {
			t.Errorf("a link to %s", a.Val)
		}
	}
	if token.Data == "table" && given["role"] == "" {
		count["data table"]++
	}
	if token.Data == "th" && given["scope"] == "" {
		t.Error("a th without scope")
	}
}

func checkStyle(t *testing.T, tag, style string) {
	t.Helper()
	for _, word := range banned() {
		if strings.Contains(style, word) {
			t.Errorf("style of %s: %s", tag, style)
		}
	}
	if strings.Contains(strings.ReplaceAll(style, "background-color:", ""), "color:") != strings.Contains(style, "background-color:") && tag != "body" {
		t.Errorf("%s has a text colour without a background, or the other way round: %s", tag, style)
	}
}

// checkNumbers wants every number of the HTML in the text, and the other way
// round: the same ones as often.
func checkNumbers(t *testing.T, m Message) {
	t.Helper()
	page := m.HTML[strings.Index(m.HTML, "</div>"):]
	page = html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page, " "))
	text := regexp.MustCompile(`https?://\S+`).ReplaceAllString(m.Text, " ")
	text = strings.NewReplacer("n = ", "n = ", "\u2068", "", "\u2069", "").Replace(text)
	if diff := cmp.Diff(numbers(page), numbers(text)); diff != "" {
		t.Errorf("numbers of the HTML and of the text (-html +text):\n%s", diff)
	}
}

func numbers(text string) []string {
	text = strings.ReplaceAll(text, "data/reports/2026-07-06", "")
	list := slices.Sorted(slices.Values(regexp.MustCompile(`[+\x{2212}]?\d+(?:[.,]\d+)*`).FindAllString(text, -1)))
	return slices.Compact(list)
}

// quotations are what stands between the isolates in the text.
func quotations(text string) []string {
	var all []string
	for _, found := range regexp.MustCompile(`(?s)\x{2068}(.*?)\x{2069}`).FindAllStringSubmatch(text, -1) {
		all = append(all, found[1])
	}
	return all
}

func checkQuotes(t *testing.T, m Message, db *warehouse.DB) {
	t.Helper()
	for _, quoted := range quotations(m.Text) {
		var found bool
		if err := db.Row(context.Background(), "select exists (select 1 from feedback where contains(text, ?))", []any{quoted}, &found); err != nil || !found {
			t.Errorf("%q stands in no feedback (%v)", quoted, err)
		}
		if !strings.Contains(html.UnescapeString(m.HTML), `dir="auto">`+quoted+"</span>") {
			t.Errorf("%q is not in the HTML", quoted)
		}
	}
}

// checkSource reads the message back as a mail program does.
func checkSource(t *testing.T, m Message) {
	t.Helper()
	read, err := mail.ReadMessage(bytes.NewReader(m.Source))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range bytes.Split(m.Source, []byte("\r\n")) {
		if len(line) > 998 || bytes.ContainsAny(line, "\r\n") {
			t.Errorf("a line of %d bytes, or with a bare line end: %.80q", len(line), line)
		}
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(read.Header.Get("Subject"))
	if err != nil || subject != m.Subject {
		t.Errorf("subject %q, want %q (%v)", subject, m.Subject, err)
	}
	for _, name := range []string{"List-Id", "List-Unsubscribe", "Auto-Submitted", "Reply-To", "Date", "Message-Id"} {
		if read.Header.Get(name) == "" {
			t.Errorf("no %s", name)
		}
	}
	if read.Header.Get("Message-Id") != "<"+m.ID+">" || read.Header.Get("X-Mailer")+read.Header.Get("User-Agent") != "" {
		t.Errorf("headers %v", read.Header)
	}
	kind, params, err := mime.ParseMediaType(read.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("%s, %v", kind, err)
	}
	parts := multipart.NewReader(read.Body, params["boundary"])
	for _, want := range []struct{ kind, content string }{{"text/plain", m.Text}, {"text/html", m.HTML}} {
		part, err := parts.NextRawPart()
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(part.Header.Get("Content-Type"), want.kind) {
			t.Errorf("%s, want %s", part.Header.Get("Content-Type"), want.kind)
		}
		content, err := io.ReadAll(quotedprintable.NewReader(part))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(lineEnds(want.content), lineEnds(string(content))); diff != "" {
			t.Errorf("%s as sent (-composed +sent):\n%s", want.kind, diff)
		}
	}
}

func lineEnds(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
}

// TestChecksFail: what check would overlook is worth nothing.
func TestChecksFail(t *testing.T) {
	for i, page := range []string{"<p>", "<p></div>", "<svg></svg>", `<p class="x"></p>`, `<a href="javascript:x"></a>`, `<p style="color:#000"></p>`, `<td style="display:flex"></td>`} {
		caught := &testing.T{}
		done := make(chan bool)
		go func() { defer close(done); checkTags(caught, "<title></title><h1></h1>"+page) }()
		<-done
		if !caught.Failed() {
			t.Errorf("%d: nothing found wrong with %s", i, page)
		}
	}
	if slices.Equal(numbers("a 1,240 and +5"), numbers("a 1,241 and +5")) {
		t.Error("numbers are not told apart")
	}
}
