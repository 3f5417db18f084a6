package email

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// pairs reads the txtar files that a pattern names: for each name.from a
// name.to follows.
func pairs(t *testing.T, pattern, from, to string, check func(t *testing.T, got, want string)) int {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		t.Fatalf("%s: no test cases: %v", pattern, err)
	}
	n := 0
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if len(archive.Files)%2 != 0 {
			t.Fatalf("%s: an odd number of parts", path)
		}
		for i := 0; i < len(archive.Files); i += 2 {
			in, out := archive.Files[i], archive.Files[i+1]
			name, found := strings.CutSuffix(in.Name, "."+from)
			if !found || out.Name != name+"."+to {
				t.Fatalf("%s: %s is not followed by its %s", path, in.Name, to)
			}
			n++
			t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar")+"/"+name, func(t *testing.T) {
				check(t, string(in.Data), string(out.Data))
			})
		}
	}
	return n
}

func TestVisible(t *testing.T) {
	n := pairs(t, "testdata/visible/*.txtar", "mail", "visible", func(t *testing.T, mail, want string) {
		for _, text := range []string{mail, strings.ReplaceAll(mail, "\n", "\r\n")} {
			if diff := cmp.Diff(strings.TrimSpace(want), Visible(text)); diff != "" {
				t.Errorf("visible text (-want +got):\n%s", diff)
			}
		}
	})
	if n < 40 {
		t.Errorf("%d cases, want at least 40", n)
	}
}

func TestForwardKeepsOutlooksQuotation(t *testing.T) {
	const mail = "FYI\n\nFrom: Tom <tom@user.example>\nSent: Thursday, March 4, 2021 9:05 AM\nTo: Jane\nSubject: Slow\n\nIt takes a minute.\n"
	read := reading{depth: maxForwards}
	if got, want := read.forward(mail), "FYI\n\nIt takes a minute."; got != want {
		t.Errorf("as a forward: %q, want %q", got, want)
	}
	if got, want := read.visible(splitLines(mail)), "FYI"; got != want {
		t.Errorf("as an answer: %q, want %q", got, want)
	}
}

func TestDropQuotes(t *testing.T) {
	const mail = "See below.\n\nOn Thu, 4 Mar 2021 at 09:05, Help <help@acme.example> wrote:\n> Which version?\n\n4.2\n\n> Which system?\n\nLinux\n"
	read := reading{dropQuotes: true, depth: maxForwards}
	if got, want := read.visible(splitLines(mail)), "See below.\n\n4.2\n\nLinux"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// Work must not grow faster than the text: each of these has made a parser
// with backtracking or nested loops run for minutes.
func TestVisibleIsLinear(t *testing.T) {
	for name, unit := range map[string]string{
		"headers":    "On Thu, 4 Mar 2021 at 09:05, Jane <jane@client.example> wrote:\n",
		"half":       "On Thu, 4 Mar 2021 at 09:05, Jane\n",
		"blocks":     "From: a@b.example\nSent: 4 March 2021\nTo: c\nSubject: d\n\nx\n",
		"from":       "From: a\n",
		"forwards":   "---------- Forwarded message ---------\n",
		"delimiters": "--\n",
		"quotes":     ">>>>>>>>>>>> > > > >\n",
		"regards":    "Regards\n",
		"rules":      "________\n",
		"names":      "-Jane Roe\n\n",
		"one line":   "On On On wrote: wrote: <<<<@ ",
	} {
		text := strings.Repeat(unit, 1<<18/len(unit))
		began := time.Now()
		Visible(text)
		reading{depth: maxForwards}.forward(text)
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%s: 256 KiB took %v", name, took)
		}
	}
}

func FuzzVisible(f *testing.F) {
	for _, seed := range []string{"", "a\n> b\nc", "On Thu, 4 Mar 2021 at 09:05, Jane <\nj@client.example> wrote:\n> a", "From: a@b\nSent: 1 May 2021\nTo: c\nSubject: d\n",
		"---------- Forwarded message ---------\nFrom: a@b\n", "Begin forwarded message:\n> From: a@b\n>> x", "-- \nJane", "Regards\nJane\n\nPS: x", "____\na@b", "-Jane\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, got := range []string{Visible(text), reading{depth: maxForwards}.forward(text)} {
			if len(got) > 2*len(text)+2 {
				t.Errorf("%d bytes became %d", len(text), len(got))
			}
			if again := strings.TrimSpace(got); again != got {
				t.Errorf("white space around %q", got)
			}
		}
	})
}
