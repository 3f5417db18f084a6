package email

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"
)

// The mailboxes of MimeKit come with the place of each message, for line ends
// of both kinds.
func TestMboxPlaces(t *testing.T) {
	folder := filepath.Join(evalData(t), "email", "mime", "mimekit", "mbox")
	for name, want := range map[string]int{"content-length": 29, "issue1189": 4} {
		box, err := os.ReadFile(filepath.Join(folder, name+".mbox.txt"))
		if err != nil {
			t.Fatal(err)
		}
		unix := bytes.ReplaceAll(box, []byte("\r\n"), []byte("\n"))
		dos := bytes.ReplaceAll(unix, []byte("\n"), []byte("\r\n"))
		for kind, content := range map[string][]byte{"unix": unix, "dos": dos} {
			var places []struct {
				Begin int64 `json:"beginOffset"`
				Line  int64 `json:"lineNumber"` // of the first header
			}
			data, err := os.ReadFile(filepath.Join(folder, name+"."+kind+"-offsets.json"))
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(data, &places); err != nil {
				t.Fatal(err)
			}
			m := newMbox(bytes.NewReader(content), 1<<30)
			n := 0
			for l, ok := m.next(); ok; l, ok = m.next() {
				if n < len(places) && l.line != places[n].Line-1 {
					t.Errorf("%s, %s: mail %d is at line %d, want %d", name, kind, n+1, l.line, places[n].Line-1)
				}
				n++
			}
			if n != want || len(places) != want {
				t.Errorf("%s, %s: %d mails, %d places, want %d", name, kind, n, len(places), want)
			}
		}
	}
}

func TestBouncesNeverCount(t *testing.T) {
	folder := filepath.Join(evalData(t), "email", "bounces", "mailbox")
	for name, want := range map[string]int{"mbox-0": 37, "mbox-1": 1} {
		got := itemsOf(t, Settings{}, filepath.Join(folder, name))
		if len(got) != want {
			t.Errorf("%s: %d mails, want %d", name, len(got), want)
		}
		for i, item := range got {
			if item.Skip != skipBounce {
				t.Errorf("%s: mail %d is %s", name, i+1, said(item))
			}
		}
	}
}

// Every mail of the folders is stored, rejected for a reason that names it, or
// counted out; none is lost and none ends the reading.
func TestMailFoldersLoseNothing(t *testing.T) {
	root := filepath.Join(evalData(t), "email", "mime")
	tally := map[string]int{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || isNoMail(path) {
			return err
		}
		folder, _ := filepath.Rel(root, filepath.Dir(path))
		began := time.Now()
		got := itemsOf(t, Settings{}, path)
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%s took %v", path, took)
		}
		if len(got) == 0 {
			t.Errorf("%s: nothing was read", path)
		}
		for _, item := range got {
			verdict := said(item)
			if len(item.Feedback) == 1 {
				verdict = "stored"
			}
			if strings.Contains(verdict, "taken apart") || verdict == "skip: " {
				t.Errorf("%s: %s", path, verdict)
			}
			tally[folder+": "+verdict]++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	lines := make([]string, 0, len(tally))
	for what := range tally {
		lines = append(lines, what)
	}
	sort.Strings(lines)
	for _, what := range lines {
		t.Logf("%4d %s", tally[what], what)
	}
}

// isNoMail tells the files beside the mails: expectations, bodies, pictures.
func isNoMail(path string) bool {
	name := filepath.Base(path)
	for _, end := range []string{".json", ".golden", ".html", "LICENSE", "-summary.txt", ".png"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return filepath.Base(filepath.Dir(path)) == "text"
}

func TestPathologicalMailIsQuick(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(evalData(t), "email", "reply", "github", "pathological.txt"))
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	Visible(string(text))
	if took := time.Since(began); took > time.Second {
		t.Errorf("took %v, want less than a second", took)
	}
}
