package page

import (
	"crypto/sha256"
	"encoding/base64"
	"html"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

func TestRender(t *testing.T) {
	files := fstest.MapFS{"a.tmpl": {Data: []byte(`{{define "main"}}<h1>{{.}}</h1>{{end}}{{define "footer"}}{{end}}`)}}
	parsed, err := Parse(files)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := parsed.Render(&out, Head{Title: "<b>", Workspace: "A & B"}, "it's <script>"); err != nil {
		t.Fatal(err)
	}
	page := out.String()
	for _, want := range []string{"<title>&lt;b&gt;</title>", "A &amp; B", "<h1>it&#39;s &lt;script&gt;</h1>"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in the page", want)
		}
	}
	// A browser drops the whole style sheet, or script, when its checksum is another one.
	policy := html.UnescapeString(regexp.MustCompile(`Content-Security-Policy" content="([^"]*)"`).FindStringSubmatch(page)[1])
	for _, element := range []string{"style", "script"} {
		inner := regexp.MustCompile(`(?s)<` + element + `>(.*)</` + element + `>`).FindStringSubmatch(page)
		sum := sha256.Sum256([]byte(inner[1]))
		if !strings.Contains(policy, element+"-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'") {
			t.Errorf("the policy %s does not allow the page's own %s", policy, element)
		}
	}
}

func TestRenderWithoutATemplateIsAnError(t *testing.T) {
	files := fstest.MapFS{"a.tmpl": {Data: []byte(`{{define "main"}}{{end}}`)}}
	parsed, err := Parse(files)
	if err != nil {
		t.Fatal(err)
	}
	if err := parsed.Render(&strings.Builder{}, Head{}, nil); err == nil {
		t.Error("no error without a footer")
	}
}

// Nothing in the style sheet may ask the network for anything.
func TestStyleAsksForNothing(t *testing.T) {
	for _, forbidden := range []string{"url(", "@import", "http", "@font-face", "</"} {
		if strings.Contains(style, forbidden) {
			t.Errorf("style.css has %q", forbidden)
		}
	}
	for _, forbidden := range []string{"http", "fetch", "innerHTML", "eval", "import", "</"} {
		if strings.Contains(script, forbidden) {
			t.Errorf("sort.js has %q", forbidden)
		}
	}
}
