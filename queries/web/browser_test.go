package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	chromium "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/earshot/earshot/queries/access"
)

// window is a tab of a real browser, in which everything is done by keys.
type window struct {
	t    *testing.T
	ctx  context.Context
	site *site

	mu      sync.Mutex
	console []string
}

// openWindow finds the browser, or skips; EARSHOT_REQUIRE_BROWSER=1 forbids
// that.
func openWindow(t *testing.T, s *site) *window {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil && path == "" {
			path = found
		}
	}
	if path == "" {
		if os.Getenv("EARSHOT_REQUIRE_BROWSER") == "1" {
			t.Fatal("no chromium on the PATH, and EARSHOT_REQUIRE_BROWSER=1")
		}
		t.Skip("no chromium on the PATH: the page is not used in a browser")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.UserDataDir(profile(t)),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"), chromedp.WindowSize(1280, 1000))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, closeTab := chromedp.NewContext(allocator, chromedp.WithErrorf(func(string, ...any) {})) // it tells of events that it does not know
	t.Cleanup(closeTab)
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(cancel)
	w := &window{t: t, ctx: ctx, site: s}
	chromedp.ListenTarget(ctx, w.hear)
	w.do(chromedp.Navigate(s.url + "/signin"))
	return w
}

// hear keeps the errors of the console: breaches of the policy stand there, too.
func (w *window) hear(event any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e := event.(type) {
	case *log.EventEntryAdded:
		if e.Entry.Level == log.LevelError {
			w.console = append(w.console, e.Entry.Text)
		}
	case *runtime.EventExceptionThrown:
		w.console = append(w.console, e.ExceptionDetails.Error())
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.APITypeError || e.Type == runtime.APITypeAssert {
			w.console = append(w.console, fmt.Sprint(e.Type))
		}
	}
}

func (w *window) quiet() {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.console) > 0 {
		w.t.Errorf("the console says:\n%s", strings.Join(w.console, "\n"))
	}
	w.console = nil
}

func (w *window) do(actions ...chromedp.Action) {
	w.t.Helper()
	if err := chromedp.Run(w.ctx, actions...); err != nil {
		var seen string
		_ = chromedp.Run(w.ctx, chromedp.Evaluate("location.href + '\\n' + document.activeElement.outerHTML.slice(0, 300) + '\\n' + document.querySelector('main').innerText.slice(0, 2000)", &seen))
		w.t.Fatalf("%v\n%s\nconsole: %v", err, seen, w.console)
	}
}

// keys types.
func (w *window) keys(text string, modifiers ...chromedp.KeyOption) {
	w.t.Helper()
	w.do(chromedp.KeyEvent(text, modifiers...))
}

// until waits for a condition of the page, or of the one that comes after it.
func (w *window) until(script string) {
	w.t.Helper()
	for began := time.Now(); time.Since(began) < time.Minute; time.Sleep(20 * time.Millisecond) {
		holds := false
		if err := chromedp.Run(w.ctx, chromedp.Evaluate("Boolean("+script+")", &holds)); err == nil && holds {
			return
		}
	}
	w.do(chromedp.ActionFunc(func(context.Context) error { return fmt.Errorf("never: %s", script) }))
}

// value is what a script gives.
func (w *window) value(script string) (text string) {
	w.t.Helper()
	w.do(chromedp.Evaluate("String("+script+")", &text))
	return text
}

// tabTo presses Tab until the element that has the focus fits.
func (w *window) tabTo(selector string) {
	w.t.Helper()
	for range 80 {
		if w.value(fmt.Sprintf("document.activeElement.matches(%q)", selector)) == "true" {
			return
		}
		w.keys(kb.Tab)
	}
	w.t.Fatalf("Tab does not reach %s; the focus is on %s", selector, w.value("document.activeElement.outerHTML.slice(0,200)"))
}

func control() chromedp.KeyOption { return chromedp.KeyModifiers(2) }

