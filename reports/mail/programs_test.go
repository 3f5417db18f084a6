package mail

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestMailPrograms holds every golden mail against html-validate and the data of
// caniemail.com. EARSHOT_MAIL_CHECKS names the node_modules with both; without it
// the test skips. A mail that they must find fault with shows that they look.
func TestMailPrograms(t *testing.T) {
	modules := os.Getenv("EARSHOT_MAIL_CHECKS")
	if modules == "" {
		t.Skip("EARSHOT_MAIL_CHECKS names no node_modules with html-validate and caniemail: mails are not held against them")
	}
	goldens, err := filepath.Glob("testdata/golden/*.html")
	if err != nil || len(goldens) < 10 {
		t.Fatalf("%d mails, %v", len(goldens), err)
	}
	if out, err := checked(modules, goldens...); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	page, err := os.ReadFile(goldens[0])
	if err != nil {
		t.Fatal(err)
	}
	for what, wrong := range map[string]string{
		"is not known to": `<svg width="1" height="1"></svg><p style="display:flex">x</p>`,
		"close-order":     "<p><em>x</p>",
		"scope":           "<table><tr><th>x</th><td>y</td></tr></table>",
	} {
		path := filepath.Join(t.TempDir(), "wrong.html")
		if err := os.WriteFile(path, []byte(strings.Replace(string(page), "</h1>", "</h1>"+wrong, 1)), 0o644); err != nil {
			t.Fatal(err)
		}
		if out, err := checked(modules, path); err == nil || !strings.Contains(out, what) {
			t.Errorf("nothing of %q found in %s: %v\n%s", what, wrong, err, out)
		}
	}
}

func checked(modules string, files ...string) (string, error) {
	out, err := exec.Command("node", append([]string{"testdata/check.mjs", modules}, files...)...).CombinedOutput()
	return string(out), err
}
