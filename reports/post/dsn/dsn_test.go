package dsn

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

func shapes(t testing.TB) map[string]*txtar.Archive {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) < 10 {
		t.Fatal(len(paths), err)
	}
	all := map[string]*txtar.Archive{}
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil || len(archive.Files) != 2 {
			t.Fatal(path, err)
		}
		all[path] = archive
	}
	return all
}

// said is a report in words.
func said(raw []byte) string {
	r, err := Read(raw)
	if errors.Is(err, ErrNone) {
		return "none\n"
	}
	text := r.MessageID + "\n"
	for _, each := range r.Recipients {
		text += fmt.Sprintf("%s / %s: %s (%s)\n", each.Final, each.Original, each.Outcome(), each.Reason())
	}
	return text
}

// TestShapes reads reports as several servers write them, with both ends of lines.
func TestShapes(t *testing.T) {
	for path, archive := range shapes(t) {
		mail, want := string(archive.Files[0].Data), string(archive.Files[1].Data)
		for _, raw := range []string{mail, strings.ReplaceAll(mail, "\n", "\r\n"), "From MAILER-DAEMON Mon Jul  6 07:00:00 2026\n" + mail} {
			if diff := cmp.Diff(want, said([]byte(raw))); diff != "" {
				t.Errorf("%s: %s", path, diff)
			}
		}
	}
}

// TestBounds: what somebody sends to keep us busy is left alone soon.
func TestBounds(t *testing.T) {
	deep := "Content-Type: text/plain\n\nx"
	for range 1000 {
		deep = "Content-Type: message/rfc822\n\n" + deep
	}
	parts := "Content-Type: multipart/mixed; boundary=b\n\n" + strings.Repeat("--b\n\nx\n", 100_000)
	group := "Final-Recipient: rfc822; ana@harbour.example\nAction: failed\nStatus: 5.1.1\n\n"
	many := "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n" + strings.Repeat(group, 10_000)
	for name, raw := range map[string]string{"deep": deep, "parts": parts, "many": many, "empty": "", "long": strings.Repeat("x", 12<<20)} {
		r, err := Read([]byte(raw))
		if name == "many" && len(r.Recipients) != mostRecipients || name != "many" && !errors.Is(err, ErrNone) {
			t.Errorf("%s: %d recipients, %v", name, len(r.Recipients), err)
		}
	}
}

// FuzzRead: whatever comes in, it ends, and what it gives keeps its bounds.
func FuzzRead(f *testing.F) {
	for _, archive := range shapes(f) {
		f.Add(archive.Files[0].Data)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := Read(raw)
		if (err == nil) != (len(r.Recipients) > 0) || len(r.Recipients) > mostRecipients || strings.ContainsAny(r.MessageID, "<> \r\n") {
			t.Errorf("%+v, %v", r, err)
		}
		for _, each := range r.Recipients {
			if strings.ContainsAny(each.Final+each.Original+each.Reason(), "\r\n") || each.Final != strings.ToLower(each.Final) {
				t.Errorf("%+v", each)
			}
		}
	})
}