// write puts a statement into the editor, in place of what is there.
func (w *window) write(sql string) {
	w.t.Helper()
	w.keys("a", control())
	w.keys(kb.Backspace)
	for _, letter := range sql {
		w.keys(string(letter))
	}
	w.keys(kb.Escape) // no completion in the way
}

// choose completes a name by the list that is open or about to be. The editor
// takes no key for a list that has just opened, so it is pressed until it counts.
func (w *window) choose(name string) {
	w.t.Helper()
	const chosen = `document.querySelector(".cm-tooltip-autocomplete li[aria-selected] .cm-completionLabel")?.textContent`
	w.until(chosen)
	for range 1000 {
		if w.value(chosen) == name {
			w.keys(kb.Tab)
			return
		}
		w.keys(kb.ArrowDown)
	}
	w.t.Fatalf("%s is not in the list", name)
}

func (w *window) signIn(role access.Role) {
	w.t.Helper()
	w.until(`document.activeElement.id === "token"`)
	w.keys(w.site.tokens[role])
	w.keys(kb.Enter)
	w.until(`location.pathname === "/" && document.querySelector("#keys-open")?.hidden === false`)
}

// TestByKeyboardAlone does what the page is for, without a mouse.
func TestByKeyboardAlone(t *testing.T) {
	s := newSite(t, nil)
	w := openWindow(t, s)
	downloads := t.TempDir()
	w.do(chromium.SetDownloadBehavior(chromium.SetDownloadBehaviorBehaviorAllow).WithDownloadPath(downloads))
	w.signIn(access.Editor)

	w.keys("g")
	w.keys("a") // to the editor, which has the focus at once
	w.until(`document.activeElement.classList.contains("cm-content")`)
	for _, letter := range "select chann" {
		w.keys(string(letter))
	}
	w.keys(kb.End)
	for _, letter := range " from feedb" {
		w.keys(string(letter))
	}
	w.choose("feedback_themes")
	w.until(`document.querySelector("#sql").value === "select chann from feedback_themes"`)

	w.keys(kb.Enter, control()) // chann is no column
	w.until(`document.querySelector("#problem")?.dataset.column === "8"`)
	w.until(`document.querySelector(".cm-lintRange-error")?.textContent === "chann"`)
	w.write("select channel, count(*) as n from feedback group by 1")
	w.keys(kb.Enter, control())
	w.until(`document.querySelector(".result td.number")?.textContent === "200"`)
	if w.value(`!document.querySelector(".cm-lintRange-error")`) != "true" {
		t.Error("the mark stays when the mistake is mended")
	}

	w.keys(kb.Tab) // out of the editor
	w.tabTo("#view")
	w.keys("b") // bar chart
	w.until(`document.querySelector(".picture rect.c-now")`)
	w.tabTo("#share")
	w.keys(kb.Enter)
	w.until(`document.querySelector("#said").textContent.startsWith("The link is")`)
	link := w.value("location.pathname + location.search")
	if !strings.HasPrefix(link, "/ask?sql=select+channel") || !strings.Contains(link, "view=bar") {
		t.Errorf("the link is %s", link)
	}

	w.tabTo(`.downloads button[value="csv"]`)
	w.keys(kb.Enter)
	file := filepath.Join(downloads, fileName("", s.Now().UTC().Format(time.DateOnly), "csv"))
	for began := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		if text, err := os.ReadFile(file); err == nil && len(text) > 0 {
			if string(text) != "channel,n\nsurvey,200\n" && string(text) != "channel,n\r\nsurvey,200\r\n" {
				t.Errorf("downloaded %q", text)
			}
			break
		} else if time.Since(began) > time.Minute {
			t.Fatalf("no download: %v", err)
		}
	}

	w.tabTo("#save-name")
	w.keys("by_channel")
	w.tabTo("#save-title-field")
	w.keys("How much comes by which channel?")
	w.keys(kb.Enter)
	w.until(`location.pathname === "/questions/by_channel" && document.querySelector(".picture rect")`)
	if got := readAll(t, filepath.Join(s.folder, "queries", "by_channel.sql")); !strings.Contains(got, "-- chart: bar x=channel y=n") {
		t.Errorf("saved\n%s", got)
	}

	w.do(chromedp.Navigate(s.url + link)) // as a colleague opens it
	w.until(`document.querySelector("#shared") && document.querySelector("#view").value === "bar"`)
	w.until(`document.activeElement.classList.contains("cm-content") && document.querySelectorAll("#asked li").length === 2`)
	w.keys(kb.Enter, control())
	w.until(`document.querySelector(".picture rect.c-now")`)

	w.do(chromedp.Navigate(s.url + "/themes"))
	w.tabTo(`main a[href="/themes/login"]`)
	w.keys(kb.Enter)
	w.until(`location.pathname === "/themes/login"`)
	w.tabTo(`.examples button[value="no"]`)
	w.keys(kb.Enter)
	w.until(`document.querySelector(".given")?.textContent.includes("edith says: this is not about")`)
	if got := readAll(t, s.Labels); !strings.Contains(got, ",login,no,edith,") {
		t.Errorf("labels.csv is\n%s", got)
	}
	w.until(`document.activeElement.matches("li[id^=f]")`) // he goes on where he was

	w.keys("?")
	w.until(`document.querySelector("#keys").open`)
	w.keys(kb.Escape)
	w.tabTo("body") // the end of the page; from its top, sign-out is near
	w.tabTo(".who-am-i button")
	w.keys(kb.Enter)
	w.until(`location.pathname === "/signin"`)
	if w.value("window.bad") != "undefined" {
		t.Error("a customer's words ran as a script")
	}
	w.mu.Lock()
	w.console = slicesWithout(w.console, "status of 4")     // what a browser says of our own refusals
	w.console = slicesWithout(w.console, "Clear-Site-Data") // and, where it is quick enough, of signing out
	w.mu.Unlock()
	w.quiet()
}

