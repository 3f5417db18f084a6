package reports

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/earshot/earshot/reports/pack"
)

// chromium finds the browser, or skips; EARSHOT_REQUIRE_BROWSER=1 forbids that.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("EARSHOT_REQUIRE_BROWSER") == "1" {
		t.Fatal("no chromium on the PATH, and EARSHOT_REQUIRE_BROWSER=1")
	}
	t.Skip("no chromium on the PATH: the pages are not looked at in a browser")
	return ""
}

// TestInABrowser opens pages as a reader does: nothing may stand in the console,
// nothing but the page may be asked for, and at 360 px nothing may stick out.
// With EARSHOT_AXE=/path/to/axe.min.js their accessibility is checked as well.
func TestInABrowser(t *testing.T) {
	browser := chromium(t)
	for _, name := range []string{"full", "one", "nothing", "thousand"} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			made, err := Write(context.Background(), published(t, cases()[name]...), dir, aRun(), nil)
			if err != nil {
				t.Fatal(err)
			}
			pages := []string{filepath.Join(made[0].Folder, "summary.html")}
			if name == "full" {
				pages = append(pages, filepath.Join(made[0].Folder, "themes", "login.html"), filepath.Join(made[0].Folder, "how.html"), filepath.Join(dir, "index.html"))
			}
			for _, path := range pages {
				look(t, browser, path)
			}
		})
	}
}

// TestPacksInABrowser opens the packs in the same way, with all that a plan has,
// words that break pages among it, and with nothing.
func TestPacksInABrowser(t *testing.T) {
	browser := chromium(t)
	for _, name := range []string{"plan", "nothing"} {
		db := published(t, packCases()[name]...)
		for _, p := range pack.All() {
			t.Run(name+" "+p.Name, func(t *testing.T) {
				run := aRun()
				run.Browser = browser
				made, err := Write(context.Background(), db, t.TempDir(), run, []string{p.Name})
				if err != nil {
					t.Fatal(err)
				}
				look(t, browser, filepath.Join(made[0].Folder, p.Name+".html"))
				paper(t, filepath.Join(made[0].Folder, p.Name+".pdf"))
			})
		}
	}
}

// pageBox is the size of a page in a PDF file.
var pageBox = regexp.MustCompile(`/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]`)

// paper says that the file is a PDF of upright A4 pages.
func paper(t *testing.T, path string) {
	t.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	pages := pageBox.FindAllSubmatch(file, -1)
	if !bytes.HasPrefix(file, []byte("%PDF-")) || len(pages) == 0 {
		t.Fatalf("%s: %d bytes, %d pages", filepath.Base(path), len(file), len(pages))
	}
	for _, p := range pages {
		var width, height float64
		fmt.Sscan(string(p[1]), &width)
		fmt.Sscan(string(p[2]), &height)
		if math.Abs(width-595) > 2 || math.Abs(height-842) > 2 {
			t.Errorf("%s: a page of %s by %s points is not A4", filepath.Base(path), p[1], p[2])
		}
	}
}

// look opens one page at three widths, and in light and dark for axe.
func look(t *testing.T, browser, path string) {
	t.Helper()
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s := newSite(t, page)
	for _, width := range []int{360, 820, 1280} {
		if got := s.visit(t, browser, fmt.Sprintf("/frame?width=%d", width)); got != fmt.Sprintf("fits %d", width) {
			t.Errorf("%s at %d px: %s", filepath.Base(path), width, got)
		}
	}
	if axe := os.Getenv("EARSHOT_AXE"); axe != "" {
		for _, scheme := range []string{"--blink-settings=preferredColorScheme=1", "--blink-settings=preferredColorScheme=0"} {
			if got := s.visit(t, browser, "/axe", scheme); got != "no violations" {
				t.Errorf("%s, %s: %s", filepath.Base(path), scheme, got)
			}
		}
	}
}

// site serves the page, a frame that measures it, and a copy that may run axe.
type site struct {
	url   string
	mu    sync.Mutex
	asked []string
}

