package tracker

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
	"go.yaml.in/yaml/v4"

	"github.com/earshot/earshot/ingest"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite what the tests expect")

// TestRecords reads each testdata/records/*.txt: settings.yaml (may be left
// out), the files of the source, and want, the records in short.
func TestRecords(t *testing.T) {
	paths, err := filepath.Glob("testdata/records/*.txt")
	if err != nil || len(paths) == 0 {
		t.Fatal("no test data", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txt"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			var settings Settings
			var got bytes.Buffer
			want := -1
			for i, file := range archive.Files {
				switch file.Name {
				case "settings.yaml":
					if err := yaml.Unmarshal(file.Data, &settings); err != nil {
						t.Fatal(err)
					}
				case "want":
					want = i
				default:
					fmt.Fprintf(&got, "== %s\n", file.Name)
					for _, item := range readAll(t, settings, bytes.NewReader(file.Data)) {
						writeItem(&got, item)
					}
				}
			}
			if want < 0 {
				archive.Files, want = append(archive.Files, txtar.File{Name: "want"}), len(archive.Files)
			}
			if *update {
				archive.Files[want].Data = got.Bytes()
				if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(archive.Files[want].Data), got.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestTexts reads each testdata/texts/*.txt: pairs of files, "<converter> name"
// and "= name", the plain text expected. A converter's name that ends in
// -comment drops quotations.
func TestTexts(t *testing.T) {
	paths, err := filepath.Glob("testdata/texts/*.txt")
	if err != nil || len(paths) == 0 {
		t.Fatal("no test data", err)
	}
	md, wiki, textile := newMarkdown(), newWiki(), newTextile()
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i+1 < len(archive.Files); i += 2 {
			in, want := archive.Files[i], &archive.Files[i+1]
			kind, name, _ := strings.Cut(in.Name, " ")
			kind, comment := strings.CutSuffix(kind, "-comment")
			var got string
			switch kind {
			case "markdown":
				got = md.text(string(in.Data), comment)
			case "adf":
				got = adfText(in.Data, comment)
			case "wiki":
				got = wiki.text(string(in.Data), comment)
			case "textile":
				got = textile.text(string(in.Data), comment)
			default:
				t.Fatalf("%s: %s is no converter", path, kind)
			}
			got += "\n"
			if *update {
				want.Data = []byte(got)
			} else if diff := cmp.Diff(string(want.Data), got); diff != "" || want.Name != "= "+name {
				t.Errorf("%s: %s: %s", path, in.Name, diff)
			}
		}
		if *update {
			if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func newFormat(t testing.TB, s Settings) format {
	t.Helper()
	f, err := New(s, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return f.(format)
}

func readAll(t testing.TB, s Settings, src io.Reader) []ingest.Item {
	t.Helper()
	r := newFormat(t, s).reader(src, io.NopCloser(nil))
	var items []ingest.Item
	for r.Scan() {
		items = append(items, r.Item())
	}
	if err := r.Err(); err != nil {
		t.Error(err)
	}
	return items
}

// writeItem writes an item in short, fields that are empty left out.
func writeItem(w io.Writer, item ingest.Item) {
	if item.Skip != "" {
		fmt.Fprintf(w, "skip %s\n", item.Skip)
	}
	for _, r := range item.Rejects {
		fmt.Fprintf(w, "reject line %d: %s (%d bytes kept)\n", r.Line, r.Reason, len(r.Payload))
	}
	for _, f := range item.Feedback {
		fmt.Fprintf(w, "feedback %s %s%s\n", f.NativeID, short(f.OccurredAt), fields(
			"thread", f.ThreadID, "parent", f.ParentID, "author", f.Author.ID, "name", f.Author.Name, "email", f.Author.Email,
			"state", f.State, "votes", number(f.Votes), "labels", strings.Join(f.Labels, ","), "project", f.Segments["project"], "url", f.URL))
		fmt.Fprint(w, indented(f.Title), indented(f.Body))
		if !strings.HasPrefix(f.Payload, "{") {
			fmt.Fprintln(w, "  the payload is no object")
		}
	}
	for _, i := range item.WorkItems {
		fmt.Fprintf(w, "work %s %s%s\n", i.Key, i.Type, fields("state", i.State, "sprint", i.Sprint, "release", i.ReleasedIn,
			"contract", flagged(i.Contract), "estimate", points(i.Estimate), "votes", number(i.Votes), "labels", strings.Join(i.Labels, ","),
			"url", i.URL, "created", short(i.CreatedAt), "updated", short(i.UpdatedAt), "closed", short(i.ClosedAt)))
		fmt.Fprint(w, indented(i.Title), indented(i.Body))
	}
	for _, r := range item.Releases {
		fmt.Fprintf(w, "release %s%s\n", r.Name, fields("on", short(r.ReleasedOn), "url", r.URL))
	}
	for _, s := range item.Sprints {
		fmt.Fprintf(w, "sprint %s%s\n", s.Name, fields("state", s.State, "from", short(s.StartsOn), "to", short(s.EndsOn)))
	}
}

func fields(pairs ...string) string {
	var b strings.Builder
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			fmt.Fprintf(&b, " %s=%s", pairs[i], pairs[i+1])
		}
	}
	return b.String()
}

func short(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

func number(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func points(p *float64) string {
	if p == nil {
		return ""
	}
	return strconv.FormatFloat(*p, 'g', -1, 64)
}

func flagged(yes bool) string {
	if yes {
		return "yes"
	}
	return ""
}

func indented(text string) string {
	if text == "" {
		return ""
	}
	return "  | " + strings.ReplaceAll(text, "\n", "\n  | ") + "\n"
}

// tally counts items the way the ingest stage does.
type tally struct{ read, stored, rejected, skipped, feedback, work int }

func (c *tally) add(item ingest.Item) {
	c.read++
	c.feedback += len(item.Feedback)
	c.work += len(item.WorkItems)
	switch {
	case len(item.Feedback)+len(item.WorkItems)+len(item.Releases)+len(item.Sprints) > 0:
		c.stored++
	case len(item.Rejects) > 0:
		c.rejected++
	case item.Skip != "":
		c.skipped++
	}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
