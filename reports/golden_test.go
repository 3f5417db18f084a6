package reports

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestGolden(t *testing.T) {
	for name, parts := range cases() {
		t.Run(name, func(t *testing.T) {
			db := published(t, parts...)
			made, err := Write(context.Background(), db, t.TempDir(), aRun(), nil)
			if err != nil {
				t.Fatal(err)
			}
			page, err := os.ReadFile(filepath.Join(made[0].Folder, "summary.html"))
			if err != nil {
				t.Fatal(err)
			}
			for _, file := range made[0].Files {
				if strings.HasSuffix(file.Path, ".html") && (name != "thousand" || !strings.Contains(file.Path, "/t1")) {
					checkPage(t, filepath.Join(made[0].Folder, file.Path), db)
				}
			}
			if name == "thousand" {
				if len(page) > 500_000 {
					t.Errorf("a page of %d bytes", len(page))
				}
				return
			}
			compare(t, withoutStyle(page), name+".html")
			for _, other := range pages()[name] {
				page, err := os.ReadFile(filepath.Join(made[0].Folder, other))
				if err != nil {
					t.Fatal(err)
				}
				compare(t, withoutStyle(page), name+"-"+filepath.Base(other))
			}
		})
	}
}

// pages are those that are compared besides the summary.
func pages() map[string][]string {
	return map[string][]string{
		"full": {"themes/login.html", "how.html"}, "one": {"themes/search.html", "themes/fax.html"},
		"stale": {"themes/export.html"}, "first": {"themes/export.html"}, "nothing": {"themes/login.html"},
	}
}

// withoutStyle leaves out the style sheet and its checksum, so that a golden page
// changes only when what it says does.
func withoutStyle(page []byte) []byte {
	page = regexp.MustCompile(`(?s)<style>.*?</style>`).ReplaceAll(page, []byte("<style></style>"))
	page = regexp.MustCompile(`(?s)<script>.*?</script>`).ReplaceAll(page, []byte("<script></script>"))
	return regexp.MustCompile(`(style|script)-src &#39;sha256-[^ ]*&#39;`).ReplaceAll(page, []byte("$1-src"))
}

// golden compares a file with the one of that name in testdata/golden.
func golden(t *testing.T, path, name string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	compare(t, got, name)
}

func compare(t *testing.T, got []byte, name string) {
	t.Helper()
	expected := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(expected), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(expected, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(expected)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs (-want +got); see it and run with -update:\n%s", name, diff)
	}
}