// frame says whether the page is wider than its window, or anything in it is
// wider than the page and cannot be scrolled; and whether its tables sort.
const frame = `<!doctype html><title>waiting</title><body><iframe id="f" src="/summary.html" width="{{.}}" height="900"></iframe>
<script>
document.getElementById("f").onload = function () {
  var page = this.contentDocument, width = {{.}}, out = [];
  var root = page.scrollingElement;
  if (root.scrollWidth > root.clientWidth) out.push("page is " + root.scrollWidth + " wide");
  page.querySelectorAll("details").forEach(function (d) { d.open = true; });
  page.querySelectorAll("body *").forEach(function (e) {
    if (e.closest(".scroll, pre, .unseen, .skip, .cards thead")) return;
    var r = e.getBoundingClientRect();
    if (r.width && r.right > width + 0.5) out.push(e.tagName + " reaches " + Math.round(r.right));
  });
  page.querySelectorAll("table.sortable").forEach(function (table) {
    var button = table.querySelector("th.number .sort") || table.querySelector(".sort");
    if (!button) return out.push("a table without a button to sort by");
    var head = button.closest("th"), rows = function () { return Array.from(table.querySelectorAll("tbody tr")); };
    var before = rows();
    button.click();
    var cell = function (r) { return parseFloat(r.cells[head.cellIndex].textContent.replace(/[^\d.]*/, "").replace(/,/g, "")); };
    var values = rows().map(cell);
    if (rows().length !== before.length || !head.hasAttribute("aria-sort")) out.push("not sorted by " + head.textContent);
    if (head.classList.contains("number") && /^(n|People|Heard|Feedback|Mentions)/.test(head.textContent) && table.tBodies.length === 1)
      for (var i = 1; i < values.length; i++) if (values[i] > values[i - 1]) out.push(head.textContent + " is not sorted: " + values);
  });
  document.body.setAttribute("data-result", out.length ? out.slice(0, 5).join("; ") : "fits " + width);
};
</script>`

const axeRun = `<script src="/axe.js"></script><script>
document.querySelectorAll("details").forEach(function (d) { d.open = true; });
axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}).then(function (r) {
  var out = r.violations.map(function (v) { return v.id + ": " + v.nodes[0].html.slice(0, 200) + " " + v.nodes[0].failureSummary; });
  document.body.setAttribute("data-result", out.length ? out.join("; ") : "no violations");
});
</script>`

func newSite(t *testing.T, page []byte) *site {
	t.Helper()
	s := &site{}
	frames := template.Must(template.New("frame").Parse(frame))
	handler := http.NewServeMux()
	serve := func(path string, content func(http.ResponseWriter, *http.Request)) {
		handler.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			content(w, r)
		})
	}
	serve("/summary.html", func(w http.ResponseWriter, _ *http.Request) { w.Write(page) })
	serve("/frame", func(w http.ResponseWriter, r *http.Request) {
		width := 0
		fmt.Sscan(r.FormValue("width"), &width)
		frames.Execute(w, width)
	})
	serve("/axe", func(w http.ResponseWriter, _ *http.Request) {
		w.Write(regexp.MustCompile(`<meta http-equiv[^>]*>`).ReplaceAll(page, nil))
		w.Write([]byte(axeRun))
	})
	serve("/axe.js", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		http.ServeFile(w, r, os.Getenv("EARSHOT_AXE"))
	})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.asked = append(s.asked, r.URL.Path)
		s.mu.Unlock()
		handler.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

// visit opens a page of the site and gives its result. Only the site can be
// reached: what a page asks of any other host would stand in the console.
func (s *site) visit(t *testing.T, browser, path string, flags ...string) string {
	t.Helper()
	s.mu.Lock()
	s.asked = nil
	s.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	flags = append(flags, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
		"--user-data-dir="+t.TempDir(), "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
		"--enable-logging=stderr", "--window-size=1400,1000", "--virtual-time-budget=20000", "--dump-dom", s.url+path)
	command := exec.CommandContext(ctx, browser, flags...)
	var out, messages bytes.Buffer
	command.Stdout, command.Stderr = &out, &messages
	if err := command.Run(); err != nil {
		t.Fatalf("%s: %v\n%s", browser, err, messages.String())
	}
	for _, line := range strings.Split(messages.String(), "\n") {
		if strings.Contains(line, ":CONSOLE") {
			t.Errorf("the console says: %s", line)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, asked := range s.asked {
		own := asked == "/summary.html" || asked == "/frame" || strings.HasPrefix(asked, "/axe")
		if !own && asked != "/favicon.ico" { // which a browser asks for by itself
			t.Errorf("the page asked for %s", asked)
		}
	}
	result := regexp.MustCompile(`data-result="([^"]*)"`).FindSubmatch(out.Bytes())
	if result == nil {
		return "no result"
	}
	return string(result[1])
}