func slicesWithout(list []string, part string) (kept []string) {
	for _, line := range list {
		if !strings.Contains(line, part) {
			kept = append(kept, line)
		}
	}
	return kept
}

// TestPagesInABrowser looks at every page at three widths, light and dark: the
// console must be silent and nothing may stick out. With
// EARSHOT_AXE=/path/to/axe.min.js their accessibility is checked as well; with
// EARSHOT_SCREENSHOTS=folder each is kept as a picture.
func TestPagesInABrowser(t *testing.T) {
	s := newSite(t, nil)
	w := openWindow(t, s)
	w.see("signin")
	w.signIn(access.Editor)
	chart := "/ask?sql=select+occurred_on%2C+case+when+feedback_id+%25+2+%3D+0+then+%27a%27+else+%27b%27+end+as+half%2C+count%28*%29+as+n+from+feedback+group+by+all&view=line&x=occurred_on&y=n&by=half"
	pages := []struct{ name, path, key string }{
		{"home", "/", ""}, {"tables", "/tables", ""}, {"table", "/tables/feedback", ""}, {"questions", "/questions", ""}, {"question", "/questions/what_moved", ""},
		{"themes", "/themes", ""}, {"theme", "/themes/login", ""}, {"others", "/themes/login?view=others", ""}, {"runs", "/runs", ""}, {"missing", "/nowhere", ""},
		{"ask", "/ask", ""}, {"chart", chart, "run"}, {"mistake", "/ask?sql=select+chann%0Afrom+feedback", "run"}, {"keys", "/", "?"},
	}
	for _, p := range pages {
		s.clock.pass(5 * time.Second)
		w.do(chromedp.Navigate(s.url + p.path))
		switch p.key {
		case "run":
			w.until(`document.activeElement.classList.contains("cm-content")`)
			w.keys(kb.Enter, control())
			w.until(`document.querySelector("#answer").children.length > 0`)
		case "?":
			w.keys("?")
		}
		w.see(p.name)
	}
}

