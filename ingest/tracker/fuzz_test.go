package tracker

import (
	"bytes"
	"encoding/json"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/earshot/earshot/ingest"
	"github.com/google/go-cmp/cmp"
)

// seeds gives the files of the test data that are inputs.
func seeds(f *testing.F, pattern string, add func(name string, data []byte)) {
	f.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		f.Fatal("no test data", err)
	}
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			if file.Name != "want" && file.Name != "settings.yaml" && !strings.HasPrefix(file.Name, "=") {
				add(file.Name, file.Data)
			}
		}
	}
}

// copied is a unit that outlives the scanner's buffer.
type copied struct {
	Line, Offset int64
	Raw, Broken  string
}

func scanAll(src io.Reader, limit int) []copied {
	s := newScanner(src, 1, 0)
	s.limit = limit
	var all []copied
	for {
		u, ok := s.next()
		if !ok {
			return all
		}
		all = append(all, copied{u.line, u.offset, string(u.raw), u.broken})
	}
}

// FuzzScan: whatever the file, the units do not depend on how it is read in
// pieces, each stands where it says, and of a list that is JSON none is missed.
func FuzzScan(f *testing.F) {
	seeds(f, "testdata/records/*.txt", func(_ string, data []byte) { f.Add(data) })
	f.Fuzz(func(t *testing.T, data []byte) {
		units := scanAll(bytes.NewReader(data), recordLimit)
		if diff := cmp.Diff(units, scanAll(iotest.OneByteReader(bytes.NewReader(data)), recordLimit)); diff != "" {
			t.Fatal(diff)
		}
		for _, u := range units {
			at := data[u.Offset:]
			if !bytes.HasPrefix(at, []byte(u.Raw)) {
				t.Fatalf("unit at byte %d is not there", u.Offset)
			}
			if line := 1 + bytes.Count(data[:u.Offset], []byte{'\n'}); int64(line) != u.Line {
				t.Fatalf("line %d, want %d", u.Line, line)
			}
			if u.Broken == "" && !json.Valid([]byte(u.Raw)) {
				t.Fatalf("broken JSON passed at byte %d", u.Offset)
			}
		}
		scanAll(bytes.NewReader(data), 10) // must end and not panic
		var list []map[string]json.RawMessage
		if json.Unmarshal(data, &list) != nil || list == nil {
			return
		}
		want := 0
		for _, o := range list {
			if wrapsAny(o) {
				return
			}
			want++
		}
		if len(units) != want {
			t.Fatalf("%d units, want %d", len(units), want)
		}
		for _, u := range units {
			if u.Broken != "" {
				t.Fatalf("%q of a list that is JSON", u.Broken)
			}
		}
	})
}

func wrapsAny(o map[string]json.RawMessage) bool {
	for name := range o {
		if wraps(name, true) {
			return true
		}
	}
	return false
}

// FuzzReader: every item is stored, rejected or counted out, whatever is in
// the file, and every file gives one.
func FuzzReader(f *testing.F) {
	seeds(f, "testdata/records/*.txt", func(_ string, data []byte) { f.Add(data) })
	formats := []format{
		newFormat(f, Settings{Roles: Roles{Role: "both"}}),
		newFormat(f, Settings{Tracker: "jira", Roles: Roles{Role: "plan", Milestones: "sprint"}}),
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, format := range formats {
			var sum tally
			r := format.reader(bytes.NewReader(data), io.NopCloser(nil))
			for r.Scan() {
				check(t, r.Item())
				sum.add(r.Item())
			}
			if err := r.Err(); err != nil {
				t.Fatal(err)
			}
			if sum.read == 0 || sum.read != sum.stored+sum.rejected+sum.skipped {
				t.Fatalf("something is lost: %+v", sum)
			}
		}
	})
}

