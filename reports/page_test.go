package reports

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/earshot/earshot/internal/warehouse"
	"golang.org/x/net/html"
)

// strictPage is a page read without a parser's forgiveness.
type strictPage struct {
	ids, references []string
	quotes          []string            // the words of each blockquote's paragraph
	elements        map[string]int      // how many of each
	attributes      map[string][]string // values by element.attribute
}

// readStrict fails on an element that is not closed in its turn, on an id that
// is there twice, and on a reference to none.
func readStrict(t *testing.T, page []byte) strictPage {
	t.Helper()
	p := strictPage{elements: map[string]int{}, attributes: map[string][]string{}}
	var open []string
	var quote *strings.Builder
	tokens := html.NewTokenizer(bytes.NewReader(page))
	for {
		kind := tokens.Next()
		if kind == html.ErrorToken {
			break
		}
		token := tokens.Token()
		switch kind {
		case html.StartTagToken, html.SelfClosingTagToken:
			p.start(token)
			if kind == html.StartTagToken && !isVoid(token.Data) {
				open = append(open, token.Data)
			}
			if token.Data == "p" && slices.Contains(open, "blockquote") {
				quote = &strings.Builder{}
			}
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != token.Data {
				t.Fatalf("</%s> closes %v", token.Data, open[max(0, len(open)-3):])
			}
			open = open[:len(open)-1]
			if token.Data == "p" && quote != nil {
				p.quotes, quote = append(p.quotes, quote.String()), nil
			}
		case html.TextToken:
			if quote != nil {
				quote.WriteString(token.Data)
			}
		}
	}
	if len(open) > 0 {
		t.Errorf("not closed: %v", open)
	}
	p.checkReferences(t)
	return p
}

func (p *strictPage) start(token html.Token) {
	p.elements[token.Data]++
	for _, a := range token.Attr {
		key := token.Data + "." + a.Key
		p.attributes[key] = append(p.attributes[key], a.Val)
		switch {
		case a.Key == "id":
			p.ids = append(p.ids, a.Val)
		case a.Key == "aria-labelledby":
			p.references = append(p.references, strings.Fields(a.Val)...)
		case a.Key == "href" && strings.HasPrefix(a.Val, "#"):
			p.references = append(p.references, a.Val[1:])
		}
	}
}

func (p *strictPage) checkReferences(t *testing.T) {
	t.Helper()
	seen := map[string]bool{}
	for _, id := range p.ids {
		if seen[id] {
			t.Errorf("id %q is there twice", id)
		}
		seen[id] = true
	}
	for _, id := range p.references {
		if !seen[id] {
			t.Errorf("reference to %q, which is not there", id)
		}
	}
}

func isVoid(element string) bool {
	return slices.Contains([]string{"meta", "br", "link", "img", "hr", "input"}, element)
}

// checkPage holds what every page promises, whatever stands in it.
func checkPage(t *testing.T, path string, db *warehouse.DB) {
	t.Helper()
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	p := readStrict(t, page)
	if p.elements["script"] != 1 {
		t.Errorf("%d <script>", p.elements["script"])
	}
	for _, forbidden := range []string{"img", "iframe", "link", "form", "object", "embed", "font", "b"} {
		if p.elements[forbidden] > 0 {
			t.Errorf("%d <%s>", p.elements[forbidden], forbidden)
		}
	}
	if p.elements["h1"] != 1 || p.elements["main"] != 1 || p.elements["caption"] != p.elements["table"] {
		t.Errorf("h1 %d, main %d, captions %d of %d tables", p.elements["h1"], p.elements["main"], p.elements["caption"], p.elements["table"])
	}
	if len(p.attributes["th.scope"]) != p.elements["th"] || len(p.attributes["html.lang"]) != 1 {
		t.Errorf("%d of %d th have a scope; lang %v", len(p.attributes["th.scope"]), p.elements["th"], p.attributes["html.lang"])
	}
	for key, values := range p.attributes {
		_, attribute, _ := strings.Cut(key, ".")
		if attribute == "style" || attribute == "src" || strings.HasPrefix(attribute, "on") {
			t.Errorf("%s: %q", key, values)
		}
	}
	for _, link := range p.attributes["a.href"] {
		if !strings.HasPrefix(link, "#") && !strings.HasPrefix(link, "https://") && !strings.HasPrefix(link, "http://") {
			checkLink(t, path, link)
		}
	}
	for _, wrong := range []string{"NaN", "Inf", "%!", "<nil>", "ZgotmplZ", "0xc0"} {
		if bytes.Contains(withoutStyle(page), []byte(wrong)) {
			t.Errorf("the page says %q", wrong)
		}
	}
	checkQuotes(t, p.quotes, db)
}

// checkLink holds that a link to another page leads to a file, and to an id in it.
func checkLink(t *testing.T, from, link string) {
	t.Helper()
	name, id, _ := strings.Cut(link, "#")
	target, err := os.ReadFile(filepath.Join(filepath.Dir(from), filepath.FromSlash(name)))
	if err != nil {
		t.Errorf("link to %q: %v", link, err)
	}
	if id != "" && !bytes.Contains(target, []byte(`id="`+id+`"`)) {
		t.Errorf("link to %q: no such id", link)
	}
}

// checkQuotes holds that every quotation stands word for word in some feedback.
func checkQuotes(t *testing.T, quotes []string, db *warehouse.DB) {
	t.Helper()
	for _, q := range quotes {
		var n int
		if err := db.Row(context.Background(), "select count(*) from feedback where contains(text, ?)", []any{q}, &n); err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			t.Errorf("quotation %q stands in no feedback", q)
		}
	}
}

// A quotation whose feedback was erased or edited since must not be shown.
func TestErasedWordsAreNotQuoted(t *testing.T) {
	dir := t.TempDir()
	db := published(t, append(cases()["full"], "cases/erased.sql")...)
	made, err := Write(context.Background(), db, dir, aRun(), nil)
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(made[0].Folder, "summary.html"))
	if err != nil {
		t.Fatal(err)
	}
	checkPage(t, filepath.Join(made[0].Folder, "summary.html"), db)
	checkPage(t, filepath.Join(made[0].Folder, "themes", "export.html"), db)
	if bytes.Contains(page, []byte("CSV export")) {
		t.Error("the page quotes what was erased")
	}
}

// The numbers of the movers table are those of movers.csv.
func TestMoversSayWhatTheFileSays(t *testing.T) {
	dir := t.TempDir()
	db := published(t, cases()["full"]...)
	made, err := Write(context.Background(), db, dir, aRun(), nil)
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(made[0].Folder, "summary.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range readCSV(t, filepath.Join(made[0].Folder, "csv", "movers.csv"))[1:] {
		if row[16] != "real change" {
			continue
		}
		for _, figures := range []string{fmt.Sprintf("%s of %s", row[2], row[4]), fmt.Sprintf("%s of %s", row[3], row[5])} {
			if !bytes.Contains(page, []byte(figures)) {
				t.Errorf("%s: the page does not say %q", row[0], figures)
			}
		}
	}
}
