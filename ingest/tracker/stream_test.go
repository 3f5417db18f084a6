package tracker

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// repeated is text n times over, made while it is read.
type repeated struct {
	text string
	n    int
	rest string
}

func (r *repeated) Read(p []byte) (int, error) {
	if r.rest == "" {
		if r.n == 0 {
			return 0, io.EOF
		}
		r.n--
		r.rest = r.text
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

func aRecord() string {
	return `{"url":"https://api.github.com/repos/acme/shop/issues/34","repository_url":"https://api.github.com/repos/acme/shop",` +
		`"html_url":"https://github.com/acme/shop/issues/34","id":991,"node_id":"MDU6SXNzdWU5OTE=","number":34,"title":"Export to CSV is slow",` +
		`"user":{"login":"ada","id":1,"avatar_url":"https://avatars.githubusercontent.com/u/1?v=4","url":"https://api.github.com/users/ada",` +
		`"followers_url":"https://api.github.com/users/ada/followers","repos_url":"https://api.github.com/users/ada/repos","type":"User","site_admin":false},` +
		`"labels":[{"id":1,"node_id":"x","url":"https://api.github.com/repos/acme/shop/labels/enhancement","name":"enhancement","color":"a2eeef","default":true}],` +
		`"state":"open","locked":false,"assignee":null,"assignees":[],"milestone":null,"comments":3,"created_at":"2024-03-01T09:30:00Z",` +
		`"updated_at":"2024-03-04T08:00:00Z","closed_at":null,"author_association":"NONE","body":"**Describe the bug**\nThe export takes *ten* minutes.\n\n` +
		strings.Repeat("It used to be quick, and with every release it gets slower. ", 12) +
		`\n\n1. Open reports\n2. Click Export\n\n` + "```\\nexport --all\\n```" + `","reactions":{"total_count":4,"+1":4,"-1":0},"state_reason":null}`
}

// TestMemory reads a list of 36 MB and an object of 50 MB.
func TestMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 86 MB")
	}
	format := newFormat(t, Settings{})
	list := io.MultiReader(strings.NewReader("["), &repeated{text: aRecord() + ",\n", n: 20_000}, strings.NewReader("]"))
	object := io.MultiReader(strings.NewReader(`{"number":1,"body":"`), &repeated{text: strings.Repeat("x", 1000), n: 50_000}, strings.NewReader(`"}`), strings.NewReader(aRecord()))
	for name, src := range map[string]io.Reader{"list": list, "object": object} {
		r := format.reader(src, io.NopCloser(nil))
		var most uint64
		var sum tally
		for r.Scan() {
			sum.add(r.Item())
			for _, reject := range r.Item().Rejects {
				if len(reject.Payload) > keptBytes {
					t.Errorf("%s: %d bytes of a reject kept", name, len(reject.Payload))
				}
			}
			if sum.read%1000 == 1 {
				var m runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
			}
		}
		t.Logf("%s: %+v, %d MB at most", name, sum, most>>20)
		if most > 64<<20 {
			t.Errorf("%s: %d MB", name, most>>20)
		}
		if name == "list" && sum.stored != 20_000 || name == "object" && (sum.stored != 1 || sum.rejected != 1) {
			t.Errorf("%s: %+v", name, sum)
		}
	}
}

// TestDeepNesting: brackets and marks without end cost a reject or are kept as
// they stand; they cost neither the stack nor the square of their number.
func TestDeepNesting(t *testing.T) {
	md := newMarkdown()
	for _, text := range []string{
		strings.Repeat(">", 100_000), strings.Repeat("+ ", 30_000) + "x", strings.Repeat("[", 30_000), strings.Repeat("*a_", 30_000),
		strings.Repeat(strings.Repeat("*a_", 2600)+"\r\n\r\n", 20), strings.Repeat("![", 30_000),
	} {
		if !tangled(strings.ReplaceAll(text, "\r\n", "\n")) {
			t.Errorf("%.6q repeated is read as Markdown", text)
		}
	}
	for _, text := range []string{
		strings.Repeat(strings.Repeat("> ", 190)+"x\n", 600), strings.Repeat(strings.Repeat("1. ", 130)+"x\n", 600),
		strings.Repeat("| ", 100_000), strings.Repeat("|a", 60_000) + "\n" + strings.Repeat("|-", 60_000), strings.Repeat("a\n", 100_000),
		strings.Repeat("http://", 30_000), strings.Repeat("a@", 60_000), strings.Repeat("<a ", 60_000), strings.Repeat("&", 60_000),
		strings.Repeat("<!--", 30_000), "a " + strings.Repeat("`", 30_000) + "x", strings.Repeat("\\", 60_000), strings.Repeat("a_b*c ", 2_000),
	} {
		if md.text(text, false) == "" && !strings.HasPrefix(text, "<!--") && !strings.HasPrefix(text, "|") {
			t.Errorf("%.6q repeated: no words", text)
		}
	}
	for _, text := range []string{"[", `{"a":`, `[{"a":`, "{\"a\":\"cut\n", "{\"a\":1,\n", "{\"a\":{\"b\":1}\n", "not JSON {\n", "]\n"} {
		if items := readAll(t, Settings{}, &repeated{text: text, n: 100_000}); len(items) == 0 {
			t.Errorf("%q: nothing", text)
		}
	}
	depth := 9_000
	doc := strings.Repeat(`{"type":"bulletList","content":[`, depth/2) + strings.Repeat(`]}`, depth/2)
	if got := adfText([]byte(doc), false); got != "" {
		t.Errorf("%.100q", got)
	}
}

