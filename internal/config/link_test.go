package config

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestLinks(t *testing.T) {
	path := write(t, t.TempDir(), "links.csv", "item,theme,link,by,note\nPAY-1,login,yes,ann,\nPAY-1,pricing,No,ann,\"only the word, not the thing\"\n")
	got, err := LoadLinks(path, []Theme{{ID: "login"}, {ID: "pricing"}})
	if err != nil {
		t.Fatal(err)
	}
	want := []Link{
		{Item: "PAY-1", Theme: "login", Linked: true, By: "ann", Line: 2},
		{Item: "PAY-1", Theme: "pricing", By: "ann", Note: "only the word, not the thing", Line: 3},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if none, err := LoadLinks(path+".none", nil); err != nil || none != nil {
		t.Errorf("%v, %v", none, err)
	}
}

func TestPromises(t *testing.T) {
	path := write(t, t.TempDir(), "promises.csv", "to,item,theme,promised_on,due_on,by,told_on\nA-1,PAY-1,,2026-03-01,2026-06-01,ann,2026-03-02\nP-7,,login,2026-04-01,,bob,\n")
	got, err := LoadPromises(path, []Theme{{ID: "login"}})
	if err != nil {
		t.Fatal(err)
	}
	day := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC) }
	want := []Promise{
		{To: "A-1", Item: "PAY-1", By: "ann", PromisedOn: day(3, 1), DueOn: day(6, 1), ToldOn: day(3, 2), Line: 2},
		{To: "P-7", Theme: "login", By: "bob", PromisedOn: day(4, 1), Line: 3},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if none, err := LoadPromises(path+".none", nil); err != nil || none != nil {
		t.Errorf("%v, %v", none, err)
	}
}

// FuzzLoadPlanTables reads anything as links.csv and as promises.csv: what has
// no problem names a theme, or an item, and somebody.
func FuzzLoadPlanTables(f *testing.F) {
	f.Add([]byte("item,theme,link,by\nPAY-1,login,yes,ann\n"))
	f.Add([]byte("to;item;promised_on;due_on;by\nA-1;PAY-1;2026-03-01;;ann\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		path := filepath.Join(t.TempDir(), "table.csv")
		if err := os.WriteFile(path, text, 0o644); err != nil {
			t.Fatal(err)
		}
		themes := []Theme{{ID: "login"}}
		links, _ := LoadLinks(path, themes)
		for _, l := range links {
			if l.Item == "" || l.Theme != "login" || l.By == "" {
				t.Errorf("%+v", l)
			}
		}
		promises, _ := LoadPromises(path, themes)
		for _, p := range promises {
			if p.To == "" || (p.Item == "") == (p.Theme == "") || p.PromisedOn.IsZero() || !p.DueOn.IsZero() && p.DueOn.Before(p.PromisedOn) {
				t.Errorf("%+v", p)
			}
		}
	})
}