// A table wider than the page is moved sideways; its words stay whole.
func TestWordsOfAnAnswerStayWhole(t *testing.T) {
	s := newSite(t, nil)
	w := openWindow(t, s)
	w.signIn(access.Reader)
	sql := "select 'enterprise' as plan, null as nps, repeat('a sentence of words ', 9) as first, repeat('a sentence of words ', 9) as second, repeat('a sentence of words ', 9) as third, repeat('endless', 40) as word"
	w.do(chromedp.Navigate(s.url + "/ask?sql=" + url.QueryEscape(sql)))
	w.until(`document.activeElement.classList.contains("cm-content")`)
	w.keys(kb.Enter, control())
	w.until(`document.querySelector(".result td")`)
	lines := `(() => { const r = document.createRange(); return [...document.querySelectorAll(".result td")].map((td) => {
		r.selectNodeContents(td); return new Set([...r.getClientRects()].map((line) => Math.round(line.top))).size === 1 ? "one" : "more" }).join(" ") })()`
	if got := w.value(lines); got != "one one more more more more" {
		t.Errorf("lines of the cells: %s", got)
	}
}

func (w *window) see(name string) {
	w.t.Helper()
	for _, scheme := range []string{"light", "dark"} {
		w.do(emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}))
		for _, width := range []int64{1280, 820, 360} {
			w.do(emulation.SetDeviceMetricsOverride(width, 900, 1, false))
			if got := w.value(sticksOut); got != "" {
				w.t.Errorf("%s at %d px: %s", name, width, got)
			}
			w.keep(fmt.Sprintf("%s-%s-%d", name, scheme, width))
		}
		w.axe(name + " " + scheme)
	}
	w.do(emulation.SetDeviceMetricsOverride(1280, 1000, 1, false))
	w.mu.Lock()
	w.console = slicesWithout(w.console, "status of 404")
	w.mu.Unlock()
	w.quiet()
	if w.value("window.bad") != "undefined" {
		w.t.Errorf("%s: a customer's words ran as a script", name)
	}
}

const sticksOut = `(() => {
	const out = [], root = document.scrollingElement;
	if (root.scrollWidth > root.clientWidth) out.push("the page is " + root.scrollWidth + " wide");
	for (const e of document.querySelectorAll("body *")) {
		if (e.closest(".scroll, pre, .unseen, .skip, .cards thead, .cm-editor, svg")) continue;
		const r = e.getBoundingClientRect();
		if (r.width && r.right > innerWidth + 0.5) out.push(e.tagName + "." + e.className + " reaches " + Math.round(r.right));
	}
	return out.slice(0, 4).join("; ");
})()`

func (w *window) keep(name string) {
	folder := os.Getenv("EARSHOT_SCREENSHOTS")
	if folder == "" {
		return
	}
	w.do(chromedp.ActionFunc(func(ctx context.Context) error {
		picture, err := page.CaptureScreenshot().WithCaptureBeyondViewport(true).Do(ctx)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o644)
	}))
}

// axe runs axe-core in the page, past the page's own policy.
func (w *window) axe(name string) {
	w.t.Helper()
	path := os.Getenv("EARSHOT_AXE")
	if path == "" {
		return
	}
	script, err := os.ReadFile(path)
	if err != nil {
		w.t.Fatal(err)
	}
	var found []string
	w.do(chromedp.Evaluate(string(script)+"; 0", nil), chromedp.Evaluate(`axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}).then((r) =>
		r.violations.map((v) => v.impact + " " + v.id + ": " + v.nodes[0].html.slice(0, 200) + " " + v.nodes[0].failureSummary))`, &found,
		func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
	if len(found) > 0 {
		text, _ := json.MarshalIndent(found, "", "  ")
		w.t.Errorf("%s: %s", name, text)
	}
}

// profile is a folder for the browser, which may write to it a moment longer
// than it is waited for: what is left then does not fail a test.
func profile(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "browser")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}