func TestUTF16(t *testing.T) {
	var b bytes.Buffer
	b.WriteString("\xff\xfe")
	for _, r := range "[" + aRecord() + "]" {
		b.Write([]byte{byte(r), byte(r >> 8)})
	}
	for name, text := range map[string]string{"UTF-16": b.String(), "UTF-8 with a mark": "\ufeff[" + aRecord() + "]"} {
		if items := readAll(t, Settings{}, strings.NewReader(text)); len(items) != 1 || len(items[0].Feedback) != 1 {
			t.Errorf("%s: %+v", name, items)
		}
	}
}

// TestDiskError: what was read stays, and the error ends it.
func TestDiskError(t *testing.T) {
	broken := errors.New("disk on fire")
	src := io.MultiReader(strings.NewReader("["+aRecord()+`,{"number":`), iotest.ErrReader(broken))
	r := newFormat(t, Settings{}).reader(src, io.NopCloser(nil))
	n := 0
	for r.Scan() {
		n++
	}
	if n != 1 || !errors.Is(r.Err(), broken) {
		t.Errorf("%d items, %v", n, r.Err())
	}
}

func TestMissingFile(t *testing.T) {
	if _, err := newFormat(t, Settings{}).Open(t.TempDir() + "/none.json"); err == nil {
		t.Error("no error")
	}
	r, err := newFormat(t, Settings{}).Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if r.Scan() || r.Err() == nil {
		t.Errorf("a folder was read: %+v", r.Item())
	}
}

func TestCheck(t *testing.T) {
	no := false
	s := Settings{Roles: Roles{Types: map[string]string{"Bug": "bug", "bug": "story", "x": "idea"}, States: map[string]string{"Parked": "asleep"},
		Team: []string{" "}, ContractLabel: "promised", SkipBots: &no}}
	var got []string
	s.Check(func(path, message, hint string) { got = append(got, path+": "+message+" ("+hint+")") })
	want := []string{
		`types.x: "idea" is not known (use compliance, experiment, debt, enabler, bug, story)`,
		`states.Parked: "asleep" is not known (use open, in progress, done, declined, closed)`,
		`types.bug: is the same name as "Bug" (keep one of them)`,
		`team[0]: is empty (take the entry out)`,
		`contract_label: has no effect with role feedback (use role: plan or role: both)`,
		`types: has no effect with role feedback (use role: plan or role: both)`,
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	for _, s := range []Settings{s, {Tracker: "bugzilla"}, {Roles: Roles{Role: "x"}}, {Roles: Roles{Milestones: "x"}}} {
		if _, err := New(s, time.UTC); err == nil {
			t.Errorf("New took %+v", s)
		}
	}
}

func BenchmarkReader(b *testing.B) {
	record := aRecord()
	format := newFormat(b, Settings{Roles: Roles{Role: "both"}})
	r := format.reader(io.MultiReader(strings.NewReader("["), &repeated{text: record + ",", n: b.N}, strings.NewReader("]")), io.NopCloser(nil))
	b.SetBytes(int64(len(record)))
	b.ReportAllocs()
	for r.Scan() {
		if len(r.Item().Feedback) != 1 {
			b.Fatal(r.Item())
		}
	}
}

func BenchmarkScan(b *testing.B) {
	record := aRecord()
	s := newScanner(&repeated{text: record + "\n", n: b.N}, 1, 0)
	b.SetBytes(int64(len(record)))
	for {
		if _, ok := s.next(); !ok {
			return
		}
	}
}