func check(t *testing.T, item ingest.Item) {
	t.Helper()
	for _, f := range item.Feedback {
		if f.NativeID == "" || f.OccurredAt.IsZero() || f.Title+f.Body == "" {
			t.Fatalf("feedback without id, time or words: %+v", f)
		}
	}
	for _, w := range item.WorkItems {
		if w.Key == "" || w.Type == "" || w.State == "" {
			t.Fatalf("work item without key, type or state: %+v", w)
		}
	}
	for _, r := range item.Rejects {
		if r.Line < 1 || r.Reason == "" {
			t.Fatalf("reject without line or reason: %+v", r)
		}
	}
}

func FuzzMarkdown(f *testing.F) {
	seeds(f, "testdata/texts/markdown.txt", func(_ string, data []byte) { f.Add(string(data), true) })
	md := newMarkdown()
	f.Fuzz(func(t *testing.T, source string, comment bool) {
		plain(t, source, md.text(source, comment))
	})
}

func FuzzWiki(f *testing.F) {
	seeds(f, "testdata/texts/wiki.txt", func(_ string, data []byte) { f.Add(string(data), true) })
	wiki := newWiki()
	f.Fuzz(func(t *testing.T, source string, comment bool) {
		plain(t, source, wiki.text(source, comment))
	})
}

func FuzzTextile(f *testing.F) {
	seeds(f, "testdata/texts/textile.txt", func(_ string, data []byte) { f.Add(string(data), true) })
	textile := newTextile()
	f.Fuzz(func(t *testing.T, source string, comment bool) {
		plain(t, source, textile.text(withoutIntroduction(source), comment))
	})
}

// FuzzLive: whatever an API puts into a record, it is stored, rejected or counted
// out, by each of the dialects that only a live source speaks.
func FuzzLive(f *testing.F) {
	seeds(f, "testdata/live/*.txt", func(_ string, data []byte) { f.Add(data) })
	var judges []*judge
	for _, role := range []string{"feedback", "plan", "both"} {
		settings := Settings{Roles: Roles{Role: role}}.withDefaults()
		for _, d := range []dialect{redmine{settings, time.UTC, "https://redmine.example", newTextile().text}, gitea{github{settings, time.UTC, newMarkdown()}}} {
			j, err := newJudge(settings.Roles, time.UTC, d)
			if err != nil {
				f.Fatal(err)
			}
			judges = append(judges, j)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if !json.Valid(data) {
			return
		}
		for _, j := range judges {
			for _, item := range j.items([]json.RawMessage{data}) {
				for i := range item.Rejects {
					item.Rejects[i].Line = 1 // an API has no lines
				}
				check(t, item)
				if empty(item) != (item.Skip != "") {
					t.Fatalf("neither stored, rejected nor counted out: %+v", item)
				}
			}
		}
	})
}

func FuzzADF(f *testing.F) {
	seeds(f, "testdata/texts/adf.txt", func(_ string, data []byte) { f.Add(data, true) })
	f.Fuzz(func(t *testing.T, source []byte, comment bool) {
		if !json.Valid(source) {
			return
		}
		plain(t, string(source), adfText(source, comment))
	})
}

// plain: valid text stays valid, and no longer than markers could make it.
func plain(t *testing.T, source, text string) {
	t.Helper()
	if utf8.ValidString(source) && !utf8.ValidString(text) {
		t.Fatalf("invalid UTF-8 from %q: %q", source, text)
	}
	if text != strings.TrimSpace(text) || strings.Contains(text, "\n\n\n") {
		t.Fatalf("white space: %q", text)
	}
	if len(text) > 20*len(source)+100 {
		t.Fatalf("%d bytes grew to %d", len(source), len(text))
	}
}

func FuzzTime(f *testing.F) {
	for _, text := range []string{"2024-05-31T12:00:00Z", "2016-02-01T08:17:04.000-0800", "2016-04-27T08:29:00.000-07:00", "2024-05-31",
		"2012-09-17 09:42:20 UTC", "2011/04/10 20:09:31 -0700", "1714521600000", "1714521600", "31.05.2024", ""} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if at := parseTime(scalar(text), time.UTC); !at.IsZero() && (at.Year() < 1970 || at.Year() > 2200) {
			t.Fatal(at)
		}
	})
}
