package erase

import (
	"testing"
)

// TestText: six words in a row go wherever they stand, fewer do not.
func TestText(t *testing.T) {
	w := NewWords([]int64{7}, []string{"The export lost nine rows of our ledger, twice!", "Login"})
	for text, want := range map[string]string{
		"She says: the EXPORT lost nine rows of our ledger, twice! Really.": "She says: [taken out]! Really.",
		"lost nine rows of our ledger":                                      "[taken out]",
		"nine rows of our ledger":                                           "nine rows of our ledger",
		"Login":                                                             "Login",
		"":                                                                  "",
	} {
		if got, changed := w.Text(text); got != want || changed != (text != want) {
			t.Errorf("%q: %q", text, got)
		}
	}
	if _, changed := NewWords(nil, []string{Gone, ""}).text(Gone, true); changed {
		t.Error("what was taken out is looked for")
	}
}

// TestPage: a sentence with a mark in it, a link's label, an attribute and a short
// quotation go; the theme's name, styles and the rest stay.
func TestPage(t *testing.T) {
	w := NewWords([]int64{7}, []string{"The export lost nine rows of our ledger", "Login"})
	const page = `<style>p > a { color: red }</style><main id="main"><h1>Login</h1><blockquote>Login</blockquote>` +
		`<p>Ah &amp; oh: the <mark>export</mark> lost nine <a href="x">rows of our ledger</a> &lt;3</p><img alt="the export lost nine rows of our ledger"><p>&quot;Fine&quot;</p></main>`
	const want = `<style>p > a { color: red }</style><main id="main">` + "\n" + `<p class="notice">` + Notice + `</p><h1>Login</h1><blockquote>[taken out]</blockquote>` +
		`<p>Ah &amp; oh: [taken out]<mark></mark><a href="x"></a> &lt;3</p><img alt="[taken out]"><p>&quot;Fine&quot;</p></main>`
	for _, in := range []string{page, want} {
		got, changed, err := w.Page([]byte(in))
		if string(got) != want || err != nil || changed != (in == page) {
			t.Errorf("%v, %v\n%s", changed, err, got)
		}
	}
}

// TestCSV: the record's own cells go whatever they say, others by their words;
// other lines are byte for byte as they were.
func TestCSV(t *testing.T) {
	w := NewWords([]int64{7}, []string{"The export lost nine rows of our ledger"})
	const in = "feedback_id,title,text,plan\r\n6,Login,\"a, \"\"b\"\"\",free\r\n7,Login,\"The export lost nine rows of our ledger\",free\r\n8,x,\"Re: the export lost nine rows of our ledger, no?\",\r\n"
	const want = "feedback_id,title,text,plan\r\n6,Login,\"a, \"\"b\"\"\",free\r\n7,[taken out],[taken out],free\r\n8,x,\"Re: [taken out], no?\",\r\n"
	for _, content := range []string{in, want} {
		got, changed, err := w.CSV([]byte(content))
		if string(got) != want || changed != (content == in) || err != nil {
			t.Errorf("%v, %v\n%s", changed, err, got)
		}
	}
}

// FuzzPage: whatever a page holds, the words are not in it afterwards.
func FuzzPage(f *testing.F) {
	f.Add("<p>the <b>export</b> lost nine rows of our ledger", "</p>")
	f.Add("<script>the export lost", "nine rows of our ledger</script>")
	w := NewWords(nil, []string{"The export lost nine rows of our ledger"})
	f.Fuzz(func(t *testing.T, before, after string) {
		first, _, err := w.Page([]byte(before + "<p>the export lost nine rows of our ledger</p>" + after))
		if err != nil {
			t.Skip() // a token longer than the reader takes
		}
		if again, changed, err := w.Page(first); err != nil || changed {
			t.Errorf("%q: changed again: %v, %v", again, changed, err)
		}
	})
}
